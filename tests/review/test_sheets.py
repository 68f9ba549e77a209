from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.export.masking import known_address
from pipeline.records import Status, Verdict
from pipeline.review.sheets import read_reviews
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND, call_all_right

KNOWN = dict.fromkeys((FIRST, SECOND, HOSTILE), "model-1")
HEADING = ["tautan", "judul", "putusan_analis", "status_koreksi", "catatan", "peninjau", "tanggal_tinjau"]


def read(path):
    """The reviews of a table, and the rows that were refused."""
    proposals, refused = read_reviews(path, KNOWN, "ani", "batch", NOW)
    return [proposal.review for proposal in proposals], refused


def table(tmp_path, rows, encoding="utf-8-sig", delimiter=",", heading=HEADING, before=""):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heading, *rows])
    path = tmp_path / "tinjauan.csv"
    path.write_bytes((before + text.getvalue()).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8-sig", ","),
        ("utf-8", ";"),
        ("cp1252", ";"),
        *(
            (wide, "\t")
            for wide in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")  # only two with a mark
        ),
    ],
)
def test_a_table_is_read_however_it_was_saved(tmp_path, encoding, delimiter):
    rows = [[FIRST, "é", "Benar", "", "catatan – panjang", "budi", "13/10/2024"], [SECOND, "", "", "", "", "", ""]]
    (found,), refused = read(table(tmp_path, rows, encoding, delimiter))
    assert (found.verdict, found.note, found.reviewer) == (Verdict.BENAR, "catatan – panjang", "budi")
    assert found.decided_at == datetime(2024, 10, 12, 17, tzinfo=UTC) and refused == []


def test_columns_may_be_renamed_to_english_moved_and_added(tmp_path):
    heading = ["extra", "Corrected Status", "VERDICT", "link"]
    (found,), ((row, told),) = read(table(tmp_path, [["x", "tidak terbukti", "wrong", FIRST]], heading=heading))
    assert row == "1" and "catatan" in told and "extra" in told  # which may be what became of it
    assert found.verdict is Verdict.SALAH and found.status is Status.TIDAK_TERBUKTI and found.reviewer == "ani"


def test_the_mark_of_excel_before_the_heading_is_passed_over(tmp_path):
    (found,), _ = read(table(tmp_path, [[FIRST, "", "ragu", "", "", "", "45578,5"]], delimiter=";", before="sep=;\n"))
    assert found.verdict is Verdict.RAGU and found.decided_at.date().isoformat() == "2024-10-13"


def test_each_row_that_cannot_be_taken_is_named_with_its_reason(tmp_path):
    rows = [
        [FIRST, "", "mungkin", "", "", "", ""],
        ["https://lain.id/", "", "benar", "", "", "", ""],
        [SECOND, "", "benar", "selesai", "", "", ""],
        [SECOND, "", "benar", "", "", "", "kemarin"],
        [HOSTILE, "", "salah", "", "", "", ""],
        [HOSTILE, "", "benar", "", "", "", ""],
    ]
    found, refused = read(table(tmp_path, rows))
    assert [one.verdict for one in found] == [Verdict.SALAH, Verdict.BENAR]
    assert [row for row, _ in refused] == ["2", "3", "4", "5"]
    for (_, reason), word in zip(refused, ("mungkin", "lain.id", "selesai", "kemarin"), strict=True):
        assert word in reason


@pytest.mark.parametrize(
    ("verdict", "status", "read_as"),
    [
        ("benar ", "", ("benar", None)),
        ("BETUL!", "Dugaan.", ("benar", "dugaan")),
        ("\u200bBenar\u00a0", "", ("benar", None)),
        ("Tidak Benar", "HIMBAUAN", ("salah", "imbauan")),
        ("True", "", ("benar", None)),  # what a spreadsheet set to Indonesian makes of "benar"
        ("ragu-ragu", "tidak  terbukti", ("ragu", "tidak_terbukti")),
        ("?", "Tidak-Relevan", ("ragu", "tidak_relevan")),
    ],
)
def test_a_choice_is_read_however_people_write_it(tmp_path, verdict, status, read_as):
    (found,), refused = read(table(tmp_path, [[FIRST, "", verdict, status, "", "", ""]]))
    assert (found.verdict, found.status) == read_as and refused == []


