"""What analysts decided: a log that only grows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.errors import ConflictError, InputError
from pipeline.records import Article, Assessment, Review, Role, Status, Verdict
from pipeline.store.cases import Cases
from pipeline.store.database import to_text, to_time
from pipeline.store.news import read_article


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which stories the queue shows. Empty fields let everything through. ``words``: in title, outlet or address.

    ``reviewed``: ``belum`` (not yet), ``sudah`` (done) or empty. ``since``, ``until``: days, ISO 8601.
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
            "published_at >= ?": [self.since],
            "published_at < ? || 'T24'": [self.until],
        }
        used = {clause: values for clause, values in parts.items() if values[0]}
        sql = "".join(f" AND {clause}" for clause in used)
        if self.reviewed:
            sql += f" AND {'NOT ' if self.reviewed == 'belum' else ''}EXISTS (SELECT 1 FROM reviewed WHERE reviewed.url = assessment.url)"
        return sql, [value for values in used.values() for value in values]


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


class Reviews(Cases):
    """Table ``review`` and the queue of stories to review."""

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

    def story(self, model: str, url: str) -> tuple[Article, Assessment]:
        """One assessed story. Raises :class:`InputError` where there is none at this address."""
        row = self._db.execute(
            "SELECT * FROM article JOIN assessment USING (url) WHERE url = ? AND model = ?", (url, model)
        ).fetchone()
        if row is None:
            raise InputError("no-such-story", f"no-such-story: the store holds no assessed story at {url}.")
        return read_article(row), self._assessment(row)

    def review_of(self, url: str) -> Review | None:
        """The decision that counts for a story."""
        row = self._db.execute("SELECT * FROM review_now WHERE url = ?", (url,)).fetchone()
        return _review(row) if row else None

    def reviews(self) -> Iterator[Review]:
        """The decisions that count, in the order they were made."""
        return map(_review, self._db.execute("SELECT * FROM review_now ORDER BY id"))

    def history(self, url: str) -> list[tuple[Review, bool]]:
        """Every decision on a story, oldest first, and whether it was undone."""
        rows = self._db.execute(
            "SELECT *, EXISTS (SELECT 1 FROM review AS undo WHERE undo.undoes = one.id) AS undone "
            "FROM review AS one WHERE url = ? AND undoes IS NULL ORDER BY id",
            (url,),
        )
        return [(_review(row), bool(row["undone"])) for row in rows]

    def review_log(self) -> Iterator[tuple[Review, bool]]:
        """Every decision ever made, oldest first, and whether it was undone."""
        rows = self._db.execute(
            "SELECT *, EXISTS (SELECT 1 FROM review AS undo WHERE undo.undoes = one.id) AS undone "
            "FROM review AS one WHERE undoes IS NULL ORDER BY id"
        )
        return ((_review(row), bool(row["undone"])) for row in rows)

    def assessed_by(self, model: str) -> dict[str, str]:
        """For each address the model whose assessment counts: this one, else the latest other."""
        others = {row["url"]: row["model"] for row in self._db.execute("SELECT url, model FROM assessment")}
        mine = self._db.execute("SELECT url FROM assessment WHERE model = ?", (model,))
        return others | {row["url"]: model for row in mine}

    def decide(self, review: Review, seen: int | None) -> Review:
        """Keep a decision; ``seen`` is the id of the one that counted when the analyst looked, ``None`` for none.

        Raises :class:`ConflictError` where somebody decided in between.
        """
        with self._transaction():
            now = self._db.execute("SELECT id, reviewer FROM review_now WHERE url = ?", (review.url,)).fetchone()
            if (now["id"] if now else None) != seen:
                by = f" by {now['reviewer']}" if now else ""
                raise ConflictError(f"{review.url} was reviewed in between{by}. Look at it again before you decide.")
            return self._add(review)

    def decide_all(self, reviews: Iterable[Review]) -> int:
        """Keep the decisions of a file, all or none; returns how many say something new."""
        with self._transaction():
            new = [review for review in reviews if not _same(review, self.review_of(review.url))]
            return sum(1 for _ in map(self._add, new))

    def undo(self, url: str, reviewer: str, now: datetime) -> bool:
        """Take back the decision that counts for a story, if there is one."""
        with self._transaction():
            row = self._db.execute("SELECT * FROM review_now WHERE url = ?", (url,)).fetchone()
            if row:
                self._add(replace(_review(row), reviewer=reviewer, decided_at=now), undoes=row["id"])
            return bool(row)

    def undo_batch(self, batch: str, reviewer: str, now: datetime) -> int:
        """Take back what one file brought and still stands; returns how many decisions."""
        with self._transaction():
            rows = self._db.execute(
                "SELECT * FROM review AS one WHERE batch = ? AND undoes IS NULL "
                "AND NOT EXISTS (SELECT 1 FROM review AS undo WHERE undo.undoes = one.id)",
                (batch,),
            ).fetchall()
            for row in rows:
                self._add(replace(_review(row), reviewer=reviewer, decided_at=now), undoes=row["id"])
        if not rows:
            raise InputError("no-such-batch", f"no-such-batch: nothing stands of {batch}. The import printed its name.")
        return len(rows)

    def _add(self, review: Review, undoes: int | None = None) -> Review:
        row = {
            "url": review.url,
            "model": review.model,
            "verdict": review.verdict or "",
            "status": review.status or "",
            "roles": json.dumps(dict(review.roles)),
            "note": review.note,
            "reviewer": review.reviewer,
            "decided_at": to_text(review.decided_at),
            "origin": review.origin,
            "batch": review.batch,
            "undoes": undoes,
        }
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        added = self._db.execute(f"INSERT INTO review ({names}) VALUES ({marks})", tuple(row.values())).lastrowid
        self._count(review.url)
        return replace(review, id=added)

    def _count(self, url: str) -> None:
        """Note which decision on a story counts now."""
        latest = self._db.execute(
            "SELECT max(id) FROM review AS one WHERE url = ? AND undoes IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM review AS undo WHERE undo.undoes = one.id)",
            (url,),
        ).fetchone()[0]
        self._db.execute("DELETE FROM reviewed WHERE url = ?", (url,))
        if latest is not None:
            self._db.execute("INSERT INTO reviewed VALUES (?, ?)", (url, latest))


def _same(one: Review, other: Review | None) -> bool:
    return other is not None and (one.verdict, one.status, one.note) == (other.verdict, other.status, other.note)


def _review(row: sqlite3.Row) -> Review:
    return Review(
        url=row["url"],
        model=row["model"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        reviewer=row["reviewer"],
        decided_at=to_time(row["decided_at"]),
        status=Status(row["status"]) if row["status"] else None,
        roles=tuple((int(start), Role(role)) for start, role in json.loads(row["roles"]).items()),
        note=row["note"],
        origin=row["origin"],
        batch=row["batch"],
        id=row["id"],
    )
