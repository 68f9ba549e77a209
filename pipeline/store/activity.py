"""How each source has been doing: when it was last read, how much it usually brings, whether it has gone quiet."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any

from pipeline.store.database import Database, to_time
from pipeline.store.trust import read_safely

WINDOW = timedelta(days=28)
SILENCE = timedelta(days=3)
STORIES_MISSED = 5
"""Quiet is who brought nothing for three days, and for as long as it usually takes to bring five stories."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One source: its last visit and the last good one, its newest story, the usual count of stories a day.

    ``usual`` is the median over the four weeks up to the newest story, days without a story included; the mean
    where the median is 0.
    ``failures`` are those of the last visit, by code. Times are None where there is nothing yet.
    """

    visited: datetime | None = None
    succeeded: datetime | None = None
    newest: datetime | None = None
    usual: float = 0.0
    failures: dict[str, int] | None = None

    def is_quiet(self, now: datetime) -> bool:
        """Whether it has brought nothing for much longer than usual."""
        if self.newest is None:
            return False
        expected = timedelta(days=STORIES_MISSED / self.usual) if self.usual else WINDOW
        return now - self.newest > max(SILENCE, min(expected, WINDOW))


class Activities(Database):
    """Questions over ``visit`` and ``article``, by source."""

    def activity(self) -> dict[str, Activity]:
        """Every source that was ever visited, or that an article came from."""
        visits = self._db.execute(
            "SELECT source, max(started) AS started, failures, "
            "(SELECT max(started) FROM visit AS good WHERE good.source = visit.source AND done) AS done "
            "FROM visit GROUP BY source"  # SQLite gives failures of the row that has the maximum
        )
        visited = {row["source"]: _visited(row) for row in visits}
        days = self._days()
        return {source: _activity(visited.get(source, {}), days.get(source, {})) for source in sorted(visited | days)}

    def _days(self) -> dict[str, dict[date, tuple[int, datetime]]]:
        """By source and day (of Jakarta): how many stories were published, and when the last was."""
        rows = self._db.execute(
            "SELECT source, date(published_at, '+7 hours') AS day, count(*) AS stories, max(published_at) AS last "
            "FROM article WHERE published_at IS NOT NULL GROUP BY source, day"
        )
        days: dict[str, dict[date, tuple[int, datetime]]] = {}
        for row in rows:
            day, last = _day(row)
            days.setdefault(row["source"], {})[day] = (row["stories"], last)
        return days


@read_safely
def _day(row: sqlite3.Row) -> tuple[date, datetime]:
    return date.fromisoformat(row["day"]), to_time(row["last"])


@read_safely
def _visited(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "visited": to_time(row["started"]),
        "succeeded": to_time(row["done"]),
        "failures": dict(json.loads(row["failures"])),
    }


def _activity(visit: dict[str, Any], days: dict[date, tuple[int, datetime]]) -> Activity:
    newest = max((last for _, last in days.values()), default=None)
    return Activity(
        newest=newest,
        usual=_usual({day: stories for day, (stories, _) in days.items()}),
        **visit,
    )


def _usual(days: dict[date, int]) -> float:
    if not days:
        return 0.0
    end = max(days)
    start = max(min(days), end - WINDOW)
    counts = [days.get(start + timedelta(days=n), 0) for n in range((end - start).days + 1)]
    return float(median(counts) or round(mean(counts), 1))
