"""Labelling in a notebook, by plain calls and by clicking."""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.errors import ConflictError, NetralitasError
from pipeline.extract import article_from_text
from pipeline.learn.labelled import as_row
from pipeline.records import Page, Review
from pipeline.review.labels import labelled, labels_of
from pipeline.review.notebook import Labeller
from pipeline.store import Store
from tests.review.conftest import NOW


@pytest.fixture
def queue(db, model):
    return Labeller(db, model, "ani")


def kept(db, url):
    with Store(db) as store:
        return store.review_of(url)


def test_each_decision_is_kept_and_resumed(db, queue, model):
    assert "Camat" in queue.show()
    first = queue.story[0].url
    queue.keep("salah", status="imbauan", roles={0: "lain"}, note="x")
    found = kept(db, first)
    assert (found.verdict, found.status, found.origin) == ("salah", "imbauan", "notebook") and found.roles
    assert Labeller(db, model, "budi").story[0].url == queue.story[0].url != first
    queue.back()
    assert queue.story[0].url == first and kept(db, first) is None
    queue.keep("benar")
    queue.keep("benar")
    assert queue.story is None and "Tidak ada lagi" in queue.show()
    with pytest.raises(NetralitasError, match="Nothing waits"):
        queue.keep("benar")


def test_a_cell_that_runs_once_more_decides_nothing_unseen(db, queue):
    first = queue.story[0].url
    with pytest.raises(NetralitasError, match="Story 1 is not at hand, one that was not shown yet is"):
        queue.decide(1, "salah")
    assert queue.show().startswith("Berita 1: ") and queue.show().startswith("Berita 1: ")
    queue.decide(1, "salah")
    assert kept(db, first).verdict == "salah" and queue.show().startswith("Berita 2: ")
    second = queue.story[0].url
    with pytest.raises(NetralitasError, match=r"Story 1 is not at hand, story 2 is"):
        queue.decide(1, "salah")
    queue.skip()
    assert queue.story is None
    with pytest.raises(NetralitasError, match="No story is left to decide on; nothing was kept"):
        queue.decide(2, "salah")
    assert kept(db, second) is None


def test_after_a_skip_the_story_has_to_be_seen_first(db, queue, model):
    first = queue.story[0].url
    queue.show()
    queue.skip()
    second = queue.story[0].url
    for number in (1, 2):
        with pytest.raises(NetralitasError, match=f"Story {number} is not at hand, one that was not shown yet is"):
            queue.decide(number, "salah")
    assert queue.show().startswith("Berita 2: ")
    queue.decide(2, "salah")
    assert kept(db, second) and kept(db, first) is None
    assert "kecuali 1 yang dilewati atau baru masuk; jalankan lagi sel paling atas" in queue.show(), (
        "what was skipped waits still"
    )
    again = Labeller(db, model, "ani")
    assert again.story[0].url == first
    again.keep("benar")
    assert again.show() == queue.show() == "Tidak ada lagi yang menunggu."


def test_forms_become_labels(db, queue):
    first = queue.story[0].url
    queue.keep("benar", bentuk=["medsos", "hadir"])
    assert kept(db, first).bentuk == ("medsos", "hadir")
    with Store(db) as store:
        (row,) = map(as_row, labelled(store))
    assert row["bentuk"] == ["hadir", "medsos"] and row["origin"] == "notebook" and row["labelled_at"]
    assert row["mentions"] is row["terduga"] is None, "nobody looked at the roles"


def test_what_was_checked_becomes_labels_as_it_stands(db, queue):
    said = queue.story[1]
    queue.keep("benar", roles={0: "lain"}, checked=True)
    with Store(db) as store:
        (row,) = map(as_row, labelled(store))
    assert [m["role"] for m in row["mentions"]] == ["lain", *(m.role for m in said.mentions[1:])]
    assert row["bentuk"] == sorted(said.bentuk) and row["terduga"] is not None


@pytest.mark.parametrize("name", ["nama Anda", " Nama anda ", ""])
def test_nobody_is_no_labeller(db, model, name):
    with pytest.raises(NetralitasError, match="write your own name there"):
        Labeller(db, model, name)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"verdict": "entah"}, "'entah' is none of benar, salah, ragu"),
        ({"status": "pelanggaran"}, "'pelanggaran' is none of dugaan"),
        ({"verdict": "benar", "roles": {0: "tertuduh"}}, "'tertuduh' is none of terduga"),
        ({"verdict": "benar", "bentuk": ["pidato"]}, "'pidato' is none of medsos"),
        ({"verdict": "benar", "roles": {99: "lain"}}, "There is no mention 99"),
        ({"verdict": 5}, "5 is none of benar"),
        ({"status": ["dugaan"]}, r"\['dugaan'\] is none of dugaan"),
        ({"verdict": "benar", "roles": 5}, "Write roles as"),
        ({"verdict": "benar", "roles": {0: 5}}, "5 is none of terduga"),
        ({"verdict": "benar", "bentuk": 5}, "Write bentuk as a list"),
        ({"verdict": "benar", "bentuk": [["medsos"]]}, r"\['medsos'\] is none of medsos"),
        ({"verdict": "benar", "note": 5}, "Write note as text in quotes"),
        ({"verdict": "benar", "checked": "ya"}, "Write checked as True or False"),
    ],
)
def test_a_name_there_is_not_keeps_nothing(db, queue, said, words):
    url = queue.story[0].url
    with pytest.raises(NetralitasError, match=words):
        queue.keep(**said)
    assert kept(db, url) is None and queue.story[0].url == url
    queue.decide(1)
    assert kept(db, url) is None, "nothing said, nothing kept"
    with pytest.raises(NetralitasError, match="Say a verdict or a status too"):
        queue.keep(roles={0: "lain"}, note="x")
    with pytest.raises(NetralitasError, match="contradict each other"):
        queue.keep("benar", status="imbauan")
    assert kept(db, url) is None


