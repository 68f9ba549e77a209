"""Lists of stories: a front page, a category, a tag, a search show the beginnings of stories, each under its linked headline."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.address import joined, story_key
from pipeline.extract.lines import TELLING, Searched, lines_of
from pipeline.language.key import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

_STOP = re.compile(r"""[.!…]["'”’)\]]{0,2}$""")
_HEADLINE_WORDS = 4
_BETWEEN = 3
"""So many lines may stand between a headline and what it stands over: the section, the day, the reporter."""
_SEVERAL = 3


def headlines(seen: Iterable[str], text: str, titles: Iterable[str]) -> tuple[list[set[str]], int]:
    """For each passage of a text that has any: the lines right over it that may be its headline; and how many passages there are.

    ``seen`` are the lines of the page, ``titles`` those of the story itself.
    """
    told, own = Searched(text), set(map(key, titles))
    found, over, passages = [], deque([""], _BETWEEN + 1), 0
    for line in seen:
        bare = key(line)
        if not _STOP.search(line) and len(line.split()) >= _HEADLINE_WORDS and bare not in own:
            over.append(bare)
        elif len(bare) >= TELLING and bare in told:
            passages += 1
            found += [candidates] if (candidates := {*over} - {""}) else []
            over.clear()
        else:
            over.append("")
    return found, passages


def is_list(
    found: list[set[str]], passages: int, address: bool, urls: list[str], trees: Callable[[], list[HtmlElement]]
) -> bool:
    """Whether a page lists stories: at the ``address`` of a list one passage stands under a headline that leads to
    another page, elsewhere several do, half of all. ``urls``: those of this page.
    """
    least = 1 if address else max(_SEVERAL, passages / 2)
    if len(found) < least:
        return False
    linked = {bare for tree in trees() for bare in _linked(tree, urls)}
    under = [candidates & linked for candidates in found if candidates & linked]
    return min(len(under), len(set().union(*under))) >= least


def _linked(tree: HtmlElement, urls: list[str]) -> Iterator[str]:
    """The lines of links that lead to another page than ``urls``, not to a passage or a message of this one."""
    own = set(map(_page, urls))
    for link in tree.iter("a"):
        address = link.get("href") or "#"
        if "#" not in address and _page(joined(urls[0], address) if urls else address) not in own:
            yield from map(key, lines_of(link))


def _page(url: str) -> str:
    """What the addresses of one page share: its path, or the whole where that is the front page's ("/?p=123")."""
    path, mark, query = story_key(url).partition("?")
    return path if "/" in path else path + mark + query
