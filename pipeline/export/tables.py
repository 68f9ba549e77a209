"""Rows as CSV that a spreadsheet opens with a double click."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.export.columns import Column
from pipeline.files import whole

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MISREAD = re.compile(
    r"#?n/?a|#n/a n/a|<na>|-?nan|null|none|true|false|-?(1\.#|)(ind|qnan|inf|infinity)|[\d.,_]+(e[+-]?\d+)?|0x[\da-f]+",
    re.I,
)
"""What pandas or a spreadsheet takes for a number, a yes or no, or a missing value."""

_NONCHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text without the characters that neither a workbook nor UTF-8 can hold."""
    return _NONCHARACTERS.sub("", text)


def harmless(cell: str) -> str:
    """A cell of text that is taken for no formula, number or missing value: such a one begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) or _MISREAD.fullmatch(cell) else cell


def write_csv(
    path: Path, columns: Iterable[Column], rows: Iterable[dict[str, str]], lang: str = "id", delimiter: str = ","
) -> int:
    """Write UTF-8 with BOM, as RFC 4180 asks, and put it in place only when it is whole. Returns the rows."""
    columns, written = tuple(columns), 0
    with whole(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([column.heading(lang) for column in columns])
        for row in rows:
            writer.writerow([cell(column, row[column.key]) for column in columns])
            written += 1
    return written


def cell(column: Column, text: str) -> str:
    """What stands in a column for this text."""
    return text if column.number else harmless(clean(text))
