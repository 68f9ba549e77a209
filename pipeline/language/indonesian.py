"""The rules of ``language()``.

spaCy's own Indonesian ships 15,600 exceptions, one for each reduplicated word ("anak-anak"), and
loads them in two to four seconds at every start. One infix rule that leaves hyphens between
lower-case letters alone does the same work, so those exceptions are dropped here.
"""

from __future__ import annotations

from importlib.resources import files

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS
from spacy.lang.id import Indonesian as SpacyIndonesian
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokens import Doc

_INFIXES = [
    *LIST_ELLIPSES,
    *LIST_ICONS,
    r"(?<=[0-9])[+*^](?=[0-9-])",
    rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}\)])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}])",  # "katanya.Bawaslu"
    rf"(?<=[{ALPHA}0-9])[,:;](?=[{ALPHA}{CONCAT_QUOTES}])",
    rf"(?<=[{ALPHA}0-9])[/()](?=[{ALPHA}0-9])",
    rf"(?<=[{ALPHA_UPPER}0-9])[-–—](?=[{ALPHA}])",  # "TNI-Polri", "ASN-nya"; not "anak-anak"
    r"(?:–|—|--)",
    rf"(?<=[{ALPHA}])[\]\[](?=[{ALPHA}0-9])",
]
_ENDS = frozenset({".", "?", "!", "…", "..", "...", "?!", "!!"})
_CLOSERS = frozenset({'"', "”", "’", "'", ")", "]", "»", "''"})


def _abbreviations() -> list[str]:
    lines = (files("pipeline") / "data" / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in map(str.strip, lines) if line and not line.startswith("#")]


def _exceptions() -> dict[str, list[dict[int, str]]]:
    kept = {text: tokens for text, tokens in SpacyIndonesian.Defaults.tokenizer_exceptions.items() if "-" not in text}
    return kept | {text: [{ORTH: text}] for text in _abbreviations()}


class Indonesian(SpacyIndonesian):
    """spaCy's Indonesian with a tokenizer for news."""

    class Defaults(SpacyIndonesian.Defaults):
        tokenizer_exceptions = _exceptions()
        infixes = _INFIXES


def _ends_sentence(doc: Doc, i: int) -> bool:
    """Whether the token at ``i``, a full stop or its like, ends a sentence before the token ``i + 1``."""
    after = i + 1
    while after < len(doc) - 1 and doc[after].text in _CLOSERS and not doc[after - 1].whitespace_:
        after += 1
    following = doc[after]
    if following.is_lower or following.text in {",", ";", ":"}:
        return False
    if doc[i].text != ".":
        return True
    before = doc[i - 1].text if i else ""
    initial = len(before) == 1 and before.isupper()
    item_number = before.isdigit() and len(before) < 3 and (i < 2 or doc[i - 1].is_sent_start)
    return not initial and not item_number


@Language.component("id_sentences", assigns=["token.is_sent_start"])
def id_sentences(doc: Doc) -> Doc:
    """Mark where sentences start: after a closing mark, its quotes and brackets, and at each line end."""
    ended = False
    for token in doc:
        if token.i == 0:
            token.is_sent_start = True
            continue
        before = doc[token.i - 1]
        if "\n" in before.text or "\n" in before.whitespace_:
            token.is_sent_start, ended = True, False
            continue
        if before.text in _ENDS:
            ended = _ends_sentence(doc, before.i)
        closes = ended and token.text in _CLOSERS and not before.whitespace_
        token.is_sent_start = ended and not closes and not token.is_space
        ended = ended and not token.is_sent_start
    return doc


def build() -> Language:
    """A new ``Language`` with the tokenizer above and the component ``id_sentences``."""
    nlp = Indonesian()
    nlp.add_pipe("id_sentences")
    return nlp
