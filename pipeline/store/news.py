"""What was collected: pages, the articles read out of them with their earlier versions, and what could not be had."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.language.key import key
from pipeline.private import hide_private, without_remarks
from pipeline.records import Article, Failure, Page
from pipeline.store.addresses import Addresses
from pipeline.store.database import to_text, to_time
from pipeline.store.trust import read_safely


class Kept(StrEnum):
    """What a page was to the store."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class News(Addresses):
    """Tables ``page``, ``article``, ``article_version`` and ``failure``."""

    def keep(self, page: Page, article: Article) -> Kept:
        """Keep a page and what was read out of it.

        Where the outlet changed title or text, what stood there before moves to ``article_version``, and what
        models said of it is taken away, so that the article is assessed anew. What analysts decided on another text
        stays in the log and counts no more, so that the article is reviewed anew.
        """
        with self._transaction():
            held = self._db.execute(
                "SELECT article.*, page.fetched_at FROM article JOIN page USING (url) WHERE url = ?", (page.url,)
            ).fetchone()
            kept = _compare(held, article)
            if kept is Kept.CHANGED:
                self._keep_version(held, page.fetched_at)
                if held["text"] != article.text:
                    self._reopen(read_article(held))
                for table in ("mention", "assessment"):
                    self._db.execute(f"DELETE FROM {table} WHERE url = ?", (page.url,))
            self._upsert("page", _page_row(page))
            self._upsert("article", _article_row(article))
            self._arrived(page, "extracted")
            self._db.execute("DELETE FROM failure WHERE url = ?", (page.url,))
        return kept

    def _reopen(self, old: Article) -> None:
        self._db.execute("DELETE FROM reviewed WHERE url = ?", (old.url,))
        self._db.execute("UPDATE review SET text_hash = ? WHERE url = ? AND text_hash = ''", (old.text_hash, old.url))

    def holds(self, url: str) -> bool:
        """Whether an article of this address is held."""
        return self._db.execute("SELECT 1 FROM article WHERE url = ?", (url,)).fetchone() is not None

    def came_again(self, page: Page) -> bool:
        """Whether this very page is held; it is then noted that it came once more."""
        same = "SELECT 1 FROM page WHERE url = ? AND html = ?"
        if not self._db.execute(same, (page.url, _page_row(page)["html"])).fetchone():
            return False
        with self._transaction():
            self._arrived(page, "extracted")
            self._db.execute("DELETE FROM failure WHERE url = ?", (page.url,))
        return True

    def twin(self, article: Article) -> str | None:
        """The address under which this very story is held already, if under another than its own.

        What a page says of its address may be wrong, so headline and day have to be the same too.
        """
        if not article.story or self.holds(article.url):
            return None
        rows = self._db.execute("SELECT url, title, published_at FROM article WHERE story = ?", (article.story,))
        wanted = key(article.title), (to_text(article.published_at) or "")[:10]
        return next(
            (row["url"] for row in rows if (key(row["title"]), (row["published_at"] or "")[:10]) == wanted), None
        )

    def _articles(self, rows: Iterable[sqlite3.Row]) -> Iterator[Article]:
        """The articles of rows with an ``url``, read one by one, so that many take no more memory than one."""
        for row in rows:
            yield read_article(self._db.execute("SELECT * FROM article WHERE url = ?", (row["url"],)).fetchone())

    def keep_failure(self, failure: Failure, now: datetime, page: Page | None = None) -> None:
        """Count a failure; one row for each address and source, with its latest code. ``page``: what came instead."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (url, source) DO UPDATE SET "
                "code = excluded.code, detail = excluded.detail, last_seen = excluded.last_seen, times = times + 1",
                (failure.url, failure.source, failure.code, failure.detail, to_text(now), to_text(now)),
            )
            self._missed(failure, now, page)

    def versions(self, url: str) -> list[Article]:
        """What an article said before, oldest first."""
        rows = self._db.execute(
            "SELECT article_version.*, article.source, article.outlet, '[]' AS removed, NULL AS caption, "
            "NULL AS zone_source, NULL AS updated_source, article.story, article.home FROM article_version JOIN article USING (url) "
            "WHERE url = ? ORDER BY version",
            (url,),
        )
        return [read_article(row) for row in rows]

    def _keep_version(self, held: sqlite3.Row, now: datetime) -> None:
        count = self._db.execute("SELECT count(*) FROM article_version WHERE url = ?", (held["url"],)).fetchone()[0]
        names = ("url", "fetched_at", "title", "text", "published_at", "date_source", "author", "place", "updated_at")
        row = {name: held[name] for name in names}
        self._insert("article_version", row | {"version": count + 1, "replaced_at": to_text(now)})


def _compare(held: sqlite3.Row | None, article: Article) -> Kept:
    if held is None:
        return Kept.NEW
    same = (held["title"], held["text"]) == (article.title, article.text)
    return Kept.UNCHANGED if same else Kept.CHANGED


def packed(html: list[str]) -> bytes:
    """The HTML of a page as it is kept."""
    return zlib.compress(json.dumps(html, ensure_ascii=False).encode(errors="replace"))


def _page_row(page: Page) -> dict[str, Any]:
    return {
        "url": page.url,
        "source": page.source,
        "outlet": page.outlet,
        "timezone": page.timezone,
        "fetched_at": to_text(page.fetched_at),
        "html": packed([hide_private(without_remarks(html)) for html in page.html]),
        "title": page.title,
        "published": page.published,
        "author": page.author,
    }


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "source": article.source,
        "outlet": article.outlet,
        "title": article.title,
        "text": article.text,
        "published_at": to_text(article.published_at),
        "date_source": article.date_source,
        "author": article.author,
        "place": article.place,
        "updated_at": to_text(article.updated_at),
        "removed": json.dumps(article.removed, ensure_ascii=False),
        "caption": article.caption,
        "zone_source": article.zone_source,
        "story": article.story,
        "home": article.home,
        "updated_source": article.updated_source,
    }


@read_safely
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
        updated_at=to_time(row["updated_at"]),
        removed=tuple(json.loads(row["removed"])),
        caption=row["caption"],
        zone_source=row["zone_source"],
        story=row["story"],
        home=row["home"],
        updated_source=row["updated_source"],
    )