def change(db, story, model=None):
    """The outlet changes the text of a story, which ``model`` judges anew."""
    article = article_from_text(
        f"{story.text} Ralat.", title=story.title, url=story.url, source="contoh", outlet="Contoh", published_at=NOW
    )
    with Store(db) as store:
        store.keep(Page(story.url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
        if model:
            store.keep_assessment(story.url, model.assess_article(article))
    return article


def test_two_on_one_story_and_a_text_that_changed_are_told(db, queue, model):
    other = Labeller(db, model, "budi")
    other.keep("salah")
    with pytest.raises(ConflictError, match=r"reviewed in between by budi.*skip\(\) goes on"):
        queue.keep("benar")
    queue.skip()
    change(db, queue.story[0])
    with pytest.raises(NetralitasError, match="changed since"):
        queue.keep("benar")


def test_back_to_a_story_whose_text_changed_shows_what_it_says_now(db, queue, model):
    old = queue.story[0]
    queue.show()
    queue.decide(1, "salah", note="lama")
    changed = change(db, old, model)
    queue.back()
    assert queue.story[0] == changed and "Ralat." in queue.show() and "lama" not in queue.show()
    with Store(db) as store:
        assert not list(labels_of(store)) and store.history(old.url)[0][1].reviewer == "ani"
    with pytest.raises(NetralitasError, match="Story 1 is not at hand, story 2 is"):
        queue.decide(1, "salah")
    queue.decide(2, "benar")
    assert kept(db, old.url).verdict == "benar" and kept(db, old.url).note == ""


def test_back_to_a_story_that_is_not_judged_anew_takes_back_and_stays(db, queue):
    old = queue.story[0]
    queue.keep("salah")
    at_hand = queue.story
    change(db, old)
    with pytest.raises(NetralitasError, match=r"is taken back\..* not judged yet"):
        queue.back()
    assert queue.story == at_hand
    with Store(db) as store:
        assert store.history(old.url)[0][1] and not list(labels_of(store))
    with pytest.raises(NetralitasError, match="Nothing was decided"):
        queue.back()


def test_what_another_decided_since_does_not_stop_going_back(db, queue):
    first = queue.story[0].url
    queue.keep("salah")
    second = queue.story[0].url
    queue.keep("salah")
    with Store(db) as store:
        store.decide(replace(kept(db, second), reviewer="budi"), kept(db, second).id)
    with pytest.raises(ConflictError, match=r"reviewed in between by budi.*back\(\) again"):
        queue.back()
    assert kept(db, second).reviewer == "budi"
    queue.back()
    assert kept(db, first) is None and queue.story[0].url == first


def test_a_story_with_only_a_note_is_shown_with_it_and_can_be_decided(db, queue, model):
    url = queue.story[0].url
    with Store(db) as store:
        store.decide(Review(url, model.name, None, "budi", NOW, note="lihat <video>"), None)
    again = Labeller(db, model, "ani")
    assert again.story[0].url == url and "catatan budi: lihat <video>" in again.show()
    again.decide(1, "benar")
    found = kept(db, url)
    assert (found.verdict, found.decider) == ("benar", "ani") and "budi" in found.note and "lihat <video>" in found.note
    again.back()
    assert kept(db, url).note == "lihat <video>" and "catatan budi" in again.show()
    again.keep("salah", note="bukan ASN")
    assert kept(db, url).note == "bukan ASN"


def test_a_note_stands_in_the_panel_too(db, model):
    widgets = pytest.importorskip("ipywidgets", reason="the extra notebooks is not installed")
    url = Labeller(db, model, "ani").story[0].url
    with Store(db) as store:
        store.decide(Review(url, model.name, None, "budi", NOW, note="lihat <video>"), None)
    box = Labeller(db, model, "ani").panel()
    assert any("lihat &lt;video&gt;" in one.value for one in box.children if isinstance(one, widgets.HTML))


def test_nothing_in_the_panel_is_cut_off(queue):
    widgets = pytest.importorskip("ipywidgets", reason="the extra notebooks is not installed")
    rows, mentions = queue.panel().children, queue.story[1].mentions
    named = [rows[i - 1] for i, row in enumerate(rows) if isinstance(row, widgets.ToggleButtons)]
    assert [one.value for one in named] == [f"{n} {mention.text}" for n, mention in enumerate(mentions)]
    assert all(isinstance(one, widgets.HTML) for one in named), (
        "a description is cut off where it is wider than its line"
    )
    kinds = (widgets.Checkbox, widgets.Text)
    assert {row.layout.width for row in rows if isinstance(row, kinds)} == {"auto"}


def test_what_is_no_model_is_told(db):
    with pytest.raises(NetralitasError, match=r"'models/mine' is no model: write load_model"):
        Labeller(db, "models/mine", "ani")


def test_what_is_missing_is_said(tmp_path, queue, model, monkeypatch):
    with pytest.raises(NetralitasError, match="no store at"):
        Labeller(tmp_path / "none.db", model, "ani")
    assert not (tmp_path / "none.db").exists()
    with Store(tmp_path / "empty.db"), pytest.raises(NetralitasError, match="has judged no story"):
        Labeller(tmp_path / "empty.db", model, "ani")
    with pytest.raises(NetralitasError, match="Nothing was decided"):
        queue.back()
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delitem(sys.modules, "pipeline.review.widgets", raising=False)
    assert "plain cells" in queue.panel()


def test_by_clicking(db, queue, model):
    widgets = pytest.importorskip("ipywidgets", reason="the extra notebooks is not installed")
    box, first = queue.panel(), queue.story[0].url

    def press(name):
        next(
            b for row in box.children if isinstance(row, widgets.HBox) for b in row.children if b.description == name
        ).click()

    next(one for one in box.children if isinstance(one, widgets.ToggleButtons)).value = "lain"
    forms = next(one for one in box.children if type(one) is widgets.Box)
    pressed = next(one for one in forms.children if one.description == "politik_uang")
    pressed.value = True
    next(one for one in box.children if isinstance(one, widgets.Checkbox)).value = True
    press("Salah")
    found = kept(db, first)
    assert found.verdict == "salah" and found.mentions[0].role == "lain" and "politik_uang" in found.bentuk
    assert queue.story[0].url != first
    Labeller(db, model, "budi").keep("benar")
    note = next(one for one in box.children if isinstance(one, widgets.Text))
    note.value = "lihat video"
    press("Benar")
    assert "reviewed in between by budi" in box.children[0].value and note in box.children, "what was typed stays"
    press("Lewati")
    assert "Tidak ada lagi" in box.children[1].value
    box.children[-1].click()
    assert queue.story[0].url == first and kept(db, first) is None


def test_a_panel_decides_only_on_the_story_it_shows(db, queue):
    widgets = pytest.importorskip("ipywidgets", reason="the extra notebooks is not installed")
    box, shown = queue.panel(), queue.story[0].url
    queue.skip()
    at_hand = queue.story[0].url
    for name in ("Salah", "Lewati"):
        buttons = (b for row in box.children if isinstance(row, widgets.HBox) for b in row.children)
        next(b for b in buttons if b.description == name).click()
        assert "Another cell went on meanwhile" in box.children[0].value
    assert kept(db, shown) is kept(db, at_hand) is None and queue.story[0].url == at_hand


def test_a_cell_may_be_written_in_several_ways(db, queue):
    first = queue.story[0].url
    queue.show()
    with pytest.raises(NetralitasError, match="Write roles as"):
        queue.keep("salah", roles=["lain"])
    queue.decide(story="1", verdict="salah", roles={"0": "lain"}, bentuk="medsos")
    assert kept(db, first).bentuk == ("medsos",) and [role for _, role in kept(db, first).roles] == ["lain"]


def test_a_store_that_is_gone_is_not_made_anew(db, queue):
    db.rename(db.with_name("elsewhere.db"))
    with pytest.raises(NetralitasError, match="There is no store"):
        queue.keep("benar")
    assert not db.exists()


@pytest.fixture
def held(db, monkeypatch):
    """Another program writes to the store, and nobody waits for it."""
    connect = sqlite3.connect
    with closing(connect(db, isolation_level=None)) as other:
        other.execute("begin immediate")
        monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named | {"timeout": 0}))
        yield


_HELD = "the store cannot be used (database is locked). Is another run going? Wait"


def test_a_store_that_another_program_holds_is_told_as_on_the_command_line(db, queue, held):
    first = queue.story[0].url
    with pytest.raises(NetralitasError, match=re.escape(_HELD)):
        queue.keep("benar")
    assert queue.story[0].url == first and kept(db, first) is None


def test_a_store_that_another_program_holds_is_told_in_the_panel(queue, held):
    widgets = pytest.importorskip("ipywidgets", reason="the extra notebooks is not installed")
    box = queue.panel()
    buttons = (b for row in box.children if isinstance(row, widgets.HBox) for b in row.children)
    next(b for b in buttons if b.description == "Benar").click()
    assert _HELD in box.children[0].value


def test_a_story_whose_text_changed_since_it_was_shown_is_shown_again_first(db, queue, model):
    shown = queue.story[0]
    queue.show()
    changed = replace(shown, text=shown.text + " Ia membantah.")
    queue.story = (changed, model.assess_article(changed))
    with pytest.raises(NetralitasError, match="not shown yet"):
        queue.decide(story=1, verdict="benar", checked=True)
    assert kept(db, shown.url) is None
