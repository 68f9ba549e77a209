"""The queue of stories to review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.records import ZONE, Article, Assessment
from pipeline.store.cases import Cases
from pipeline.store.database import to_text


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which stories the queue shows. Empty fields let everything through. ``words``: in title, text, region, outlet or address.

    ``reviewed``: ``belum`` (not yet decided), ``sudah`` (decided), ``tanpa`` (decided on without a verdict) or empty. ``since``, ``until``: days in Jakarta, ISO 8601. ``region``: its code,
    a province with all that lies in it. Raises :class:`ValueError` for what is no day or code.
    """

    status: str = ""
    group: str = ""
    outlet: str = ""
    words: str = ""
    reviewed: str = "belum"
    since: str = ""
    until: str = ""
    region: str = ""

    def clauses(self, told: str = "assessment") -> tuple[str, list[str]]:
        """SQL conditions and their values, over an assessment by this name."""
        published = f"EXISTS (SELECT 1 FROM article INDEXED BY article_day WHERE url = {told}.url AND published_at"
        parts = {
            f"{told}.status = ?": self.status,
            f'EXISTS (SELECT 1 FROM mention WHERE url = {told}.url AND model = {told}.model AND "group" = ? '
            "AND role = 'terduga')": self.group,
            f"{told}.url IN (SELECT lead.url FROM lead_words JOIN lead ON id = lead_words.rowid "
            "WHERE lead_words MATCH ?)": self.words and (_match(self.words) or '""'),
            _in_region(told): _within(self.region),
            f"EXISTS (SELECT 1 FROM article INDEXED BY article_outlet WHERE url = {told}.url AND outlet = ?)": self.outlet,
            f"{published} >= ?)": _begin(self.since),
            f"{published} < ?)": _begin(self.until, 1),
        }
        used = {clause: value for clause, value in parts.items() if value}
        sql = "".join(f" AND {clause}" for clause in used)
        if self.reviewed:
            no = "NOT " if self.reviewed == "belum" else ""
            sql += f" AND {no}EXISTS (SELECT 1 FROM decided WHERE url = {told}.url)"
        if self.reviewed == "tanpa":
            sql += f" AND EXISTS (SELECT 1 FROM review_now WHERE url = {told}.url AND verdict = '')"
        return sql, list(used.values())


def _begin(day: str, later: int = 0) -> str:
    """When a day begins in Jakarta, or so many days ``later``, as the store writes times; empty for no day."""
    if not day:
        return ""
    try:
        return to_text(datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), ZONE))
    except OverflowError:
        raise ValueError(f"{day} lies at the end of the calendar") from None


def _in_region(told: str) -> str:
    """The whole list of a region once for the queue, since most of the queue lies elsewhere; one look for each of the few rivals."""
    if told == "assessment":
        return "assessment.url IN (SELECT url FROM lead WHERE region GLOB ?)"
    return f"EXISTS (SELECT 1 FROM lead WHERE url = {told}.url AND region GLOB ?)"


def _within(region: str) -> str:
    """A pattern of the codes of a region and all that lies in it; empty for no region."""
    if region and not re.fullmatch(r"\d\d(\.\d\d)?", region):
        raise ValueError(f"{region} is no code of a region")
    return region and f"{region}*"


def _match(words: str) -> str:
    """A query of the full-text index: every word, by its beginning."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", words))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in the queue: the most urgent first, then by address."""

    urgency: float
    url: str


MOST_COUNTED = 300
_QUEUE = "FROM assessment WHERE assessment.model = ? AND assessment.flagged = 1"


class Queue(Cases):
    """What the desk lists."""

    def queue(
        self, model: str, sieve: Sieve, after: Place | None = None, most: int = 50
    ) -> list[tuple[Article, Assessment]]:
        """The next cases after a place, each by the most urgent of its stories that pass the sieve."""
        sql, values = _conditions(sieve)
        begin: tuple[object, ...] = ()
        if after:
            sql += " AND assessment.urgency <= ? AND NOT (assessment.urgency = ? AND assessment.url <= ?)"
            begin = (after.urgency, after.urgency, after.url)
        found = self._db.execute(
            f"SELECT url {_QUEUE}{sql} ORDER BY urgency DESC, url LIMIT ?", (model, *values, *begin, most)
        ).fetchall()
        return [self._read(row["url"], model) for row in found]

    def place(self, model: str, url: str) -> Place:
        """Where an assessed story stands in the queue."""
        row = self._db.execute("SELECT urgency FROM assessment WHERE url = ? AND model = ?", (url, model)).fetchone()
        return Place(row["urgency"], url)

    def waiting(self, model: str, sieve: Sieve, most: int = MOST_COUNTED) -> int:
        """How many cases pass the sieve; counting stops at ``most``."""
        sql, values = _conditions(sieve)
        count = f"SELECT count(*) FROM (SELECT 1 {_QUEUE}{sql} LIMIT ?)"
        return int(self._db.execute(count, (model, *values, most)).fetchone()[0])

    def outlets(self) -> list[str]:
        """Every outlet that has an article."""
        rows = self._db.execute(
            "WITH RECURSIVE each(name) AS (SELECT min(outlet) FROM article UNION ALL "
            "SELECT (SELECT min(outlet) FROM article WHERE outlet > name) FROM each WHERE name IS NOT NULL) "
            "SELECT name FROM each WHERE name IS NOT NULL"
        )
        return [row[0] for row in rows]

    def lead_regions(self) -> list[str]:
        """The codes of the regions that have a lead."""
        rows = self._db.execute(
            "WITH RECURSIVE each(code) AS (SELECT min(region) FROM lead WHERE region > '' UNION ALL "
            "SELECT (SELECT min(region) FROM lead WHERE region > code) FROM each WHERE code IS NOT NULL) "
            "SELECT code FROM each WHERE code IS NOT NULL"
        )
        return [row[0] for row in rows]


def _conditions(sieve: Sieve) -> tuple[str, list[str]]:
    """That a story passes the sieve, and no more urgent story of its case does; who looks for words gets every story."""
    own, values = sieve.clauses()
    if sieve.words:
        return own, values
    others, again = sieve.clauses("rival")
    rival = (  # CROSS JOIN: from the story over the few others of its case, never over the whole queue
        " AND NOT EXISTS (SELECT 1 FROM story CROSS JOIN story AS other USING (case_id) "
        "CROSS JOIN assessment AS rival ON rival.url = other.url AND rival.model = assessment.model "
        "WHERE story.url = assessment.url AND rival.flagged = 1 AND (rival.urgency > assessment.urgency "
        f"OR (rival.urgency = assessment.urgency AND rival.url < assessment.url)){others})"
    )
    return own + rival, [*values, *again]
