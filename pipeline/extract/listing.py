"""Lists of stories: a front page, a category, a tag, a search show the beginnings of stories, each under its linked headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract.lines import TELLING, lines_of
from pipeline.extract.text import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

_STOP = re.compile(r"""[.!…]["'”’)\]]{0,2}$""")
_HEADLINE_WORDS = 4
_BETWEEN = 3
"""So many lines may stand between a headline and what it stands over: the section, the day, the reporter."""
_SEVERAL = 3


def headlines(seen: Iterable[str], text: str, titles: Iterable[str]) -> tuple[list[str], int]:
    """What stands like a headline right over a passage of a text, and how many passages the text has.

    ``seen`` are the lines of the page, ``titles`` those of the story itself.
    """
    told, own = key(text), set(map(key, titles))
    found, headline, between, passages = [], "", 0, 0
    for line in seen:
        bare = key(line)
        if not _STOP.search(line) and len(line.split()) >= _HEADLINE_WORDS and bare not in own:
            headline, between = bare, 0
        elif len(bare) >= TELLING and bare in told:
            passages += 1
            found += [headline] if headline else []
            headline = ""
        elif (between := between + 1) > _BETWEEN:
            headline = ""
    return found, passages


def is_list(found: list[str], passages: int, address: bool, trees: Callable[[], list[HtmlElement]]) -> bool:
    """Whether a page lists stories: at the ``address`` of a list one of the headlines ``found`` leads to another page,
    elsewhere several do, over half of the passages.
    """
    least = 1 if address else max(_SEVERAL, passages / 2)
    if len(set(found)) < least:
        return False
    return len(set(found) & {bare for tree in trees() for bare in _linked(tree)}) >= least


def _linked(tree: HtmlElement) -> Iterator[str]:
    """The lines of links that lead to another page."""
    for link in tree.iter("a"):
        if "#" not in (link.get("href") or "#"):
            yield from map(key, lines_of(link))
