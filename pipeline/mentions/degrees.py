"""Degrees behind a name, with dots or without: "Darlis, S.Sos., M.Si.", "Darlis SSos MSi"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.shipped import read_lines

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DOTTED = re.compile(r"(?:[A-Z][A-Za-z]{0,3}\.)+[A-Z]?[A-Za-z]{0,6}\.?")


def is_degree(word: str) -> bool:
    """Whether a word is a degree, where it stands behind a name."""
    return bool(_DOTTED.fullmatch(word)) or is_undotted(word)


def is_undotted(word: str) -> bool:
    """Whether a word is a degree written without its dots; one that ends a sentence has its full stop."""
    return word.rstrip(".") in _undotted()


def before_degrees(doc: Doc, start: int, end: int) -> int:
    """Where a name from ``start`` to ``end`` stops, without the degrees behind it that no comma parts from it."""
    while end > start + 1 and doc[end - 1].text.replace(".", "") in _undotted():
        end -= 1
    return end


@cache
def _undotted() -> frozenset[str]:
    """The degrees among the abbreviations that may close a sentence, as many write them: "SSos"."""
    degrees = (word for word in read_lines("abbreviations_closing.txt") if word[0].isupper() and word.count(".") > 1)
    return frozenset(degree.replace(".", "") for degree in degrees)
