"""How what a model says moves from week to week, by source."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.news import News


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one source. ``week``: its Monday, ISO 8601. ``strange``: articles with the doubt ``asing``. ``unknown``: the mean share
    of words and pairs of words the model never saw, ``None`` where no article tells it."""

    source: str
    week: str
    articles: int
    chance: float
    flagged: int
    strange: int
    unknown: float | None
    groups: dict[str, int]


class Drift(News):
    """Questions over ``article``, ``assessment`` and ``mention``."""

    def weeks(self, model: str) -> list[Week]:
        """Every week of every source that this model judged, in order; stories without a date are left out."""
        judged = "JOIN article USING (url) WHERE model = ? AND published_at IS NOT NULL"
        monday = "date(published_at, 'weekday 0', '-6 days')"
        groups: dict[tuple[str, str], dict[str, int]] = {}
        for row in self._db.execute(
            f'SELECT source, {monday} AS week, "group", count(DISTINCT url) AS articles FROM mention '
            f"{judged} GROUP BY 1, 2, 3 ORDER BY 3",
            (model,),
        ):
            groups.setdefault((row["source"], row["week"]), {})[row["group"]] = row["articles"]
        rows = self._db.execute(
            f"SELECT source, {monday} AS week, count(*) AS articles, avg(flagged_probability) AS chance, sum(flagged) AS flagged, "
            f"sum(doubts LIKE '%\"asing\"%') AS strange, avg(unknown) AS unknown FROM assessment {judged} GROUP BY 1, 2 ORDER BY 1, 2",
            (model,),
        )
        return [
            Week(
                **{name: row[name] for name in Week.__slots__[:-1]}, groups=groups.get((row["source"], row["week"]), {})
            )
            for row in rows
        ]

    def unknown(self, model: str, most: int) -> dict[str, tuple[float, int]]:
        """For each source the mean share of unknown words in its latest articles that tell it, and how many these are."""
        rows = self._db.execute(
            "SELECT source, avg(unknown) AS unknown, count(*) AS articles FROM (SELECT source, unknown, row_number() OVER "
            "(PARTITION BY source ORDER BY published_at DESC, url) AS place FROM assessment JOIN article USING (url) "
            "WHERE model = ? AND unknown NOT NULL) WHERE place <= ? GROUP BY source ORDER BY source",
            (model, most),
        )
        return {row["source"]: (row["unknown"], row["articles"]) for row in rows}
