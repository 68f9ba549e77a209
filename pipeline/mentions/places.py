"""Names of provinces, regencies, cities and districts among the tokens, to tell a place from a person."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.places.gazetteer import place_names

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST = 4
_SHORTEST_JOINED = 10  # shorter ones are names of people as well: "Batubara"


@cache
def _joined_names() -> frozenset[str]:
    """Names of several words as some write them: "Padangpanjang"."""
    joined = (name.replace(" ", "") for name in place_names() if " " in name)
    return frozenset(name for name in joined if len(name) >= _SHORTEST_JOINED)


def place_length(doc: Doc, start: int) -> int:
    """How many tokens from ``start`` make up the longest known place name; 0 for none."""
    if start < len(doc) and not doc[start].text[:1].isupper():
        return 0
    names = place_names()
    for length in range(min(_LONGEST, len(doc) - start), 0, -1):
        span = doc[start : start + length]
        if span.text.lower() in names and all(token.text[:1].isupper() for token in span):
            return length
    return int(start < len(doc) and doc[start].lower_ in _joined_names())


def ends_place(doc: Doc, end: int) -> bool:
    """Whether a known place name ends at ``end``."""
    return any(place_length(doc, end - length) == length for length in range(1, min(_LONGEST, end) + 1))
