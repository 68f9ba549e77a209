"""What Label Studio 1.23.2 and doccano 1.8.4 exported of ``label_tools/stories.jsonl``, after people's deeds in them.

Each story is named by what was done to it. In Label Studio everything was done in the browser: ``ani`` (1) submitted, changed and skipped,
``budi`` (2) looked at ``two`` alone; ``blank`` was begun anew, without the phrases shown, and only its status chosen; nobody opened
``unseen``. In doccano, driven by its interface for programs, ``blank``, ``skipped`` and ``status`` were left alone; ``doccano-budi.jsonl`` is of
a project in which everybody sees only their own labels.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.export import Wish, export
from pipeline.extract import article_from_text
from pipeline.records import Group, Mention, Page, Role, Status, Verdict
from pipeline.review.label_tools import read_annotations
from pipeline.store import Store
from tests.conftest import ROOT

EXPORTS = Path(__file__).parent / "label_tools"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
LABEL_STUDIO = ("label-studio.json", "label-studio-min.json")
DOCCANO = ("doccano.jsonl", "doccano-approved.jsonl", "doccano-relations.jsonl")
ADDED = [("Staf Kelurahan Anu", "ASN:terduga"), ("seorang Babinsa", "TNI:lain")]
DELETED = [("Seorang guru", "ASN:terduga"), ("Bawaslu", "PENYELENGGARA:lain")]
EMOJI = [("Camat Tanjung Anu", "ASN:terduga"), ("panggung", "BUMN:lain"), ("Bawaslu Anu", "ASN:lain")]
ROLE = [
    ("Bawaslu", "PENYELENGGARA:lain"),
    ("Lurah Muka Padang", "ASN:terduga"),
    ("Sekretaris Camat Batu Lidah", "ASN:lain"),
]


@pytest.fixture
def store(tmp_path, model):
    """The stories that were exported to the tools, as they stood then."""
    with Store(tmp_path / "netralitas.db") as opened:
        for told in map(json.loads, (EXPORTS / "stories.jsonl").read_text(encoding="utf-8").splitlines()):
            url, text = told["url"], told["text"]
            article = article_from_text(text, title=told["title"], url=url, source="contoh", outlet="Contoh")
            opened.keep(Page(url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
            opened.keep_assessment(url, _assessment(model, article, told))
        yield opened


def _assessment(model, article, told):
    status = Status(told["status"])
    mentions = tuple(
        Mention(article.text[start:end], start, end, *_label(label)) for start, end, label in told["mentions"]
    )
    sure = {one: float(one is status) for one in Status}
    return replace(
        model.assess_article(article), status=status, probabilities=sure, flagged=True, mentions=mentions, evidence=()
    )


def _label(label):
    group, role = label.split(":")
    return Group(group), Role(role)


def take(store, model, path):
    proposals, refused, _ = read_annotations(path, partial(store.story, model.name), "cici", path.name, NOW)
    taken = store.take(proposals)
    return taken, refused + taken.refused


def decided(store, taken):
    return {one.review.url.rpartition("/")[2]: store.review_of(one.review.url) for one in taken.new}


def phrases(store, model, review):
    return [(m.text, f"{m.group}:{m.role}") for m in review.marked(store.story(model.name, review.url)[1])]


@pytest.mark.parametrize("name", LABEL_STUDIO)
def test_what_was_done_in_label_studio_is_decided(store, model, name):
    taken, ((_, reason),) = take(store, model, EXPORTS / name)
    found = decided(store, taken)
    assert "last one counts" in reason  # ani's annotation of the story on which budi said otherwise after her
    assert {key: (one.verdict, one.status, one.reviewer) for key, one in found.items()} == {
        **dict.fromkeys(("unchanged", "role", "deleted", "added", "emoji"), (Verdict.BENAR, None, "label-studio 1")),
        "status": (None, Status.DUGAAN, "label-studio 1"),
        "blank": (None, Status.IMBAUAN, "label-studio 1"),
        "two": (None, Status.DUGAAN, "label-studio 2"),
    }
    told = {key: phrases(store, model, one) for key, one in found.items()}
    assert (told["added"], told["deleted"], told["emoji"], told["role"]) == (ADDED, DELETED, EMOJI, ROLE)
    assert all(found[key].mentions is None and found[key].roles == () for key in ("unchanged", "status", "two"))


@pytest.mark.parametrize("name", DOCCANO)
def test_what_was_done_in_doccano_is_decided(store, model, name):
    taken, refused = take(store, model, EXPORTS / name)
    found = decided(store, taken)
    assert refused == [] and set(found) == {"added", "deleted", "emoji", "role", "two"}
    assert {(one.verdict, one.status, one.reviewer) for one in found.values()} == {(None, None, "cici")}
    told = {key: phrases(store, model, one) for key, one in found.items()}
    assert (told["added"], told["deleted"], told["emoji"], told["role"]) == (ADDED, DELETED, EMOJI, ROLE)
    assert told["two"] == [("Kades Lubuk Anu", "KEPALA_DESA:diimbau"), ("Bawaslu", "PENYELENGGARA:lain")]


def test_who_was_shown_no_phrases_takes_none_away(store, model):
    taken, refused = take(store, model, EXPORTS / "doccano-budi.jsonl")
    (found,) = decided(store, taken).values()
    assert refused == [] and len(taken.same) == 8
    assert phrases(store, model, found) == [("Kades Lubuk Anu", "KEPALA_DESA:diimbau")]


def test_a_status_chosen_without_phrases_leaves_them_as_they_stand(store, model):
    take(store, model, EXPORTS / "label-studio.json")
    found = store.review_of("https://contoh.id/blank")
    assert found.mentions is None and found.roles == ()
    assert phrases(store, model, found) == [("Camat Kuala Anu", "ASN:terduga")]


@pytest.mark.parametrize("name", LABEL_STUDIO)
def test_what_nobody_opened_and_what_was_skipped_says_nothing(store, model, name):
    assert '/unseen"' in (EXPORTS / name).read_text(encoding="utf-8")
    take(store, model, EXPORTS / name)
    assert store.review_of("https://contoh.id/unseen") is store.review_of("https://contoh.id/skipped") is None


@pytest.mark.parametrize("name", (*LABEL_STUDIO, *DOCCANO))
def test_an_export_brings_nothing_a_second_time_and_can_be_taken_back(store, model, name):
    first, _ = take(store, model, EXPORTS / name)
    again, _ = take(store, model, EXPORTS / name)
    assert first.new and again.new == []
    assert store.undo_batch(name, "cici", NOW) == len(first.new)
    assert all(store.review_of(one.review.url) is None for one in first.new)


def test_both_forms_of_label_studio_say_the_same(store, model):
    take(store, model, EXPORTS / LABEL_STUDIO[0])
    taken, _ = take(store, model, EXPORTS / LABEL_STUDIO[1])
    assert taken.new == []


def test_an_older_export_goes_over_nothing_that_its_annotator_said_later(store, model, tmp_path):
    later = tmp_path / "later.json"
    tasks = json.loads((EXPORTS / "label-studio.json").read_text(encoding="utf-8"))
    (task,) = [task for task in tasks if task["data"]["url"].endswith("/status")]
    (done,) = task["annotations"]
    choice = next(one for one in done["result"] if one["type"] == "choices")
    choice["value"]["choices"], done["updated_at"] = ["imbauan"], "2026-12-24T08:00:00.000000Z"
    later.write_text(json.dumps([task]), encoding="utf-8")
    take(store, model, later)
    _, refused = take(store, model, EXPORTS / "label-studio.json")
    assert any("decided imbauan on 2026-12-24" in reason for _, reason in refused)
    assert store.review_of(task["data"]["url"]).status is Status.IMBAUAN


def test_a_phrase_without_label_is_refused_by_name_and_the_other_annotation_taken(store, model, tmp_path):
    path = tmp_path / "x.json"
    tasks = json.loads((EXPORTS / "label-studio.json").read_text(encoding="utf-8"))
    (task,) = [task for task in tasks if task["data"]["url"].endswith("/two")]
    del task["annotations"][0]["result"][0]["value"]["labels"]
    path.write_text(json.dumps([task]), encoding="utf-8")
    taken, ((row, reason),) = take(store, model, path)
    assert row == "1" and "'Kades Lubuk Anu' at 17 has no label" in reason
    assert [one.row for one in taken.new] == ["1.2"]


def test_what_a_task_lacks_is_said(store, model, tmp_path):
    path = tmp_path / "x.json"
    tasks = json.loads((EXPORTS / "label-studio.json").read_text(encoding="utf-8"))
    del tasks[0]["data"]["sha256"]
    path.write_text(json.dumps(tasks[:1]), encoding="utf-8")
    _, ((row, reason),) = take(store, model, path)
    assert row == "1" and reason.endswith("it lacks 'sha256'")


def test_the_tools_were_given_what_is_exported_now(store, model, tmp_path):
    (path,) = export(store, model.name, tmp_path, Wish(formats=("label-studio",)))
    now = {task["data"]["url"]: task["data"] for task in json.loads(path.read_text(encoding="utf-8"))}
    then = json.loads((EXPORTS / "label-studio.json").read_text(encoding="utf-8"))
    assert now == {task["data"]["url"]: task["data"] for task in then}


def test_the_labels_for_the_tools_are_complete():
    labels = {f"{group}:{role}" for group in Group for role in Role}
    config = (ROOT / "docs" / "label-studio.xml").read_text(encoding="utf-8")
    assert set(re.findall('<Label value="(.*?)"', config)) == labels
    assert set(re.findall('<Choice value="(.*?)"', config)) == set(Status)
    assert {one["text"] for one in json.loads((ROOT / "docs" / "doccano.json").read_text())} == labels
