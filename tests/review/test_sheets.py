from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.records import Status, Verdict
from pipeline.review.sheets import read_reviews
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND

KNOWN = dict.fromkeys((FIRST, SECOND, HOSTILE), "model-1")
HEADING = ["tautan", "judul", "putusan_analis", "status_koreksi", "catatan", "peninjau", "tanggal_tinjau"]


def read(path):
    return read_reviews(path, KNOWN, "ani", "batch", NOW)


def table(tmp_path, rows, encoding="utf-8-sig", delimiter=",", heading=HEADING, before=""):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heading, *rows])
    path = tmp_path / "tinjauan.csv"
    path.write_bytes((before + text.getvalue()).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_a_table_is_read_however_it_was_saved(tmp_path, encoding, delimiter):
    rows = [[FIRST, "é", "Benar", "", "catatan – panjang", "budi", "13/10/2024"], [SECOND, "", "", "", "", "", ""]]
    (found,), refused = read(table(tmp_path, rows, encoding, delimiter))
    assert (found.verdict, found.note, found.reviewer) == (Verdict.BENAR, "catatan – panjang", "budi")
    assert found.decided_at == datetime(2024, 10, 12, 17, tzinfo=UTC) and refused == []


def test_columns_may_be_renamed_to_english_moved_and_added(tmp_path):
    heading = ["extra", "Corrected Status", "VERDICT", "link"]
    (found,), _ = read(table(tmp_path, [["x", "tidak terbukti", "wrong", FIRST]], heading=heading))
    assert found.verdict is Verdict.SALAH and found.status is Status.TIDAK_TERBUKTI and found.reviewer == "ani"


def test_the_mark_of_excel_before_the_heading_is_passed_over(tmp_path):
    (found,), _ = read(table(tmp_path, [[FIRST, "", "ragu", "", "", "", "45578"]], delimiter=";", before="sep=;\n"))
    assert found.verdict is Verdict.RAGU and found.decided_at.date().isoformat() == "2024-10-12"


def test_each_row_that_cannot_be_taken_is_named_with_its_reason(tmp_path):
    rows = [
        [FIRST, "", "mungkin", "", "", "", ""],
        ["https://lain.id/", "", "benar", "", "", "", ""],
        [SECOND, "", "benar", "selesai", "", "", ""],
        [SECOND, "", "benar", "", "", "", "kemarin"],
        [HOSTILE, "", "salah", "", "", "", ""],
        [HOSTILE, "", "benar", "", "", "", ""],
    ]
    (found,), refused = read(table(tmp_path, rows))
    assert found.verdict is Verdict.BENAR  # the last row on a story counts
    assert [one.row for one in refused] == [2, 3, 4, 5]
    assert all(
        word in one.reason for one, word in zip(refused, ("mungkin", "lain.id", "selesai", "kemarin"), strict=True)
    )


def test_a_workbook_is_read_with_its_dates(tmp_path):
    book = Workbook()
    book.active.append(HEADING)
    book.active.append([FIRST, "x", "benar", None, "n", None, datetime(2024, 10, 13)])
    book.save(tmp_path / "tinjauan.xlsx")
    (found,), refused = read(tmp_path / "tinjauan.xlsx")
    assert found.origin == "xlsx" and found.decided_at == datetime(2024, 10, 12, 17, tzinfo=UTC) and refused == []


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"a,b\n1,2\n", "bad-table"), (b"PK\x03\x04broken", "not-text"), (b"", "bad-table"), (b"tautan\nx", "bad-table")],
)
def test_what_is_no_reviewed_table_is_refused(tmp_path, data, code):
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(InputError) as problem:
        read(path)
    assert problem.value.code == code


def test_the_command_takes_an_exported_table_back_and_undoes_it(db, run, tmp_path):
    assert run("export", "--db", db, "--out", tmp_path, "--format", "csv").exit_code == 0
    path = tmp_path / "flagged.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["putusan_analis"], rows[1]["putusan_analis"] = "benar", "entah"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = run("review", "--db", db, "import", path)
    assert result.exit_code == 3 and "1 decisions read (benar 1), 1 of them new, 1 rows refused" in result.stdout
    assert "row 3 refused" in result.stderr
    assert '"status": "dugaan"' in run("review", "--db", db, "labels").stdout
    batch = result.stdout.split("undo ")[1].split("'")[0]
    assert "1 decisions taken back" in run("review", "--db", db, "undo", batch).stdout
    assert '"undone": true' in run("review", "--db", db, "log").stdout
