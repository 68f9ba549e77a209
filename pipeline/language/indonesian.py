"""The rules of ``language()``.

spaCy's own Indonesian ships 15,600 exceptions, one for each reduplicated word ("anak-anak"), and
takes about two seconds to enter them at every start (benchmarks/README.md, cold start). One infix rule that leaves hyphens between
lower-case letters alone does the same work, so those exceptions are dropped here.
"""

from __future__ import annotations

import numpy as np
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS
from spacy.lang.id import Indonesian as SpacyIndonesian
from spacy.lang.id import IndonesianDefaults
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokens import Doc

from pipeline.shipped import read_lines

_INFIXES = [
    *LIST_ELLIPSES,
    *LIST_ICONS,
    r"(?<=[0-9])[+*^](?=[0-9-])",
    rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}\)])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}])",  # "katanya.Bawaslu"
    rf"(?<=[{ALPHA}0-9\)])[,:;](?=[{ALPHA}{CONCAT_QUOTES}(])",
    rf"(?<=[{ALPHA}0-9])\)(?=[,:;][{ALPHA}])",  # "(12/10),Camat"
    rf"(?<=[{ALPHA}0-9,])[/()](?=[{ALPHA}0-9])",
    rf"(?<=[{ALPHA_UPPER}0-9])[-–—](?=[{ALPHA}])",  # "TNI-Polri", "ASN-nya"; not "anak-anak"
    r"(?:–|—|--)",
    rf"(?<=[{ALPHA}])[\]\[](?=[{ALPHA}0-9])",
]
_ENDS = frozenset({".", "?", "!", "…", "..", "...", "?!", "!!"})
_OPENERS = frozenset({"“", "‘", '"'})
_CLOSERS = frozenset({'"', "”", "’", "'", ")", "]", "»", "''"})


_CLOSING = read_lines("abbreviations_closing.txt")
_CALLED = frozenset({"inisial", "berinisial"})
_LONGEST_SENTENCE = 300  # no sentence of news is longer; what looks at whole sentences stays linear in the text


def _exceptions() -> dict[str, list[dict[int, str]]]:
    kept = {text: tokens for text, tokens in IndonesianDefaults.tokenizer_exceptions.items() if "-" not in text}
    return kept | {text: [{ORTH: text}] for text in (*read_lines("abbreviations.txt"), *_CLOSING)}


class Indonesian(SpacyIndonesian):
    """spaCy's Indonesian with a tokenizer for news."""

    class Defaults(IndonesianDefaults):
        tokenizer_exceptions = _exceptions()
        infixes = _INFIXES


def _ends_sentence(words: list[str], spaced: list[bool], i: int, starts: list[bool]) -> bool:
    """Whether the word at ``i``, a full stop or its like, ends a sentence before the word ``i + 1``."""
    after = i + 1
    while after < len(words) - 1 and words[after] in _CLOSERS and not spaced[after - 1]:
        after += 1
    if words[after].islower() or words[after] in {",", ";", ":"}:
        return False
    if words[i] != ".":
        return True
    before = words[i - 1] if i else ""
    initial = len(before) == 1 and before.isupper()
    item_number = before.isdigit() and len(before) < 3 and (i < 2 or starts[i - 1] or words[i - 2] in {":", ";"})
    return not initial and not item_number


def _closes(words: list[str], i: int) -> bool:
    """Whether the word at ``i``, which holds its full stop, closes a sentence before a capital or a quote.

    "S.Sos. Ia", "berinisial S. Ia" and "4 m. Ia" do; "H. Darlis" does not.
    """
    word, before, follows = words[i], words[i - 1] if i else "", words[i + 1]
    alone = len(word) == 2 and (before.lower() in _CALLED if word[0].isupper() else before[-1:].isdigit())
    opens = follows[:1].isupper() or follows in _OPENERS
    return (word in _CLOSING or alone) and opens and follows not in _CLOSING


def _starts(words: list[str], spaced: list[bool]) -> list[bool]:
    """For each word whether a sentence starts with it. ``spaced``: whether a space follows the word."""
    starts = [True] * len(words)
    ended, first = False, 0
    for i in range(1, len(words)):
        before = words[i - 1]
        if "\n" in before or i - first >= _LONGEST_SENTENCE:
            ended, first = False, i
            continue
        if before in _ENDS:
            ended = _ends_sentence(words, spaced, i - 1, starts)
        elif before[-1:] == "." and spaced[i - 1]:
            ended = _closes(words, i - 1)
        closes = ended and words[i] in _CLOSERS and not spaced[i - 1]
        starts[i] = ended and not closes and not words[i].isspace()
        first = i if starts[i] else first
        ended = ended and not starts[i]
    return starts


@Language.component("id_sentences", assigns=["token.is_sent_start"])
def id_sentences(doc: Doc) -> Doc:
    """Mark where sentences start: after a closing mark, its quotes and brackets, and at each line end."""
    starts = _starts([token.text for token in doc], [bool(token.whitespace_) for token in doc])
    # at once: setting token by token takes quadratic time in spaCy
    signs = np.array([[1 if start else -1] for start in starts], dtype=np.int64).astype(np.uint64)
    return doc.from_array(["SENT_START"], signs)  # type: ignore[arg-type]  # its stub knows signed numbers only


def build() -> Language:
    """A new ``Language`` with the tokenizer above and the component ``id_sentences``."""
    nlp = Indonesian()
    nlp.add_pipe("id_sentences")
    return nlp
