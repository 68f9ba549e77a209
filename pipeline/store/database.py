"""The file itself: opened, brought up to date, written in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, overload

from pipeline.address import story_key
from pipeline.errors import NetralitasError
from pipeline.places.gazetteer import full_name, region_names


@overload
def to_text(value: datetime) -> str: ...
@overload
def to_text(value: None) -> None: ...
@overload
def to_text(value: datetime | None) -> str | None: ...
def to_text(value: datetime | None) -> str | None:
    """A time as the store keeps it: ISO 8601 in UTC."""
    return value.astimezone(UTC).isoformat() if value else None


@overload
def to_time(value: str) -> datetime: ...
@overload
def to_time(value: None) -> None: ...
@overload
def to_time(value: str | None) -> datetime | None: ...
def to_time(value: str | None) -> datetime | None:
    """A time the store kept."""
    return datetime.fromisoformat(value) if value else None


@cache
def _migrations() -> list[tuple[int, str]]:
    """Number and SQL of each file in ``schema/``, in order. A file that has shipped is never changed."""
    folder = files("pipeline.store") / "schema"
    return sorted((int(file.name[:3]), file.read_text(encoding="utf-8")) for file in folder.iterdir())


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _region_name(code: str | None) -> str:
    return full_name(code) if code in region_names() else ""


class Database:
    """One SQLite file in WAL mode. Use it as a context manager.

    Raises :class:`NetralitasError` where the file is no database of this program.
    """

    def __init__(self, path: Path):
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            self._open()
        except (sqlite3.DatabaseError, OSError) as problem:
            raise NetralitasError(
                f"{path} cannot be used as the store ({problem}). Give another file with --db."
            ) from None

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute(
            "PRAGMA synchronous = FULL"
        )  # NORMAL is sound after a power cut, but may lose the last decisions
        self._db.execute("PRAGMA foreign_keys = ON")
        for needed in (_region_name, story_key):  # by the migrations
            self._db.create_function(needed.__name__.lstrip("_"), 1, needed, deterministic=True)
        migrations = _migrations()
        if self._version() > migrations[-1][0]:
            raise NetralitasError(f"{self.path} was written by a newer version; update this program.")
        for number, script in migrations:
            if number > self._version():
                self._migrate(number, script)

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self, number: int, script: str) -> None:
        with self._transaction():
            if self._version() >= number:  # another process was quicker
                return
            for statement in _statements(script):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {number}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._db.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))

    def _upsert(self, table: str, row: dict[str, Any], keep: tuple[str, ...] = ()) -> None:
        """Insert a row, or change the one with its ``url``, but for what is to ``keep``."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("url", *keep))
        self._db.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (url) DO UPDATE SET {changes}",
            tuple(row.values()),
        )
