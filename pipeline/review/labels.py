"""Decisions as labelled articles, for measuring, calibrating and training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.learn.corpus import LabelledArticle
from pipeline.records import FLAGGED, Role
from pipeline.store import Store


def unlabelled(store: Store) -> Counter[str]:
    """Why decisions give no label, and how many for each reason."""
    reasons = Counter({"decided on another text than the story has now": store.outdated()})
    for review in store.reviews():
        judged = store.judged(review)
        if judged is None:
            reasons["not assessed again yet: run 'netralitas reassess'"] += 1
        elif review.status_of(judged[1]) is None:
            reasons[f"{review.verdict or 'a note'} without a status"] += 1
    return +reasons


def labelled(store: Store) -> Iterator[LabelledArticle]:
    """Each decided story with its labels.

    A story judged wrong without a corrected status says only that it is no case, and is left out here.
    """
    for review in store.reviews():
        judged = store.judged(review)
        if judged is None:  # not assessed again yet
            continue
        article, assessment = judged
        status = review.status_of(assessment)
        if status is None:
            continue
        mentions = review.marked(assessment)
        case = status in FLAGGED
        yield LabelledArticle(
            id=review.url,
            title=article.title,
            text=article.text,
            status=status,
            terduga=frozenset(m.group for m in mentions if m.role is Role.TERDUGA and case),
            bentuk=frozenset((assessment.bentuk if review.bentuk is None else review.bentuk) if case else ()),
            mentions=tuple(mentions),
            outlet=article.outlet,
            writer=review.origin,
            labeller=review.decider,
            labelled_at=review.decided_at.isoformat(),
        )
