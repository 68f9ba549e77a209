"""Names of provinces, regencies, cities and districts among the tokens, to tell a place from a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.places.gazetteer import place_names

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST = 4


def place_length(doc: Doc, start: int) -> int:
    """How many tokens from ``start`` make up the longest known place name; 0 for none."""
    if start < len(doc) and not doc[start].text[:1].isupper():
        return 0
    names = place_names()
    for length in range(min(_LONGEST, len(doc) - start), 0, -1):
        span = doc[start : start + length]
        if span.text.lower() in names and all(token.text[:1].isupper() for token in span):
            return length
    return 0


def ends_place(doc: Doc, end: int) -> bool:
    """Whether a known place name ends at ``end``."""
    return any(place_length(doc, end - length) == length for length in range(1, min(_LONGEST, end) + 1))
