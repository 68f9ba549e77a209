"""What is refused, and when: robot checks, other languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from pipeline.language.normal import normalise

_CHALLENGE_WORDS = 120
_PAYWALL_WORDS = 120
_SURE = 0.9


@cache
def _data() -> dict:
    return tomllib.loads(files("pipeline.data").joinpath("gates.toml").read_text("utf-8"))


def is_challenge(html: str, title: str, words: int) -> bool:
    """Whether a page with so many words of text is a check for robots, not a story."""
    if words >= _CHALLENGE_WORDS:
        return False
    rules, title, source = (
        _data()["challenge"],
        normalise(title).casefold(),
        html.casefold(),
    )
    return title.startswith(tuple(rules["titles"])) or (words < 40 and any(mark in source for mark in rules["marks"]))


def is_paywalled(html: str, words: int) -> bool:
    """Whether a page with so many words of text shows only the beginning of its story."""
    if words >= _PAYWALL_WORDS:
        return False
    source = re.sub(r"\s*:\s*", ":", html.casefold())
    return any(mark in source for mark in _data()["paywall"]["marks"])


def foreign_language(text: str) -> str | None:
    """The code of the language, where it is clearly not Indonesian nor a neighbour of it."""
    rules = _data()["language"]
    words = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    small = set(rules["small_words"])
    if not words or sum(word in small for word in words) >= 0.05 * len(words):
        return None
    language, probability = _identifier().classify(text[:20_000])
    return language if language in rules["foreign"] and probability >= _SURE else None


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