@pytest.mark.parametrize("verdict", ["benar?", "benar/salah", "benar 2", "x", "v", "✓", "1", "-"])
def test_a_verdict_that_may_mean_something_else_is_refused(tmp_path, verdict):
    found, ((row, reason),) = read(table(tmp_path, [[FIRST, "", verdict, "", "", "", ""]]))
    assert found == [] and row == "2" and reason == f"the verdict {verdict!r} is none of benar, salah, ragu"


@pytest.mark.parametrize(
    "day",
    [
        "2024-10-13",
        "2024-10-13T00:00:00",
        "13/10/2024 0:00",
        "13-10-24",
        "13.10.2024",
        "13 Okt 2024",
        "13-Oct-24",
        "13 Oktober 2024",
        "45578",
    ],
)
def test_a_day_is_read_however_it_is_written(tmp_path, day):
    (found,), refused = read(table(tmp_path, [[FIRST, "", "benar", "", "", "", day]]))
    assert found.decided_at == datetime(2024, 10, 12, 17, tzinfo=UTC) and refused == []


@pytest.mark.parametrize("month", ["Ags", "ags.", "Agt", "Agu", "Agust", "Agustus", "Aug"])
def test_august_is_read_however_it_is_shortened(tmp_path, month):
    (found,), _ = read(table(tmp_path, [[FIRST, "", "benar", "", "", "", f"2 {month} 2024"]]))
    assert found.decided_at == datetime(2024, 8, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "day", ["0001-01-01", "99999", "9999-12-31", "12345.x", "13/13/2024", "2024-10-16", "1" * 400, "kemarin"]
)
def test_a_day_that_cannot_be_is_refused(tmp_path, day):
    found, ((row, reason),) = read(table(tmp_path, [[FIRST, "", "benar", "", "", "", day]]))
    assert found == [] and row == "2" and "the date" in reason


def test_the_line_ends_of_old_macs_are_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(f"tautan;putusan_analis\r{FIRST};benar\r{SECOND};ragu\r".encode())
    found, refused = read(path)
    assert [one.verdict for one in found] == [Verdict.BENAR, Verdict.RAGU] and refused == []


def test_what_a_row_leaves_empty_it_does_not_say(tmp_path):
    heading = ["tautan", "versi", "putusan_analis", "catatan", "tanggal_tinjau"]
    rows = [[FIRST, "v0123456789ab-17", "", "x", ""], [SECOND, "diubah", "benar", "", "2024-10-14"]]
    (first, second), _ = read_reviews(table(tmp_path, rows, heading=heading), KNOWN, "ani", "b", NOW)
    assert (first.says, first.seen, first.text_hash, first.dated) == ({"note"}, 17, "0123456789ab", False)
    assert (second.says, second.seen, second.text_hash, second.dated) == ({"verdict"}, None, "", True)


def test_a_workbook_is_read_with_its_dates(tmp_path):
    book = Workbook()
    book.active.append(HEADING)
    book.active.append([FIRST, "x", "benar", None, "n", None, datetime(2024, 10, 13)])
    book.save(tmp_path / "tinjauan.xlsx")
    (found,), refused = read(tmp_path / "tinjauan.xlsx")
    assert found.origin == "xlsx" and found.decided_at == datetime(2024, 10, 12, 17, tzinfo=UTC) and refused == []


def test_the_sheet_with_the_heading_is_found_behind_others(tmp_path):
    book = Workbook()
    book.active.append(["rekap", "tautan"])
    sheet = book.create_sheet("Tinjauan")
    sheet.append(HEADING)
    sheet.append([FIRST, "x", "benar", None, "n", None, None])
    book.save(tmp_path / "tinjauan.xlsx")
    (found,), refused = read(tmp_path / "tinjauan.xlsx")
    assert found.verdict is Verdict.BENAR and refused == []


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("'Saya netral', katanya", "'Saya netral', katanya"),
        ("'=1+1", "=1+1"),
        ("'-", "-"),
        ("''", "''"),
        ("'n/a", "n/a"),
    ],
)
def test_only_the_apostrophe_that_guards_a_cell_goes(tmp_path, cell, note):
    ((found,), _) = read(table(tmp_path, [[FIRST, "", "benar", "", cell, "", ""]]))
    assert found.note == note


