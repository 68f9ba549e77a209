"""Tables that somebody made to hurt: each is refused in words, soon, and without much memory."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from pipeline.errors import InputError
from pipeline.review.sheets import read_reviews
from tests.review.conftest import FIRST, NOW

HEADING = ["tautan", "putusan_analis", "status_koreksi", "catatan", "peninjau", "tanggal_tinjau"]
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
END = b"</sheetData>"
FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
UNPLACED = b'<row r="1048576"><c><v>1</v></c></row><row r="3"><c r="XFD3"><v>1</v></c></row>'
ALL = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
BOMB = b"<!DOCTYPE x [" + b"".join(
    b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"ha" * 50) for n in range(10)
)
CELL = b'<row r="3"><c r="B3" t="inlineStr"><is><t>%s</t></is></c></row>'


def book(part: str = "", old: bytes = b"", new: bytes = b"", before: bytes = b"") -> bytes:
    """A sound workbook with one verdict, of which one part was changed by hand."""
    sound, changed = io.BytesIO(), io.BytesIO()
    workbook = Workbook()
    for row in (HEADING, [FIRST, "benar"]):
        workbook.active.append(row)
    workbook.save(sound)
    with ZipFile(sound) as read, ZipFile(changed, "w", ZIP_DEFLATED) as written:
        for name in read.namelist():
            data = read.read(name)
            written.writestr(name, before + data.replace(old, new) if name == part else data)
    return changed.getvalue()


ATTACKS = {
    "a cell in the farthest corner": ("too-big", lambda: book(SHEET, END, FAR + END)),
    "a far row and a far column": ("too-big", lambda: book(SHEET, END, UNPLACED + END)),
    "everything merged": ("too-big", lambda: book(SHEET, END, END + ALL)),
    "a zip bomb": ("too-big", lambda: book(SHEET, END, CELL % (b"x" * 201_000_000) + END)),
    "entities of entities": ("not-text", lambda: book(SHEET, END, CELL % b"&e9;" + END, BOMB + b"]>")),
    "entities in the book": ("not-text", lambda: book(BOOK, b'name="Sheet"', b'name="&e9;"', BOMB + b"]>")),
    "a file of this machine": (
        "not-text",
        lambda: book(SHEET, END, CELL % b"&e;" + END, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
    ),
    "half of a sheet": ("not-text", lambda: book(SHEET, END, b"")),
    "a row that is no number": ("not-text", lambda: book(SHEET, b'<row r="2"', b'<row r="x"')),
    "a password": ("not-text", lambda: book().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")),
    "half of a file": ("not-text", lambda: book()[:3000]),
    "as many cells as a CSV holds": ("too-big", lambda: ",".join(HEADING).encode() + b"\n" + b"," * 2_000_001),
}  # fmt: skip


def read(path, data: bytes):
    path.write_bytes(data)
    return read_reviews(path, {FIRST: "model-1"}, "ani", "batch", NOW)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_table_is_refused_soon(attack, tmp_path, ends):
    code, make = ATTACKS[attack]
    data = make()
    with pytest.raises(InputError) as told:
        read(tmp_path / "x.xlsx", data)
    assert told.value.code == code


def test_a_link_to_another_workbook_is_never_followed(tmp_path):
    formula = b'<row r="3"><c r="A3" t="str"><f>[1]Lain!A1</f><v>%s</v></c><c r="B3"><f>[1]Lain!A2</f></c></row>'
    (one,), ((row, why),) = read(tmp_path / "x.xlsx", book(SHEET, END, formula % FIRST.encode() + END))
    assert one.review.url == FIRST and row == "3" and "formula" in why


def test_an_empty_row_at_the_very_end_does_no_harm(tmp_path):
    (one,), refused = read(tmp_path / "x.xlsx", book(SHEET, END, b'<row r="1048576" ht="12"/>' + END))
    assert one.review.verdict == "benar" and not refused
