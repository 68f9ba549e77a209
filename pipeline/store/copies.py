"""Which articles are copies of an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pipeline.records import Article
from pipeline.store.database import to_text
from pipeline.store.news import News, read_article

_CANDIDATES = 20


class Copies(News):
    """Tables ``fingerprint`` and ``band``."""

    def uncompared(self) -> Iterator[Article]:
        """The articles that were not compared with the earlier ones yet, oldest first."""
        rows = self._db.execute(
            "SELECT url FROM article WHERE (SELECT count(*) FROM article) > (SELECT count(*) FROM fingerprint) "
            "AND url NOT IN (SELECT url FROM fingerprint) ORDER BY published_at, url"  # to count is quick, to look is not
        ).fetchall()
        return self._articles(rows)

    def likely_originals(self, article: Article, keys: Sequence[int], days: int) -> list[Article]:
        """Originals filed under some of the keys and published within ``days``, those with the most keys first."""
        rows = self._db.execute(
            f"SELECT article.* FROM (SELECT id, count(*) AS shared FROM band WHERE key IN ({', '.join('?' * len(keys))}) "
            f"GROUP BY id ORDER BY shared DESC LIMIT {_CANDIDATES}) JOIN fingerprint USING (id) "
            "JOIN article USING (url) WHERE url <> ? AND url = original AND (? IS NULL OR published_at IS NULL OR published_at BETWEEN ? AND ?) "
            "ORDER BY shared DESC, url",
            (*keys, article.url, *_span(article, days)),
        )
        return [read_article(row) for row in rows]

    def keep_fingerprint(self, url: str, keys: Sequence[int], original: str | None) -> None:
        """Keep that an article was compared: as an original under its keys, or as a copy of ``original``."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO fingerprint (url, original) VALUES (?, ?) "
                "ON CONFLICT (url) DO UPDATE SET original = excluded.original",
                (url, original or url),
            )
            if original is None:
                number = self._db.execute("SELECT id FROM fingerprint WHERE url = ?", (url,)).fetchone()[0]
                self._db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, number) for key in keys])

    def also_in(self, url: str) -> list[str]:
        """The other addresses at which the text of an article stands, in order."""
        rows = self._db.execute(
            "SELECT url FROM fingerprint WHERE original = (SELECT original FROM fingerprint WHERE url = ?1) AND url <> ?1 ORDER BY url",
            (url,),
        )
        return [row["url"] for row in rows]


def _span(article: Article, days: int) -> tuple[str | None, str | None, str | None]:
    day = article.published_at
    reach = timedelta(days=days)
    return (to_text(day), to_text(day - reach), to_text(day + reach)) if day else (None, None, None)
