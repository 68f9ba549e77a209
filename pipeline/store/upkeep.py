"""Looking after the file itself: is it sound, a copy of it, less room."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from pipeline.errors import NetralitasError
from pipeline.store.database import Database


class Upkeep(Database):
    """The whole file."""

    def problems(self) -> list[str]:
        """What is wrong with the file, one line each: damage, and rows that point at nothing."""
        try:
            damage = [row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            lost = self._db.execute("PRAGMA foreign_key_check").fetchall()
        except (MemoryError, sqlite3.DatabaseError):  # the first where a page claims more than there can be
            return ["damaged so far that it cannot be looked through"]
        return damage + [f"a row of {row[0]} points at no row of {row[2]}" for row in lost]

    def sizes(self) -> dict[str, int]:
        """Table to number of rows, of those that can be counted; the ones in which SQLite keeps an index for searching are left out."""
        names = self._db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
        ).fetchall()
        found = {}
        for (name,) in names:
            with suppress(sqlite3.DatabaseError):
                found[name] = self._db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        return found

    def back_up(self, target: Path) -> None:
        """Copy the store as it is now to ``target``, while others read and write. Put in place only when whole.

        Raises :class:`NetralitasError` where ``target`` exists already.
        """
        if target.exists():
            raise NetralitasError(f"{target} exists already; a backup overwrites nothing. Give another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.part")
        for left in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            left.unlink(missing_ok=True)
        try:
            self._copy_to(unfinished)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)

    def _copy_to(self, target: Path) -> None:
        with closing(sqlite3.connect(target)) as copy:
            self._db.backup(copy)

    def vacuum(self) -> tuple[int, int]:
        """Give back the room of deleted rows. Returns the bytes before and after."""
        before = self.path.stat().st_size
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA optimize")
        self._empty_log()
        return before, self.path.stat().st_size
