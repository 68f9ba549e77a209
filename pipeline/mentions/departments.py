"""Heads of departments whose short name no list holds: "Kepala DPUPR", "kepala Disperindagkop"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span

HEAD = "kepala dinas"
_SHORT = r"(?!DP[CDPRTW]\b)(?:D[BCHKLPST]|B[KLP]|BAP|DIS|DIN)[A-IK-Z0-9]+(?:-[A-Z]+)?|Di(?!siplin)[sn][a-z]{3,}"
"""Departments ("Dinas") and agencies ("Badan") of a region; not "BPJS", "BNN" or "BIN", nor "DPP", the board of a party."""
_HEADS = re.compile(rf"\b(?:[Kk]epala|KEPALA) ({_SHORT})\b")


def unlisted_heads(doc: Doc) -> Iterator[Span]:
    """The posts of a text that are those of ``HEAD``, said with a short name of the department."""
    known = lexicon()
    for found in _HEADS.finditer(doc.text):
        short = found[1].lower()
        named = found[1].isupper() or known.department.fullmatch(short) or short in known.office_words
        span = doc.char_span(*found.span(), label=HEAD)
        if span is not None and named and short not in known.terms:
            yield span
