"""Indonesian tokens and sentences: a spaCy ``Language``, built once for each process."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.language.normal import normalise, places_in

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

__all__ = ["language", "normalise", "parse", "places_in", "span_at"]

# spaCy takes quadratic time over a run of characters without a space, so a long one is read in pieces.
_LONGEST_RUN = 200
_RUNS = re.compile(rf"(\S{{{_LONGEST_RUN},}})")
_PIECE = re.compile(r"[\s\S]{1,100}")


@cache
def language() -> Language:
    """The tokenizer and the sentence boundaries. About 0.05 s to build after ``import spacy``."""
    from pipeline.language.indonesian import build

    return build()


def _in_pieces(nlp: Language, text: str) -> Doc:
    from spacy.tokens import Doc

    parts = _RUNS.split(text)  # every second one is a long run
    pieces = [piece for i, part in enumerate(parts) for piece in (_PIECE.findall(part) if i % 2 else [part]) if piece]
    # a run mostly repeats itself, and spaCy stops remembering what it cut once it has seen 10,000 words
    known = {piece: [(token.text, bool(token.whitespace_)) for token in nlp.make_doc(piece)] for piece in set(pieces)}
    tokens = [token for piece in pieces for token in known[piece]]
    return Doc(nlp.vocab, words=[word for word, _ in tokens], spaces=[spaced for _, spaced in tokens])


def parse(text: str) -> Doc:
    """Tokens and sentences of a normalised text, in time linear in its length."""
    nlp = language()
    nlp.max_length = max(nlp.max_length, len(text) + 1)
    return nlp(_in_pieces(nlp, text) if _RUNS.search(text) else text)


def span_at(doc: Doc, start: int, end: int, label: str = "") -> Span:
    """The span of these characters of a text, widened to whole tokens."""
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    return cast("Span", span)  # there is none only for characters that the text does not have
