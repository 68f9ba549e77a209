"""Which flagged stories tell one case, by rule and by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count

from pipeline.errors import NetralitasError
from pipeline.records import Article, Assessment, Traits
from pipeline.store.assessments import Assessments
from pipeline.store.database import to_text
from pipeline.store.trust import read_safely

_CANDIDATES = 500


class Cases(Assessments):
    """Tables ``story``, ``story_key`` and ``joined_case``."""

    def ungrouped(self, model: str) -> Iterator[tuple[Article, Assessment]]:
        """What a model flags and no case holds yet, oldest first."""
        rows = self._db.execute(
            "SELECT url, published_at FROM assessment CROSS JOIN article USING (url) WHERE model = ? AND flagged = 1 "
            "AND url NOT IN (SELECT url FROM story) ORDER BY published_at, url",
            (model,),
        ).fetchall()
        for row in rows:
            yield self._read(row["url"], model)

    def near_stories(self, day: date | None, keys: Collection[str], days: int) -> list[tuple[str, Traits]]:
        """Case and traits of the stories filed under some of these keys within ``days`` of a day, the nearest in time first."""
        earliest, latest = _span(day, days)
        rows = self._db.execute(
            f"SELECT url, case_id, traits FROM story WHERE url IN (SELECT url FROM story_key "
            f"WHERE key IN ({', '.join('?' * len(keys))}) AND (day = '' OR day BETWEEN ? AND ?)) "
            f"ORDER BY abs(julianday(day) - julianday(?)), url LIMIT {_CANDIDATES}",
            (*sorted(keys), earliest, latest, str(day or latest)),
        )
        return [(row["case_id"], _read_traits(row)) for row in rows]

    def keep_story(self, url: str, traits: Traits, keys: Collection[str], case: str | None) -> str:
        """File a story under its keys and put it into a case, or into a new one where ``case`` is None. Returns the id of the case.

        A case that somebody joined to another meanwhile leads to that one.
        """
        day = str(traits.day) if traits.day else None
        with self._transaction():
            case = self._joined(case) if case else self._new_id(url)
            row = {"url": url, "case_id": case, "day": day, "region": traits.region, "traits": _write_traits(traits)}
            self._insert("story", row)
            filed = [(key, day or "", url) for key in keys]
            self._db.executemany("INSERT OR IGNORE INTO story_key VALUES (?, ?, ?)", filed)
        return case

    def case_of(self, url: str) -> str | None:
        """The id of the case that holds an article, or the text it copies; None where none does."""
        row = self._db.execute(
            "SELECT case_id FROM story WHERE url = ? OR url = (SELECT original FROM fingerprint WHERE url = ?)",
            (url, url),
        ).fetchone()
        return row["case_id"] if row else None

    def persons_of(self, url: str) -> frozenset[str]:
        """The names found beside a post in a story or in another of its case."""
        rows = self._db.execute(
            "SELECT DISTINCT person FROM mention WHERE person IS NOT NULL AND (url = ?1 OR url IN "
            "(SELECT url FROM story WHERE case_id = (SELECT case_id FROM story WHERE url = ?1)))",
            (url,),
        )
        return frozenset(row["person"] for row in rows)

    def case_ids(self, model: str) -> list[str]:
        """The cases with a story that a model flags, the one with the latest story first."""
        rows = self._db.execute(
            "SELECT case_id FROM story JOIN assessment USING (url) WHERE model = ? AND flagged = 1 "
            "GROUP BY case_id ORDER BY max(day) DESC, case_id",
            (model,),
        )
        return [row["case_id"] for row in rows]

    def case_size(self, case: str, model: str) -> int:
        """How many stories of a case a model flags."""
        found = self._db.execute(
            "SELECT count(*) FROM story CROSS JOIN assessment USING (url) WHERE case_id = ? AND model = ? AND flagged = 1",
            (case, model),
        )
        return int(found.fetchone()[0])

    def stories_of(self, case: str, model: str) -> list[tuple[Article, Assessment]]:
        """The stories of a case that a model flags, in order of time; those without a date last."""
        rows = self._db.execute(
            "SELECT url FROM story CROSS JOIN article USING (url) CROSS JOIN assessment USING (url) "
            "WHERE case_id = ? AND model = ? AND flagged = 1 ORDER BY published_at IS NULL, published_at, url",
            (self.standing_id(case), model),
        ).fetchall()
        return [self._read(row["url"], model) for row in rows]

    def standing_id(self, case: str) -> str:
        """The id under which a case stands now, which may have been joined to another.

        Raises :class:`NetralitasError` for an id that was never given.
        """
        case = self._joined(case)
        if not self._db.execute("SELECT 1 FROM story WHERE case_id = ? LIMIT 1", (case,)).fetchone():
            raise NetralitasError(f"There is no case {case}; 'netralitas cases list' shows those there are.")
        return case

    def _joined(self, case: str) -> str:
        row = self._db.execute("SELECT case_id FROM joined_case WHERE id = ?", (case,)).fetchone()
        return row["case_id"] if row else case

    def join_cases(self, one: str, other: str) -> str:
        """Put the stories of ``other`` into ``one``, by hand. Returns the id that stands. Raises as :meth:`standing_id`."""
        one, other = self.standing_id(one), self.standing_id(other)
        if one == other:
            raise NetralitasError(f"{one} and {other} are one case already; nothing to join.")
        now = to_text(datetime.now(UTC))
        with self._transaction():
            self._db.execute("UPDATE story SET case_id = ?, by_hand = ? WHERE case_id = ?", (one, now, other))
            self._db.execute("UPDATE joined_case SET case_id = ? WHERE case_id = ?", (one, other))
            self._insert("joined_case", {"id": other, "case_id": one, "joined_at": now})
        return one

    def split_case(self, urls: Sequence[str]) -> str:
        """Move stories of one case into a new one, by hand. Returns the id of the new case.

        Raises :class:`NetralitasError` where they are not part of one case, or all of it.
        """
        cases = {url: self.case_of(url) for url in urls}
        if unknown := [url for url, case in cases.items() if case is None]:
            raise NetralitasError(f"No case holds {unknown[0]}; 'netralitas cases show ID' lists the addresses.")
        if len(set(cases.values())) > 1:
            raise NetralitasError("These stories stand in several cases; split one case at a time.")
        moved = {self._original(url) for url in urls}
        old = next(iter(cases.values()))
        held = self._db.execute("SELECT count(*) FROM story WHERE case_id = ?", (old,)).fetchone()[0]
        if len(moved) == held:
            raise NetralitasError(f"These are all the stories of {old}; leave at least one where it is.")
        with self._transaction():
            new = self._new_id(min(moved))
            now = to_text(datetime.now(UTC))
            self._db.executemany(
                "UPDATE story SET case_id = ?, by_hand = ? WHERE url = ?", [(new, now, url) for url in moved]
            )
        return new

    def _original(self, url: str) -> str:
        row = self._db.execute("SELECT original FROM fingerprint WHERE url = ?", (url,)).fetchone()
        return row["original"] if row else url

    def _new_id(self, url: str) -> str:
        """An id made of the address of the first story, so that it is the same on every machine."""
        for attempt in count():
            case = "k" + sha256(f"{url}{attempt or ''}".encode()).hexdigest()[:10]
            taken = "SELECT 1 FROM story WHERE case_id = ?1 UNION SELECT 1 FROM joined_case WHERE id = ?1"
            if not self._db.execute(taken, (case,)).fetchone():
                return case
        raise AssertionError("unreachable")


def _span(day: date | None, days: int) -> tuple[str, str]:
    return (str(day - timedelta(days=days)), str(day + timedelta(days=days))) if day else ("0000-01-01", "9999-12-31")


def _write_traits(traits: Traits) -> str:
    def plain(value: object) -> object:
        return sorted(value) if isinstance(value, Iterable) else str(value)

    return json.dumps(asdict(traits), default=plain, ensure_ascii=False)


@read_safely
def _read_traits(kept: sqlite3.Row) -> Traits:
    row = json.loads(kept["traits"])
    sets = {name: frozenset(row[name]) for name in ("persons", "posts", "groups", "bentuk")}
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return Traits(day=day, region=row["region"], words=row["words"], **sets)
