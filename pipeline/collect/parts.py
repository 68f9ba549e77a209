"""Stories of several pages among pages that lie here already, in whatever order these come: joined as ``paging`` does online."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from math import inf
from urllib.parse import urlsplit

from pipeline.address import canonical, story_key
from pipeline.collect.paging import next_page, part_of
from pipeline.records import Failure, Page

MOST = 500
"""So many stories wait for their pages at a time, so that memory has a bound; then the oldest goes with what there is of it."""

ALL_IN_ONE = re.compile(r"(?:page|halaman)=all|single=1", re.IGNORECASE)


@dataclass(slots=True)
class _Story:
    """The pages of a story by their number, each with what to tell where the first never comes.

    ``leads_on``: the first names the next, so that the last can be known by naming none.
    """

    pages: dict[int, tuple[Page, Failure]] = field(default_factory=dict)
    leads_on: bool = False

    def joined(self) -> tuple[Page, str | None]:
        """The story from its first page up to the first that is not there, and the address of that."""
        first, html, following = self.pages[1][0], [], None
        for number in count(1):
            if number not in self.pages:
                break
            page = self.pages[number][0]
            html.append(page.html[0])
            following = next_page(page.html[0], following or canonical(page.url))
        missing = following or (f"page {number}" if len(html) < len(self.pages) else None)
        return replace(first, html=tuple(html)), missing


class Parts:
    """Holds the pages of stories that have several until they are all there."""

    def __init__(self) -> None:
        self._open: dict[str, _Story] = {}
        self._closed: dict[str, float] = {}

    def take(self, page: Page, held: Container[str] = (), name: str = "") -> list[Page | Failure] | None:
        """The stories that a page completes; None where it is no part of one, so that it stands for itself.

        ``held``: keys of stories (see ``story_key``) of which the first page was seen. ``name``: of the page in failures.
        """
        key = story_key(page.url)
        if any(map(ALL_IN_ONE.fullmatch, urlsplit(page.url).query.split("&"))):
            new = key not in held or key in self._open
            self._close(key, inf)
            return [page] if new else []
        leads_on = next_page(page.html[0], page.url) is not None
        part = part_of(page.html[0], page.url, held)
        if not (part or leads_on or key in self._open or key in self._closed):
            return None
        story, number = part or (page.url, 1)
        key = story_key(story)
        lone = Failure("half-story", name or page.url, page.source, f"a later page of {story}")
        if key in self._closed:
            return [lone] if number > self._closed[key] else []
        waiting = self._open.setdefault(key, _Story())
        waiting.pages.setdefault(number, (page, lone))
        waiting.leads_on |= number == 1 and leads_on
        if waiting.leads_on:
            whole, missing = waiting.joined()
            if not missing:
                self._close(key, len(whole.html))
                return [whole]
        return list(self.rest(MOST))

    def rest(self, most: int = 0) -> Iterator[Page | Failure]:
        """What there is of the oldest stories that still lack a page, until no more than ``most`` wait."""
        while len(self._open) > most:
            key, story = next(iter(self._open.items()))
            if 1 not in story.pages:
                self._close(key, 0)
                yield from (lone for _, lone in story.pages.values())
                continue
            page, missing = story.joined()
            self._close(key, len(page.html))
            yield page
            if missing:
                yield Failure("half-story", page.url, page.source, f"{missing} is not there")

    def _close(self, key: str, pages: float) -> None:
        """Wait no more for a story that was given with so many pages."""
        self._open.pop(key, None)
        self._closed[key] = pages