def test_a_masked_table_says_that_it_cannot_come_back(tmp_path):
    row = [known_address(FIRST), "", "benar", "", "", "", ""]
    found, ((_, reason),) = read(table(tmp_path, [row]))
    assert found == [] and "--mask-names" in reason


@pytest.mark.parametrize("row", [[FIRST, "", "", "", "", "ani", ""], [FIRST, "", "", "", "", "", "2024-10-14"]])
def test_who_only_writes_their_name_or_the_day_decides_nothing(tmp_path, row):
    assert read(table(tmp_path, [row])) == ([], [])


def test_every_sheet_with_a_heading_is_read(tmp_path):
    book = Workbook()
    for sheet, url in ((book.active, FIRST), (book.create_sheet("Budi"), SECOND)):
        sheet.append(HEADING)
        sheet.append([url, "x", "benar", None, "n", None, None])
        sheet.append(["https://lain.id/", "x", "benar", None, "n", None, None])
    book.save(tmp_path / "tinjauan.xlsx")
    found, refused = read(tmp_path / "tinjauan.xlsx")
    assert [one.url for one in found] == [FIRST, SECOND] and [row for row, _ in refused] == ["3", "Budi!3"]


def test_merged_cells_and_formulas_without_a_value_are_named(tmp_path):
    book = Workbook()
    book.active.append(HEADING)
    book.active.append([FIRST, "x", "benar", None, None, None, None])
    book.active.append([SECOND, "x", None, None, None, None, None])
    book.active.append([HOSTILE, "x", '=IF(1,"benar","")', None, None, None, None])
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "tinjauan.xlsx")
    (found,), refused = read(tmp_path / "tinjauan.xlsx")
    assert found.url == FIRST and [row for row, _ in refused] == ["3", "4"]
    assert "merged" in refused[0][1] and "formula" in refused[1][1]


@pytest.mark.parametrize("above", ["\n", "Tinjauan, minggu ini\n", "sep=;\n\n"])
@pytest.mark.parametrize("delimiter", ";\t|")
def test_the_delimiter_is_told_by_the_heading(tmp_path, above, delimiter):
    path = tmp_path / "x.csv"
    path.write_text(
        above + "\n".join([delimiter.join(HEADING), delimiter.join([FIRST, "a, b, c", "benar", "", "", "", ""])])
    )
    (found,), refused = read(path)
    assert found.verdict is Verdict.BENAR and refused == []


@pytest.mark.parametrize(("inside", "word"), [("content.xml", "ODS"), ("all.jsonl", "Unpack")])
def test_packed_files_of_other_kinds_are_named(tmp_path, inside, word):
    with ZipFile(tmp_path / "x.xlsx", "w") as packed:
        packed.writestr(inside, "x")
    with pytest.raises(InputError, match=word):
        read(tmp_path / "x.xlsx")
    (tmp_path / "x.xls").write_bytes(bytes.fromhex("d0cf11e0") + b"x")
    with pytest.raises(InputError, match="XLSX"):
        read(tmp_path / "x.xls")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,2\n", "bad-table"),
        (b"PK\x03\x04broken", "not-text"),
        (b"", "bad-table"),
        (b"tautan\nx", "bad-table"),
        (b"sep=;", "bad-table"),
        (b"sep=;\r\n", "bad-table"),
        (b'tautan,putusan_analis\n"' + b"x" * 11_000_000, "bad-table"),
    ],
)
def test_what_is_no_reviewed_table_is_refused(tmp_path, data, code):
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(InputError) as problem:
        read(path)
    assert problem.value.code == code


def test_who_stops_the_telling_is_told_what_was_taken_and_how_it_is_undone(db, run, tmp_path, monkeypatch):
    """It is taken in one step before a row is told."""
    run("export", "--db", db, "--out", tmp_path, "--format", "csv")
    path = tmp_path / "flagged.csv"
    call_all_right(path)

    def stopped(taken, refused, silent):
        yield "row 2 taken"
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.cli.review._row_by_row", stopped)
    told = run("review", "--db", db, "import", path)
    assert told.exit_code == 1 and "2 decisions taken" in told.stderr and "undo" in told.stderr
    assert "Aborted!" in told.stderr and "decisions taken" not in told.stdout


