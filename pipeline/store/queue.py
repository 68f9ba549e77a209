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

    def __post_init__(self) -> None:
        self.lists("")

    def lists(self, model: str) -> dict[str, list[str]]:
        """Selections of the addresses that pass, each with its values: by region and days, and by whom the model says they accuse."""
        of_lead = {
            "region GLOB ?": _within(self.region),
            "published_at >= ?": _begin(self.since),
            "published_at < ?": _begin(self.until, 1),
        }
        used = {clause: value for clause, value in of_lead.items() if value}
        found = {f"SELECT url FROM lead WHERE {' AND '.join(used)}": list(used.values())} if used else {}
        if self.group:
            accused = "SELECT url FROM mention INDEXED BY mention_accused WHERE model = ? AND \"group\" = ? AND role = 'terduga'"
            found[accused] = [model, self.group]
        return found

    def clauses(self, told: str) -> tuple[str, list[str]]:
        """The other SQL conditions and their values, over an assessment by this name."""
        parts = {
            f"{told}.status = ?": self.status,
            f"{told}.url IN (SELECT lead.url FROM lead_words JOIN lead ON id = lead_words.rowid "
            "WHERE lead_words MATCH ?)": self.words and (_match(self.words) or '""'),
            f"EXISTS (SELECT 1 FROM article INDEXED BY article_outlet WHERE url = {told}.url AND outlet = ?)": self.outlet,
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


def _within(region: str) -> str:
    """A pattern of the codes of a region and all that lies in it; empty for no region."""
    if region and not re.fullmatch(r"\d\d(\.\d\d)?", region):
        raise ValueError(f"{region} is no code of a region")
    return region and f"{region}*"


def _match(words: str) -> str:
    """A query of the full-text index: every word, by its beginning unless that is one letter."""
    return " ".join(f'"{word}"{"*" if len(word) > 1 else ""}' for word in re.findall(r"\w+", words))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in the queue: the most urgent first, then by address."""

    urgency: float
    url: str


MOST_COUNTED = 300
_FEW = 5_000
"""Addresses that are looked through at once; of more, each story of the queue is looked up, until enough are found."""
_QUEUE = "FROM assessment WHERE assessment.model = ? AND assessment.flagged = 1"


class Queue(Cases):
    """What the desk lists."""

    def queue(
        self, model: str, sieve: Sieve, after: Place | None = None, most: int = 50
    ) -> list[tuple[Article, Assessment]]:
        """The next cases after a place, each by the most urgent of its stories that pass the sieve."""
        sql, values = self._conditions(model, sieve)
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
        sql, values = self._conditions(model, sieve)
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

    def _conditions(self, model: str, sieve: Sieve) -> tuple[str, list[str]]:
        """That a story passes the sieve, and no more urgent story of its case does; who looks for words gets every story."""
        own, values = sieve.clauses("assessment")
        others, again = sieve.clauses("rival")
        for urls, given in sieve.lists(model).items():
            at_once = self._are_few(urls, given)
            own += f" AND assessment.url IN ({urls})" if at_once else f" AND EXISTS ({urls} AND url = assessment.url)"
            others += f" AND EXISTS ({urls} AND url = rival.url)"
            values, again = [*values, *given], [*again, *given]
        if sieve.words:
            return own, values
        rival = (  # CROSS JOIN: from the story over the few others of its case, never over the whole queue
            " AND NOT EXISTS (SELECT 1 FROM story CROSS JOIN story AS other USING (case_id) "
            "CROSS JOIN assessment AS rival ON rival.url = other.url AND rival.model = assessment.model "
            "WHERE story.url = assessment.url AND rival.flagged = 1 AND (rival.urgency > assessment.urgency "
            f"OR (rival.urgency = assessment.urgency AND rival.url < assessment.url)){others})"
        )
        return own + rival, [*values, *again]

    def _are_few(self, urls: str, given: list[str]) -> bool:
        count = f"SELECT count(*) FROM ({urls} LIMIT {_FEW})"
        return int(self._db.execute(count, given).fetchone()[0]) < _FEW
