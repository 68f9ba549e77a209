"""Which stories tell of one case, and what analysts decided about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from pipeline.errors import InputError
from pipeline.records import Article, Assessment
from pipeline.store.assessments import Assessments
from pipeline.store.database import to_text
from pipeline.store.news import read_article

_FLAGGED = "FROM article JOIN assessment USING (url) LEFT JOIN story_case USING (url) WHERE model = ? AND assessment.flagged = 1"


class CaseBook(Assessments):
    """Tables ``story_case`` and ``case_decision``."""

    def uncased(self, model: str) -> Iterator[tuple[Article, Assessment]]:
        """Flagged stories that belong to no case yet."""
        for row in self._db.execute(f"SELECT * {_FLAGGED} AND case_id IS NULL", (model,)):
            yield read_article(row), self._assessment(row)

    def cased(self, model: str, since: date | None = None) -> Iterator[tuple[Article, Assessment, str]]:
        """Flagged stories with the id of their case, the undated and those from ``since`` on; in the order of their dates."""
        rows = self._db.execute(
            f"SELECT * {_FLAGGED} AND case_id IS NOT NULL AND (published_at IS NULL OR published_at >= ?) "
            "ORDER BY published_at, url",
            (model, since.isoformat() if since else ""),
        )
        for row in rows:
            yield read_article(row), self._assessment(row), row["case_id"]

    def case(self, model: str, case_id: str) -> list[tuple[Article, Assessment]]:
        """The flagged stories of one case in the order of their dates. Raises :class:`InputError` for an unknown id."""
        rows = self._db.execute(f"SELECT * {_FLAGGED} AND case_id = ? ORDER BY published_at, url", (model, case_id))
        found = [(read_article(row), self._assessment(row)) for row in rows]
        if not found:
            raise InputError("no-such-case", f"no-such-case: {case_id}. 'netralitas cases list' shows the ids.")
        return found

    def keep_cases(self, cases: Iterable[tuple[str, str, str | None]]) -> None:
        """Keep address, case and, for a copy, the address of what it copies."""
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO story_case VALUES (?, ?, ?)", cases)

    def cases_of(self, model: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        """For each flagged story its case, and the addresses of the same text elsewhere."""
        rows = self._db.execute(f"SELECT url, case_id, coalesce(copy_of, url) AS text {_FLAGGED}", (model,)).fetchall()
        same = defaultdict(list)
        for row in rows:
            same[row["text"]].append(row["url"])
        return {
            row["url"]: (row["case_id"], tuple(url for url in same[row["text"]] if url != row["url"]))
            for row in rows
            if row["case_id"]
        }

    def cases_in(self, urls: Iterable[str]) -> dict[str, str]:
        """The cases of some stories, by address."""
        found = (
            (url, self._db.execute("SELECT case_id FROM story_case WHERE url = ?", (url,)).fetchone()) for url in urls
        )
        return {url: row["case_id"] for url, row in found if row}

    def cases_of_story(self, model: str, url: str) -> tuple[str, tuple[str, ...]]:
        """The case of one story, and the addresses of the other flagged stories in it; empty where it has none."""
        case_id = self.cases_in([url]).get(url, "")
        rows = self._db.execute(f"SELECT url {_FLAGGED} AND case_id = ? ORDER BY published_at, url", (model, case_id))
        return case_id, tuple(row["url"] for row in rows if row["url"] != url)

    def decisions(self) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
        """The pairs of stories that analysts joined, and those they parted."""
        rows = self._db.execute("SELECT one, other, together FROM case_decision").fetchall()
        joined = [frozenset((row["one"], row["other"])) for row in rows if row["together"]]
        return joined, [frozenset((row["one"], row["other"])) for row in rows if not row["together"]]

    def join_cases(self, into: str, case_id: str, by: str, now: datetime) -> int:
        """Put all stories of one case into another; it stays so in later runs. Returns how many moved."""
        kept, moved = self._urls(into), self._urls(case_id)
        with self._transaction():
            self._decide(((one, other) for one in kept for other in moved), True, by, now)
            self._db.execute("UPDATE story_case SET case_id = ? WHERE case_id = ?", (into, case_id))
        return len(moved)

    def part_story(self, url: str, new_case: str, by: str, now: datetime) -> None:
        """Take one story out of its case, into a case of its own; it stays so in later runs."""
        row = self._db.execute("SELECT case_id FROM story_case WHERE url = ?", (url,)).fetchone()
        if row is None:
            raise InputError(
                "no-such-story", f"no-such-story: {url} belongs to no case. Give the address as it is listed."
            )
        others = [other for other in self._urls(row["case_id"]) if other != url]
        if not others:
            raise InputError(
                "only-story", f"only-story: {url} is the only story of its case; there is nothing to part."
            )
        with self._transaction():
            self._decide(((url, other) for other in others), False, by, now)
            self._db.execute("UPDATE story_case SET case_id = ?, copy_of = NULL WHERE url = ?", (new_case, url))

    def _urls(self, case_id: str) -> list[str]:
        urls = [row["url"] for row in self._db.execute("SELECT url FROM story_case WHERE case_id = ?", (case_id,))]
        if not urls:
            raise InputError("no-such-case", f"no-such-case: {case_id}. 'netralitas cases list' shows the ids.")
        return urls

    def _decide(self, pairs: Iterable[tuple[str, str]], together: bool, by: str, now: datetime) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO case_decision VALUES (?, ?, ?, ?, ?)",
            ((*sorted(pair), together, by, to_text(now)) for pair in pairs),
        )
