from __future__ import annotations

import re
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.cases.grouping import find_original, group_new
from pipeline.errors import NetralitasError
from pipeline.extract import article_from_text
from pipeline.listings import Listing, Sighting
from pipeline.records import Page, Review, Verdict
from pipeline.store import Sieve, Store, Visited, forgetting
from pipeline.store.news import packed
from tests.conftest import CASE, REMINDER

NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
CASE_URL, COPY_URL, OTHER_URL = "https://contoh.id/camat-darlis", "https://lain.id/salinan", "https://lain.id/imbauan"


def keep(store, model, url, title, text, outlet):
    article = article_from_text(text, title=title, url=url, source=outlet.lower(), outlet=outlet, published_at=NOW)
    store.keep(Page(url, outlet.lower(), outlet, "Asia/Jakarta", NOW, (f"<p>{text}</p>",), title), article)
    if find_original(article, store) is None:
        store.keep_assessment(url, model.assess_article(article))
    return article


@pytest.fixture
def db(tmp_path, model):
    path = tmp_path / "netralitas.db"
    with Store(path) as store:
        article = keep(store, model, CASE_URL, *CASE, "Contoh")
        edited = replace(article, text=article.text + "\n\nCamat membantah.")
        store.keep(Page(CASE_URL, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",), CASE[0]), edited)
        store.keep_assessment(CASE_URL, model.assess_article(edited))
        keep(store, model, COPY_URL, *CASE, "Lain")
        keep(store, model, OTHER_URL, *REMINDER, "Lain")
        group_new(store, model.name)
        first = store.decide(Review(CASE_URL, model.name, Verdict.BENAR, "ani", NOW, note="Darlis benar"), None)
        store.undo(CASE_URL, "ani", NOW, first.id)
        store.decide(Review(CASE_URL, model.name, Verdict.BENAR, "ani", NOW), None)
    return path


def test_nothing_of_a_person_is_left_in_the_file(db, run, model):
    result = run("db", "forget", "--db", db, "--person", "darlis", "--yes")
    assert result.exit_code == 0 and "2 forgotten" in result.stdout and CASE_URL in result.stdout
    assert "Backups, exports and label files still hold them" in result.stdout
    everything = b"".join(path.read_bytes() for path in db.parent.iterdir()).lower()
    assert b"darlis" not in everything
    with Store(db) as store:
        assert store.problems() == [] and store.holds(OTHER_URL) and not store.holds(CASE_URL)
        assert list(store.reviews()) == [] and store.waiting(model.name, Sieve(reviewed="")) == 0
        assert store.past(NOW).known.keys() == {OTHER_URL}


def test_nothing_is_left_while_the_desk_is_open_and_who_reads_meanwhile_is_told(db, run, model):
    with Store(db) as desk:
        desk.queue(model.name, Sieve(reviewed=""))
        assert run("db", "forget", "--db", db, "--outlet", "Contoh", "--yes").exit_code == 0
        assert all(b"camat-darlis" not in path.read_bytes() for path in db.parent.iterdir())
    with Store(db) as reader, Store(db) as store:
        store._db.execute("PRAGMA busy_timeout = 0")
        reader._db.execute("BEGIN")
        assert reader.sizes()["article"] == 2
        with pytest.raises(NetralitasError, match="netralitas db vacuum"):
            store.forget([OTHER_URL])
        reader._db.execute("COMMIT")
    assert run("db", "vacuum", "--db", db).exit_code == 0
    assert OTHER_URL.encode() not in b"".join(path.read_bytes() for path in db.parent.iterdir())


def unpacked(db) -> str:
    """Every page that is held, as it came."""
    with closing(sqlite3.connect(db)) as store:
        return "".join(zlib.decompress(html).decode() for (html,) in store.execute("SELECT html FROM page"))


@pytest.mark.parametrize("where", ["caption", "author", "place"])
def test_who_is_named_beside_the_text_is_found(db, run, where):
    with Store(db) as store:
        article = article_from_text(REMINDER[1], title="Lain", url=COPY_URL, source="lain", outlet="Lain")
        page = Page(COPY_URL, "lain", "Lain", "Asia/Jakarta", NOW, ("<p>x</p>",), "Lain")
        store.keep(page, replace(article, **{where: "Foto: Nofri  HENDRA, 2024"}))
    assert "1 forgotten" in run("db", "forget", "--db", db, "--person", "Nofri Hendra", "--yes").stdout


@pytest.mark.parametrize(
    "beside",
    ["<a href=/1>Camat Nofri Hendra Dilaporkan</a>", "<a>Nofri\n <b>Hendra</b></a>", "<a href='/camat-nofri-hendra'>x</a>",
     "<a href='/?q=nofri%20hendra'>x</a>", "<i>Nofri&#32;Hendra</i>"],
)  # fmt: skip
def test_a_story_beside_which_a_person_is_named_stays_without_the_name(db, run, model, beside):
    with Store(db) as store:
        article = article_from_text(REMINDER[1], title=REMINDER[0], url=OTHER_URL, source="lain", outlet="Lain")
        page = Page(OTHER_URL, "lain", "Lain", "Asia/Jakarta", NOW, (f"<p>x</p>{beside}",), REMINDER[0])
        store.keep(page, replace(article, removed=('Baca "juga": Nofri Hendra Dilaporkan', "Iklan")))
        store.decide(Review(OTHER_URL, model.name, Verdict.SALAH, "ani", NOW, note="lihat nofri hendra!"), None)
    asked = run("db", "forget", "--db", db, "--person", "Nofri Hendra", input="y\n")
    assert "0 addresses" in asked.stdout and "1 that name this person only" in asked.stdout
    everything = b"".join(path.read_bytes() for path in db.parent.iterdir()).lower()
    assert b"nofri" not in everything and "ofri" not in unpacked(db).lower()
    with Store(db) as store:
        assert store.problems() == [] and store.holds(OTHER_URL) and store.holds(CASE_URL)
        [note] = [review.note for review in store.reviews() if review.url == OTHER_URL]
        [other] = [article for article in store.unassessed("another model") if article.url == OTHER_URL]
        assert note == "lihat •••!" and other.removed == ('Baca "juga": ••• Dilaporkan', "Iklan")
    assert "<p>" in unpacked(db)  # of the others


def test_a_page_that_cannot_be_looked_through_is_not_kept(db, run, monkeypatch):
    monkeypatch.setattr(forgetting, "_LARGEST_PAGE", 10)
    assert "3 that name" in run("db", "forget", "--db", db, "--person", "Nofri Hendra", "--yes").stdout
    assert unpacked(db) == "[]" * 3


def test_the_name_has_to_stand_as_it_is_said(db, run):
    for name in ("Darlis Umar", "arlis", "%", "", "Rahmat  fajri"):
        found = run("db", "forget", "--db", db, "--person", name, input="n\n")
        assert ("0 addresses" in found.stdout) is (name != "Rahmat  fajri") or found.exit_code == 2, name
    with Store(db) as store:
        assert store.holds(CASE_URL)


def test_the_copy_of_a_forgotten_story_is_compared_and_assessed_anew(db, run, model):
    assert run("db", "forget", "--db", db, "--outlet", "Contoh", "--yes").exit_code == 0
    with Store(db) as store:
        assert not store.holds(CASE_URL) and store.also_in(COPY_URL) == []
        assert COPY_URL in {article.url for article in store.uncompared()}


def test_stories_before_a_day(db, run):
    with Store(db) as store:
        assert store.older_than(date(2024, 10, 14)) == [] and len(store.older_than(date(2024, 10, 15))) == 3
    assert "3 forgotten" in run("db", "forget", "--db", db, "--before", "2024-10-15", "--yes").stdout
    with Store(db) as store:
        assert store.sizes()["article"] == store.sizes()["address"] == 0 and store.problems() == []


def test_nothing_of_an_outlet_is_left_in_the_file_by_its_name_or_its_id(db, run):
    for name, id in (("contoh", "contoh"), ("Lain", "lain")):
        with Store(db) as store:
            store.keep_listings([Listing(f"https://{id}.id/feed", id, NOW, "x")])
            store.keep_visit(Visited(id, NOW, NOW, True, 1, 1, 0, 0, {}))
            store.keep_sightings([Sighting(f"https://{id}.id/baru", id)], NOW)
        assert run("db", "forget", "--db", db, "--outlet", name, "--yes").exit_code == 0
        assert f"{id}.id".encode() not in b"".join(path.read_bytes() for path in db.parent.iterdir())
        with Store(db) as store:
            assert store.problems() == [] and id not in store.activity()


def test_an_outlet_that_is_not_held_is_said_with_those_that_are(db, run):
    told = run("db", "forget", "--db", db, "--outlet", "Contho", "--yes")
    assert told.exit_code == 2 and "The outlets held: Contoh, Lain" in told.stderr


def test_one_choice_has_to_be_made(db, run):
    assert run("db", "forget", "--db", db).exit_code == 2
    assert run("db", "forget", "--db", db, "--outlet", "X", "--person", "Y").exit_code == 2


def test_what_was_forgotten_is_not_collected_again(tmp_path, run):
    out = tmp_path / "out"
    assert run("run", "--demo", "--out", out).exit_code in (0, 3)
    with Store(out / "netralitas.db") as store:
        before = store.sizes()["article"]
        outlet = store.outlets()[0]
    assert run("db", "forget", "--db", out / "netralitas.db", "--outlet", outlet, "--yes").exit_code == 0
    assert run("run", "--demo", "--out", out).exit_code in (0, 3)
    with Store(out / "netralitas.db") as store:
        assert 0 < store.sizes()["article"] < before and outlet not in store.outlets()


@pytest.mark.parametrize("sign", ["<", "<a", "&#", "%41", "nofri ", "nofri <"])
def test_a_page_of_one_sign_is_looked_through_in_one_go(sign):
    """In time that grows with the square, this would take hours."""
    told = packed([sign * (3_000_000 // len(sign))])
    assert not forgetting._page_names(told, re.compile(r"\bnofri[\W_]+hendra\b", re.I))
