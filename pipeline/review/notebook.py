"""Labelling in a notebook: one story after the other, each decision kept at once, resumed where it was left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.assess import Model
from pipeline.records import Article, Assessment, Review, Role, Status, Verdict
from pipeline.store import Place, Sieve, Store


class Labeller:
    """The queue of cases that wait, the most urgent first.

    ``show()`` prints the story at hand with its mentions numbered; ``decide()`` keeps a verdict and goes on; ``skip()``
    only goes on; ``back()`` takes the last decision back.
    """

    def __init__(self, db: Path | str, model: Model, reviewer: str):
        self.db, self.model, self.reviewer = Path(db), model.name, reviewer
        self._after: Place | None = None
        self._done: list[Review] = []
        self.story: tuple[Article, Assessment] | None = None
        self.skip()

    def skip(self) -> None:
        """Go on to the next story; ``story`` is ``None`` where none waits."""
        with Store(self.db) as store:
            found = store.queue(self.model, Sieve(), self._after, 1)
            if found:
                self._after = store.place(self.model, found[0][0].url)
        self.story = found[0] if found else None

    def show(self) -> str:
        """The story at hand, as text."""
        if self.story is None:
            return "Tidak ada lagi yang menunggu."
        article, said = self.story
        head = f"{article.title}\n{article.outlet}, {said.status} {said.flagged_probability:.2f}\n"
        mentions = [f"{n:3} {m.role:8} {m.group}: {m.text}" for n, m in enumerate(said.mentions)]
        return "\n".join([head, article.text, "", *mentions])

    def decide(self, verdict: str, status: str = "", roles: dict[int, str] | None = None, note: str = "") -> None:
        """Keep a decision and go on. ``roles``: from the number of a mention to its right role.

        Raises :class:`ValueError` for a verdict, status or role there is not, :class:`IndexError` for such a mention,
        and ``ConflictError`` where somebody decided in between.
        """
        article, said = self.story
        changed = tuple(sorted((said.mentions[n].start, Role(role)) for n, role in (roles or {}).items()))
        review = Review(
            article.url, self.model, Verdict(verdict), self.reviewer, datetime.now(UTC),
            Status(status) if status else None, changed, note, "notebook",
        )  # fmt: skip
        with Store(self.db) as store:
            self._done.append(store.decide(review, None, article.text_hash))
        self.skip()

    def back(self) -> None:
        """Take the last decision of this sitting back, and show its story again."""
        with Store(self.db) as store:
            last = self._done.pop()
            store.undo(last.url, self.reviewer, datetime.now(UTC), last.id)
            self.story = store.story(self.model, last.url)
            self._after = store.place(self.model, last.url)
