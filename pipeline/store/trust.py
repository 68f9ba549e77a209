"""Whether a file is a store as this program makes it, so that nothing in it can act when it is opened, read or written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from pipeline.errors import NetralitasError

_P = ParamSpec("_P")
_R = TypeVar("_R")

MOST_BYTES = 256_000_000
"""Of one value or row. A text of a gigabyte, or one that the file computes, is refused before it takes memory."""
_NAMES_A_FILE = bytes.fromhex("d9d505f920a163d7")
"""How a journal of SQLite ends that names another file, which SQLite deletes once it has played the journal back."""
_OF_SEARCH = "CREATE TABLE 'lead_words_"
_STATISTICS = {"sqlite_stat1", "sqlite_stat4"}
"""What ``PRAGMA optimize`` adds."""


def refuse_journal(path: Path) -> None:
    """Raise :class:`NetralitasError` where the journal beside a file would have another file deleted. This program writes none such."""
    path = path.resolve()
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists() or journal.stat().st_size < len(_NAMES_A_FILE):
        return
    with journal.open("rb") as file:
        file.seek(-len(_NAMES_A_FILE), os.SEEK_END)
        ends = file.read()
    if ends == _NAMES_A_FILE:
        raise NetralitasError(f"{journal} does not belong to {path.name} and names another file. Delete it.")


def restrain(db: sqlite3.Connection) -> None:
    """Have damage looked for as pages are read, and no value be huge."""
    db.execute("PRAGMA cell_size_check = ON")
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)


def schema(db: sqlite3.Connection) -> dict[str, str]:
    """The SQL that made each table, index, view and trigger, in one spacing, to its name. What full-text search keeps for itself,
    each version of SQLite writes in its own words: there only the kind counts.
    """
    return {
        " ".join((sql.partition("(")[0] if sql.startswith(_OF_SEARCH) else sql).split()): name
        for name, sql in db.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL")
        if not (name in _STATISTICS and sql.startswith(f"CREATE TABLE {name}("))
    }


def refuse_foreign(path: Path, found: dict[str, str], made: dict[str, str]) -> None:
    """Raise :class:`NetralitasError` where a schema is not to the letter the one this program ``made``."""
    differing = [*(found.keys() - made.keys()), *(made.keys() - found.keys())]
    if differing:
        names = sorted({str((found | made)[sql])[:40] for sql in differing})
        raise NetralitasError(
            f"{path} cannot be used as the store: it is of another program, or somebody changed its tables ({', '.join(names[:3])}). "
            "Nothing in it was changed. Give another file with --db, or go back to a backup; keep tables of your own in a file of their own."
        )


def text_row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
    """A row as the store gives it out: the only bytes it keeps are packed pages, which no row gives out."""
    if bytes in map(type, values):
        raise NetralitasError(
            "The store holds bytes where text belongs, which this program does not write. Go back to a backup."
        )
    return sqlite3.Row(cursor, values)


def read_safely(read: Callable[Concatenate[sqlite3.Row, _P], _R]) -> Callable[Concatenate[sqlite3.Row | None, _P], _R]:
    """For what makes a record of a row: raise :class:`NetralitasError` where the row holds what this program never writes."""

    @wraps(read)
    def reads(row: sqlite3.Row | None, /, *rest: _P.args, **named: _P.kwargs) -> _R:
        if row is None:
            raise NetralitasError("The store lacks the rows that belong to another. 'netralitas db check' tells which.")
        try:
            return read(row, *rest, **named)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as problem:
            told = row["url"] if "url" in row.keys() else "a source"  # noqa: SIM118
            raise NetralitasError(
                f"The store holds at {told!r} what this program does not write ({problem}). Go back to a backup, or delete that row."
            ) from None

    return reads
