"""Rows as CSV that a spreadsheet opens with a double click."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.export.columns import Column

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what stands there takes the place of ``path`` only when it is finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    yield unfinished
    os.replace(unfinished, path)


def write_csv(
    path: Path, columns: Iterable[Column], rows: Iterable[dict[str, str]], lang: str = "id", delimiter: str = ","
) -> int:
    """Write UTF-8 with BOM, as RFC 4180 asks, and put it in place only when it is whole. Returns the rows."""
    columns, written = tuple(columns), 0
    with whole(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([column.heading(lang) for column in columns])
        for row in rows:
            writer.writerow([harmless(row[column.key]) for column in columns])
            written += 1
    return written
