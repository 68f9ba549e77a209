"""Which stories were drawn to be labelled, and what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from pipeline.errors import NetralitasError
from pipeline.records import Review
from pipeline.store.database import to_text
from pipeline.store.reviews import OF_SOURCE, Reviews


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may be drawn. ``about``: the groups it names and, where it has a case, the code of its province.
    ``fresh``: it came in after the newest the model was trained on, so that the model may be asked about it."""

    url: str
    chance: float
    case: str | None = None
    about: frozenset[str] = frozenset()
    decided: bool = False
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class BlindReviews:
    """What became of the blind draws. ``waiting``: stories nobody decided on; ``before``: those that came in before the newest the model learned from."""

    reviews: list[Review]
    waiting: int
    before: int


def _came_in(table: str) -> str:
    """SQL: when the story of a row was first heard of."""
    told = (
        f"SELECT {when} FROM {of} WHERE {of}.url = {table}.url"
        for when, of in (("discovered_at", "address"), ("fetched_at", "page"))
    )
    return f"coalesce({', '.join(f'({one})' for one in told)}, '')"


_NEVER = "9"
"""After every moment."""
_WAITS = "kind = 'acak' AND url NOT IN (SELECT url FROM decided)"


class Samples(Reviews):
    """Table ``sample``."""

    def candidates(self, model: str, source: str = "", learned: Collection[str] = ()) -> list[Candidate]:
        """Assessed stories that were not drawn blindly yet; with ``source`` only those that came from it. ``learned``: as for :meth:`blind_reviews`."""
        rows = self._db.execute(
            "SELECT url, flagged_probability AS chance, case_id, substr(region, 1, 2) AS province, "
            '(SELECT group_concat(DISTINCT "group") FROM mention WHERE mention.url = assessment.url AND mention.model = :model) AS named '
            f", url IN (SELECT url FROM decided) AS decided, {_came_in('assessment')} > :since AS fresh "
            "FROM assessment LEFT JOIN story USING (url) WHERE model = :model "
            "AND url NOT IN (SELECT url FROM sample WHERE kind = 'acak') "
            f"AND {OF_SOURCE} ORDER BY url",
            {"model": model, "source": source, "since": self._newest(learned)},
        )
        return [
            Candidate(
                r["url"],
                r["chance"],
                r["case_id"],
                frozenset({*(r["named"] or "").split(","), r["province"] or ""} - {""}),
                bool(r["decided"]),
                bool(r["fresh"]),
            )
            for r in rows
        ]

    def sources(self) -> list[str]:
        """The sources of the articles, in order."""
        return [row["source"] for row in self._db.execute("SELECT DISTINCT source FROM article ORDER BY source")]

    def require_source(self, source: str) -> None:
        """Raise :class:`NetralitasError`, with those there are, where no story came from a source that is named."""
        if source and source not in self.sources():
            raise NetralitasError(f"No story came from {source}; there are {', '.join(self.sources())}.")

    def waiting_blind(self, model: str, learned: Collection[str] = ()) -> list[str]:
        """The fresh stories that were drawn blindly and on which nobody decided, or not since their text changed. ``learned``: as for :meth:`blind_reviews`."""
        rows = self._db.execute(
            f"SELECT url FROM sample WHERE {_WAITS} AND url IN (SELECT url FROM assessment WHERE model = ?) AND {_came_in('sample')} > ? ORDER BY url",
            (model, self._newest(learned)),
        )
        return [row["url"] for row in rows]

    def keep_sample(self, drawn: Iterable[tuple[str, str]], now: datetime) -> None:
        """Keep which stories were drawn, each with its kind; one drawn for another reason may be drawn blindly too."""
        with self._transaction():
            rows = ((url, kind, to_text(now)) for url, kind in drawn)
            self._db.executemany(
                "INSERT INTO sample VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE SET kind = 'acak', drawn_at = excluded.drawn_at WHERE excluded.kind = 'acak'",
                rows,
            )

    def blind_reviews(self, learned: Collection[str] = ()) -> BlindReviews:
        """The decisions on stories that were drawn blindly, of whole draws. ``learned``: beginnings of the hashes of texts that the model was trained on.

        Of a draw in which one waits none is given: those that are decided first are no fair share of it. Nor is any that came in before the newest
        text the model was trained on: what it was told says nothing of it, and what is left of that time is no fair share either.
        """
        rows = self._db.execute(
            f"SELECT url, drawn_at, url IN (SELECT url FROM decided) AS decided, {_came_in('sample')} > ? AS fresh "
            "FROM sample WHERE kind = 'acak' ORDER BY drawn_at, url",
            (self._newest(learned),),
        ).fetchall()
        reviews: list[Review] = []
        waiting = 0
        for _, draw in groupby(filter(itemgetter("fresh"), rows), key=itemgetter("drawn_at")):
            told = [self.review_of(row["url"]) if row["decided"] else None for row in draw]
            waiting += told.count(None)
            if None not in told:
                reviews += filter(None, told)
        return BlindReviews(reviews, waiting, sum(not row["fresh"] for row in rows))

    def _newest(self, learned: Collection[str]) -> str:
        """The moment after which stories are fresh: the begin of the first run after the one that brought the newest story of which one of these
        texts was decided on. Empty where there is no such story. What came in later in the same run is no fair share: its flags may be the decided ones.
        """
        if not learned:
            return ""
        known = tuple(learned)
        rows = self._db.execute(
            f"SELECT DISTINCT text_hash, {_came_in('review')} AS at FROM review WHERE text_hash <> ''"
        )
        newest = max((row["at"] for row in rows if row["text_hash"].startswith(known)), default="")
        runs = [row["started"] for row in self._db.execute("SELECT DISTINCT started FROM visit ORDER BY started")]
        return next((started for started in runs if started > newest), _NEVER) if newest and runs else newest
