"""Deleting stories for good: their texts, their versions, what was said and decided of them, and the traces in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from pipeline.address import mark_of
from pipeline.records import ZONE
from pipeline.store.database import Database, to_text

_BY_ADDRESS = (
    "reviewed", "review", "sample", "lead", "story_key", "story", "mention", "assessment", "article_version", "article",
    "page", "failure", "address",
)  # fmt: skip
"""The tables with a row for a story, those that point at others first."""


class Forgetting(Database):
    """Table ``forgotten``, and whatever else holds a story."""

    def naming(self, person: str) -> list[str]:
        """The addresses of the stories that name a person, in any version: the words of the name one after the other."""
        words = re.findall(r"\w+", person)
        if not words:
            return []
        phrase = re.compile(r"\b" + r"[\W_]+".join(map(re.escape, words)) + r"\b", re.I)
        like = f"%{max(words, key=len)}%"
        rows = self._db.execute(
            "SELECT url, title || ' ' || text FROM article WHERE title LIKE ?1 OR text LIKE ?1 UNION ALL "
            "SELECT url, title || ' ' || text FROM article_version WHERE title LIKE ?1 OR text LIKE ?1 UNION ALL "
            "SELECT url, coalesce(title, '') || ' ' || url FROM address WHERE title LIKE ?1 OR url LIKE ?1",
            (like,),
        )
        return sorted({url for url, told in rows if phrase.search(told)})

    def of_outlet(self, outlet: str) -> list[str]:
        """The addresses of everything that was collected from an outlet."""
        rows = self._db.execute(
            "SELECT url FROM article WHERE outlet = ?1 UNION SELECT url FROM address WHERE source IN "
            "(SELECT source FROM page WHERE outlet = ?1)",
            (outlet,),
        )
        return [row["url"] for row in rows]

    def older_than(self, day: date) -> list[str]:
        """The addresses of the stories that were published, or where that is unknown fetched, before a day in Jakarta."""
        rows = self._db.execute(
            "SELECT url FROM article LEFT JOIN page USING (url) WHERE coalesce(published_at, fetched_at) < ?",
            (to_text(datetime.combine(day, time(), ZONE)),),
        )
        return [row["url"] for row in rows]

    def forget(self, urls: Iterable[str]) -> int:
        """Delete stories and whatever is held of them; they are not kept again should they come again. Returns how many.

        A story that was held as a copy of one of them is compared and assessed anew by the next run. Gives the room back, so
        that nothing is left in the file; needs as much free disk as the store takes.
        """
        urls = list(urls)
        now = to_text(datetime.now(UTC))
        self._db.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            self._db.execute("CREATE TEMP TABLE going (url TEXT PRIMARY KEY)")
            self._db.executemany("INSERT OR IGNORE INTO going VALUES (?)", ((url,) for url in urls))
            lost = (
                "SELECT id FROM fingerprint WHERE url IN (SELECT url FROM going) OR original IN (SELECT url FROM going)"
            )
            self._db.execute(f"DELETE FROM band WHERE id IN ({lost})")
            self._db.execute(f"DELETE FROM fingerprint WHERE id IN ({lost})")
            self._db.execute("UPDATE review SET undoes = NULL WHERE url IN (SELECT url FROM going)")
            for table in _BY_ADDRESS:
                self._db.execute(f"DELETE FROM {table} WHERE url IN (SELECT url FROM going)")
            marks = ((mark_of(url), now) for url in urls)
            self._db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", marks)
            self._db.execute("INSERT INTO lead_words (lead_words) VALUES ('rebuild')")
            self._db.execute("DROP TABLE going")
        self._db.execute("VACUUM")
        self._empty_log()
        return len(urls)
