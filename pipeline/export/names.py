"""Fuller names than the tagger gives, for masking: half a name that stays readable tells the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.cases.traits import is_rare
from pipeline.mentions.lexicon import lexicon, read_lines
from pipeline.mentions.persons import given_names
from pipeline.places.gazetteer import place_names
from pipeline.records import Mention

_SPACE, _LINK = "[ \u00a0]+", "(?:bin|binti|alias)"
_CAPITAL = r"[A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_SHORT = r"(?:[A-Z]|Abd|Hj|Mhd|Moh|Muh|Muhd)"
_CUT_SHORT = re.compile(rf"(?:.*\W)?{_SHORT}", re.S)
_NEXT = re.compile(rf"{_SPACE}(?:{_LINK}{_SPACE})?({_SHORT}\.|{_CAPITAL})")
_BRACKETED = re.compile(rf" \(({_CAPITAL}(?:{_SPACE}{_CAPITAL})*)\)")
_REACH, _MOST_WORDS = 120, 5
"""Signs from a mention within which its person is looked for; words that are added to a name."""


def fuller(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, each with the whole name beside it: further words, ``bin`` and ``alias``, and one in brackets after a post."""
    for mention in mentions:
        yield replace(mention, person=_beside(text, mention) if mention.person else _bracketed(text, mention))


def parts(name: str) -> list[str]:
    """Names that stand for themselves: "Darlis alias Ucok" is both."""
    return re.split(rf"\s{_LINK}\s", name)


def _beside(text: str, mention: Mention) -> str:
    name = mention.person
    start = text.find(name, mention.end, mention.end + _REACH)
    if start < 0:
        start = text.rfind(name, max(0, mention.start - _REACH), mention.start)
    return text[start : _end(text, name, start + len(name))] if start >= 0 else name


def _end(text: str, name: str, end: int) -> int:
    """Where the name ends that is found until ``end``."""
    if _CUT_SHORT.fullmatch(name) and text[end : end + 1] == ".":
        end += 1
    for _ in range(_MOST_WORDS):
        found = _NEXT.match(text, end)
        if not found or not _may_follow(found[1], name):
            break
        end = found.end()
    return end


def _may_follow(word: str, name: str) -> bool:
    abbreviation = len(word) > 2 and word.isupper() and not name.isupper()
    return not abbreviation and word.casefold() not in read_lines("not_names.txt")


def _bracketed(text: str, mention: Mention) -> str | None:
    """ "Camat Marau (Darlis)", whether the tagger took the bracket for a part of the post or not."""
    opening = text.rfind(" (", mention.start, mention.end + 2)
    found = _BRACKETED.match(text, opening) if opening > 0 else None
    return found[1] if found and _is_name(found[1], text[mention.start : opening]) else None


def _is_name(words: str, post: str) -> bool:
    first = words.split()[0].casefold()
    if first in given_names():
        return True
    known = first in place_names() or first in lexicon().terms or first in read_lines("not_names.txt")
    return not (known or words.isupper() or _shortens(first, post.casefold())) and is_rare(first)


def _shortens(word: str, phrase: str) -> bool:
    """Whether the letters of the word stand in the phrase in this order: "dandim" in "komandan kodim"."""
    letters = iter(phrase)
    return all(letter in letters for letter in word)
