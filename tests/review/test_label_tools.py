from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest

from pipeline.export import Wish, export
from pipeline.extract import article_from_text
from pipeline.records import Page, Review, Role, Status, Verdict
from pipeline.review.label_tools import read_annotations
from pipeline.store import Taken
from tests.conftest import CASE
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
    proposals, refused = proposals_of(store, model, path)
    return [proposal.review for proposal in proposals], refused


def proposals_of(store, model, path):
    proposals, refused, _ = read_annotations(path, partial(store.story, model.name), "ani", "b", NOW)
    return proposals, refused


def write(path, tasks):
    lines = path.suffix == ".jsonl"
    path.write_text("\n".join(map(json.dumps, tasks)) if lines else json.dumps(tasks), encoding="utf-8")


@pytest.mark.parametrize("tool", ["label-studio", "prodigy"])
def test_who_submits_the_status_of_the_model_judges_it_right(store, model, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    write(path, tasks)
    proposals, refused = proposals_of(store, model, path)
    assert refused == [] and len(proposals) == 2
    for proposal in proposals:
        review = proposal.review
        assert (review.verdict, review.status, review.roles, review.origin) == (Verdict.BENAR, None, (), tool)
        assert proposal.says == {"verdict", "roles"}
    assert [one.says for one in store.take(proposals).new] == [{"verdict"}] * 2


def test_lines_of_doccano_that_come_back_as_they_went_say_nothing(store, model, tmp_path):
    path, tasks = tasks_of(store, model, "doccano", tmp_path)
    write(path, tasks)
    proposals, refused = proposals_of(store, model, path)
    assert refused == [] and store.take(proposals) == Taken(same=[replace(one, says=frozenset()) for one in proposals])


STANDING = (
    {"verdict": Verdict.SALAH},
    {"verdict": Verdict.BENAR},
    {"verdict": Verdict.RAGU},
    {"verdict": None, "status": Status.IMBAUAN},
    {"verdict": Verdict.SALAH, "status": Status.REKAP, "note": "lama"},
)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("standing", STANDING)
def test_a_decision_that_stands_stays_where_a_task_comes_back_unchanged(store, model, tmp_path, tool, standing):
    assessment = store.story(model.name, FIRST)[1]
    roles = ((assessment.mentions[0].start, Role.DIIMBAU),)
    kept = store.decide(Review(FIRST, model.name, reviewer="budi", decided_at=NOW, roles=roles, **standing), None)
    path, tasks = tasks_of(store, model, tool, tmp_path)
    write(path, tasks)
    proposals, refused = proposals_of(store, model, path)
    taken = store.take(proposals)
    assert refused == taken.refused == [] and store.review_of(FIRST) == kept


@pytest.mark.parametrize("tool", TOOLS)
def test_a_task_shows_what_stands_and_what_changes_is_laid_over_it(store, model, tmp_path, tool):
    mentions = store.story(model.name, FIRST)[1].mentions
    roles = ((mentions[0].start, Role.DIIMBAU),)
    store.decide(Review(FIRST, model.name, Verdict.SALAH, "budi", NOW, Status.IMBAUAN, roles), None)
    path, tasks = tasks_of(store, model, tool, tmp_path)
    first = next(task for task in tasks if FIRST in json.dumps(task))
    assert ":diimbau" in json.dumps(first) and '"imbauan"' in json.dumps(first)
    write(path, [json.loads(json.dumps(first).replace(":terduga", ":lain"))])
    proposals, _ = proposals_of(store, model, path)
    assert len(store.take(proposals, replace_others=True).new) == 1
    found = store.review_of(FIRST)
    assert (found.verdict, found.status) == (Verdict.SALAH, Status.IMBAUAN)
    assert dict(found.roles)[mentions[0].start] is Role.DIIMBAU and Role.LAIN in dict(found.roles).values()


def test_the_flat_form_of_label_studio_is_read(store, model, tmp_path):
    path, (task, _) = tasks_of(store, model, "label-studio", tmp_path)
    marked = [one["value"] for one in task["predictions"][0]["result"] if one["type"] == "labels"]
    row = {
        "annotator": 3,
        "annotation_id": 1,
        "label": marked,
        "status": "imbauan",
        "updated_at": "2024-10-13T01:00:00Z",
    }
    write(path, [task["data"] | row])
    (found,), refused = read(store, model, path)
    assert refused == [] and (found.status, found.reviewer) == (Status.IMBAUAN, "label-studio 3")
    assert found.decided_at.isoformat() == "2024-10-13T01:00:00+00:00"


@pytest.mark.parametrize("tool", TOOLS)
def test_emoji_and_joining_marks_move_no_offset(store, model, tmp_path, tool):
    text = "😀👨🏻‍🚒 e\u0301 " + CASE[1]
    article = article_from_text(text, title=CASE[0], url=FIRST, source="contoh", outlet="Contoh", published_at=NOW)
    store.keep(Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
    store.keep_assessment(FIRST, model.assess_article(article))
    path, tasks = tasks_of(store, model, tool, tmp_path)
    task = next(task for task in tasks if FIRST in json.dumps(task))
    shown = task["data"]["text"] if tool == "label-studio" else task["text"]
    assert len(shown.encode("utf-16-le")) == 2 * len(shown) == 2 * len(article.text) and "□" in shown
    write(path, [json.loads(json.dumps(task).replace(":terduga", ":lain"))])
    (found,), refused = read(store, model, path)
    assert refused == [] and found.mentions is None and found.roles


def test_a_span_of_label_studio_that_says_something_else_is_refused(store, model, tmp_path):
    path, tasks = tasks_of(store, model, "label-studio", tmp_path)
    tasks[0]["annotations"][0]["result"][0]["value"]["text"] = "lain"
    write(path, tasks)
    reviews, refused = read(store, model, path)
    assert len(reviews) == 1 and "not 'lain'" in refused[0][1]


def test_an_earlier_annotation_of_a_story_is_named(store, model, tmp_path):
    path, (first, _) = tasks_of(store, model, "doccano", tmp_path)
    other = json.loads(json.dumps(first).replace(":terduga", ":lain"))
    changed = json.loads(json.dumps(first).replace(":terduga", ":diimbau"))
    write(path, [other, changed])
    proposals, _ = proposals_of(store, model, path)
    ((row, reason),) = store.take(proposals).refused
    assert (
        row == "1"
        and "last one counts" in reason
        and Role.DIIMBAU in dict(store.review_of(first["url"]).roles).values()
    )


@pytest.mark.parametrize("tool", TOOLS)
def test_a_changed_role_and_status_are_taken(store, model, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    changed = json.dumps(tasks).replace(":terduga", ":lain")
    for end in ("]", ', "url"'):  # the choice, and the field of doccano; what was shown stays
        changed = changed.replace(f'"dugaan"{end}', f'"imbauan"{end}')
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
        {"id": n, "start_offset": s, "end_offset": e, "label": label.replace("terduga", "lain")}
        for n, (s, e, label) in enumerate(first.pop("label"))
    ]
    write(path, [first | {"entities": entities, "relations": []}])
    (found,), refused = read(store, model, path)
    assert refused == [] and found.mentions is None and Role.LAIN in dict(found.roles).values()


def test_a_task_that_was_rejected_is_refused_with_what_to_do(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "prodigy", tmp_path)
    write(path, [first | {"answer": "reject"}, second])
    reviews, [(row, reason)] = read(store, model, path)
    assert row == "1" and "accept it with the right status, or ignore it" in reason and len(reviews) == 1


def test_a_rejected_task_says_nothing_and_is_told(db, store, model, run, tmp_path):
    path, tasks = tasks_of(store, model, "prodigy", tmp_path)
    write(path, [task | {"answer": "ignore"} for task in tasks])
    told = run("review", "--db", db, "import", path, "--by", "ani").stdout
    assert f"nothing new: {FIRST}" in told and "0 decisions taken, 2 with nothing new, 0 rows refused" in told


def test_the_command(db, run, tmp_path):
    assert run("export", "--db", db, "--out", tmp_path, "--format", "doccano").exit_code == 0
    path = tmp_path / "doccano.jsonl"
    path.write_text(path.read_text().replace(":terduga", ":lain"))
    result = run("review", "--db", db, "import", path, "--by", "ani")
    assert result.exit_code == 0 and "2 decisions taken" in result.stdout
    assert FIRST in run("review", "--db", db, "log").stdout


def test_a_file_in_which_nobody_annotated_is_told_so(db, run, tmp_path):
    assert run("export", "--db", db, "--out", tmp_path, "--format", "prodigy").exit_code == 0
    told = run("review", "--db", db, "import", tmp_path / "prodigy.jsonl").stdout
    assert "no task in prodigy.jsonl is annotated yet" in told and "columns" not in told


@pytest.mark.parametrize("tool", TOOLS)
def test_phrases_that_may_have_been_taken_away_stand_and_it_is_said(db, store, model, run, tmp_path, tool):
    path, tasks = tasks_of(store, model, tool, tmp_path)
    for task in tasks:
        for done in task.get("annotations", [task]):
            done["result"] = [one for one in done.get("result", ()) if one["type"] == "choices"]
        task |= {"label": [], "spans": []}
    write(path, tasks)
    told = run("review", "--db", db, "import", path, "--by", "ani").stdout
    assert told.count("holds no phrases; whether somebody removed them") == 2
    assert all(review.mentions is None for review in store.reviews())


def _begun_from(task, **parent):
    """The annotation of a task without its phrases, as one that was begun from another."""
    (done,) = task["annotations"]
    done["result"] = [one for one in done["result"] if one["type"] == "choices"]
    return task | {"annotations": [done | parent]}


def test_who_began_from_the_phrases_and_left_none_took_them_away(db, store, model, run, tmp_path):
    path, (first, second) = tasks_of(store, model, "label-studio", tmp_path)
    shown = {"id": 9, "result": second["predictions"][0]["result"]}
    write(path, [_begun_from(first, parent_prediction=8), _begun_from(second, parent_prediction=9, prediction=shown)])
    told = run("review", "--db", db, "import", path, "--by", "ani").stdout
    assert "2 decisions taken" in told and "benar, roles by label-studio 7" in told and "holds no phrases" not in told
    for review in store.reviews():
        assert review.mentions == () and review.marked(store.story(model.name, review.url)[1]) == ()
    assert "0 decisions taken, 2 with nothing new" in run("review", "--db", db, "import", path, "--by", "ani").stdout


@pytest.mark.parametrize(
    ("parent", "mentions"),
    [
        ({"id": 5, "result": [{"type": "labels"}]}, ()),
        ({"id": 5, "result": [], "parent_prediction": 3}, ()),
        ({"id": 5, "result": []}, None),
        ({"id": 6, "result": [{"type": "labels"}]}, None),
    ],
)
def test_who_began_from_what_another_marked_may_have_seen_phrases(store, model, tmp_path, parent, mentions):
    path, (task, _) = tasks_of(store, model, "label-studio", tmp_path)
    begun = _begun_from(task, parent_annotation=5)
    begun["annotations"].append(parent | {"was_cancelled": True})
    write(path, [begun])
    reviews, refused = read(store, model, path)
    assert refused == [] and [one.mentions for one in reviews if one.verdict] == [mentions]


def test_who_began_from_a_prediction_without_phrases_or_skipped_takes_none_away(store, model, tmp_path):
    path, (first, second) = tasks_of(store, model, "label-studio", tmp_path)
    other = _begun_from(first, parent_prediction=9) | {"predictions": [{"id": 9, "result": []}]}
    write(path, [other, _begun_from(second, parent_prediction=8, was_cancelled=True)])
    reviews, refused = read(store, model, path)
    assert refused == [] and [one.mentions for one in reviews] == [None, None]
