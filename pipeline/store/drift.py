"""How what a model says moves from week to week, by source."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.news import News


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one source. ``week``: its Monday, ISO 8601. ``strange``: articles with the doubt ``asing``."""

    source: str
    week: str
    articles: int
    chance: float
    flagged: int
    strange: int
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
            f"sum(doubts LIKE '%\"asing\"%') AS strange FROM assessment {judged} GROUP BY 1, 2 ORDER BY 1, 2",
            (model,),
        )
        return [
            Week(
                **{name: row[name] for name in Week.__slots__[:-1]}, groups=groups.get((row["source"], row["week"]), {})
            )
            for row in rows
        ]

    def latest(self, most: int) -> dict[str, list[str]]:
        """For each source the addresses of its latest articles."""
        rows = self._db.execute(
            "SELECT source, url FROM (SELECT source, url, row_number() OVER "
            "(PARTITION BY source ORDER BY published_at DESC, url) AS place FROM article) WHERE place <= ?",
            (most,),
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["source"], []).append(row["url"])
        return found

    def told(self, url: str) -> tuple[str, str]:
        """Title and text of an article."""
        return tuple(self._db.execute("SELECT title, text FROM article WHERE url = ?", (url,)).fetchone())
