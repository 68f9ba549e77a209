from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.errors import InputError
from pipeline.export import Wish, export
from pipeline.records import Role, Status
from pipeline.review.label_tools import read_annotations
from tests.review.conftest import FIRST, NOW


def _label_studio(tasks):
    """What Label Studio exports: each task with annotations in the place of predictions."""
    for number, task in enumerate(tasks, start=1):
        result = [{"id": f"r{i}", **one} for i, one in enumerate(task["predictions"][0]["result"])]
        yield task | {
            "id": number,
            "annotations": [{"id": number, "completed_by": 7, "was_cancelled": False, "result": result}],
        }


def _doccano(tasks):
    """What doccano exports: the fields come back, with an id."""
    for number, task in enumerate(tasks, start=1):
        yield {"id": number, "Comments": []} | task


def _prodigy(tasks):
    """What Prodigy exports: with hashes, tokens, and an answer."""
    for task in tasks:
        yield task | {"_input_hash": 1, "_task_hash": 2, "answer": "accept", "_annotator_id": "budi", "tokens": []}


TOOLS = {
    "label-studio": ("label-studio.json", _label_studio),
    "doccano": ("doccano.jsonl", _doccano),
    "prodigy": ("prodigy.jsonl", _prodigy),
}


def tasks_of(store, model, tool, folder):
    name, answer = TOOLS[tool]
    (path,) = export(store, model.name, folder, Wish(formats=(tool,)))
    text = path.read_text(encoding="utf-8")
    tasks = json.loads(text) if tool == "label-studio" else list(map(json.loads, text.splitlines()))
    return folder / name, list(answer(tasks))


def read(store, model, path):
    proposals, refused = read_annotations(path, lambda url: store.story(model.name, url), "ani", "b", NOW)
    return [proposal.review for proposal in proposals], refused


def write(path, tasks):
    lines = path.suffix == ".jsonl"
    path.write_text("\n".join(map(json.dumps, tasks)) if lines else json.dumps(tasks), encoding="utf-8")


@pytest.mark.parametrize("tool", TOOLS)
def test_what_goes_out_comes_back(store, model, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    write(path, tasks)
    reviews, refused = read(store, model, path)
    assert refused == [] and len(reviews) == 2
    assert all(r.status is Status.DUGAAN and r.roles == () and r.origin == tool for r in reviews)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_changed_role_and_status_are_taken(store, model, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    changed = json.dumps(tasks).replace(":terduga", ":lain").replace('"dugaan"', '"imbauan"')
    write(path, json.loads(changed))
    reviews, refused = read(store, model, path)
    assert refused == [] and all(r.status is Status.IMBAUAN and Role.LAIN in dict(r.roles).values() for r in reviews)


def test_other_phrases_than_the_program_found_are_kept_whole(store, model, tmp_path):
    path, (first, _) = tasks_of(store, model, "doccano", tmp_path)
    (start, end, label), *_ = first["label"]
    write(path, [first | {"label": [[0, 6, "ASN:lain"], [start, end, label]]}])
    (found,), refused = read(store, model, path)
    known = next(m for m in store.story(model.name, found.url)[1].mentions if m.start == start)
    assert refused == [] and found.roles == () and [m.start for m in found.mentions] == [0, start]
    assert (
        found.mentions[1] == replace(known, role=found.mentions[1].role) and found.mentions[0].text == first["text"][:6]
    )


def test_doccano_with_relations_is_read_too(store, model, tmp_path):
    path, (first, _) = tasks_of(store, model, "doccano", tmp_path)
    entities = [
        {"id": n, "start_offset": s, "end_offset": e, "label": label}
        for n, (s, e, label) in enumerate(first.pop("label"))
    ]
    write(path, [first | {"entities": entities, "relations": []}])
    (found,), refused = read(store, model, path)
    assert refused == [] and found.mentions is None and found.roles == ()


def test_what_cannot_be_laid_on_the_text_is_refused(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "doccano", tmp_path)
    wrong = [
        (first | {"sha256": "0" * 64}, "changed since"),
        (second | {"label": [[0, 3, "ASN"]]}, "no group and role"),
        (second | {"label": [[0, 3, "KADES:lain"]]}, "no group and role"),
        (second | {"label": [[0, 9_999, "ASN:lain"]]}, "outside"),
        (second | {"label": [[0, 9, "ASN:lain"], [5, 12, "ASN:lain"]]}, "over another"),
        (second | {"label": [["0", 9, "ASN:lain"]]}, "no task"),
        ({"text": "x"}, "no task"),
        (first | {"url": "https://x.id/"}, "no-such-story"),
    ]
    write(path, [task for task, _ in wrong])
    reviews, refused = read(store, model, path)
    assert reviews == [] and [row for row, _ in refused] == list(range(1, len(wrong) + 1))
    for (_, reason), (_, word) in zip(refused, wrong, strict=True):
        assert word in reason


def test_a_rejected_or_cancelled_task_is_passed_over(store, model, tmp_path):
    path, tasks = tasks_of(store, model, "prodigy", tmp_path)
    write(path, [task | {"answer": "ignore"} for task in tasks])
    assert read(store, model, path) == ([], [])


def test_a_file_of_something_else_is_refused(store, model, tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{")
    with pytest.raises(InputError, match="bad-line"):
        read(store, model, path)


def test_the_command(db, run, tmp_path):
    assert run("export", "--db", db, "--out", tmp_path, "--format", "doccano").exit_code == 0
    result = run("review", "--db", db, "import", tmp_path / "doccano.jsonl", "--by", "ani")
    assert (
        result.exit_code == 0
        and "2 decisions read" in result.stdout
        and FIRST in run("review", "--db", db, "log").stdout
    )
