"""Stores that somebody tampered with, that are damaged, or that are none: told in words, and nothing in them acts."""

from __future__ import annotations

import random
import shutil
import sqlite3
import struct
from contextlib import closing, suppress

import pytest

from pipeline.errors import NetralitasError
from pipeline.listings import Listing, Sighting
from pipeline.records import Failure, Review, Verdict
from pipeline.store import Sieve, Store, Visited, trust
from tests.conftest import CASE, REMINDER, ROOT
from tests.fuzz.targets import SECTOR, exchanged, stored
from tests.test_forgetting import CASE_URL, NOW, OTHER_URL, keep

TAMPERED = {
    "a trigger on a table": "CREATE TRIGGER evil AFTER INSERT ON review BEGIN DELETE FROM review; END",
    "a trigger on what a key leads to": "CREATE TABLE evil (url TEXT REFERENCES article(url) ON DELETE CASCADE)",
    "a view under the name of a table": "ALTER TABLE sample RENAME TO evil; CREATE VIEW sample AS SELECT * FROM evil",
    "a view that never ends": "DROP VIEW decided; CREATE VIEW decided AS WITH RECURSIVE evil(url) AS "
    "(SELECT 'x' UNION ALL SELECT url || 'x' FROM evil) SELECT url FROM evil",
    "a computed column": "ALTER TABLE article ADD COLUMN evil AS (zeroblob(900000000))",
    "a virtual table": "CREATE VIRTUAL TABLE evil USING fts5(x)",
    "an index that computes": "CREATE INDEX evil ON article(length(zeroblob(1000000000)))",
    "a trigger that is gone": "DROP TRIGGER lead_renewed",
    "a schema written by hand": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
    "replace(sql, 'DELETE ON lead BEGIN', 'DELETE ON lead BEGIN DELETE FROM review;') WHERE name = 'lead_removed'",
    "a schema of bytes and numbers": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = CAST(sql AS BLOB), name = 5 WHERE name = 'sample'",
    "a trigger that hides among the statistics": "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_stat1', 'review', 0, "
    "'CREATE TRIGGER evil AFTER INSERT ON review BEGIN DELETE FROM review; END')",
}  # fmt: skip
FOREIGN = ("", "PRAGMA user_version = 5", "PRAGMA user_version = 16", "PRAGMA application_id = 0x47504B47")
JOURNAL = bytes.fromhex("d9d505f920a163d7")


@pytest.fixture(scope="module")
def filled(tmp_path_factory, model):
    """A store with a row in nearly every table, all in one file."""
    path = tmp_path_factory.mktemp("filled") / "netralitas.db"
    with Store(path) as store:
        keep(store, model, CASE_URL, *CASE, "Contoh")
        keep(store, model, OTHER_URL, *REMINDER, "Lain")
        store.keep_sightings([Sighting("https://lain.id/1", "lain")], NOW)
        store.keep_failure(Failure("unreachable", "https://lain.id/1", "lain"), NOW)
        store.keep_listings([Listing("https://lain.id/f", "lain", NOW, "x")])
        store.keep_visit(Visited("lain", NOW, NOW, True, 1, 1, 0, 0, {"unreachable": 1}))
        store.keep_run(NOW, NOW, model.name, 2, 2, 1, {})
        store.keep_sample([(CASE_URL, "acak")], NOW)
        store.decide(Review(CASE_URL, model.name, Verdict.BENAR, "ani", NOW, roles=(), mentions=()), None)
    return path


@pytest.fixture
def db(filled, tmp_path):
    return shutil.copy(filled, tmp_path / "netralitas.db")


def tamper(path, script: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.create_function("region_name", 1, lambda code: "")
        other.executescript(script)


@pytest.mark.parametrize("script", TAMPERED.values(), ids=TAMPERED)
def test_a_store_whose_tables_somebody_changed_is_refused_and_stays_as_it_is(db, script, run):
    tamper(db, script)
    before = db.read_bytes()
    with pytest.raises(NetralitasError, match="cannot be used as the store"):
        Store(db)
    result = run("db", "check", "--db", db)
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)
    assert db.read_bytes() == before and not db.with_name("netralitas.db-wal").exists()


