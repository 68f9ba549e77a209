"""The leads as an Excel workbook: filters, choices for the analyst's columns, links, and a sheet that explains."""

from __future__ import annotations

from collections.abc import Iterable
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
_WIDTH, _MOST_ROWS, _MOST_CHARACTERS = 16, 1_000_000, 32_000
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
    styled = _styled(sheet)
    for row in rows:
        sheet.append([_cell(sheet, styled, column, row[column.key]) for column in shown])
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


def _cell(sheet: WriteOnlyWorksheet, styled: tuple[WriteOnlyCell, WriteOnlyCell], column: Column, text: str) -> object:
    from openpyxl.cell import WriteOnlyCell

    if column.number:
        return float(text)
    text = clean(text)[:_MOST_CHARACTERS]
    links = column.key == "tautan" and text.startswith(("http://", "https://")) and len(text) < 2_000
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
