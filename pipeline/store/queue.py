"""The queue of stories to review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.records import ZONE, Article, Assessment
from pipeline.store.cases import Cases
from pipeline.store.database import to_text
from pipeline.store.news import read_article


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which stories the queue shows. Empty fields let everything through. ``words``: in title, outlet or address.

    ``reviewed``: ``belum`` (not yet), ``sudah`` (done) or empty. ``since``, ``until``: days in Jakarta, ISO 8601; raises
    :class:`ValueError` for what is none.
    """

    status: str = ""
    group: str = ""
    outlet: str = ""
    words: str = ""
    reviewed: str = "belum"
    since: str = ""
    until: str = ""

    def clauses(self) -> tuple[str, list[str]]:
        """SQL conditions and their values."""
        parts = {
            "assessment.status = ?": [self.status],
            "EXISTS (SELECT 1 FROM mention WHERE mention.url = article.url AND mention.model = assessment.model "
            "AND \"group\" = ? AND role = 'terduga')": [self.group],
            "outlet = ?": [self.outlet],
            "(title LIKE ? ESCAPE '!' OR outlet LIKE ? ESCAPE '!' OR article.url LIKE ? ESCAPE '!')": [
                _like(self.words)
            ]
            * 3
            if self.words
            else [""],
            "published_at >= ?": [_begin(self.since)],
            "published_at < ?": [_begin(self.until, 1)],
        }
        used = {clause: values for clause, values in parts.items() if values[0]}
        sql = "".join(f" AND {clause}" for clause in used)
        if self.reviewed:
            sql += f" AND {'NOT ' if self.reviewed == 'belum' else ''}EXISTS (SELECT 1 FROM reviewed WHERE reviewed.url = assessment.url)"
        return sql, [value for values in used.values() for value in values]


def _begin(day: str, later: int = 0) -> str:
    """When a day begins in Jakarta, or so many days ``later``, as the store writes times; empty for no day."""
    if not day:
        return ""
    return to_text(datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), ZONE))


def _like(words: str) -> str:
    for sign in "!%_":
        words = words.replace(sign, f"!{sign}")
    return f"%{words}%"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in the queue: the likeliest first, then by address."""

    chance: float
    url: str


# CROSS JOIN keeps SQLite on the index by chance, from which the first page comes without sorting
_QUEUE = "FROM assessment CROSS JOIN article USING (url) WHERE assessment.model = ? AND assessment.flagged = 1"


class Queue(Cases):
    """What the desk lists."""

    def queue(
        self, model: str, sieve: Sieve, after: Place | None = None, most: int = 50
    ) -> list[tuple[Article, Assessment]]:
        """The next flagged stories after a place, the likeliest first."""
        sql, values = sieve.clauses()
        if after:
            sql += " AND flagged_probability <= ? AND NOT (flagged_probability = ? AND assessment.url <= ?)"
            values = [*values, after.chance, after.chance, after.url]
        rows = self._db.execute(
            f"SELECT * {_QUEUE}{sql} ORDER BY flagged_probability DESC, assessment.url LIMIT ?", (model, *values, most)
        )
        return [(read_article(row), self._assessment(row)) for row in rows]

    def waiting(self, model: str, sieve: Sieve, most: int = 1000) -> int:
        """How many flagged stories pass the sieve; counting stops at ``most``."""
        sql, values = sieve.clauses()
        count = f"SELECT count(*) FROM (SELECT 1 {_QUEUE}{sql} LIMIT ?)"
        return self._db.execute(count, (model, *values, most)).fetchone()[0]

    def outlets(self) -> list[str]:
        """Every outlet that has an article."""
        rows = self._db.execute(
            "WITH RECURSIVE each(name) AS (SELECT min(outlet) FROM article UNION ALL "
            "SELECT (SELECT min(outlet) FROM article WHERE outlet > name) FROM each WHERE name IS NOT NULL) "
            "SELECT name FROM each WHERE name IS NOT NULL"
        )
        return [row[0] for row in rows]
