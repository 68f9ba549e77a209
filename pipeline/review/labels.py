"""Decisions as labelled articles, for measuring, calibrating and training: what a person decided, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.language import parse
from pipeline.learn.corpus import LabelledArticle
from pipeline.mentions import tag
from pipeline.records import FLAGGED, Assessment, Group, Mention, Review, Role, Verdict
from pipeline.store import Store


def labelled(store: Store) -> Iterator[LabelledArticle]:
    """Each decided story with its labels, in the text that was decided on.

    A story judged wrong without a corrected status says only that it is no case, and is left out here.
    """
    return (found for found, _ in labels_of(store) if isinstance(found, LabelledArticle))


def labels_of(store: Store, source: str = "") -> Iterator[tuple[LabelledArticle | str, bool]]:
    """The label of each decision, or why it gives none; and whether the outlet has changed the text since. ``source``: only stories of this one."""
    for review in store.reviews(source):
        judged = store.judged(review)
        yield _label(store, review, judged and judged[1]), False
    for review in store.outdated(source):
        yield _label(store, review, None), True


def _label(store: Store, review: Review, said: Assessment | None) -> LabelledArticle | str:
    """``said``: what a model says of the text that was decided on, where that is known."""
    article, status = store.decided_on(review), review.status_of(said)
    if article is None:
        return "the text it was decided on is not kept"
    if status is None:
        return _unsaid(review)
    case, mentions = status in FLAGGED, _decided(review, said, article.text)
    return LabelledArticle(
        id=review.url,
        title=article.title,
        text=article.text,
        status=status,
        terduga=_accused(review, mentions) if case else frozenset(),
        bentuk=None if case and review.bentuk is None else frozenset(review.bentuk or () if case else ()),
        mentions=mentions,
        outlet=article.outlet,
        writer=review.origin,
        labeller=_labellers(store, review),
        labelled_at=review.decided_at.isoformat(),
        partial=review.mentions is None and mentions is not None,
    )


def _unsaid(review: Review) -> str:
    """Why a decision tells no status."""
    if review.verdict is Verdict.BENAR:  # about a status that was not written down yet when it was decided
        return "the story is not assessed: run 'netralitas reassess'"
    if review.verdict is None and (review.roles or review.mentions is not None):
        return "roles without a verdict, which become labels once somebody gives one"
    return f"{review.verdict or 'a note'} without a status"


def _labellers(store: Store, review: Review) -> str:
    """Who decided; and who marked the roles or forms that were left as they stood."""
    marked = (review.roles, review.mentions, review.bentuk)
    if marked == ((), None, None):
        return review.decider
    earlier = [one for one, undone in store.history(review.url) if not undone and one.id <= review.id]
    *_, first = (review, *takewhile(lambda one: (one.roles, one.mentions, one.bentuk) == marked, reversed(earlier)))
    return " and ".join(dict.fromkeys((review.decider, first.reviewer)))


def _decided(review: Review, said: Assessment | None, text: str) -> tuple[Mention, ...] | None:
    """All mentions where a person marked them, else those whose role they changed; ``None`` where they did neither."""
    roles = dict(review.roles)
    if review.mentions is not None:
        return tuple(replace(mention, role=roles.get(mention.start, mention.role)) for mention in review.mentions)
    found = (said.mentions if said else tag(parse(text))) if roles else ()
    return tuple(replace(one, role=roles[one.start]) for one in found if one.start in roles) or None


def _accused(review: Review, mentions: Sequence[Mention] | None) -> frozenset[Group] | None:
    """The accused groups; ``None`` where not every mention was looked at."""
    if review.mentions is None or mentions is None:
        return None
    return frozenset(mention.group for mention in mentions if mention.role is Role.TERDUGA)
