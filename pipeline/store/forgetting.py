"""Deleting stories for good: their texts, their versions, what was said and decided of them, and the traces in the file."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from html import unescape
from urllib.parse import unquote

from pipeline.address import mark_of
from pipeline.private import HIDDEN
from pipeline.records import ZONE
from pipeline.store.database import Database, to_text
from pipeline.store.news import packed

_BY_ADDRESS = (
    "reviewed", "review", "sample", "lead", "story_key", "story", "mention", "assessment", "article_version", "article",
    "page", "failure", "address",
)  # fmt: skip
"""The tables with a row for a story, those that point at others first."""


_TOLD = {
    "article": ("title", "text", "caption", "author", "place"),
    "article_version": ("title", "text", "author", "place"),
    "address": ("title", "url", "final", "author"),
}
"""Where a story names somebody itself."""
_LARGEST_PAGE = 64_000_000
"""Unpacked. What is larger, or cannot be unpacked, cannot be looked through and counts as naming anybody."""


class Forgetting(Database):
    """Table ``forgotten``, and whatever else holds a story."""

    def naming(self, person: str) -> list[str]:
        """The addresses of the stories that name a person, in any version: the words of the name one after the other."""
        phrase = _phrase(person)
        if phrase is None:
            return []
        ascii_word = max((word for word in _words(person) if word.isascii()), key=len, default="")
        found = set()
        for table, columns in _TOLD.items():
            told = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
            rows = self._db.execute(f"SELECT url, {told} AS told FROM {table} WHERE told LIKE ?", (f"%{ascii_word}%",))
            found |= _addresses(row for row in rows if phrase.search(row["told"]))
        return sorted(found)

    def naming_beside(self, person: str) -> list[str]:
        """The addresses of the other stories whose page as it came, left out lines or notes name a person. Unpacks every page."""
        phrase = _phrase(person)
        if phrase is None:
            return []
        self._db.create_function("page_names", 1, lambda html: _page_names(html, phrase), deterministic=True)
        self._db.create_function("text_names", 1, lambda text: phrase.search(text) is not None, deterministic=True)
        rows = self._db.execute(
            "SELECT url FROM page WHERE page_names(html) UNION SELECT url FROM review WHERE text_names(note) "
            "UNION SELECT article.url FROM article, json_each(removed) WHERE text_names(json_each.value)"
        )
        return sorted(_addresses(rows) - set(self.naming(person)))

    def blot_out(self, person: str, urls: Iterable[str]) -> None:
        """Take a person's name out of what lies beside these stories: of the page as it came nothing stays, in notes a sign."""
        phrase = _phrase(person)
        if phrase is None:
            return
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.create_function("blotted", 1, lambda text: phrase.sub(HIDDEN * 3, text), deterministic=True)
        with self._transaction():
            for url in urls:
                self._db.execute("UPDATE page SET html = ? WHERE url = ?", (packed([]), url))
                self._db.execute("UPDATE review SET note = blotted(note) WHERE url = ?", (url,))
                self._db.execute(
                    "UPDATE article SET removed = (SELECT json_group_array(blotted(value)) FROM json_each(removed)) "
                    "WHERE url = ?",
                    (url,),
                )

    def sources_of(self, outlet: str) -> list[str]:
        """The ids of the sources of an outlet, which is called by its name or by such an id."""
        rows = self._db.execute(
            "SELECT source FROM page WHERE outlet = ?1 UNION SELECT source FROM article WHERE outlet = ?1 "
            "UNION SELECT source FROM address WHERE source = ?1 UNION SELECT source FROM listing WHERE source = ?1 "
            "UNION SELECT source FROM visit WHERE source = ?1",
            (outlet,),
        )
        return [row["source"] for row in rows]

    def of_sources(self, sources: Iterable[str]) -> list[str]:
        """The addresses of everything that was collected from some sources."""
        every = " UNION ".join(f"SELECT url FROM {table} WHERE source = ?1" for table in ("address", "article", "page"))
        return sorted(_addresses(row for source in sources for row in self._db.execute(every, (source,))))

    def older_than(self, day: date) -> list[str]:
        """The addresses of the stories that were published, or where that is unknown fetched, before a day in Jakarta."""
        rows = self._db.execute(
            "SELECT url FROM article LEFT JOIN page USING (url) WHERE coalesce(published_at, fetched_at) < ?",
            (to_text(datetime.combine(day, time(), ZONE)),),
        )
        return [row["url"] for row in rows]

    def forget(self, urls: Iterable[str], sources: Iterable[str] = ()) -> int:
        """Delete stories and whatever is held of them; they are not kept again should they come again. Returns how many.

        Of ``sources`` it is forgotten too what they list and when they were read.

        A story that was held as a copy of one of them is compared and assessed anew by the next run. Gives the room back, so
        that nothing is left in the file; needs as much free disk as the store takes.
        """
        urls, sources = list(urls), list(sources)
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
            for table in ("listing", "visit"):
                self._db.executemany(f"DELETE FROM {table} WHERE source = ?", ((source,) for source in sources))
            marks = ((mark_of(url), now) for url in urls)
            self._db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", marks)
            self._db.execute("INSERT INTO lead_words (lead_words) VALUES ('rebuild')")
            self._db.execute("DROP TABLE going")
        self._db.execute("VACUUM")
        self._empty_log()
        return len(urls)


def _addresses(rows: Iterable[sqlite3.Row]) -> set[str]:
    return {row["url"] for row in rows if isinstance(row["url"], str)}  # a damaged store may hold anything there


def _words(person: str) -> list[str]:
    return re.findall(r"\w+", person)


def _phrase(person: str) -> re.Pattern[str] | None:
    """Finds the words of a name one after the other."""
    words = _words(person)
    return re.compile(r"\b" + r"[\W_]+".join(map(re.escape, words)) + r"\b", re.I) if words else None


def _page_names(html: bytes, phrase: re.Pattern[str]) -> bool:
    unpack = zlib.decompressobj()
    try:
        told = json.loads(unpack.decompress(html, _LARGEST_PAGE))
    except (zlib.error, ValueError, TypeError, RecursionError):
        return True
    told = unquote(unescape(" ".join(map(str, told))))
    return any(phrase.search(text) for text in (told, re.sub(r"<[^<>]*>", " ", told)))
