"""Which stories were drawn to be labelled, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pipeline.records import Review
from pipeline.store.database import to_text
from pipeline.store.reviews import Reviews


class Samples(Reviews):
    """Table ``sample``."""

    def undrawn(self, model: str) -> list[tuple[str, float, str | None]]:
        """Assessed stories that were neither drawn nor decided: address, chance of a case, and case."""
        rows = self._db.execute(
            "SELECT url, flagged_probability, case_id FROM assessment LEFT JOIN story USING (url) WHERE model = ? "
            "AND url NOT IN (SELECT url FROM sample) AND url NOT IN (SELECT url FROM decided) ORDER BY url",
            (model,),
        )
        return [(row["url"], row["flagged_probability"], row["case_id"]) for row in rows]

    def keep_sample(self, drawn: Iterable[tuple[str, str]], now: datetime) -> None:
        """Keep which stories were drawn, each with its kind."""
        with self._transaction():
            rows = ((url, kind, to_text(now)) for url, kind in drawn)
            self._db.executemany("INSERT OR IGNORE INTO sample VALUES (?, ?, ?)", rows)

    def blind_reviews(self) -> list[Review]:
        """The decisions on stories that were drawn blindly."""
        rows = self._db.execute("SELECT url FROM sample JOIN decided USING (url) WHERE kind = 'acak' ORDER BY url")
        return [self.review_of(row["url"]) for row in rows]
