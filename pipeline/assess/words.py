"""The words of a text with everything masked that must not decide: names, places, numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.assess.reading import Placed, Reading, cue_words
from pipeline.mentions.persons import given_names
from pipeline.places.gazetteer import place_names

if TYPE_CHECKING:
    from spacy.tokens import Doc

NAME, NUMBER = "<nama>", "<angka>"
LEAD_SENTENCES = 3


@lru_cache(maxsize=1 << 16)
def _masked(lower: str, shape: str, starts_sentence: bool) -> str:
    if shape[:1].isdigit() or shape[:1] == "d":
        return NUMBER
    if lower in cue_words():
        return lower
    if lower in place_names() or lower in given_names():
        return NAME
    return NAME if shape[:1] == "X" and not starts_sentence else lower


class MaskedTokens(NamedTuple):
    """The masked tokens of title and text, one for each token; see ``masked_tokens``."""

    title: list[str]
    text: list[str]

    @classmethod
    def of(cls, reading: Reading) -> MaskedTokens:
        """Those of one article; every model reads the same."""
        return cls(
            masked_tokens(reading.title, reading.title_mentions, headline=True),
            masked_tokens(reading.doc, reading.mentions),
        )


def masked_tokens(doc: Doc, mentions: tuple[Placed, ...], headline: bool = False) -> list[str]:
    """One word for each token: lower case, a mention as ``<asn>``, a name as ``<nama>``; "" for punctuation.

    ``headline``: capitals say nothing there, so only known places and given names are masked.
    """
    words = [
        ""
        if token.is_punct or token.is_space
        else _masked(token.lower_, token.shape_, headline or bool(token.is_sent_start))
        for token in doc
    ]
    for placed in mentions:
        words[placed.start : placed.end] = [f"<{placed.mention.group.lower()}>"] + [""] * (
            placed.end - placed.start - 1
        )
    return words


def _grams(words: list[str], prefix: str, counts: dict[str, float]) -> None:
    before = None
    for word in words:
        if not word:
            continue
        if not (word == NAME and before == NAME):
            counts[prefix + word] = counts.get(prefix + word, 0) + 1
            if before:
                pair = f"{prefix}{before} {word}"
                counts[pair] = counts.get(pair, 0) + 1
        before = word


def word_counts(reading: Reading, masked: MaskedTokens) -> dict[str, float]:
    """Counts of words and pairs; those of the title carry ``t:``, those of the lead ``l:`` as well."""
    counts: dict[str, float] = {}
    _grams(masked.title, "t:", counts)
    _grams(masked.text, "", counts)
    last = reading.sentences[min(LEAD_SENTENCES, len(reading.sentences)) - 1][1] if reading.sentences else 0
    _grams(masked.text[:last], "l:", counts)
    return counts
