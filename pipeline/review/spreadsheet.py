"""The rows of a CSV file or a workbook, however it was saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
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
"""Lines in which a heading is looked for to tell the delimiter."""

_NO_SIGN = "\x1f"
"""Parts nothing: each line is one cell."""

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
        return _workbook(data, is_heading)
    return iter([Sheet("", _csv(data, is_heading))])


def stands_in_cells(sheet: Sheet, is_heading: Callable[[list[str]], bool]) -> bool:
    """Whether whole lines of a table stand in single cells, and could not be put together."""
    return any(_holds_table(cell, is_heading) for row in sheet.rows[:_LOOKED_AT] for cell in row)


def _holds_table(cell: str, is_heading: Callable[[list[str]], bool]) -> bool:
    """Whether the heading of a table stands in one cell, quoted once or more often."""
    *parted, whole = (next(iter(_parted(cell, sign)), []) for sign in DELIMITERS + _NO_SIGN)
    within = "".join(whole)
    return any(len(row) > 1 and is_heading(row) for row in parted) or (
        within != cell and _holds_table(within, is_heading)
    )


def _csv(data: bytes, is_heading: Callable[[list[str]], bool]) -> list[list[str]]:
    text = re.sub("\r\n?", "\n", _decoded(data))
    first, _, below = text.partition("\n")
    return _rows(below if first.lower().startswith("sep=") else text, is_heading)  # Excel's own first line


def _rows(text: str, is_heading: Callable[[list[str]], bool]) -> list[list[str]]:
    """The rows of a CSV file; where a spreadsheet took its lines for cells, or parted them by another sign than theirs, the rows that they were.

    Raises :class:`InputError` where pieces were saved with another sign than they were parted by: it stands nowhere any more.
    """
    delimiter, taken_by = _delimiter(text, is_heading), _taken_by(text, is_heading)
    if not taken_by and not any(map(_holds_a_line, rows := _parted(text, delimiter))):
        return rows
    taken_by = taken_by or _NO_SIGN
    lines = _put_together(text, taken_by)
    if lines == text:
        return _parted(text, delimiter)
    by_another = _delimiter(lines, is_heading) == taken_by or not all(sign in lines for sign in ",;")
    if by_another and any(any(row[1:]) for row in _parted(text, taken_by)):
        raise parted_wrongly()
    return _rows(lines, is_heading)


def _taken_by(text: str, is_heading: Callable[[list[str]], bool]) -> str | None:
    """The sign by which a whole heading stands in one cell: that of the empty ones behind it, as many as the line with the most pieces needs."""
    head = _head(text)
    plain = head.split("\n")
    for sign in DELIMITERS + _NO_SIGN:
        for cell, *padding in filter(None, _parted(head, sign)):
            is_cell = padding or (sign == _NO_SIGN and cell not in plain)
            if is_cell and not any(padding) and _holds_table(cell, is_heading):
                return sign
    return None


def _holds_a_line(row: list[str]) -> bool:
    """Whether a row is a line of cells that was quoted whole, as a spreadsheet does where there are quotes in it."""
    return len(row) == 1 and '"' in row[0] and any(delimiter in row[0] for delimiter in DELIMITERS)


def _put_together(text: str, delimiter: str) -> str:
    """The lines of which a spreadsheet made cells, and empty ones behind. What is not written as it writes rows stays."""
    sign = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|[^"\n{sign}][^\n{sign}]*+|)'
    return re.sub(rf"^(?=.){cell}(?:{sign}{cell})*+$", partial(_line, delimiter), text, flags=re.M)


def _line(delimiter: str, row: re.Match[str]) -> str:
    (cells,) = _parted(row[0], delimiter)
    return delimiter.join(cells[: max((n for n, cell in enumerate(cells, 1) if cell), default=0)])


def _head(text: str) -> str:
    return "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])


def _delimiter(text: str, is_heading: Callable[[list[str]], bool]) -> str:
    """That by which a heading is found, else the most frequent."""
    head = _head(text)
    likely = sorted(DELIMITERS, key=head.count, reverse=True)
    return next((delimiter for delimiter in likely if any(map(is_heading, _parted(head, delimiter)))), likely[0])


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


def _workbook(data: bytes, is_heading: Callable[[list[str]], bool]) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _require_workbook(archive)
        values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
        for number, (sheet, written) in enumerate(zip(values.worksheets, formulas.worksheets, strict=True)):
            rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            broken = dict(_broken(sheet, written))
            if not broken and not any(any(row[1:]) or is_heading(row) for row in rows):
                rows = _rows("\n".join(chain.from_iterable(row[:1] for row in rows)), is_heading)
            yield Sheet(sheet.title if number else "", rows, broken)
    except InputError:
        raise
    except _DAMAGED as broken:
        raise InputError(
            "not-text", f"not-text: the workbook cannot be read ({broken}). Save it again as XLSX."
        ) from None


def parted_wrongly() -> InputError:
    return InputError(
        "bad-table",
        "bad-table: whole lines of the table stand in single cells: a spreadsheet parted it by another sign than it was written with. "
        "Import the table as it was written, or open that one anew, parted by its own sign, and fill it in.",
    )


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
