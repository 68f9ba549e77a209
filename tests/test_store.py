from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from pipeline.errors import NetralitasError
from pipeline.extract import article_from_text
from pipeline.failures import failure_codes, hint, is_final, needs_mending
from pipeline.listings import Rest, Sighting
from pipeline.records import Failure, Page
from pipeline.store import Activity, Sieve, Store

NOW = datetime(2024, 10, 14, 5, 0, tzinfo=UTC)
URL = "https://contoh.id/berita/1"


def page(url: str = URL) -> Page:
    return Page(url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>Satu</p>", "<p>Dua – ü</p>"), title="Judul")


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "deep" / "netralitas.db") as opened:
        yield opened


def test_what_is_kept_comes_back(store, model, case):
    title, text = case
    told = {"source": "contoh", "outlet": "Contoh", "published_at": NOW}
    article = replace(article_from_text(text, title=title, url=URL, **told), home="64.71", updated_source="page")
    assessment = model.assess_article(article)
    store.keep(page(), article)
    assert list(store.unassessed(model.name)) == [article]
    store.keep_assessment(URL, assessment)
    assert list(store.unassessed(model.name)) == []
    assert list(store.assessed(model.name)) == [(article, assessment)]
    assert list(store.assessed(model.name, flagged_only=True)) == [(article, assessment)]
    assert store.counts(model.name) == (1, 1)
    assert list(store.assessed("another model")) == []


def test_keeping_twice_keeps_once(store, model, case):
    article = article_from_text(case[1], title=case[0], url=URL, source="contoh", outlet="Contoh")
    for _ in range(2):
        store.keep(page(), article)
        store.keep_assessment(URL, model.assess_article(article))
    assert store.counts(model.name) == (1, 1)


def test_known_are_pages_and_final_failures(store):
    store.keep(page(), article_from_text("teks", url=URL, source="contoh", outlet="Contoh"))
    others = [Sighting(f"https://contoh.id/{name}", "contoh") for name in ("foto", "lagi")]
    store.keep_sightings(others, NOW)
    store.keep_failure(Failure("too-short", "https://contoh.id/foto", "contoh"), NOW)
    store.keep_failure(Failure("unreachable", "https://contoh.id/lagi", "contoh"), NOW)
    assert store.past(NOW).waiting == {"contoh": (others[1],)}
    assert store.past(NOW).known.keys() == {URL, "https://contoh.id/foto"}


def test_what_a_clock_ahead_put_off_is_due_once_it_is_right(store):
    ahead, url = NOW + timedelta(days=400), "https://contoh.id/lagi"
    store.keep_sightings([Sighting(url, "contoh")], NOW)
    for _ in range(2):
        store.keep_failure(Failure("unreachable", url, "contoh"), NOW)
    assert store.past(NOW).waiting == {}
    store.keep_failure(Failure("unreachable", url, "contoh"), ahead)
    store.keep_rest(Rest("contoh", "contoh.id", ahead), ahead)
    assert store.past(NOW).waiting.keys() == {"contoh"} and store.past(NOW).resting == {}


def test_a_failure_is_counted_and_forgotten_once_the_page_is_had(store, tmp_path):
    failure = Failure("unreachable", URL, "contoh")
    store.keep_failure(failure, NOW)
    store.keep_failure(failure, NOW)
    reader = sqlite3.connect(store.path)
    assert reader.execute("SELECT code, times FROM failure").fetchall() == [("unreachable", 2)]
    store.keep(page(), article_from_text("teks", url=URL, source="contoh", outlet="Contoh"))
    assert reader.execute("SELECT count(*) FROM failure").fetchone() == (0,)
    reader.close()


def test_a_reader_does_not_wait_for_a_writer(store):
    store._db.execute("BEGIN IMMEDIATE")
    reader = sqlite3.connect(store.path, timeout=0)
    assert reader.execute("SELECT count(*) FROM article").fetchone() == (0,)
    reader.close()
    store._db.execute("ROLLBACK")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "x.db"
    path.write_text("this is no database, though it is long enough to be looked at" * 20)
    with pytest.raises(NetralitasError, match="--db"):
        Store(path)
    assert path.read_text().startswith("this is no database")


