"""The rows of a CSV file or a workbook, however it was saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from pipeline.errors import InputError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DELIMITERS = ",;\t|"
_LOOKED_AT = 30
"""Rows in which a heading is looked for to tell the delimiter."""

_WHOLE_LINE = re.compile(r'(?<![^\r\n])"((?:[^"]|"")*+)"(?![^\r\n])')
"""A line that is one cell, as a spreadsheet that parts by semicolons writes each line of a CSV with commas."""

_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""Encodings of several bytes a sign; the wider first, whose mark and gaps look like those of the narrower."""

_GAPS_SOUGHT_IN = 4000
"""Bytes."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MOST_BYTES, _MOST_CELLS = 200_000_000, 2_000_000
"""What is read of one file, unpacked; a few kilobytes of a workbook may claim to be more than any machine holds."""

_DAMAGED = (
    BadZipFile, ExpatError, ZlibError, SyntaxError, EOFError, KeyError, ValueError, OSError, IndexError, TypeError,
    AttributeError, RuntimeError, OverflowError,
)  # fmt: skip
"""What openpyxl and what it is built on raise where a workbook is none; ``SyntaxError`` is that of two XML parsers."""


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
    if path.stat().st_size > _MOST_BYTES:
        raise _too_big()
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
    text = _put_together(text, is_heading)
    rows = _table(text, is_heading)
    damaged = any(map(_holds_a_line, rows))
    return _table(_WHOLE_LINE.sub(_unquoted, text), is_heading) if damaged else rows


def _put_together(text: str, is_heading: Callable[[list[str]], bool]) -> str:
    """The lines as they were before a spreadsheet parted them by another sign than theirs: its cells hold pieces of lines, and a whole heading stands
    in one, with empty cells behind it as many as the most pieces need.
    """
    for parted_by in DELIMITERS:
        rows = _parted(text, parted_by)
        heads = (row[0] for row in rows[:_LOOKED_AT] if len(row) > 1 and not any(row[1:]))
        own = (delimiter for delimiter in DELIMITERS if delimiter != parted_by)
        if any(is_heading(_parted(head, delimiter)[0]) for head, delimiter in product(filter(None, heads), own)):
            return "\n".join(parted_by.join(_without_padding(row)) for row in rows)
    return text


def _without_padding(row: list[str]) -> list[str]:
    return row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)]


def _holds_a_line(row: list[str]) -> bool:
    return len(row) == 1 and any(delimiter in row[0] for delimiter in DELIMITERS)


def _unquoted(line: re.Match[str]) -> str:
    return line[1].replace('""', '"')


def _table(text: str, is_heading: Callable[[list[str]], bool]) -> list[list[str]]:
    """The rows of a CSV file, parted by the delimiter by which a heading is found."""
    head = "\n".join(re.split("\r\n|\r|\n", text, maxsplit=_LOOKED_AT)[:_LOOKED_AT])
    for delimiter in sorted(DELIMITERS, key=head.count, reverse=True):
        rows = _parted(text, delimiter)
        if any(map(is_heading, rows[:_LOOKED_AT])):
            return rows
    return _parted(text, max(DELIMITERS, key=head.count))


def _parted(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    rows, cells = [], 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            cells += len(row)
            if cells > _MOST_CELLS:
                raise _too_big()
        return rows
    except csv.Error as broken:
        raise InputError(
            "bad-table", f"bad-table: the rows cannot be told apart ({broken}). Save it again as CSV."
        ) from None


def _decoded(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise InputError("not-text", "not-text: the file is neither CSV nor XLSX. Save it as CSV UTF-8 or as XLSX.")


def _encodings(data: bytes) -> tuple[str, ...]:
    """How the signs may be written: as the mark at the beginning says, else as the empty bytes between Latin letters do."""
    for tells in (_has_mark, _has_gaps):
        for encoding in _WIDE:
            if tells(data, encoding):
                return (encoding,)
    return "utf-8", "cp1252"


def _has_mark(data: bytes, encoding: str) -> bool:
    return data.startswith("\ufeff".encode(encoding))


def _has_gaps(data: bytes, encoding: str) -> bool:
    letter = "a".encode(encoding)
    gaps = [data[place : _GAPS_SOUGHT_IN : len(letter)] for place, byte in enumerate(letter) if not byte]
    return all(2 * gap.count(0) > len(gap) for gap in gaps)


def _workbook(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _require_workbook(archive)
        values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
        for number, (sheet, written) in enumerate(zip(values.worksheets, formulas.worksheets, strict=True)):
            rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            yield Sheet(sheet.title if number else "", rows, dict(_broken(sheet, written)))
    except InputError:
        raise
    except _DAMAGED as broken:
        raise InputError(
            "not-text", f"not-text: the workbook cannot be read ({broken}). Save it again as XLSX."
        ) from None


def _too_big() -> InputError:
    return InputError(
        "too-big",
        f"too-big: a table of more than {_MOST_CELLS:,} cells or {_MOST_BYTES:,} bytes is not read. Delete empty rows and columns, or split it.",
    )


def _require_workbook(archive: ZipFile) -> None:
    names = archive.namelist()
    if "content.xml" in names:
        raise InputError("not-text", "not-text: this is an ODS file. Save it as XLSX or as CSV UTF-8.")
    if any(name.endswith((".jsonl", ".json")) for name in names):
        raise InputError("not-text", "not-text: this is a packed export. Unpack it, and import the file in it.")
    if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
        raise _too_big()
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as part:
                _require_bounded(part)


def _require_bounded(part: IO[bytes]) -> None:
    """That the cells of a sheet, and those it claims by a far corner or a merged area, are few enough to be read."""
    from openpyxl.utils.cell import range_boundaries

    written = columns = rows = row = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal written, columns, rows, row
        name = tag.rpartition(" ")[2]
        if name == "row":
            row = int(attributes.get("r", row + 1))
        elif name in ("c", "mergeCell"):
            written += 1
            place = attributes.get("r") or attributes.get("ref")
            *_, column, below = range_boundaries(place) if place else (written, row)
            columns, rows = max(columns, column or 0), max(rows, below or 0)
            if max(written, columns * rows) > _MOST_CELLS:
                raise _too_big()

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.ParseFile(part)


def _broken(sheet: Worksheet, written: Worksheet) -> Iterator[tuple[tuple[int, int], str]]:
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
