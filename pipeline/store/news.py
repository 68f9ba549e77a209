"""What was collected: pages, the articles read out of them, and what could not be had."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime

from pipeline.failures import is_final
from pipeline.records import Article, Failure, Page
from pipeline.store.database import Database, to_text, to_time


class News(Database):
    """Tables ``page``, ``article`` and ``failure``."""

    def known(self) -> frozenset[str]:
        """The addresses that need not be fetched again: pages we hold, and failures that are final."""
        held = {row[0] for row in self._db.execute("SELECT url FROM page")}
        failed = self._db.execute("SELECT url, code FROM failure")
        return frozenset(held | {row["url"] for row in failed if is_final(row["code"])})

    def keep(self, page: Page, article: Article) -> None:
        """Keep a page and what was read out of it."""
        with self._transaction():
            self._keep_page(page)
            self._insert(
                "article",
                {
                    "url": article.url,
                    "source": article.source,
                    "outlet": article.outlet,
                    "title": article.title,
                    "text": article.text,
                    "published_at": to_text(article.published_at),
                    "date_source": article.date_source,
                    "author": article.author,
                    "place": article.place,
                },
            )
            self._db.execute("DELETE FROM failure WHERE url = ?", (page.url,))

    def _keep_page(self, page: Page) -> None:
        row = {
            "url": page.url,
            "source": page.source,
            "outlet": page.outlet,
            "timezone": page.timezone,
            "fetched_at": to_text(page.fetched_at),
            "html": zlib.compress(json.dumps(page.html, ensure_ascii=False).encode(errors="replace")),
            "title": page.title,
            "published": page.published,
            "author": page.author,
        }
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "url")
        self._db.execute(
            f"INSERT INTO page ({names}) VALUES ({marks}) ON CONFLICT (url) DO UPDATE SET {changes}",
            tuple(row.values()),
        )

    def keep_failure(self, failure: Failure, now: datetime) -> None:
        """Count a failure; one row for each address and source, with its latest code."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (url, source) DO UPDATE SET "
                "code = excluded.code, detail = excluded.detail, last_seen = excluded.last_seen, times = times + 1",
                (failure.url, failure.source, failure.code, failure.detail, to_text(now), to_text(now)),
            )


def read_article(row: sqlite3.Row) -> Article:
    return Article(
        url=row["url"],
        source=row["source"],
        outlet=row["outlet"],
        title=row["title"],
        text=row["text"],
        published_at=to_time(row["published_at"]),
        date_source=row["date_source"],
        author=row["author"],
        place=row["place"],
    )
