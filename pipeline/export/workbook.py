"""The leads as an Excel workbook: filters, choices for the analyst's columns, links, and a sheet that explains."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.export.changed import Into
from pipeline.export.columns import Column, columns
from pipeline.export.tables import clean, is_day, unmistakable
from pipeline.files import whole

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WIDTHS = {
    "judul": 50,
    "bukti": 80,
    "alasan": 40,
    "pertimbangan": 40,
    "dasar_hukum": 60,
    "terduga": 40,
    "tautan": 30,
    "catatan": 40,
}
_WIDTH, _MOST_ROWS = 16, 1_000_000
_MOST_CHARACTERS, _MOST_LINKS = 32_000, 65_530
"""What Excel holds in a cell, in units of UTF-16 and with some room, and on a sheet; it offers to repair a file with more."""

_CUT = {
    "id": " … [terpotong: sel lembar kerja tidak memuat lebih dari ini; lengkapnya di flagged.csv]",
    "en": " … [cut off: a cell of a workbook holds no more; flagged.csv has all of it]",
}
_NOTE = {
    "id": "Petunjuk untuk diperiksa, bukan kesimpulan. Isi kolom putusan_analis sampai tanggal_tinjau; kolom lain jangan diubah.",
    "en": "Leads to check, no findings. Fill in the columns from verdict to reviewed_on; leave the others as they are.",
}


def write_workbook(path: Path, rows: Iterable[dict[str, str]], lang: str = "id", into: Into = whole) -> int:
    """Write the leads as ``.xlsx``; returns how many. Texts are texts: no formula and no link but an http address."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook(write_only=True)
    shown = columns("leads")
    sheet = book.create_sheet("Petunjuk" if lang == "id" else "Leads")
    sheet.freeze_panes = "B2"
    for number, column in enumerate(shown, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.key, _WIDTH)
        if column.choices:
            choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{_MOST_ROWS}")
            sheet.data_validations.append(choice)
    written = 0
    sheet.append([_head(sheet, column.heading(lang)) for column in shown])
    cell = partial(_cell, sheet, _styled(sheet), lang)
    for row in rows:
        sheet.append([cell(column, row[column.key], linked=written < _MOST_LINKS) for column in shown])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(shown))}{written + 1}"
    _explain(book.create_sheet("Keterangan" if lang == "id" else "Columns"), lang)
    with into(path) as unfinished:
        book.save(unfinished)
    return written


def _head(sheet: WriteOnlyWorksheet, text: str) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F0")
    return cell


def _styled(sheet: WriteOnlyWorksheet) -> tuple[WriteOnlyCell, WriteOnlyCell]:
    """A cell of text and one with a link, of which all others take their style: to find it anew for each takes most of the time."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    plain, linked = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    plain.alignment = linked.alignment = Alignment(wrap_text=True, vertical="top")
    linked.font = Font(color="1A6FB5", underline="single")
    return plain, linked


def fitting(text: str, lang: str) -> str:
    """A text as a cell of a workbook holds it; where that is not all of it, it says so."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_CHARACTERS:
        return text
    kept = 2 * (_MOST_CHARACTERS - len(_CUT[lang]))
    return units[:kept].decode("utf-16-le", "ignore") + _CUT[lang]


def uncut(text: str, whole: str) -> str:
    """A text that comes back from a workbook: whole again, with what was added behind it, where it is the beginning of ``whole`` that fitted."""
    for lang in _CUT:
        cut = fitting(whole, lang)
        if cut != whole and text.startswith(cut):
            return whole + text.removeprefix(cut)
    return whole if len(text) >= _MOST_CHARACTERS and whole.startswith(text) else text


def _cell(
    sheet: WriteOnlyWorksheet,
    styled: tuple[WriteOnlyCell, WriteOnlyCell],
    lang: str,
    column: Column,
    text: str,
    *,
    linked: bool,
) -> object:
    from openpyxl.cell import WriteOnlyCell

    if column.number:
        return float(text)
    text = fitting(clean(text), lang)
    links = linked and column.key == "tautan" and text.startswith(("http://", "https://")) and len(text) < 2_000
    cell = WriteOnlyCell(sheet, value=text if is_day(column, text) else unmistakable(text))
    cell.data_type = "s"  # a text stays one, also where it begins as a formula does
    cell._style = styled[links]._style
    if links:
        cell.hyperlink = text
    return cell


def _explain(sheet: WriteOnlyWorksheet, lang: str) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    sheet.append([_NOTE[lang]])
    sheet.append([])
    for column in columns("leads"):
        choices = f" ({', '.join(column.choices)})" if column.choices else ""
        sheet.append([column.heading(lang), (column.meaning if lang == "en" else column.arti) + choices])
