from __future__ import annotations

import json

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
    return read_annotations(path, lambda url: store.story(model.name, url), "ani", "b", NOW)


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


def test_another_text_an_unknown_span_and_a_stranger_are_refused(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "doccano", tmp_path)
    write(
        path,
        [
            first | {"sha256": "0" * 64},
            second | {"label": [[0, 3, "ASN:terduga"]]},
            {"text": "x"},
            first | {"url": "https://x.id/"},
        ],
    )
    reviews, refused = read(store, model, path)
    assert reviews == []
    assert [one.row for one in refused] == [1, 2, 3, 4]
    for one, word in zip(refused, ("changed since", "no mention", "no task", "no-such-story"), strict=True):
        assert word in one.reason


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
