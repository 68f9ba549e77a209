"""The rows of a CSV file or a workbook, however it was saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pipeline.errors import InputError

DELIMITERS = ",;\t|"
_LOOKED_AT = 30
"""Rows in which a heading is looked for to tell the delimiter."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """One table. ``name`` is empty for the first of a file. ``broken``: cells that hold no plain value, by row and column from 0, and why."""

    name: str
    rows: list[list[str]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheets(path: Path, is_heading: Callable[[list[str]], bool]) -> Iterator[Sheet]:
    """The sheets of a file. ``is_heading`` tells by which delimiter a CSV file is parted.

    Raises :class:`InputError` for what is neither CSV nor XLSX, with how to save it.
    """
    data = path.read_bytes()
    if data.startswith(_OLD_EXCEL):
        raise InputError(
            "not-text", "not-text: this is the old format of Excel (.xls). Save it as XLSX or as CSV UTF-8."
        )
    if data.startswith(b"PK"):
        return _workbook(data)
    return iter([Sheet("", _csv(data, is_heading))])


def _csv(data: bytes, is_heading: Callable[[list[str]], bool]) -> list[list[str]]:
    text = _decoded(data)
    first, *_ = re.split("\r\n|\r|\n", text, maxsplit=1)
    if first.lower().startswith("sep="):  # Excel's own first line
        text = text[len(first) :].lstrip("\r\n")
    head = "\n".join(re.split("\r\n|\r|\n", text, maxsplit=_LOOKED_AT)[:_LOOKED_AT])
    for delimiter in sorted(DELIMITERS, key=head.count, reverse=True):
        rows = _parted(text, delimiter)
        if any(map(is_heading, rows[:_LOOKED_AT])):
            return rows
    return _parted(text, max(DELIMITERS, key=head.count))


def _parted(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as broken:
        raise InputError(
            "bad-table", f"bad-table: the rows cannot be told apart ({broken}). Save it again as CSV."
        ) from None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("not-text", "not-text: the file is neither CSV nor XLSX. Save it as CSV UTF-8 or as XLSX.")


def _workbook(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    try:
        _require_workbook(data)
        values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
        for number, (sheet, written) in enumerate(zip(values.worksheets, formulas.worksheets, strict=True)):
            rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            yield Sheet(sheet.title if number else "", rows, dict(_broken(sheet, written)))
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError) as broken:
        raise InputError(
            "not-text", f"not-text: the workbook cannot be read ({broken}). Save it again as XLSX."
        ) from None


def _require_workbook(data: bytes) -> None:
    names = ZipFile(io.BytesIO(data)).namelist()
    if "content.xml" in names:
        raise InputError("not-text", "not-text: this is an ODS file. Save it as XLSX or as CSV UTF-8.")
    if any(name.endswith((".jsonl", ".json")) for name in names):
        raise InputError("not-text", "not-text: this is a packed export. Unpack it, and import the file in it.")


def _broken(sheet, written) -> Iterator[tuple[tuple[int, int], str]]:
    """Cells merged with one above or beside, and formulas whose value the program that saved them did not keep."""
    for area in sheet.merged_cells.ranges:
        for row, column in area.cells:
            if (row, column) != (area.min_row, area.min_col):
                yield (row - 1, column - 1), "the cell is merged with another; part them and write in each"
    for row in written.iter_rows():
        for cell in row:
            if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None:
                yield (
                    (cell.row - 1, cell.column - 1),
                    "the cell holds a formula without its value; write the word itself",
                )
