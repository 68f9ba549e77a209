"""Everything kept between runs: one SQLite file in WAL mode, so that a reader never waits for a writer.

Tables: ``page`` (the HTML as it came), ``article``, ``assessment`` and ``mention`` (one set for each
model), ``failure`` (what could not be had, counted), ``run`` (what each run did). Times are ISO 8601 in
UTC; lists are JSON.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import NetralitasError
from pipeline.failures import is_final
from pipeline.records import (
    Article,
    Assessment,
    Bentuk,
    Evidence,
    Failure,
    Group,
    Mention,
    Page,
    Pemilihan,
    Role,
    Status,
)

_VERSION = 1
_SCHEMA = """
CREATE TABLE page (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, outlet TEXT NOT NULL, timezone TEXT NOT NULL, fetched_at TEXT NOT NULL,
    html BLOB NOT NULL, title TEXT, published TEXT, author TEXT
) WITHOUT ROWID;
CREATE TABLE article (
    url TEXT PRIMARY KEY REFERENCES page(url), source TEXT NOT NULL, outlet TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, published_at TEXT, date_source TEXT, author TEXT, place TEXT
) WITHOUT ROWID;
CREATE INDEX article_published ON article(published_at);
CREATE TABLE assessment (
    url TEXT NOT NULL REFERENCES article(url), model TEXT NOT NULL, status TEXT NOT NULL, flagged INTEGER NOT NULL,
    flagged_probability REAL NOT NULL, probabilities TEXT NOT NULL, bentuk TEXT NOT NULL, evidence TEXT NOT NULL,
    pemilihan TEXT NOT NULL, pasal TEXT NOT NULL, bantahan INTEGER NOT NULL, PRIMARY KEY (url, model)
) WITHOUT ROWID;
CREATE INDEX assessment_flagged ON assessment(model, flagged, flagged_probability);
CREATE TABLE mention (
    url TEXT NOT NULL, model TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
    "group" TEXT NOT NULL, role TEXT NOT NULL, person TEXT, PRIMARY KEY (url, model, start),
    FOREIGN KEY (url, model) REFERENCES assessment(url, model)
) WITHOUT ROWID;
CREATE TABLE failure (
    url TEXT NOT NULL, source TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (url, source)
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL, model TEXT NOT NULL,
    pages INTEGER NOT NULL, articles INTEGER NOT NULL, flagged INTEGER NOT NULL, failures TEXT NOT NULL
);
"""


def _time(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


def _read_time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


class Store:
    """The database in one file. Use it as a context manager.

    Raises :class:`NetralitasError` where the file is no database of this program.
    """

    def __init__(self, path: Path):
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            self._open()
        except (sqlite3.DatabaseError, OSError) as problem:
            raise NetralitasError(
                f"{path} cannot be used as the store ({problem}). Give another file with --db."
            ) from None

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found > _VERSION:
            raise NetralitasError(f"{self.path} was written by a newer version; update this program.")
        if found == 0:
            with self._transaction():
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _insert(self, table: str, row: dict) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._db.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))

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
                    "published_at": _time(article.published_at),
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
            "fetched_at": _time(page.fetched_at),
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
                (failure.url, failure.source, failure.code, failure.detail, _time(now), _time(now)),
            )

    def unassessed(self, model: str) -> list[Article]:
        """The articles this model has not seen, oldest first."""
        rows = self._db.execute(
            "SELECT * FROM article WHERE url NOT IN (SELECT url FROM assessment WHERE model = ?) ORDER BY published_at, url",
            (model,),
        )
        return [_article(row) for row in rows]

    def keep_assessment(self, url: str, assessment: Assessment) -> None:
        """Keep what one model says of one article."""
        key = {"url": url, "model": assessment.model}
        with self._transaction():
            self._db.execute("DELETE FROM mention WHERE url = ? AND model = ?", tuple(key.values()))
            self._insert("assessment", key | _assessment_row(assessment))
            for mention in assessment.mentions:
                self._insert("mention", key | {name: getattr(mention, name) for name in Mention.__slots__})

    def assessed(self, model: str, flagged_only: bool = False) -> Iterator[tuple[Article, Assessment]]:
        """Articles with what one model says of them: the likeliest cases first."""
        where = "AND assessment.flagged" if flagged_only else ""
        rows = self._db.execute(
            f"SELECT article.*, assessment.* FROM article JOIN assessment USING (url) WHERE model = ? {where} "
            "ORDER BY flagged_probability DESC, url",
            (model,),
        )
        for row in rows:
            yield _article(row), self._assessment(row)

    def _assessment(self, row: sqlite3.Row) -> Assessment:
        mentions = self._db.execute(
            "SELECT * FROM mention WHERE url = ? AND model = ? ORDER BY start", (row["url"], row["model"])
        )
        return Assessment(
            status=Status(row["status"]),
            probabilities={Status(name): value for name, value in json.loads(row["probabilities"]).items()},
            flagged=bool(row["flagged"]),
            flagged_probability=row["flagged_probability"],
            bentuk=tuple(map(Bentuk, json.loads(row["bentuk"]))),
            mentions=tuple(
                Mention(m["text"], m["start"], m["end"], Group(m["group"]), Role(m["role"]), m["person"])
                for m in mentions
            ),
            evidence=tuple(Evidence(*part[:3], tuple(part[3])) for part in json.loads(row["evidence"])),
            pemilihan=Pemilihan(row["pemilihan"]),
            pasal=tuple(json.loads(row["pasal"])),
            bantahan=bool(row["bantahan"]),
            model=row["model"],
        )

    def counts(self, model: str) -> tuple[int, int]:
        """How many articles are held, and how many of them this model flags."""
        held = self._db.execute("SELECT count(*) FROM article").fetchone()[0]
        flagged = self._db.execute("SELECT count(*) FROM assessment WHERE model = ? AND flagged", (model,)).fetchone()[
            0
        ]
        return held, flagged

    def keep_run(
        self,
        started: datetime,
        finished: datetime,
        model: str,
        pages: int,
        articles: int,
        flagged: int,
        failures: dict[str, int],
    ) -> None:
        """Keep what a run did."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO run (started, finished, model, pages, articles, flagged, failures) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    _time(started),
                    _time(finished),
                    model,
                    pages,
                    articles,
                    flagged,
                    json.dumps(failures, sort_keys=True),
                ),
            )


def _article(row: sqlite3.Row) -> Article:
    return Article(
        url=row["url"],
        source=row["source"],
        outlet=row["outlet"],
        title=row["title"],
        text=row["text"],
        published_at=_read_time(row["published_at"]),
        date_source=row["date_source"],
        author=row["author"],
        place=row["place"],
    )


def _assessment_row(assessment: Assessment) -> dict:
    return {
        "status": assessment.status,
        "flagged": assessment.flagged,
        "flagged_probability": assessment.flagged_probability,
        "probabilities": json.dumps(assessment.probabilities),
        "bentuk": json.dumps(assessment.bentuk),
        "evidence": json.dumps([[e.text, e.start, e.end, e.reasons] for e in assessment.evidence], ensure_ascii=False),
        "pemilihan": assessment.pemilihan,
        "pasal": json.dumps(assessment.pasal, ensure_ascii=False),
        "bantahan": assessment.bantahan,
    }
