"""What models say of the articles, and what each run did."""

from __future__ import annotations

import json
import operator
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pipeline.errors import NetralitasError
from pipeline.places import region_of_article
from pipeline.records import (
    Article,
    Assessment,
    Bentuk,
    Consideration,
    Doubt,
    Evidence,
    Group,
    Mention,
    Pemilihan,
    Role,
    Status,
)
from pipeline.store.database import to_text
from pipeline.store.news import News, read_article
from pipeline.store.trust import read_safely

_URGENCY = (
    "UPDATE assessment SET urgency = 100 * flagged_probability + (SELECT julianday(coalesce(published_at, fetched_at)) "
    "FROM article JOIN page USING (url) WHERE article.url = assessment.url) WHERE url = ? AND model = ?"
)

# Whether there are more articles than assessed ones and copies: to count is quick, to look for them is not.
_ANY_UNASSESSED = (
    "SELECT (SELECT count(*) FROM article) > (SELECT count(*) FROM assessment WHERE model = ?1) + "
    "(SELECT count(*) FROM fingerprint AS copy WHERE original <> url AND NOT EXISTS "
    "(SELECT 1 FROM assessment WHERE model = ?1 AND url = copy.url))"
)


class Assessments(News):
    """Tables ``assessment``, ``mention``, ``lead`` and ``run``."""

    def unassessed(self, model: str) -> Iterator[Article]:
        """The articles this model has not seen, oldest first; copies of another are left to it."""
        if not self._db.execute(_ANY_UNASSESSED, (model,)).fetchone()[0]:
            return iter(())
        rows = self._db.execute(
            "SELECT url FROM article WHERE url NOT IN (SELECT url FROM assessment WHERE model = ?) "
            "AND url NOT IN (SELECT url FROM fingerprint WHERE original <> url) ORDER BY published_at, url",
            (model,),
        ).fetchall()
        return self._articles(rows)

    def keep_assessment(self, url: str, assessment: Assessment) -> None:
        """Keep what one model says of one article."""
        key = {"url": url, "model": assessment.model}
        with self._transaction():
            self._db.execute("DELETE FROM mention WHERE url = ? AND model = ?", tuple(key.values()))
            self._insert("assessment", key | _assessment_row(assessment))
            self._db.execute(_URGENCY, (url, assessment.model))
            self._keep_lead(url)
            for mention in assessment.mentions:
                self._insert("mention", key | {name: getattr(mention, name) for name in Mention.__slots__})

    def _keep_lead(self, url: str) -> None:
        """Hold a story for searching as long as some model flags it."""
        self._db.execute("DELETE FROM lead WHERE url = ?", (url,))
        flagged = (
            "SELECT * FROM article WHERE url = ?1 AND EXISTS (SELECT 1 FROM assessment WHERE url = ?1 AND flagged)"
        )
        if row := self._db.execute(flagged, (url,)).fetchone():
            region = region_of_article(read_article(row))
            code, name = (region.code or "", region.name) if region else ("", "")
            told = url, code, name, row["published_at"]
            self._db.execute("INSERT INTO lead (url, region, region_name, published_at) VALUES (?, ?, ?, ?)", told)

    def require_judged(self, model: str) -> None:
        """Raise :class:`NetralitasError`, with what to do, where the model has judged no story yet: all that is asked of it would be empty."""
        if self._db.execute("SELECT 1 FROM assessment WHERE model = ? LIMIT 1", (model,)).fetchone() is None:
            raise NetralitasError(
                f"{model} has judged no story of {self.path}. 'netralitas run' collects and judges stories, 'netralitas reassess' judges those "
                "that are stored."
            )

    def assessed(self, model: str, flagged_only: bool = False) -> Iterator[tuple[Article, Assessment]]:
        """Articles with what one model says of them: the likeliest cases first. ``flagged_only``: those it flags, and those on which
        an analyst decided."""
        where = "AND (assessment.flagged = 1 OR url IN (SELECT url FROM decided))" if flagged_only else ""
        rows = self._db.execute(
            f"SELECT url FROM assessment WHERE model = ? {where} ORDER BY flagged_probability DESC, url",
            (model,),
        )
        for row in rows:
            yield self._read(row["url"], model)

    def says(self, model: str, url: str) -> Assessment | None:
        """What one model says of an article; ``None`` where it has not read it."""
        row = self._db.execute("SELECT * FROM assessment WHERE url = ? AND model = ?", (url, model)).fetchone()
        return row and self._assessment(row)

    def _read(self, url: str, model: str) -> tuple[Article, Assessment]:
        """An article with what one model says of it."""
        row = self._db.execute(
            "SELECT article.*, assessment.* FROM article JOIN assessment USING (url) WHERE url = ? AND model = ?",
            (url, model),
        ).fetchone()
        return read_article(row), self._assessment(row)

    def _assessment(self, row: sqlite3.Row) -> Assessment:
        mentions = self._db.execute(
            "SELECT * FROM mention WHERE url = ? AND model = ? ORDER BY start", (row["url"], row["model"])
        )
        return _read_assessment(row, tuple(map(_read_mention, mentions)))

    def counts(self, model: str) -> tuple[int, int]:
        """How many articles are held, and how many of them this model flags."""
        held = self._db.execute("SELECT count(*) FROM article").fetchone()[0]
        flagged = self._db.execute("SELECT count(*) FROM assessment WHERE model = ? AND flagged = 1", (model,))
        return held, flagged.fetchone()[0]

    def models(self) -> list[str]:
        """The models that assessed something, the one of the latest run first."""
        rows = self._db.execute(
            "SELECT model FROM assessment GROUP BY model "
            "ORDER BY (SELECT max(id) FROM run WHERE run.model = assessment.model) DESC, model"
        )
        return [row["model"] for row in rows]

    def changes(self, old: str, new: str) -> Iterator[sqlite3.Row]:
        """Where two models differ in status or flag: ``url``, ``title``, and ``status``, ``flagged``,
        ``flagged_probability`` of each with ``old_`` and ``new_`` before; the greatest change first.
        """
        columns = ", ".join(
            f"{model}.{name} AS {model}_{name}"
            for model in ("old", "new")
            for name in ("status", "flagged", "flagged_probability")
        )
        yield from self._db.execute(
            f"SELECT url, title, {columns} FROM assessment AS old JOIN assessment AS new USING (url) "
            "JOIN article USING (url) WHERE old.model = ? AND new.model = ? "
            "AND (old.status <> new.status OR old.flagged <> new.flagged) "
            "ORDER BY abs(old.flagged_probability - new.flagged_probability) DESC, url",
            (old, new),
        )

    def shares_flagged(self, since: datetime) -> list[tuple[str, int, int]]:
        """When each run since then that read a page began, the articles it assessed, how many it flagged; latest first."""
        rows = self._db.execute(
            "SELECT started, articles, flagged FROM run WHERE started >= ? AND pages > 0 ORDER BY started DESC",
            (to_text(since),),
        )
        return [tuple(row) for row in rows]

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
        """Keep what a run did. ``articles``: how many it assessed."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO run (started, finished, model, pages, articles, flagged, failures) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    to_text(started),
                    to_text(finished),
                    model,
                    pages,
                    articles,
                    flagged,
                    json.dumps(failures, sort_keys=True),
                ),
            )


@read_safely
def _read_mention(row: sqlite3.Row) -> Mention:
    start, end = operator.index(row["start"]), operator.index(row["end"])
    return Mention(row["text"], start, end, Group(row["group"]), Role(row["role"]), row["person"])


@read_safely
def _read_assessment(row: sqlite3.Row, mentions: tuple[Mention, ...]) -> Assessment:
    chances = json.loads(row["probabilities"])
    float(chances[row["status"]])  # the one that is always asked for
    return Assessment(
        status=Status(row["status"]),
        probabilities={Status(name): float(value) for name, value in chances.items()},
        flagged=bool(row["flagged"]),
        flagged_probability=float(row["flagged_probability"]),
        bentuk=tuple(map(Bentuk, json.loads(row["bentuk"]))),
        mentions=mentions,
        evidence=tuple(map(_read_evidence, json.loads(row["evidence"]))),
        pemilihan=Pemilihan(row["pemilihan"]),
        pasal=tuple(map(str, json.loads(row["pasal"]))),
        bantahan=bool(row["bantahan"]),
        model=row["model"],
        considerations=tuple(
            Consideration(str(text), float(weight)) for text, weight in json.loads(row["considerations"])
        ),
        doubts=tuple(map(Doubt, json.loads(row["doubts"]))),
        unknown=None if row["unknown"] is None else float(row["unknown"]),
    )


def _read_evidence(told: list[Any]) -> Evidence:
    text, start, end, reasons = told
    return Evidence(str(text), operator.index(start), operator.index(end), tuple(map(str, reasons)))


def _assessment_row(assessment: Assessment) -> dict[str, Any]:
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
        "considerations": json.dumps([[c.text, c.weight] for c in assessment.considerations], ensure_ascii=False),
        "doubts": json.dumps(assessment.doubts),
        "unknown": assessment.unknown,
    }