@pytest.mark.parametrize("sign", FOREIGN)
def test_a_database_of_another_program_stays_as_it_is(tmp_path, sign):
    path = tmp_path / "places.sqlite"
    tamper(path, f"CREATE TABLE bookmark (id); INSERT INTO bookmark VALUES (1); {sign}")
    before = path.read_bytes()
    with pytest.raises(NetralitasError, match="of another program"):
        Store(path)
    assert path.read_bytes() == before and [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_link_leads_to_a_store_or_nowhere(db, tmp_path):
    notes, link, other = tmp_path / "notes.txt", tmp_path / "a.db", tmp_path / "b.db"
    notes.write_text("mine " * 200)
    link.symlink_to(notes)
    other.symlink_to(db)
    with pytest.raises(NetralitasError):
        Store(link)
    assert notes.read_text() == "mine " * 200
    with Store(other) as store:
        assert store.holds(CASE_URL)


@pytest.mark.parametrize("through_a_link", [False, True])
def test_a_journal_does_not_have_another_file_deleted(db, tmp_path, through_a_link):
    victim = tmp_path / "notes.txt"
    victim.write_text("mine")
    name = bytes(victim)
    head = JOURNAL + struct.pack(">IIIII", 0, 1, db.stat().st_size // 4096, 512, 4096)
    tail = struct.pack(">I", 262_145) + name + struct.pack(">II", len(name), sum(name)) + JOURNAL
    journal = db.with_name("netralitas.db-journal")
    journal.write_bytes(head.ljust(512, b"\0") + tail)
    path = tmp_path / "link.db" if through_a_link else db
    if through_a_link:
        path.symlink_to(db)
    with pytest.raises(NetralitasError, match=r"netralitas\.db-journal .* Delete it"):
        Store(path)
    assert victim.read_text() == "mine"
    journal.unlink()
    with Store(path) as store:
        assert store.problems() == []


def test_a_log_of_another_store_is_told_or_is_that_store(db, tmp_path):
    """What is in the log counts before what is in the file: whoever may write beside a store may exchange it."""
    other = tmp_path / "other.db"
    with Store(other) as store:
        store.keep_sightings([Sighting(f"https://x.id/{number}", "x") for number in range(300)], NOW)
        shutil.copy(f"{other}-wal", f"{db}-wal")
    with suppress(NetralitasError, sqlite3.DatabaseError), Store(db) as store:
        assert store.problems() or store.sizes()["address"] == 300


def test_no_code_is_loaded(db):
    with Store(db) as store, pytest.raises(sqlite3.OperationalError, match="not authorized"):
        store._db.execute("SELECT load_extension('evil')")


def test_a_value_that_takes_all_memory_is_refused(db, monkeypatch, run):
    tamper(db, "UPDATE article SET text = hex(zeroblob(50000))")
    monkeypatch.setattr(trust, "MOST_BYTES", 60_000)
    result = run("db", "forget", "--db", db, "--person", "Darlis")
    assert result.exit_code == 2 and "too big" in result.stderr


def test_a_packed_page_is_never_unpacked(db, run, tmp_path):
    tamper(db, "UPDATE page SET html = CAST('what no unpacker takes' AS BLOB)")
    for command in (["db", "check"], ["export", "--out", tmp_path / "out"], ["reassess"], ["cases", "list"]):
        result = run(*command, "--db", db)
        assert result.exit_code == 0, result.output


WRONG = (b"\xff\x00", "[" * 100_000, "{}", 9e999)
READS = (
    lambda store, model: store.past(NOW),
    lambda store, model: store.activity(),
    lambda store, model: list(store.assessed(model)),
    lambda store, model: list(store.review_log()),
    lambda store, model: store.queue(model, Sieve(reviewed="")),
    lambda store, model: list(store.unassessed("another")),
    lambda store, model: [store.stories_of(case, model) for case in store.case_ids(model)],
    lambda store, model: (store.weeks(model), store.unknown(model, 5), store.candidates(model)),
)


def test_rows_that_hold_what_the_program_never_writes_end_in_words(filled, tmp_path, model):
    with closing(sqlite3.connect(filled)) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        ]
        columns = [(table, row[1]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")]
    refused = 0
    for number, (table, column) in enumerate(columns):
        for value in WRONG:
            path = shutil.copy(filled, tmp_path / f"{number % 2}.db")
            with closing(sqlite3.connect(path)) as other, suppress(sqlite3.Error):
                other.execute(f'UPDATE OR REPLACE {table} SET "{column}" = ?', (value,))
                other.commit()
            with Store(path) as store:
                for read in READS:
                    try:
                        read(store, model.name)
                    except (NetralitasError, sqlite3.Error):
                        refused += 1
    assert refused > 100


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_store_ends_in_words(db, model, seed):
    chance, held = random.Random(seed), bytearray(db.read_bytes())
    for _ in range(chance.choice((1, 10, 200))):
        held[chance.randrange(len(held))] = chance.randrange(256)
    db.write_bytes(held[: chance.choice((len(held), len(held) // 2))])
    with suppress(NetralitasError, sqlite3.Error), Store(db) as store:
        for read in (*READS, lambda store, model: store.problems()):
            with suppress(NetralitasError, sqlite3.Error):
                read(store, model.name)


def test_a_page_that_claims_more_than_there_can_be_ends_in_words(tmp_path, run):
    """Wherever in the file that page stands, which moves with every change of the schema."""
    page = (ROOT / "tests" / "fuzz" / "inputs" / "store" / "6470cf2d1c3c0c71").read_bytes()[1:]
    path, told = tmp_path / "netralitas.db", ""
    for number in range(1, min(256, len(stored()) // SECTOR)):
        path.write_bytes(exchanged(bytes([number]) + page))
        for command in (["check"], ["forget", "--person", "Darlis", "--yes"]):
            result = run("db", *command, "--db", path)
            assert result.exit_code in {0, 2, 3} and isinstance(result.exception, SystemExit | None), number
            told += result.output
    assert "damaged" in told
