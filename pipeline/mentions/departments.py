"""Heads of departments whose short name no list holds: "Kepala DPUPR", "kepala Disperindagkop"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span

HEAD = "kepala dinas"
_HEADS = re.compile(r"\b(?:[Kk]epala|KEPALA) ((?:D[BCHKLPST]|B[KLP]|BAP|DIS|DIN)[A-IK-Z0-9]+(?:-[A-Z]+)?|Di[sn][a-z]{3,})\b")
"""Departments ("Dinas") and agencies ("Badan"); not "BPJS", which is none of the government's, nor "BNN" or "BIN"."""


def unlisted_heads(doc: Doc) -> Iterator[Span]:
    """The posts of a text that are those of ``HEAD``, said with a short name of the department."""
    known = lexicon()
    for found in _HEADS.finditer(doc.text):
        short = found[1].lower()
        named = found[1].isupper() or known.department.fullmatch(short) or short in known.office_words
        span = doc.char_span(*found.span(), label=HEAD)
        if span is not None and named and short not in known.terms:
            yield span
