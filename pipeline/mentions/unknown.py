"""Names that nothing knows, told by where they stand: behind a rank, before a degree, behind a post with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.mentions.degrees import is_degree
from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.names import name_model
from pipeline.mentions.places import ends_place

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST_RANK, _LONGEST_NAME = 4, 3


def surely(doc: Doc, post: int, start: int, end: int) -> bool:
    """Whether the capitalised words from ``start`` to ``end`` beside a post that ends at ``post`` are a name whatever they are."""
    return (
        behind_rank(doc, post) or _before_degree(doc, start, end) or (start == post and _behind_place(doc, start, end))
    )


def behind_rank(doc: Doc, end: int) -> bool:
    """Whether a rank ends at ``end``: who is capitalised behind it is a person, even one nothing knows."""
    known = lexicon()
    behind = (doc[end - n : end].text.lower() for n in range(1, min(_LONGEST_RANK, end) + 1))
    ranks = (form for form in behind if (term := known.terms.get(form)) and term.kind == "pangkat")
    return doc[end - 1].lower_ in known.corps or any(rank not in known.contexts for rank in ranks)


def _before_degree(doc: Doc, start: int, end: int) -> bool:
    """Whether several words stand before a degree: "Darlis Umar, S.Sos"."""
    return end - start > 1 and end + 1 < len(doc) and doc[end].text == "," and is_degree(doc[end + 1].text)


def _behind_place(doc: Doc, start: int, end: int) -> bool:
    """Whether several words that are hardly ever written small stand between a post with its place and the rest of a sentence."""
    words, follows = doc[start:end], doc[end : end + 1].text
    if not (
        1 < len(words) <= _LONGEST_NAME and ends_place(doc, start) and (follows in {",", ")"} or follows[:1].islower())
    ):
        return False
    ordinary, offices = name_model().ordinary, lexicon().office_words
    return not any(word.is_upper or word.lower_ in ordinary or word.lower_ in offices for word in words)
