"""Which stories were drawn to be labelled, and what came of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from pipeline.errors import NetralitasError
from pipeline.records import Review, learned_mark
from pipeline.store.database import to_text, to_time
from pipeline.store.reviews import OF_SOURCE, Reviews


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may be drawn. ``about``: the groups it names and, where it has a case, the code of its province.
    ``fresh``: it came in after the newest the model was trained on, so that the model may be asked about it. ``period``: how many blind draws there
    had been when it came in; those of one period could be drawn by the same draws."""

    url: str
    chance: float
    case: str | None = None
    about: frozenset[str] = frozenset()
    decided: bool = False
    fresh: bool = True
    period: int = 0


@dataclass(frozen=True, slots=True)
class BlindReviews:
    """What became of the blind draws: the decisions, each with the period of its story (see :class:`Candidate`).
    ``waiting``: stories nobody decided on; ``before``: those that came in before the newest the model learned from."""

    reviews: list[tuple[Review, int]]
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
_UNDRAWN = "url NOT IN (SELECT url FROM sample WHERE kind = 'acak')"
_WAITS = "kind = 'acak' AND url NOT IN (SELECT url FROM decided)"


class Samples(Reviews):
    """Table ``sample``."""

    def first_seen(self, url: str) -> datetime | None:
        """When a story was first heard of; ``None`` where it is not held."""
        row = self._db.execute(f"SELECT {_came_in('article')} AS at FROM article WHERE url = ?", (url,)).fetchone()
        return to_time(row["at"]) if row else None

    def candidates(self, model: str, source: str = "", since: str = "") -> list[Candidate]:
        """Assessed stories that were not drawn blindly yet; with ``source`` only those that came from it. ``since``: see :meth:`fresh_since`."""
        rows = self._db.execute(
            "SELECT url, flagged_probability AS chance, case_id, substr(region, 1, 2) AS province, "
            '(SELECT group_concat(DISTINCT "group") FROM mention WHERE mention.url = assessment.url AND mention.model = :model) AS named '
            f", url IN (SELECT url FROM decided) AS decided, {_came_in('assessment')} AS came "
            "FROM assessment LEFT JOIN story USING (url) WHERE model = :model "
            f"AND {_UNDRAWN} AND {OF_SOURCE} ORDER BY url",
            {"model": model, "source": source},
        )
        draws = self._blind_draws()
        return [
            Candidate(
                r["url"],
                r["chance"],
                r["case_id"],
                frozenset({*(r["named"] or "").split(","), r["province"] or ""} - {""}),
                bool(r["decided"]),
                r["came"] > since,
                bisect_left(draws, r["came"]),
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

    def waiting_blind(self, model: str, since: str = "") -> list[str]:
        """The fresh stories that were drawn blindly and on which nobody decided, or not since their text changed. ``since``: see :meth:`fresh_since`."""
        rows = self._db.execute(
            f"SELECT url FROM sample WHERE {_WAITS} AND url IN (SELECT url FROM assessment WHERE model = ?) AND {_came_in('sample')} > ? ORDER BY url",
            (model, since),
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

    def blind_reviews(self, since: str = "") -> BlindReviews:
        """The decisions on stories that were drawn blindly, of whole draws. ``since``: see :meth:`fresh_since`.

        Of a draw in which one waits none is given: those that are decided first are no fair share of it. Nor is any that came in before the newest
        text the model was trained on: what it was told says nothing of it, and what is left of that time is no fair share either.
        """
        rows = self._db.execute(
            f"SELECT url, drawn_at, url IN (SELECT url FROM decided) AS decided, {_came_in('sample')} AS came "
            "FROM sample WHERE kind = 'acak' ORDER BY drawn_at, url"
        ).fetchall()
        draws, fresh = self._blind_draws(), [row for row in rows if row["came"] > since]
        reviews: list[tuple[Review, int]] = []
        waiting = 0
        for _, draw in groupby(fresh, key=itemgetter("drawn_at")):
            told = [(self.review_of(r["url"]) if r["decided"] else None, bisect_left(draws, r["came"])) for r in draw]
            left = sum(review is None for review, _ in told)
            waiting += left
            reviews += [] if left else [(review, period) for review, period in told if review]
        return BlindReviews(reviews, waiting, len(rows) - len(fresh))

    def came_in(self, model: str, since: str = "") -> Counter[int]:
        """How many stories, drawn or not, came in after a moment, by their period (see :class:`Candidate`)."""
        came = f"SELECT {_came_in('assessment')} AS came FROM assessment WHERE model = ? AND came > ?"
        draws = self._blind_draws()
        return Counter(bisect_left(draws, row["came"]) for row in self._db.execute(came, (model, since)))

    def _blind_draws(self) -> list[str]:
        """When was drawn blindly, in order."""
        rows = self._db.execute("SELECT DISTINCT drawn_at FROM sample WHERE kind = 'acak' ORDER BY drawn_at")
        return [row["drawn_at"] for row in rows]

    def drawable(self, model: str, since: str = "") -> int:
        """How many stories that came in after a moment may still be drawn blindly."""
        count = f"SELECT count(*) FROM assessment WHERE model = ? AND {_UNDRAWN} AND {_came_in('assessment')} > ?"
        return int(self._db.execute(count, (model, since)).fetchone()[0])

    def fresh_since(self, learned: Collection[str]) -> str:
        """The moment after which stories are fresh for a model that learned from these texts: the begin of the first run after the one that
        brought the newest of them, in this version or as it is now. Empty where none of them is here. ``learned``: see :func:`pipeline.records.learned_mark`.

        What came in later in the same run is no fair share: its flags may be the decided ones.
        """
        came: dict[str, str] = {}
        for mark, url in self._texts_of(frozenset(learned)):
            at = to_text(self.first_seen(url)) or ""
            came[mark] = min(came.get(mark, _NEVER), at)  # a text that came once more is not new
        newest = max(came.values(), default="")
        runs = "SELECT count(*) AS number, min(CASE WHEN started > ? THEN started END) AS next FROM visit"
        told = self._db.execute(runs, (newest,)).fetchone()
        return (told["next"] or _NEVER) if newest and told["number"] else newest

    def _texts_of(self, marks: Collection[str]) -> Iterator[tuple[str, str]]:
        """Where texts with one of these marks stand or stood, each mark with the address."""
        texts = "SELECT url, text FROM article UNION ALL SELECT url, text FROM article_version"
        for row in self._db.execute(texts) if marks else ():
            if (mark := learned_mark(row["text"])) in marks:
                yield mark, row["url"]
