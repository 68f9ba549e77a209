"""Notes too long for a cell of a workbook, when they come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.export.tables import clean
from pipeline.export.workbook import uncut
from pipeline.store import Proposal, Store


def with_whole_notes(proposals: Iterable[Proposal], store: Store) -> list[Proposal]:
    """The proposals, where a note that was cut for its cell is the whole one again that the table was made from."""
    return [_whole(one, store) if "note" in one.says else one for one in proposals]


def _whole(one: Proposal, store: Store) -> Proposal:
    shown = store.review_of(one.review.url) if one.seen is None else store.decision(one.seen)
    if shown is None:
        return one
    return replace(one, review=replace(one.review, note=uncut(one.review.note, clean(shown.note))))
