"""Indonesian tokens and sentences: a spaCy ``Language``, built once for each process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.language.normal import normalise

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["language", "normalise", "parse"]


@cache
def language() -> Language:
    """The tokenizer and the sentence boundaries. About 0.05 s to build after ``import spacy``."""
    from pipeline.language.indonesian import build

    return build()


def parse(text: str) -> Doc:
    """Tokens and sentences of a normalised text."""
    nlp = language()
    nlp.max_length = max(nlp.max_length, len(text) + 1)
    return nlp(text)
