"""Tables whose lines a spreadsheet took for cells, because it parted them by another sign than they were written with."""

from __future__ import annotations

import csv
import io
from itertools import chain

import pytest
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.records import Status, Verdict
from tests.review.conftest import FIRST, SECOND
from tests.review.test_sheets import HEADING, read, table

NOTE = 'dua; "baris", x\ny, z'
ROWS = [
    HEADING,
    [FIRST, "Camat; Lurah, Kades", "salah", "imbauan", NOTE, "budi", "2024-10-13"],
    [SECOND, "", "benar", "", "", "", ""],
]


def written(rows, delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def quoted(line):
    return '"' + line.replace('"', '""') + '"'


def in_pieces(rows, delimiter, parted_by):
    """The cells that a spreadsheet makes of the table, the shorter rows filled up."""
    pieces = [line.split(parted_by) for line in written(rows, delimiter).splitlines()]
    return [row + [""] * (max(map(len, pieces)) - len(row)) for row in pieces]


def require_all(read_back):
    found, refused = read_back
    assert [(one.url, one.verdict, one.status, one.note, one.reviewer) for one in found] == [
        (FIRST, Verdict.SALAH, Status.IMBAUAN, NOTE, "budi"),
        (SECOND, Verdict.BENAR, None, "", "ani"),
    ]
    assert refused == []


@pytest.mark.parametrize(("end", "within"), [("\r\n", "\r\n"), ("\r\n", "\n"), ("\n", "\n"), ("\r", "\r")])
@pytest.mark.parametrize("all_lines", [True, False])
def test_lines_that_a_spreadsheet_quoted_whole_are_read(tmp_path, end, within, all_lines):
    rows = [
        [FIRST, 'Camat, "Sungai Lala"', "salah", "imbauan", f"dua;{within}baris, x", "budi", "2024-10-13"],
        [SECOND, "", "benar", "", "", "", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows([HEADING, *rows])
    lines = text.getvalue().removesuffix(end).split(end)
    whole = ['"' + line.replace('"', '""') + '"' if all_lines or '"' in line else line for line in lines]
    path = tmp_path / "tinjauan.csv"
    path.write_bytes(end.join(whole).encode("utf-8-sig"))
    found, refused = read(path)
    assert [(one.url, one.verdict, one.status) for one in found] == [
        (FIRST, Verdict.SALAH, Status.IMBAUAN),
        (SECOND, Verdict.BENAR, None),
    ]
    assert " ".join(found[0].note.split()) == "dua; baris, x" and found[0].reviewer == "budi" and refused == []


@pytest.mark.parametrize(("written_with", "parted_by"), [(",", ";"), (";", ","), (",", "\t")])
def test_lines_that_a_spreadsheet_parted_by_another_sign_are_put_together(tmp_path, written_with, parted_by):
    note = f'dua; "baris", x\t{parted_by} y\nbaris; dua'
    rows = [
        [FIRST, "Camat; Lurah, Kades", "salah", "imbauan", note, "budi", "2024-10-13"],
        [SECOND, "", "benar", "", "", "", ""],
    ]
    saved = written(in_pieces([HEADING, *rows], written_with, parted_by), parted_by)
    path = tmp_path / "disimpan.csv"
    path.write_text(saved, "utf-8-sig")
    found, refused = read(path)
    assert [(one.url, one.verdict, one.status, one.note) for one in found] == [
        (FIRST, Verdict.SALAH, Status.IMBAUAN, note),
        (SECOND, Verdict.BENAR, None, ""),
    ]
    assert found[0].reviewer == "budi" and refused == []


def test_a_title_above_a_table_that_holds_the_delimiter_changes_nothing(tmp_path):
    row = [FIRST, "", "benar", "", 'kata "ya"\n"tidak", x', "", ""]
    (found,), refused = read(table(tmp_path, [row], before='"Daftar, pekan ini"\r\n'))
    assert found.note == row[4] and refused == []


@pytest.mark.parametrize("delimiter", ",;\t")
@pytest.mark.parametrize(
    "saved",
    [
        lambda line: quoted(quoted(line)),
        lambda line: quoted(quoted(quoted(line))),
        lambda line: quoted(line) + ";;;",
        lambda line: quoted(line) + ",,",
        lambda line: quoted(quoted(line)) + ";;;",
        lambda line: quoted(quoted(line) + ";;;"),
        lambda line: quoted(quoted(line) + ";;;") + "\t\t",
        lambda line: quoted(quoted(line)) if '"' in line else line,
    ],
)
def test_lines_are_read_however_often_they_were_quoted_and_padded(tmp_path, saved, delimiter):
    path = tmp_path / "tinjauan.csv"
    path.write_text("\r\n".join(map(saved, written(ROWS, delimiter).splitlines())), "utf-8-sig", newline="")
    require_all(read(path))


@pytest.mark.parametrize("delimiter", ",;\t")
@pytest.mark.parametrize("above", [[], ["Tinjauan, pekan ini", ""]])
@pytest.mark.parametrize("saved", [str, quoted])
def test_lines_in_the_first_column_of_a_workbook_are_read(tmp_path, saved, above, delimiter):
    book = Workbook()
    for line in chain(above, map(saved, written(ROWS, delimiter).splitlines())):
        book.active.append([line])
    book.save(tmp_path / "tinjauan.xlsx")
    require_all(read(tmp_path / "tinjauan.xlsx"))


@pytest.mark.parametrize(("delimiter", "parted_by", "saved_with"), [(",", ";", ","), (";", ",", ";"), (",", ";", "\t")])
def test_pieces_saved_with_another_sign_than_they_were_parted_by_are_refused(
    tmp_path, delimiter, parted_by, saved_with
):
    path = tmp_path / "tinjauan.csv"
    path.write_text(written(in_pieces(ROWS, delimiter, parted_by), saved_with))
    with pytest.raises(InputError, match="whole lines of the table stand in single cells"):
        read(path)


@pytest.mark.parametrize("before", [0, 1])
def test_pieces_and_lines_behind_the_first_column_of_a_workbook_are_refused(tmp_path, before):
    book = Workbook()
    for row in in_pieces(ROWS, ",", ";"):
        book.active.append([None] * before + row)
    book.save(tmp_path / "tinjauan.xlsx")
    with pytest.raises(InputError, match="whole lines of the table stand in single cells"):
        read(tmp_path / "tinjauan.xlsx")


@pytest.mark.parametrize(("above", "below"), [('"Daftar, pekan ini"\n', ""), ("", '"Dicek, oleh ani; budi"\n')])
def test_lines_of_a_note_that_look_quoted_stay_beside_a_text_in_one_cell(tmp_path, above, below):
    row = [FIRST, "", "benar", "", '"\ntiga, "x"\n""\n"a, b"\nakhir;;', "budi", ""]
    path = tmp_path / "tinjauan.csv"
    path.write_text(above + written([HEADING, row]) + below)
    (found,), refused = read(path)
    assert (found.note, found.reviewer, refused) == (row[4], "budi", [])
