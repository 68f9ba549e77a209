"""The file itself: opened, brought up to date, written in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, overload

from pipeline.address import story_key
from pipeline.errors import NetralitasError, is_forbidden
from pipeline.places.gazetteer import full_name, region_names
from pipeline.store.trust import refuse_foreign, refuse_journal, restrain, schema, text_row


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


@cache
def _schema_at(version: int) -> dict[str, str]:
    """What a store of this version holds but for its rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        _prepare(empty)
        for number, script in _migrations():
            if number <= version:
                for statement in _statements(script):
                    empty.execute(statement)
        return schema(empty)


def _prepare(db: sqlite3.Connection) -> None:
    """Give what the migrations call."""
    for needed in (_region_name, story_key):
        db.create_function(needed.__name__.lstrip("_"), 1, needed, deterministic=True)


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
            refuse_journal(path)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.row_factory = text_row
            with self._closed_unless_opened():
                self._open()
        except (sqlite3.DatabaseError, OSError, UnicodeDecodeError) as problem:
            backup = "Give another file with --db, or go back to a backup."
            advice = "Check the rights of its folder." if is_forbidden(problem) else backup
            raise NetralitasError(f"{path} cannot be used as the store ({problem}). {advice}") from None

    @contextmanager
    def _closed_unless_opened(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        restrain(self._db)
        migrations = _migrations()
        with self._transaction("DEFERRED"):
            version, found = self._version(), schema(self._db)
        if version > migrations[-1][0]:
            raise NetralitasError(f"{self.path} was written by a newer version; update this program.")
        refuse_foreign(self.path, found, _schema_at(version))
        # NORMAL is sound after a power cut, but may lose the last decisions: benchmarks/power_cut.py
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        _prepare(self._db)
        for number, script in migrations:
            if number > self._version():
                self._migrate(number, script)

    def _empty_log(self) -> None:
        """Write the log back into the file and leave nothing in it. Raises :class:`NetralitasError` where somebody reads meanwhile."""
        if self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise NetralitasError(
                f"It is done, but what was deleted can still be read in {self.path.name}-wal while another program reads the store. "
                "Close it (the desk, Datasette), then run 'netralitas db vacuum'."
            )

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
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        self._db.execute(f"BEGIN {kind}")
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
