"""Decisions as labelled articles, for measuring, calibrating and training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from pipeline.records import FLAGGED, Role
from pipeline.store import Store


def labelled(store: Store) -> Iterator[dict]:
    """One JSON object for each decided story: text, status, accused groups, forms, mentions with their roles.

    A story judged wrong without a corrected status says only that it is no case, and is left out here.
    ``sha256`` is that of the text, so that a label is never laid on another version of it.
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
        yield {
            "id": review.url,
            "title": article.title,
            "text": article.text,
            "status": status,
            "terduga": sorted({m.group for m in mentions if m.role is Role.TERDUGA}) if status in FLAGGED else [],
            "bentuk": list(assessment.bentuk) if status in FLAGGED else [],
            "mentions": list(map(asdict, mentions)),
            "outlet": article.outlet,
            "labeller": review.reviewer,
            "labelled_at": review.decided_at.isoformat(),
            "origin": review.origin,
            "sha256": article.text_hash,
        }
