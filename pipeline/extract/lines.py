"""The lines a reader sees on a page, and those of them that are no part of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.language.key import key

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = frozenset(["script", "style", "noscript", "template", "head", "select", "iframe", "svg", "button"])
_BREAKING = re.compile(
    "p|div|li|[uod]l|d[dt]|[bh]r|h[1-6]|table|t[rdh]|section|article|fig(?:ure|caption)|blockquote|aside|header|footer"
    "|nav|form|main|center"
)
_BREAK = "\n"
SENTENCE_END = re.compile(r"""[.!?]["'”’)\]]{0,2}$""")
_BEHIND = 15
_LEAD_WORDS = 8
TELLING = 40
"""Letters of a line that can hardly stand in a text by chance."""
_MOST_SEARCHED = 1_000_000_000
"""Letters looked through for the lines of one page; those of a long story need a hundredth of it."""


class Searched:
    """The letters of a text, in which those of many lines are looked for: in bounded time, after which none is found."""

    def __init__(self, text: str):
        self._letters = key(text)
        self._left = _MOST_SEARCHED

    def __contains__(self, bare: str) -> bool:
        self._left -= len(self._letters)
        return self._left >= 0 and bare in self._letters


def words_of(element: HtmlElement) -> str:
    """All words of an element, in one line."""
    return " ".join(element.text_content().split())


def linked_letters(element: HtmlElement) -> int:
    """How many letters of an element stand in links."""
    return sum(len(words_of(link)) for link in element.iter("a"))


def lines_of(element: HtmlElement) -> list[str]:
    """The lines of an element as a reader sees them."""
    text = "".join(_pieces(element))
    return [line for line in (" ".join(line.split()) for line in text.split(_BREAK)) if line]


def taken_out(seen: list[str], printed: str, text: str, dropped: set[str]) -> Iterator[str]:
    """The lines of the story, from its first to its last, that ``text`` does not hold whole: all that is kept, with the caption.

    ``printed`` is the story before furniture was taken out of it, ``dropped`` are lines that went before that and may
    stand right behind it.
    """
    lines, before, after = set(map(key, printed.split("\n"))), Searched(printed), Searched(text)
    keys = [key(line) for line in seen]
    story = [at for at, bare in enumerate(keys) if bare and (bare in lines or _telling(bare, before))]
    first, last = (_with_lead(seen, story[0]), story[-1]) if story else (0, -1)
    told = {"", *map(key, text.split("\n"))}
    candidates = [
        line
        for at, line in enumerate(seen[: last + 1 + _BEHIND])
        if first <= at <= last or (at > last and line in dropped)
    ]
    for line in [*candidates, *printed.split("\n")]:
        bare = key(line)
        if bare not in told and bare not in after:
            told.add(bare)
            yield line


def _with_lead(seen: list[str], first: int) -> int:
    """Where a story begins, with the sentences that stand right over what is taken for its first line."""
    while first and len(seen[first - 1].split()) >= _LEAD_WORDS and SENTENCE_END.search(seen[first - 1]):
        first -= 1
    return first


def _telling(bare: str, text: Searched) -> bool:
    """Whether a line stands in a text, and is long enough not to do so by chance."""
    return len(bare) >= TELLING and bare in text


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The texts of an element in order, with a break around whatever begins a line. Never deeper than the parser went."""
    stack: list[HtmlElement | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            continue
        edge = _BREAK if _BREAKING.fullmatch(node.tag) else ""
        parts: list[HtmlElement | str] = [edge, _flat(node.text)]
        for child in node:
            parts += [child, _flat(child.tail)]
        stack += reversed([*parts, edge])


def _flat(text: str | None) -> str:
    return (text or "").replace(_BREAK, " ")
