"""A table that somebody changed is never written over."""

from __future__ import annotations

import csv

import pytest

from pipeline.store import Store
from tests.review.conftest import FIRST


def fill(path, **cells):
    """Write into cells of the first row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def tables(folder, name="flagged", suffix="csv"):
    return sorted(path.name for path in folder.glob(f"{name}*.{suffix}"))


@pytest.fixture
def out(db, run, tmp_path):
    """A folder of tables, written twice."""
    for _ in range(2):
        done = run("export", "--db", db, "--out", tmp_path / "out")
        assert done.exit_code == 0 and done.stderr == ""
    assert tables(tmp_path / "out") == ["flagged.csv"] and tables(tmp_path / "out", suffix="xlsx") == ["flagged.xlsx"]
    return tmp_path / "out"


def test_a_table_that_was_filled_in_is_moved_aside(db, run, out):
    fill(out / "flagged.csv", putusan_analis="benar", tautan=FIRST)
    again = run("export", "--db", db, "--out", out)
    assert "moved aside" in again.stderr and len(tables(out)) == 2
    (aside,) = set(tables(out)) - {"flagged.csv"}
    assert "1 decision taken" in run("review", "--db", db, "import", out / aside, "--by", "ani").stdout
    assert run("export", "--db", db, "--out", out).stderr == "" and len(tables(out)) == 2
    assert "benar" in (out / "flagged.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["flagged.csv", "articles.csv", "mentions.csv"])
def test_whatever_was_written_into_it(db, run, out, name):
    with (out / name).open("a", encoding="utf-8") as file:
        file.write("sudah ditelepon\n")
    assert "moved aside" in run("export", "--db", db, "--out", out).stderr
    assert any("sudah ditelepon" in path.read_text(encoding="utf-8-sig") for path in out.glob("*.csv"))


def test_a_sheet_of_one_s_own_and_a_remark(db, run, out):
    from openpyxl import load_workbook
    from openpyxl.comments import Comment

    book = load_workbook(out / "flagged.xlsx")
    book.create_sheet("Tindak lanjut")["A1"] = "telepon Bawaslu"
    book.active["A2"].comment = Comment("periksa lagi", "ani")
    book.save(out / "flagged.xlsx")
    assert "moved aside" in run("export", "--db", db, "--out", out).stderr
    (aside,) = set(tables(out, suffix="xlsx")) - {"flagged.xlsx"}
    assert load_workbook(out / aside)["Tindak lanjut"]["A1"].value == "telepon Bawaslu"


def test_only_what_would_be_written_over(db, run, out):
    fill(out / "flagged.csv", catatan="x")
    assert run("export", "--db", db, "--out", out, "--format", "xlsx").stderr == "" and len(tables(out)) == 1


def test_tables_with_names_masked_are_written_anew_each_night(db, run, out):
    fill(out / "flagged.csv", putusan_analis="benar", tautan=FIRST)
    run("review", "--db", db, "import", out / "flagged.csv", "--by", "ani")
    told = [run("export", "--db", db, "--out", out / "keluar", "--mask-names").stderr for _ in range(2)]
    assert told == ["", ""]


def test_unreadable_notes_move_everything_aside(db, run, out):
    (out / ".tables.json").write_text("{")
    assert run("export", "--db", db, "--out", out).stderr.count("moved aside") == 4


@pytest.mark.parametrize("name", ["tanpa_akhiran", "hasil.2026", "sample.csv"])
def test_a_sample_whatever_it_is_called(db, run, tmp_path, name):
    sample = tmp_path / name
    assert run("sample", "--db", db, "-n", 2, "--out", sample).exit_code == 0
    assert run("sample", "--db", db, "-n", 2, "--out", sample).stderr == ""
    fill(sample, putusan_analis="benar")
    assert "moved aside" in run("sample", "--db", db, "-n", 2, "--out", sample).stderr


def test_nothing_is_written_where_another_export_is_at_work(db, run, out, monkeypatch):
    from pipeline import lock

    monkeypatch.setattr(lock, "_PATIENCE", 0)
    before = {path: path.read_bytes() for path in out.iterdir() if path.suffix}
    with lock.one_export(out):
        for command in (["export", "--out", out], ["sample", "-n", 1, "--out", out / "sample.csv"]):
            refused = run(command[0], "--db", db, *command[1:])
            assert refused.exit_code == 2 and "Another export writes into" in refused.stderr
    assert {path: path.read_bytes() for path in out.iterdir() if path.suffix} == before


def test_what_is_written_while_new_tables_are_made(db, model, tmp_path):
    from pipeline.export import Wish, changed, export
    from pipeline.export.tables import write_csv

    with Store(db) as store:
        export(store, model.name, tmp_path, Wish(("csv",)))
    moved = []

    def late():
        (tmp_path / "flagged.csv").write_text("saya tulis ini")
        yield from ()

    write_csv(tmp_path / "flagged.csv", [], late(), into=changed.keeping_changes(moved.append))
    (aside,) = moved
    assert aside.read_text() == "saya tulis ini"