def test_a_newer_database_is_refused(tmp_path):
    path = tmp_path / "x.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()
    with pytest.raises(NetralitasError, match="newer version"):
        Store(path)


@pytest.mark.parametrize("code", failure_codes())
def test_every_failure_code_says_what_to_do(code):
    entry = failure_codes()[code]
    assert set(entry) - {"waits"} == {"kind", "retry", "hint"}
    assert entry["kind"] in {"failed", "skipped", "refused"}
    assert hint(code).endswith(".")
    assert needs_mending(code) == (entry["kind"] == "failed")
    assert is_final(code) != entry["retry"]


def test_a_store_of_the_first_version_keeps_what_it_knew(tmp_path):
    path = tmp_path / "x.db"
    old = sqlite3.connect(path)
    old.executescript((files("pipeline.store") / "schema" / "001-news.sql").read_text())
    old.execute(
        "INSERT INTO page VALUES (?, 'contoh', 'Contoh', 'Asia/Jakarta', ?, x'', NULL, NULL, NULL)",
        (URL, NOW.isoformat()),
    )
    for code in ("too-short", "unreachable"):
        row = (f"https://contoh.id/{code}", "contoh", code, "", NOW.isoformat(), NOW.isoformat())
        old.execute("INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, 1)", row)
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    with Store(path) as store:
        past = store.past(NOW)
        assert past.known == {URL: NOW, "https://contoh.id/too-short": None}
        assert past.waiting == {}


def test_leads_of_an_older_store_are_searched_by_text_and_region(tmp_path):
    path = tmp_path / "x.db"
    old = sqlite3.connect(path)
    for script in sorted((files("pipeline.store") / "schema").iterdir()):
        if int(script.name[:3]) <= 12:
            old.executescript(script.read_text())
    old.execute("PRAGMA user_version = 12")
    old.execute(
        "INSERT INTO article (url, source, outlet, title, text) VALUES (?, 'contoh', 'Contoh', 'Camat', 'dilaporkan')",
        (URL,),
    )
    old.execute(
        "INSERT INTO assessment (url, model, status, flagged, flagged_probability, probabilities, bentuk, evidence, pemilihan, pasal, bantahan) "
        "VALUES (?, 'm', 'dugaan', 1, 0.9, '{\"dugaan\": 1}', '[]', '[]', 'pilkada', '[]', 0)",
        (URL,),
    )
    old.execute("INSERT INTO lead (url, title, outlet) VALUES (?, 'Camat', 'Contoh')", (URL,))
    old.execute("INSERT INTO story (url, case_id, region, traits) VALUES (?, 'k1', '33.14', '{}')", (URL,))
    old.commit()
    old.close()
    with Store(path) as store:
        assert store.lead_regions() == ["33.14"]
        for words in ("dilaporkan", "sragen", "jawa tengah"):
            assert store.waiting("m", Sieve(words=words)) == 1, words


def test_the_usual_count_and_who_has_gone_quiet(store):
    for day in range(10):
        for number in range(4 if day % 2 else 2):
            url = f"https://contoh.id/{day}/{number}"
            at = NOW - timedelta(days=20 - day)
            found = article_from_text("teks", url=url, source="contoh", outlet="Contoh", published_at=at)
            store.keep(page(url), found)
    activity = store.activity()["contoh"]
    assert activity.usual == 3.0 and activity.newest == NOW - timedelta(days=11)
    assert activity.is_quiet(NOW) and not activity.is_quiet(NOW - timedelta(days=10))
    assert not Activity().is_quiet(NOW)


def test_what_is_kept_is_on_the_disk_before_it_is_said(tmp_path):
    with Store(tmp_path / "x.db") as store:
        assert store._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert store._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
