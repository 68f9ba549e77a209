"""Names of provinces, regencies, cities and districts, to tell a place from a person."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import DATA

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LEVELS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ", "Daerah Khusus Ibukota ")
_LONGEST = 4


@cache
def place_names() -> frozenset[str]:
    """Lower-case names without their level word: ``balikpapan``, ``kutai kartanegara``, ``sungai kunjang``."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    for level in _LEVELS:
        names = [name.removeprefix(level) for name in names]
    return frozenset(name.lower() for name in names if len(name) > 2) | frozenset(short_names())


@cache
def short_names() -> dict[str, str]:
    """Lower-case short and other names, as the press writes them, to the official code."""
    with (DATA / "region_short.csv").open(encoding="utf-8", newline="") as file:
        return {row["short"]: row["code"] for row in csv.DictReader(file)}


def place_length(doc: Doc, start: int) -> int:
    """How many tokens from ``start`` make up the longest known place name; 0 for none."""
    names = place_names()
    for length in range(min(_LONGEST, len(doc) - start), 0, -1):
        span = doc[start : start + length]
        if span.text.lower() in names and all(token.text[:1].isupper() for token in span):
            return length
    return 0


def ends_place(doc: Doc, end: int) -> bool:
    """Whether a known place name ends at ``end``."""
    return any(place_length(doc, end - length) == length for length in range(1, min(_LONGEST, end) + 1))
