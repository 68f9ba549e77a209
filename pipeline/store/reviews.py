"""What analysts decided: a log that only grows."""

from __future__ import annotations

import json
import operator
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from pipeline.errors import ConflictError, InputError
from pipeline.records import ZONE, Article, Assessment, Bentuk, Group, Mention, Review, Role, Status, Verdict
from pipeline.store.database import to_text, to_time
from pipeline.store.news import read_article
from pipeline.store.proposals import Proposal, Taken, conflict, contradiction, moved_status, one_for_each
from pipeline.store.queue import Queue
from pipeline.store.trust import read_safely

_NOT_TAKEN_BACK = "+undoes IS NULL AND NOT EXISTS (SELECT 1 FROM review AS undo WHERE undo.undoes = one.id)"
"""The plus keeps SQLite from the index of ``undoes``, where nearly every row is NULL: it would go through the whole log."""
OF_SOURCE = "(:source = '' OR url IN (SELECT url FROM article WHERE source = :source))"


class Reviews(Queue):
    """Tables ``review`` and ``reviewed``."""

    def story(self, model: str, url: str) -> tuple[Article, Assessment]:
        """One assessed story. Raises :class:`InputError` where there is none at this address."""
        row = self._db.execute(
            "SELECT * FROM article JOIN assessment USING (url) WHERE url = ? AND model = ?", (url, model)
        ).fetchone()
        if row is None:
            raise InputError("no-such-story", f"no-such-story: the store holds no assessed story at {url}.")
        return read_article(row), self._assessment(row)

    def review_of(self, url: str) -> Review | None:
        """The decision that counts for a story."""
        row = self._db.execute("SELECT * FROM review_now WHERE url = ?", (url,)).fetchone()
        return _review(row) if row else None

    def decision(self, number: int) -> Review | None:
        """The decision with this id, whether it still counts or not."""
        row = self._db.execute("SELECT * FROM review WHERE id = ?", (number,)).fetchone()
        return _review(row) if row else None

    def reviews(self, source: str = "") -> Iterator[Review]:
        """The decisions that count, in the order they were made; only on stories of one source where it is named."""
        return map(
            _review, self._db.execute(f"SELECT * FROM review_now WHERE {OF_SOURCE} ORDER BY id", {"source": source})
        )

    def history(self, url: str) -> list[tuple[Review, Review | None]]:
        """Every decision on a story, oldest first, each with what took it back: by whom and when."""
        return list(self._log("WHERE url = ?", url))

    def review_log(self) -> Iterator[tuple[Review, Review | None]]:
        """Every decision ever made, oldest first, each with what took it back."""
        return self._log("WHERE 1")

    def _log(self, where: str, *values: str) -> Iterator[tuple[Review, Review | None]]:
        undone = {
            row["undoes"]: _review(row)
            for row in self._db.execute(f"SELECT * FROM review {where} AND undoes NOT NULL", values)
        }
        for row in self._db.execute(f"SELECT * FROM review {where} AND undoes IS NULL ORDER BY id", values):
            yield _review(row), undone.get(row["id"])

    def assessed_by(self, model: str) -> dict[str, str]:
        """For each address the model whose assessment counts: this one, else the latest other."""
        others = {row["url"]: row["model"] for row in self._db.execute("SELECT url, model FROM assessment")}
        mine = self._db.execute("SELECT url FROM assessment WHERE model = ?", (model,))
        return others | {row["url"]: model for row in mine}

    def published_on(self, url: str) -> date | None:
        """The day in Jakarta on which a story was published; ``None`` where that, or the story, is unknown."""
        row = self._db.execute("SELECT * FROM article WHERE url = ?", (url,)).fetchone()
        published = read_article(row).published_at if row else None
        return published.astimezone(ZONE).date() if published else None

    def judged(self, review: Review) -> tuple[Article, Assessment] | None:
        """The story a decision is about, as the model saw it that was judged, else as another did; ``None`` where none has."""
        row = self._db.execute(
            "SELECT model FROM assessment WHERE url = ? ORDER BY model <> ?, model LIMIT 1", (review.url, review.model)
        ).fetchone()
        return self._read(review.url, row["model"]) if row else None

    def decide(self, review: Review, seen: int | None, text_hash: str = "") -> Review:
        """Keep a decision. ``seen``: id of the one that counted when the analyst looked, ``None`` for none; ``text_hash``:
        that of the text they saw, where known.

        Raises :class:`ConflictError` where somebody decided, or the outlet changed the text, in between.
        """
        with self._transaction():
            self._unmoved(review.url, seen)
            if text_hash and text_hash != self._text_hash(review.url):
                raise ConflictError(f"The text of {review.url} has changed since. Read it again before you decide.")
            return self._add(review)

    def take(self, proposals: Iterable[Proposal], replace_others: bool = False) -> Taken:
        """Keep the decisions of a file. What a row does not say stays as it stands.

        What it showed and nobody changed in it says nothing. A row is refused where its text has changed since, or where somebody
        decided in between, unless ``replace_others``. Any error keeps nothing at all.
        """
        with self._transaction():
            changed = [self._changed(proposal) for proposal in proposals]
            single, taken = one_for_each(proposal for proposal in changed if proposal.says)
            taken.same.extend(proposal for proposal in changed if not proposal.says)
            for proposal in single:
                standing, assessed = self.review_of(proposal.review.url), self._assessed_status(proposal.review)
                review = proposal.over(standing, assessed)
                problem = (
                    self._moved_text(proposal) or moved_status(proposal, assessed) or contradiction(review, assessed)
                )
                if standing and proposal.is_in(standing, review, assessed):
                    taken.same.append(proposal)
                elif problem := problem or (None if replace_others else conflict(proposal, standing, review)):
                    taken.refused.append(proposal.refused(problem))
                else:
                    taken.new.append(replace(proposal, review=self._add(review)))
        return taken

    def outdated(self, source: str = "") -> Iterator[Review]:
        """The latest decision on each story that was decided on in another text than it has now, in the order they were made."""
        rows = self._db.execute(
            f"SELECT *, max(id) FROM review AS one WHERE {_NOT_TAKEN_BACK} AND url NOT IN (SELECT url FROM reviewed) AND {OF_SOURCE} GROUP BY url ORDER BY id",
            {"source": source},
        )
        return map(_review, rows)

    def decided_on(self, review: Review) -> Article | None:
        """The story as it stood when it was decided on; ``None`` where that version is not kept."""
        row = self._db.execute(
            "SELECT text_hash, article.* FROM review JOIN article USING (url) WHERE id = ?", (review.id,)
        ).fetchone()
        known = [read_article(row), *reversed(self.versions(review.url))]
        return next((article for article in known if row["text_hash"] in ("", article.text_hash)), None)

    def _changed(self, proposal: Proposal) -> Proposal:
        """The proposal without what its file showed already."""
        judged = self.judged(proposal.review) if "roles" in proposal.says else None
        return proposal.beside(self.decision(proposal.seen or 0), judged and judged[1])

    def _assessed_status(self, review: Review) -> Status | None:
        row = self._db.execute(
            "SELECT status FROM assessment WHERE url = ? AND model = ?", (review.url, review.model)
        ).fetchone()
        return Status(row["status"]) if row else None

    def undo(self, url: str, reviewer: str, now: datetime, seen: int | None) -> None:
        """Take back the decision on a story that was ``seen``: the one that counts, or did until the outlet changed the text. Raises as :meth:`decide`."""
        with self._transaction():
            row = self._db.execute(
                f"SELECT * FROM review AS one WHERE id = ? AND url = ? AND text_hash NOT IN ('', ?) AND {_NOT_TAKEN_BACK}",
                (seen, url, self._text_hash(url)),
            ).fetchone()
            if row is None:
                self._unmoved(url, seen)
                row = self._db.execute("SELECT * FROM review_now WHERE url = ?", (url,)).fetchone()
            if row:
                self._add(replace(_review(row), reviewer=reviewer, decided_at=now), undoes=row["id"])

    def reviewers(self) -> set[str]:
        """Everybody who ever reviewed something."""
        return {row["reviewer"] for row in self._db.execute("SELECT DISTINCT reviewer FROM review")}

    def undone_by(self, decision: int) -> str | None:
        """Who took a decision back, by its id; ``None`` where nobody did."""
        row = self._db.execute("SELECT reviewer FROM review WHERE undoes = ?", (decision,)).fetchone()
        return row["reviewer"] if row else None

    def undo_batch(self, batch: str, reviewer: str, now: datetime) -> int:
        """Take back what one file brought and nobody took back yet; returns how many decisions.

        Where somebody added a note to one of them since, the verdict is told in their review too: that one is taken back with it, and the
        note stands alone.
        """
        with self._transaction():
            rows = self._db.execute(
                f"SELECT * FROM review AS one WHERE batch = ? AND {_NOT_TAKEN_BACK}", (batch,)
            ).fetchall()
            for row in rows:
                self._add(replace(_review(row), reviewer=reviewer, decided_at=now), undoes=row["id"])
                self._leave_only_the_note(_review(row))
        if not rows:
            raise InputError("no-such-batch", f"no-such-batch: nothing stands of {batch}. The import printed its name.")
        return len(rows)

    def _leave_only_the_note(self, gone: Review) -> None:
        """Of a later review that only carried on a verdict that is gone now, its note."""
        standing = self.review_of(gone.url)
        if standing and standing.id > gone.id and standing.judge == gone.decider:
            note = Review(
                gone.url, standing.model, None, standing.reviewer, standing.decided_at,
                note=standing.note, origin=standing.origin, batch=standing.batch,
            )  # fmt: skip
            self._add(note)

    def _unmoved(self, url: str, seen: int | None) -> None:
        now = self._db.execute("SELECT id, reviewer FROM review_now WHERE url = ?", (url,)).fetchone()
        if (now["id"] if now else None) != seen:
            what = (
                f"was reviewed in between by {now['reviewer']}"
                if now
                else "was changed by its outlet, or its decision taken back, in between"
            )
            raise ConflictError(f"{url} {what}. Look at it again before you decide.")

    def _text_hash(self, url: str) -> str:
        row = self._db.execute("SELECT * FROM article WHERE url = ?", (url,)).fetchone()
        return read_article(row).text_hash if row else ""

    def _moved_text(self, proposal: Proposal) -> str | None:
        if self._text_hash(proposal.review.url).startswith(proposal.text_hash):
            return None
        return "the text has changed since; export it and look at it again"

    def _add(self, review: Review, undoes: int | None = None) -> Review:
        review = replace(review, judged=review.judged or self._assessed_status(review))
        row = {
            "url": review.url,
            "model": review.model,
            "verdict": review.verdict or "",
            "status": review.status or "",
            "roles": json.dumps(dict(review.roles)),
            "note": review.note,
            "reviewer": review.reviewer,
            "decided_at": to_text(review.decided_at),
            "origin": review.origin,
            "batch": review.batch,
            "undoes": undoes,
            "text_hash": self._text_hash(review.url),
            "mentions": _mentions_text(review.mentions),
            "bentuk": None if review.bentuk is None else json.dumps(review.bentuk),
            "judged": review.judged or "",
            "judge": review.judge,
        }
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        added = self._db.execute(f"INSERT INTO review ({names}) VALUES ({marks})", tuple(row.values())).lastrowid
        self._count(review.url)
        return replace(review, id=added or 0)

    def _count(self, url: str) -> None:
        """Note which decision on a story counts now."""
        latest = self._db.execute(
            f"SELECT max(id) FROM review AS one WHERE url = ? AND text_hash IN ('', ?) AND {_NOT_TAKEN_BACK}",
            (url, self._text_hash(url)),
        ).fetchone()[0]
        self._db.execute("DELETE FROM reviewed WHERE url = ?", (url,))
        if latest is not None:
            self._db.execute("INSERT INTO reviewed VALUES (?, ?)", (url, latest))


def _mentions_text(mentions: tuple[Mention, ...] | None) -> str | None:
    if mentions is None:
        return None
    return json.dumps([[m.start, m.end, m.group, m.role, m.text, m.person] for m in mentions], ensure_ascii=False)


def _mentions(text: str | None) -> tuple[Mention, ...] | None:
    if text is None:
        return None
    return tuple(
        Mention(said, operator.index(start), operator.index(end), Group(group), Role(role), person)
        for start, end, group, role, said, person in json.loads(text)
    )


@read_safely
def _review(row: sqlite3.Row) -> Review:
    return Review(
        url=row["url"],
        model=row["model"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        reviewer=row["reviewer"],
        decided_at=to_time(row["decided_at"]),
        status=Status(row["status"]) if row["status"] else None,
        roles=tuple((int(start), Role(role)) for start, role in json.loads(row["roles"]).items()),
        note=row["note"],
        origin=row["origin"],
        batch=row["batch"],
        id=row["id"],
        mentions=_mentions(row["mentions"]),
        bentuk=None if row["bentuk"] is None else tuple(map(Bentuk, json.loads(row["bentuk"]))),
        judged=Status(row["judged"]) if row["judged"] else None,
        judge=row["judge"],
    )
