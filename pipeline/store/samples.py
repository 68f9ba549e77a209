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
    """A story that may be drawn. ``about``: the groups it names and, where it has a case, the code of its province."""

    url: str
    chance: float
    case: str | None = None
    about: frozenset[str] = frozenset()
    decided: bool = False


@dataclass(frozen=True, slots=True)
class BlindReviews:
    """What became of the blind draws. ``waiting``: stories nobody decided on; ``learned``: decided ones of draws the model learned from."""

    reviews: list[Review]
    waiting: int
    learned: int


_WAITS = "kind = 'acak' AND url NOT IN (SELECT url FROM decided)"


class Samples(Reviews):
    """Table ``sample``."""

    def candidates(self, model: str, source: str = "") -> list[Candidate]:
        """Assessed stories that were not drawn blindly yet; with ``source`` only those that came from it."""
        rows = self._db.execute(
            "SELECT url, flagged_probability AS chance, case_id, substr(region, 1, 2) AS province, "
            '(SELECT group_concat(DISTINCT "group") FROM mention WHERE mention.url = assessment.url AND mention.model = :model) AS named '
            ", url IN (SELECT url FROM decided) AS decided "
            "FROM assessment LEFT JOIN story USING (url) WHERE model = :model "
            "AND url NOT IN (SELECT url FROM sample WHERE kind = 'acak') "
            f"AND {OF_SOURCE} ORDER BY url",
            {"model": model, "source": source},
        )
        return [
            Candidate(
                r["url"],
                r["chance"],
                r["case_id"],
                frozenset({*(r["named"] or "").split(","), r["province"] or ""} - {""}),
                bool(r["decided"]),
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

    def waiting_blind(self, model: str) -> list[str]:
        """The stories that were drawn blindly and on which nobody decided, or not since their text changed."""
        rows = self._db.execute(
            f"SELECT url FROM sample WHERE {_WAITS} AND url IN (SELECT url FROM assessment WHERE model = ?) ORDER BY url",
            (model,),
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

        Of a draw in which one waits none is given: those that are decided first are no fair share of it. Neither of one the model learned from.
        """
        rows = self._db.execute(
            "SELECT url, drawn_at, url IN (SELECT url FROM decided) AS decided FROM sample WHERE kind = 'acak' ORDER BY drawn_at, url"
        ).fetchall()
        reviews: list[Review] = []
        waiting = known = 0
        for _, draw in groupby(rows, key=itemgetter("drawn_at")):
            told = [self.review_of(row["url"]) if row["decided"] else None for row in draw]
            waiting += told.count(None)
            if self._learned(filter(None, told), learned):
                known += len(told) - told.count(None)
            elif None not in told:
                reviews += filter(None, told)
        return BlindReviews(reviews, waiting, known)

    def _learned(self, reviews: Iterable[Review], learned: Collection[str]) -> bool:
        """Whether one of these was among what the model was trained on."""
        texts = (article for review in reviews if learned and (article := self.decided_on(review)))
        return any(article.text_hash.startswith(tuple(learned)) for article in texts)
