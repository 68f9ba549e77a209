from __future__ import annotations

import errno
import json
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.extract import article_from_text
from pipeline.records import Page
from pipeline.store import Store
from tests.conftest import CASE, REMINDER
from tests.test_store import NOW

URL, OTHER = "https://contoh.id/berita/1", "https://contoh.id/berita/2"


@pytest.fixture
def db(tmp_path, model):
    path = tmp_path / "netralitas.db"
    with Store(path) as store:
        for url, (title, text) in {URL: CASE, OTHER: REMINDER}.items():
            article = article_from_text(text, title=title, url=url, source="contoh", outlet="Contoh", published_at=NOW)
            store.keep(Page(url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p></p>",)), article)
    return path


@pytest.fixture
def call(db):
    def run(*arguments: object):
        return CliRunner().invoke(main, [*map(str, arguments), "--db", str(db)])

    return run


def test_reassess_reads_the_store_alone_and_groups(call, model):
    result = call("reassess")
    assert result.exit_code == 0 and f"2 articles assessed by {model.name}, 1 flagged" in result.stderr
    listed = call("cases", "list")
    assert listed.exit_code == 0 and CASE[0] in listed.stdout and len(listed.stdout.splitlines()) == 1
    found = json.loads(call("cases", "list", "--json").stdout)
    assert found["stage"] == "dugaan" and [story["url"] for story in found["stories"]] == [URL]
    shown = call("cases", "show", found["id"])
    assert "stage: dugaan" in shown.stdout and URL in shown.stdout and "Darlis" in shown.stdout


@pytest.mark.parametrize("command", [["export"], ["cases", "list"], ["desk"], ["sample"], ["drift"]], ids=" ".join)
def test_a_model_that_has_judged_nothing_yet_is_not_asked(call, model, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*command)
    assert result.exit_code == 2 and f"{model.name} has judged no story" in result.stderr
    assert "netralitas reassess" in result.stderr and not (tmp_path / "out").exists()


def test_reassess_says_why_there_is_nothing_to_do(call):
    assert "already" not in call("reassess").stderr
    assert "has read all of it already. After a change of lexicon or cues, train" in call("reassess").stderr


def test_reassess_shows_what_changed(call, db, model):
    call("reassess")
    with sqlite3.connect(db) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute(
            "INSERT INTO assessment SELECT url, 'lama', 'imbauan', 0, 0.1, probabilities, bentuk, evidence, pemilihan, pasal, bantahan, considerations, doubts, urgency, unknown FROM assessment"
        )
    other.close()
    result = call("reassess")
    assert f"lama → {model.name}: 1 articles changed, 1 newly flagged, 0 no longer" in result.stdout
    row = json.loads(call("reassess", "--json", "--against", "lama").stdout)
    assert (row["url"], row["old_status"], row["new_status"]) == (URL, "imbauan", "dugaan")
    assert call("reassess", "--against", "tiada").exit_code == 2


def test_joining_nothing_is_said(call):
    result = call("cases", "join", "k0", "k1")
    assert result.exit_code == 2 and "There is no case k0" in result.stderr
    assert call("cases", "split", URL).exit_code == 2


def test_the_store_is_checked(call, db):
    assert call("db", "check").exit_code == 0
    with sqlite3.connect(db) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("INSERT INTO fingerprint (url, original) VALUES ('x', 'x')")
    other.close()
    result = call("db", "check")
    assert result.exit_code == 3 and "a row of fingerprint points at no row of article" in result.stdout


def test_a_store_of_which_a_part_is_damaged_is_counted_as_far_as_can_be(call, db):
    held = bytearray(db.read_bytes())
    with sqlite3.connect(db) as other:
        (root,) = other.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'mention'").fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    other.close()
    held[(root - 1) * size : root * size] = b"\xff" * size
    db.write_bytes(held)
    result = call("db", "check")
    assert result.exit_code == 3 and "article: 2" in result.stdout and "mention:" not in result.stdout
    assert "go back to a backup" in result.stdout
    db.write_bytes(b"")
    empty = call("db", "check")
    assert empty.exit_code == 2 and "is empty: nothing is held in it" in empty.stderr and db.stat().st_size == 0


def test_a_backup_that_cannot_be_made_leaves_nothing(call, db, tmp_path, monkeypatch):
    def full(self, copy):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("pipeline.store.upkeep.Upkeep._copy_to", full)
    assert call("db", "backup", tmp_path / "salinan" / "a.db").exit_code == 2
    assert list((tmp_path / "salinan").iterdir()) == []


def test_a_backup_is_whole_and_overwrites_nothing(call, tmp_path):
    target = tmp_path / "salinan" / "a.db"
    assert call("db", "backup", target).exit_code == 0
    with Store(target) as copy:
        assert copy.sizes()["article"] == 2 and copy.problems() == []
    again = call("db", "backup", target)
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_vacuum_gives_room_back(call, db):
    with sqlite3.connect(db) as other:
        other.execute("CREATE TABLE besar AS SELECT randomblob(500000) AS isi")
        other.execute("DROP TABLE besar")
    other.close()
    result = call("db", "vacuum")
    assert result.exit_code == 0, result.output
    assert db.stat().st_size < 400_000


def _full() -> None:
    with closing(sqlite3.connect(":memory:")) as full:
        full.execute("PRAGMA max_page_count = 2")
        full.execute("CREATE TABLE x AS SELECT zeroblob(100000)")


def _no_room() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "out/flagged.csv")


def _no_rights() -> None:
    raise PermissionError(errno.EACCES, "Permission denied", "out/flagged.csv")


@pytest.mark.parametrize(
    ("trouble", "advice"),
    [(_full, "Make room"), (_no_room, "Make room"), (_no_rights, "Check the name and the rights")],
)
def test_what_goes_wrong_with_a_disk_comes_with_what_to_do(db, run, monkeypatch, trouble, advice):
    monkeypatch.setattr(Store, "sizes", lambda store: trouble())
    told = run("db", "check", "--db", db)
    assert told.exit_code == 2 and advice in told.stderr and "another run" not in told.stderr
