from __future__ import annotations

import csv

import pytest

from pipeline.store import Store
from tests.review.conftest import FIRST


def fill(path, **cells):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def tables(folder, name="flagged"):
    return sorted(path.name for path in folder.glob(f"{name}*.csv"))


def test_a_table_that_was_filled_in_is_not_written_over(db, run, tmp_path):
    out = tmp_path / "out"
    assert run("export", "--db", db, "--out", out).exit_code == 0
    assert run("export", "--db", db, "--out", out).exit_code == 0 and tables(out) == ["flagged.csv"]
    fill(out / "flagged.csv", putusan_analis="benar")
    again = run("export", "--db", db, "--out", out)
    assert "moved aside" in again.stderr and len(tables(out)) == 2
    (aside,) = set(tables(out)) - {"flagged.csv"}
    assert "1 decision taken" in run("review", "--db", db, "import", out / aside, "--by", "ani").stdout
    (out / aside).unlink()
    assert run("export", "--db", db, "--out", out).stderr == "" and tables(out) == ["flagged.csv"]
    assert "benar" in (out / "flagged.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["tanpa_akhiran", "hasil.2026"])
def test_it_does_not_matter_how_folders_and_files_are_called(db, run, tmp_path, name):
    out = tmp_path / "x" / name
    for _ in range(2):
        assert run("export", "--db", db, "--out", out, "--format", "csv").exit_code == 0
    sample = tmp_path / name
    assert run("sample", "--db", db, "-n", 2, "--out", sample).exit_code == 0
    fill(sample, putusan_analis="benar")
    assert "moved aside" in run("sample", "--db", db, "-n", 2, "--out", sample).stderr


@pytest.mark.parametrize("cells", [{"putusan_analis": "entah"}, {"tautan": "https://lain.id/", "catatan": "x"}])
def test_what_cannot_be_read_back_is_kept_too(db, run, tmp_path, cells):
    out = tmp_path / "out"
    run("export", "--db", db, "--out", out)
    fill(out / "flagged.csv", **cells)
    assert "moved aside" in run("export", "--db", db, "--out", out).stderr and len(tables(out)) == 2


def test_a_sample_that_was_filled_in_is_not_written_over(db, run, tmp_path):
    out = tmp_path / "sample.csv"
    assert run("sample", "--db", db, "-n", 2, "--out", out).exit_code == 0
    fill(out, putusan_analis="benar")
    assert "moved aside" in run("sample", "--db", db, "-n", 2, "--out", out).stderr
    assert len(tables(tmp_path, "sample")) == 2


def test_decisions_that_give_no_label_are_counted(db, run):
    with Store(db) as store:
        model = next(iter(store.assessed_by("").values()))
    path = db.parent / "t.csv"
    path.write_text(f"tautan,putusan_analis\n{FIRST},salah\n")
    assert run("review", "--db", db, "import", path, "--by", "ani").exit_code == 0 and model
    result = run("review", "--db", db, "labels")
    assert result.stdout == "" and "no label from 1 story: salah without a status" in result.stderr


def test_a_table_whose_note_went_beside_another_s_verdict_was_read(db, run, tmp_path):
    out = tmp_path / "out"
    run("export", "--db", db, "--out", out)
    fill(out / "flagged.csv", putusan_analis="benar", peninjau="budi")
    run("review", "--db", db, "import", out / "flagged.csv")
    run("export", "--db", db, "--out", out)
    fill(out / "flagged.csv", catatan="sudah diperiksa")
    assert "1 decision taken" in run("review", "--db", db, "import", out / "flagged.csv", "--by", "ani").stdout
    assert run("export", "--db", db, "--out", out).stderr == ""


@pytest.mark.parametrize("heading", ["tindak_lanjut", ""])
def test_what_stands_in_a_column_of_one_s_own_is_not_written_over(db, run, tmp_path, heading):
    out = tmp_path / "out"
    run("export", "--db", db, "--out", out)
    lines = (out / "flagged.csv").read_text(encoding="utf-8-sig").splitlines()
    lines[0] += f",{heading}"
    (out / "flagged.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    assert run("export", "--db", db, "--out", out).stderr == ""  # nobody wrote in it
    text = (out / "flagged.csv").read_text(encoding="utf-8-sig").rstrip("\n")
    first, _, rest = text.partition("\n")
    (out / "flagged.csv").write_text(
        f"{first.rstrip()},{heading}\n{rest.rstrip()},telepon Bawaslu\n", encoding="utf-8-sig"
    )
    assert "moved aside" in run("export", "--db", db, "--out", out).stderr
