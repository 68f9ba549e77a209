"""Stories of several pages among pages that lie here already, in whatever order these come: joined as ``paging`` does online."""

from __future__ import annotations

import re
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from math import inf
from tempfile import SpooledTemporaryFile
from urllib.parse import urlsplit

from pipeline.address import canonical, story_key
from pipeline.collect.paging import next_page, part_of, tail_of
from pipeline.records import Failure, Page

IN_MEMORY = 20_000_000
"""So many bytes of waiting pages, packed, are held in memory; more of them in a file without a name."""

ALL_IN_ONE = re.compile(r"(?:page|halaman)=all|single=1", re.IGNORECASE)


class _Shelf:
    """The HTML of pages that wait, outside of memory where it is much. A place is where one begins, and its size."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  goes with the shelf

    def put(self, html: str) -> tuple[int, int]:
        packed = zlib.compress(html.encode("utf-8", "surrogatepass"), 1)
        start = self._file.seek(0, 2)
        self._file.write(packed)
        return start, len(packed)

    def get(self, place: tuple[int, int]) -> str:
        self._file.seek(place[0])
        return zlib.decompress(self._file.read(place[1])).decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A page without its HTML, the place of that, and what to tell where the first page never comes."""

    page: Page
    place: tuple[int, int]
    lone: Page | Failure


@dataclass(slots=True)
class _Story:
    """The pages of a story by their number.

    ``leads_on``: the first names the next, so that the last can be known by naming none. ``through``: up to this one
    all are there, and the last of these names ``following``.
    """

    pages: dict[int, _Waiting] = field(default_factory=dict)
    leads_on: bool = False
    through: int = 0
    following: str | None = None

    def add(self, number: int, waiting: _Waiting, shelf: _Shelf) -> None:
        self.pages.setdefault(number, waiting)
        while further := self.pages.get(self._coming):
            self.through = self._coming
            self.following = next_page(shelf.get(further.place), self.following or canonical(further.page.url))

    @property
    def _coming(self) -> int:
        """The number of the page behind those that are there."""
        tail = tail_of(self.following) if self.following else None
        return tail[1] if tail and tail[1] > self.through else self.through + 1

    @property
    def missing(self) -> str | None:
        """The first page that is not there, as far as can be told."""
        further = any(isinstance(waiting.lone, Failure) for waiting in self.beyond())
        return self.following or (f"page {self.through + 1}" if further else None)

    def beyond(self) -> list[_Waiting]:
        """The pages that stand behind one that is not there."""
        return [waiting for number, waiting in self.pages.items() if number > self.through]

    def joined(self, shelf: _Shelf) -> Page:
        """The story from its first page up to the first that is not there."""
        pages = [waiting for number, waiting in sorted(self.pages.items()) if number <= self.through]
        changed = max((waiting.page.changed for waiting in pages if waiting.page.changed), default=None)
        return replace(self.pages[1].page, html=tuple(shelf.get(one.place) for one in pages), changed=changed)


class Parts:
    """Holds the pages of stories that have several until they are all there."""

    def __init__(self) -> None:
        self._open: dict[str, _Story] = {}
        self._closed: dict[str, float] = {}
        self._shelf = _Shelf()

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
        part, tail = part_of(page.html[0], page.url, held), tail_of(page.url)
        if not (part or tail or leads_on or key in self._open or key in self._closed):
            return None
        story, number = part or tail or (page.url, 1)
        key = story_key(story)
        lone = Failure("half-story", name or page.url, page.source, f"a later page of {story}")
        if key in self._closed and number <= self._closed[key]:
            return []
        if key in self._closed:
            return [lone] if part else None
        place = self._shelf.put(page.html[0])
        bare = replace(page, html=())
        waiting = self._open.setdefault(key, _Story())
        waiting.add(number, _Waiting(bare, place, lone if part else bare), self._shelf)
        waiting.leads_on |= number == 1 and leads_on
        if waiting.leads_on and not waiting.missing:
            self._close(key, waiting.through)
            return [waiting.joined(self._shelf)]
        return []

    def rest(self) -> Iterator[Page | Failure]:
        """What there is of the stories that lack a page; what only may be a later page of one goes by itself."""
        for key, story in list(self._open.items()):
            self._close(key, story.through)
            if story.through:
                page = story.joined(self._shelf)
                yield page
                if story.missing:
                    yield Failure("half-story", page.url, page.source, f"{story.missing} is not there")
            for waiting in story.beyond():
                if isinstance(waiting.lone, Page):
                    yield replace(waiting.lone, html=(self._shelf.get(waiting.place),))
                elif not story.through:
                    yield waiting.lone

    def _close(self, key: str, pages: float) -> None:
        """Wait no more for a story that was given with so many pages."""
        self._open.pop(key, None)
        self._closed[key] = pages