def test_the_command_takes_an_exported_table_back_and_undoes_it(db, run, tmp_path):
    assert run("export", "--db", db, "--out", tmp_path, "--format", "csv").exit_code == 0
    path = tmp_path / "flagged.csv"
    assert "nothing is filled in in flagged.csv" in run("review", "--db", db, "import", path).stdout
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["putusan_analis"], rows[1]["putusan_analis"] = "benar", "entah"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = run("review", "--db", db, "import", path)
    assert result.exit_code == 3 and "1 decision taken, 0 with nothing new, 1 row refused" in result.stdout
    assert "row 2 taken: benar by " in result.stdout
    assert "row 3 refused" in result.stdout
    assert '"status": "dugaan"' in run("review", "--db", db, "labels").stdout
    rows[0]["putusan_analis"], rows[1]["putusan_analis"] = "salah", ""
    budi = tmp_path / "budi.csv"
    with budi.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    refused = run("review", "--db", db, "import", budi, "--by", "budi")
    assert refused.exit_code == 3 and "row 2 refused" in refused.stdout and "decided benar" in refused.stdout
    assert (
        "1 decision taken, 0 with nothing new, 0 rows refused"
        in run("review", "--db", db, "import", budi, "--by", "budi", "--replace").stdout
    )
    second = run("review", "--db", db, "log").stdout.splitlines()[-1]
    assert (
        '"verdict": "salah"' in second
        and "1 decision taken back" in run("review", "--db", db, "undo", json.loads(second)["batch"]).stdout
    )
    batch = result.stdout.split("undo ")[1].split("'")[0]
    assert "1 decision taken back" in run("review", "--db", db, "undo", batch).stdout
    assert '"undone": true' in run("review", "--db", db, "log").stdout


def test_every_row_is_told_what_became_of_it_also_where_two_are_about_one_story(db, run, tmp_path):
    rows = [
        [FIRST, "", "benar", "", "", "ani", ""],
        [SECOND, "", "salah", "imbauan", "", "ani", ""],
        [FIRST, "", "benar", "", "", "ani", ""],
        [SECOND, "", "benar", "", "", "ani", ""],
        [FIRST, "", "", "", "lihat juga yang lain", "ani", ""],
    ]
    path = table(tmp_path, rows)
    told = run("review", "--db", db, "import", path).stdout.splitlines()
    assert [line.split(": ")[0] for line in told[:5]] == [
        "row 2 together with row 6",
        "row 3 refused",
        "row 4 together with row 6",
        "row 5 taken",
        "row 6 taken",
    ]
    assert told[5] == "2 decisions taken, 0 with nothing new, 2 together with another row, 1 row refused"
    again = run("review", "--db", db, "import", path).stdout.splitlines()
    assert again[0] == f"row 2 together with row 6: {FIRST}" and again[4] == f"row 6 nothing new: {FIRST}"


def test_decisions_that_give_no_label_are_counted(db, run, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"tautan,putusan_analis\n{FIRST},salah\n")
    assert run("review", "--db", db, "import", path, "--by", "ani").exit_code == 0
    result = run("review", "--db", db, "labels")
    assert result.stdout == "" and "no label from 1 story: salah without a status" in result.stderr


def test_a_name_that_an_analyst_writes_beside_a_post_is_hidden(db, run, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(
        f"tautan,putusan_analis,catatan\n{FIRST},benar,Camat Hendra Saputra sudah dihubungi dan Hendra mengaku\n"
    )
    assert run("review", "--db", db, "import", table, "--by", "ani").exit_code == 0
    assert run("export", "--db", db, "--out", tmp_path, "--mask-names").exit_code == 0
    text = (tmp_path / "flagged.csv").read_text(encoding="utf-8-sig")
    assert "sudah dihubungi" in text and "Hendra" not in text and "Saputra" not in text
