"""Labelling in a notebook: one story after the other, each decision kept at once, resumed where it was left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.assess import Model
from pipeline.errors import ConflictError, InputError, NetralitasError, store_refused
from pipeline.records import Article, Assessment, Bentuk, Mention, Review, Role, Status, Verdict
from pipeline.store import Place, Proposal, Sieve, Store, contradiction

if TYPE_CHECKING:
    from ipywidgets import Widget

_E = TypeVar("_E", bound=StrEnum)
NOBODY = "nama Anda"
"""What the notebook holds in the place of a name."""
_DECIDED = frozenset({"verdict", "status", "roles", "bentuk"})


class Labeller:
    """The queue of cases that wait, the most urgent first.

    ``show()`` tells the story at hand with its number and its mentions numbered; ``decide()`` keeps a verdict on the story of that
    number and goes on; ``skip()`` only goes on; ``back()`` takes the last decision back; ``panel()`` does all of it by clicking.
    """

    def __init__(self, db: Path | str, model: Model, reviewer: str):
        if not isinstance(model, Model):
            raise NetralitasError(f"{model!r} is no model: write load_model(), or load_model and the folder of yours.")
        self.db, self.model, self.reviewer = Path(db), model.name, str(reviewer).strip()
        self._require_store()
        if self.reviewer.casefold() in ("", NOBODY.casefold()):
            raise NetralitasError(
                f'Who labels? REVIEWER is still {reviewer!r}: write your own name there, such as REVIEWER = "Ani", and run the cell '
                "again. It stands beside every label you make."
            )
        with self._store() as store:
            store.require_judged(self.model)
        self._after: Place | None = None
        self._done: list[Review] = []
        self._shown: list[tuple[str, str]] = []
        self.story: tuple[Article, Assessment] | None = None
        self.standing: Review | None = None
        self.skip()

    def _require_store(self) -> None:
        if not self.db.exists():
            raise NetralitasError(f"There is no store at {self.db}. Make one with 'netralitas run', or name yours.")

    @contextmanager
    def _store(self) -> Iterator[Store]:
        self._require_store()
        try:
            with Store(self.db) as store:
                yield store
        except sqlite3.Error as problem:
            raise NetralitasError(store_refused(problem)) from None

    def skip(self) -> None:
        """Go on to the next story; ``story`` is ``None`` where none is left."""
        with self._store() as store:
            found = store.queue(self.model, Sieve(), self._after, 1)
            if found:
                self._take_up(store, found[0])
            else:
                self.story = None

    def _take_up(self, store: Store, story: tuple[Article, Assessment]) -> None:
        url = story[0].url
        self.story, self.standing, self._after = story, store.review_of(url), store.place(self.model, url)

    def show(self) -> str:
        """The story at hand, as text."""
        if self.story is None:
            return self._none_left()
        article, said = self.story
        if _version(article) not in self._shown[-1:]:
            self._shown.append(_version(article))
        head = f"Berita {len(self._shown)}: {article.title}\n{article.outlet}, {said.status} {said.flagged_probability:.2f}\n"
        mentions = [f"{n:3} {m.role:8} {m.group}: {m.text}" for n, m in enumerate(said.mentions)]
        forms = f"    bentuk: {', '.join(said.bentuk) or 'tidak ada'}"
        return "\n".join([head, article.text, "", *mentions, forms, *self.noted()])

    def noted(self) -> list[str]:
        """The note that stands on the story at hand, and whose it is."""
        standing = self.standing
        return [f"    catatan {standing.reviewer}: {standing.note}"] if standing and standing.note else []

    def _none_left(self) -> str:
        with self._store() as store:
            passed = store.waiting(self.model, Sieve())
        return f"Tidak ada lagi yang menunggu{f', kecuali {passed} yang dilewati atau baru masuk; jalankan lagi sel paling atas untuk melihatnya' if passed else ''}."

    def decide(self, story: int, verdict: str = "", **said: Any) -> None:
        """Keep a decision on the story that ``show()`` told as number ``story``, and go on; the rest as for :meth:`keep`.

        Raises :class:`NetralitasError` where another story is at hand, so that a cell that runs once more decides nothing unseen.
        """
        if not (verdict or any(said.values())):
            return
        if self.story is None:
            raise NetralitasError("No story is left to decide on; nothing was kept.")
        seen = self._shown[-1:] == [_version(self.story[0])]
        if not seen or str(story) != str(len(self._shown)):
            at_hand = f"story {len(self._shown)} is" if seen else "one that was not shown yet is"
            raise NetralitasError(
                f"Story {story} is not at hand, {at_hand}; nothing was kept. Run the cell without a verdict to see the story, then write its number beside the verdict."
            )
        self.keep(verdict, **said)

    def keep(
        self,
        verdict: str = "",
        status: str = "",
        roles: Mapping[int, str] | None = None,
        bentuk: Iterable[str] | None = None,
        note: str = "",
        checked: bool = False,
    ) -> None:
        """Keep a decision on the story at hand, and go on. A note that stands on it stays unless another is written.

        ``roles``: from the number of a mention to its right role. ``bentuk``: all the right forms. ``checked``: every role and form was
        looked at, and what is not said otherwise is right as told; without it what is left as told becomes no label. Raises :class:`NetralitasError` for a name or a number there is not, where
        neither verdict nor status is said or the two contradict each other, and where somebody decided, or the text changed, in between.
        """
        if not (verdict or status):
            raise NetralitasError("Say a verdict or a status too; nothing was kept.")
        if self.story is None:
            raise NetralitasError("Nothing waits; there is no story to decide on.")
        article, said = self.story
        _refuse_unlike(roles, bentuk, note, checked)
        changed = {_numbered(said.mentions, n).start: _known(Role, role) for n, role in (roles or {}).items()}
        forms = said.bentuk if checked and bentuk is None else [bentuk] if isinstance(bentuk, str) else bentuk
        review = Review(
            article.url, self.model, _known(Verdict, verdict) if verdict else None, self.reviewer, datetime.now(UTC),
            _known(Status, status) if status else None, tuple(sorted(changed.items())), note, "notebook",
            bentuk=None if forms is None else tuple(_known(Bentuk, form) for form in forms),
        )  # fmt: skip
        if contradiction(review, said.status):
            raise NetralitasError(
                f"The verdict {verdict} and the status {status} contradict each other: the story was told as {said.status}. Nothing was kept."
            )
        if checked:
            review = replace(review, mentions=review.marked(said), roles=())
        says = _DECIDED | ({"note"} if note else set())
        review = Proposal(review, "", says, self._seen).over(self.standing, said.status)
        with self._store() as store:
            try:
                self._done.append(store.decide(review, self._seen, article.text_hash))
            except ConflictError as between:
                raise ConflictError(
                    f"{between} skip() goes on to the next story; the desk shows what stands."
                ) from None
        self.skip()

    @property
    def _seen(self) -> int | None:
        return self.standing.id if self.standing else None

    def back(self) -> None:
        """Take the last decision of this sitting back, and show its story again, in the text it has now.

        Raises :class:`NetralitasError` where somebody else decided since, whose decision stands, or where the story cannot be shown.
        """
        if not self._done:
            raise NetralitasError("Nothing was decided in this sitting; 'netralitas review log' shows what was before.")
        with self._store() as store:
            last = self._done[-1]
            try:
                store.undo(last.url, self.reviewer, datetime.now(UTC), last.id)
            except ConflictError as between:
                self._done.pop()
                raise ConflictError(f"{between} What stands was left; back() again takes the one before it.") from None
            self._done.pop()
            try:
                story = store.story(self.model, last.url)
            except InputError:
                raise NetralitasError(
                    f"Your decision on {last.url} is taken back. Its text was changed since and is not judged yet, so the story at hand stays; "
                    "'netralitas run' judges it."
                ) from None
            self._take_up(store, story)

    def panel(self) -> Widget | str:
        """The same by clicking; a sentence where ipywidgets is not installed."""
        try:
            from pipeline.review.widgets import panel
        except ImportError:
            return "ipywidgets is not installed (pip install 'netralitas[notebooks]'); the plain cells below need none."
        return panel(self)


def _refuse_unlike(roles: object, bentuk: object, note: object, checked: object) -> None:
    """Refuse what is written in another way than a cell has it."""
    ways = (
        ("roles", "{number: role}, such as {0: 'lain'}", not roles or isinstance(roles, Mapping)),
        ("bentuk", "a list of forms, such as ['medsos']", bentuk is None or isinstance(bentuk, Iterable)),
        ("note", "text in quotes", isinstance(note, str)),
        ("checked", "True or False, without quotes", isinstance(checked, bool)),
    )
    for name, way, right in ways:
        if not right:
            raise NetralitasError(f"Write {name} as {way}; nothing was kept.")


def _known(kind: type[_E], value: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        raise NetralitasError(f"{value!r} is none of {', '.join(kind)}; nothing was kept.") from None


def _numbered(mentions: tuple[Mention, ...], number: int | str) -> Mention:
    if str(number) not in map(str, range(len(mentions))):
        known = f"they have the numbers 0 to {len(mentions) - 1}" if mentions else "the story has none"
        raise NetralitasError(f"There is no mention {number}; {known}. Nothing was kept.")
    return mentions[int(number)]


def _version(article: Article) -> tuple[str, str]:
    """A story in the text that was shown."""
    return article.url, article.text_hash
