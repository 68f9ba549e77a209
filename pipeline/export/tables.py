"""Rows as CSV that a spreadsheet opens with a double click."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from pipeline.export.changed import Into
from pipeline.export.columns import Column
from pipeline.files import whole

Row = dict[str, str]
_Item = TypeVar("_Item")
_BEGINS = r"((?:^|[;,\t|\r\n])[ \u00a0\"']*)"
"""Where a cell begins, or would where a spreadsheet parts the line at another sign than the one it was written with."""

_FORMULA, _GUARDED = re.compile(_BEGINS + "([=+@-])"), re.compile(_BEGINS + "'([=+@-])")
_MONTH = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|peb(?:ruari)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu(?:stus|st)?|ags|agt|"
    "aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|no[vp](?:ember)?|des(?:ember)?|dec(?:ember)?"
)
_DAY = (
    "senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|"
    "sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?"
)
_DATED = rf"(?=\D{{0,40}}\d)(?:[\d%()/:.$€£¥ \u00a0-]|,(?![ \u00a0]*-)|{_MONTH}|{_DAY}|rp|idr|usd|[ap]m|(?<=[\d \u00a0])(?:[ape](?!\w)|e(?=\d))|(?<=\d)t(?=\d)){{1,40}}"
"""A short text of nothing but digits, months, days and the signs between: a date, a time, a share, a sum, a fraction, a negative number."""

_MISREAD = re.compile(
    r"'*+(?:#?n/?a|#n/a n/a|<na>|-?nan|null|none|true|false|-?(?:1\.#|)(?:ind|qnan|inf|infinity)|[\d.,_]+(?:e[+-]?\d+)?|0x[\da-f]+|"
    rf"{_DATED})",
    re.I,
)
"""What pandas or a spreadsheet takes for a number, a date, a yes or no, or a missing value."""

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NONCHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text without the characters that neither a workbook nor UTF-8 can hold."""
    return _NONCHARACTERS.sub("", text)


def harmless(cell: str) -> str:
    """A cell of text that is taken for no formula, number, date or missing value: an apostrophe stands before it.

    One stands also inside, before each sign that would begin a formula where Excel parts the cell at its own list separator.
    """
    told = unmistakable(cell)
    return told if told != cell else _FORMULA.sub(r"\1'\2", cell)


def unmistakable(cell: str) -> str:
    """A cell of text that no program takes for a number, a date or a missing value: an apostrophe stands before it."""
    return f"'{cell}" if _MISREAD.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The text that :func:`harmless` made into this cell; any other cell as it is."""
    if cell.startswith("'") and _MISREAD.fullmatch(cell[1:]):
        return cell[1:]
    return _GUARDED.sub(r"\1\2", cell)


def write_csv(
    path: Path,
    columns: Iterable[Column],
    rows: Iterable[Row],
    lang: str = "id",
    delimiter: str = ",",
    into: Into = whole,
) -> int:
    """Write UTF-8 with BOM, as RFC 4180 asks, and put it in place only when it is whole. Returns the rows.

    Where semicolons part the cells, numbers have a decimal comma: so does every spreadsheet that parts them there.
    """
    written = write_together({path: (columns, lambda row: (row,))}, rows, lang, delimiter, into)
    return written[path]


def write_together(
    tables: Mapping[Path, tuple[Iterable[Column], Callable[[_Item], Iterable[Row]]]],
    items: Iterable[_Item],
    lang: str = "id",
    delimiter: str = ",",
    into: Into = whole,
) -> dict[Path, int]:
    """As :func:`write_csv`, several tables in one pass over the items, each with its columns and the rows that an item has in it."""
    written = dict.fromkeys(tables, 0)
    with ExitStack() as open_tables:
        write = {
            path: open_tables.enter_context(_table(path, tuple(columns), lang, delimiter, into))
            for path, (columns, _) in tables.items()
        }
        for item in items:
            for path, (_, rows_of) in tables.items():
                written[path] += sum(1 for _ in map(write[path], rows_of(item)))
    return written


@contextmanager
def _table(
    path: Path, columns: Sequence[Column], lang: str, delimiter: str, into: Into
) -> Iterator[Callable[[Row], object]]:
    decimal = "," if delimiter == ";" else "."
    with into(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([column.heading(lang) for column in columns])
        yield lambda row: writer.writerow([cell(column, row[column.key], decimal) for column in columns])


def cell(column: Column, text: str, decimal: str = ".") -> str:
    """What stands in a column for this text."""
    if column.number:
        return text.replace(".", decimal)
    return text if is_day(column, text) else harmless(clean(text))


def is_day(column: Column, text: str) -> bool:
    """Whether a text may be taken for a date, because it is one."""
    return column.date and bool(_ISO_DAY.fullmatch(text))
