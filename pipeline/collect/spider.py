"""The crawl itself: one spider for all sources, one coroutine for each.

A source is read from its list of stories down to the last page of its last story in plain sequence;
sources, and hosts within a list of addresses, run side by side. Every request goes through Scrapy's
downloader with its robots.txt, throttling, retries, redirects, limits and decompression. Scrapy's
scheduler and its duplicate filter are not used: what is known is told by the caller.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from math import ceil
from urllib.parse import urlencode

from scrapy import Request, Spider
from scrapy.http import Response

from pipeline.collect import trouble as troubles
from pipeline.collect.address import canonical, host_of
from pipeline.collect.listings import REST_FIELDS, REST_PAGE, Link, read_feed, read_posts, read_sitemap
from pipeline.collect.markup import decode, is_page
from pipeline.collect.paging import next_page
from pipeline.collect.sources import Kind, Source
from pipeline.collect.trouble import Trouble

MAX_PARTS = 10
MAX_SITEMAPS = 50
MAX_DEPTH = 3
LIST_BYTES = 50_000_000
AT_ONCE = 64

CLOSED = frozenset({"http-403", "http-404", "http-4xx", "robots-disallowed", "not-wordpress", "bad-redirect"})
"""What a WordPress answers whose REST interface is shut: its feed may be open."""

PASSING = frozenset({"unreachable", "timeout", "http-429", "http-5xx"})
"""Troubles that may be gone at the next run."""

Message = dict[str, object]


class NewsSpider(Spider):
    """Covers sources and tells what it finds through ``send``.

    A message holds one or more of ``"found": [source id, stories to come so far]``, ``"page": {…}``,
    ``"failure": {…}`` and ``"done": source id``.
    """

    name = "netralitas"

    def __init__(
        self,
        sources: list[Source],
        known: set[str],
        urls: dict[str, list[str]],
        send: Callable[[Message], Awaitable[None]],
    ):
        super().__init__()
        self.sources = sources
        self.seen = known
        self.urls = urls
        self.send = send
        self.places = asyncio.Semaphore(AT_ONCE)

    async def start(self) -> AsyncIterator[None]:
        await asyncio.gather(*map(self.cover, self.sources))
        return
        yield

    async def cover(self, source: Source) -> None:
        """One source, whole; ends in ``done`` whatever happens, in one line with what went wrong."""
        end: Message = {}
        try:
            await self._cover(source)
        except Trouble as trouble:
            end = _failure(source, source.place, trouble)
        except Exception as error:  # a bug must not silence the other sources
            self.logger.exception("source %s", source.id)
            end = _failure(source, source.place, Trouble("interrupted", f"{type(error).__name__}: {error}"[:300]))
        await self.send(end | {"done": source.id})

    async def _cover(self, source: Source) -> None:
        listed = coming = 0
        async for links in self.batches(source):
            links = (
                [link for link in links if not link.before(source.since, source.timezone)] if source.since else links
            )
            left = None if source.newest is None else max(0, source.newest - listed)
            listed += len(links)
            fresh = self.fresh(links[:left])
            coming += len(fresh)
            await self.send({"found": [source.id, coming]})
            await self.stories(source, fresh)

    def fresh(self, links: list[Link]) -> list[Link]:
        """The links not known and not yet asked for, each once."""
        new = {link.url: link for link in reversed(links) if link.url not in self.seen}
        self.seen |= new.keys()
        return list(reversed(new.values()))

    # Lists of stories

    async def batches(self, source: Source) -> AsyncIterator[list[Link]]:
        """The stories a source lists, newest first where it says so, in one batch or several."""
        empty = True
        readers = {
            Kind.FEED: self.feed,
            Kind.SITEMAP: self.sitemap,
            Kind.WORDPRESS: self.wordpress,
            Kind.URLS: self.listed,
        }
        async for links in readers[source.kind](source):
            empty = empty and not links
            yield links
        if empty:
            raise Trouble("empty-source")

    async def listed(self, source: Source) -> AsyncIterator[list[Link]]:
        yield [Link(canonical(url)) for url in self.urls[source.id]]

    async def feed(self, source: Source) -> AsyncIterator[list[Link]]:
        yield await self.read_feed(source, source.address)

    async def read_feed(self, source: Source, url: str) -> list[Link]:
        response = await self.get(source, url, LIST_BYTES)
        return read_feed(response.body, response.url, _content_type(response))

    async def sitemap(self, source: Source) -> AsyncIterator[list[Link]]:
        links: list[Link] = []
        waiting = [(source.address, None, 1)]
        asked = set()
        while waiting and len(asked) < MAX_SITEMAPS:
            url, changed, depth = waiting.pop(0)
            enough = changed and source.newest and sum(link.at >= changed for link in links if link.at) >= source.newest
            if url in asked or enough or Link(url, at=changed).before(source.since, source.timezone):
                continue
            asked.add(url)
            try:
                found = read_sitemap((await self.get(source, url, LIST_BYTES)).body, url, LIST_BYTES)
            except Trouble as trouble:
                if depth == 1:
                    raise
                await self.fail(source, url, trouble)
                continue
            links += found.links
            if depth < MAX_DEPTH:
                waiting += [
                    (child, at, depth + 1)
                    for child, at in sorted(found.children, key=lambda child: _newest_first(child[1]))
                ]
        yield sorted(links, key=lambda link: _newest_first(link.at))

    async def wordpress(self, source: Source) -> AsyncIterator[list[Link]]:
        base = source.address.split("?")[0].rstrip("/")
        pages = 1
        for page in count(1):
            url = f"{base}/wp-json/wp/v2/posts?{_rest_query(source, page)}"
            try:
                response = await self.get(source, url, LIST_BYTES)
                links = read_posts(response.body)
            except Trouble as trouble:
                if page > 1:
                    await self.fail(source, url, trouble)
                elif trouble.code in CLOSED:
                    yield await self.feed_instead(source, f"{base}/feed/", trouble)
                else:
                    raise
                return
            if page == 1:
                pages = min(_total_pages(response), ceil(source.newest / REST_PAGE))
            yield links
            if page >= pages:
                return

    async def feed_instead(self, source: Source, url: str, closed: Trouble) -> list[Link]:
        """The feed of a WordPress whose REST interface is shut."""
        try:
            return await self.read_feed(source, url)
        except Trouble as trouble:
            if trouble.code in PASSING:
                raise
            raise Trouble("not-wordpress", f"wp-json: {closed}; feed: {trouble}") from None

    # Stories

    async def stories(self, source: Source, links: list[Link]) -> None:
        """The stories behind the links: one after the other on each host, the hosts side by side."""
        hosts: dict[str, list[Link]] = {}
        for link in links:
            hosts.setdefault(host_of(link.url), []).append(link)
        await asyncio.gather(*(self.in_turn(source, group) for group in hosts.values()))

    async def in_turn(self, source: Source, links: list[Link]) -> None:
        for link in links:
            try:
                html = (link.html,) if link.html else await self.story(source, link.url)
            except Trouble as trouble:
                await self.fail(source, link.url, trouble)
            else:
                await self.send({"page": _page(source, link, html)})

    async def story(self, source: Source, url: str) -> tuple[str, ...]:
        """All pages of one story.

        A continuation that is refused for good ends the story there; one that fails for the moment fails
        the story, so that the next run gets it whole.
        """
        parts: list[str] = []
        while url and len(parts) < MAX_PARTS:
            try:
                html, url = await self.part(source, url)
            except Trouble as trouble:
                if parts and trouble.code not in PASSING:
                    break
                raise Trouble(trouble.code, f"page {len(parts) + 1}: {trouble}") if parts else trouble from None
            if html in parts:
                break
            parts.append(html)
        return tuple(parts)

    async def part(self, source: Source, url: str) -> tuple[str, str | None]:
        """One page, and the address of the one after it."""
        response = await self.get(source, url, source.max_bytes)
        if not response.body.strip():
            raise Trouble("empty-page")
        if not is_page(response.body, _content_type(response)):
            raise Trouble("not-html", _content_type(response))
        html = decode(response.body, _content_type(response))
        return html, next_page(html, response.url)

    # Network

    async def get(self, source: Source, url: str, max_bytes: int) -> Response:
        """One answer with a good status; anything else raises ``Trouble``."""
        async with self.places:
            try:
                request = Request(url, meta={"download_timeout": source.timeout, "download_maxsize": max_bytes})
                response = await self.crawler.engine.download_async(request)
            except Exception as error:
                raise troubles.of_exception(error) from error
        refused = troubles.of_status(response.status)
        if refused:
            raise refused
        return response

    async def fail(self, source: Source, url: str, trouble: Trouble) -> None:
        await self.send(_failure(source, url, trouble))


def _failure(source: Source, url: str, trouble: Trouble) -> Message:
    return {"failure": {"code": trouble.code, "url": url, "source": source.id, "detail": trouble.detail}}


def _page(source: Source, link: Link, html: tuple[str, ...]) -> Message:
    return {
        "url": link.url,
        "source": source.id,
        "outlet": source.outlet,
        "timezone": source.timezone,
        "fetched_at": datetime.now(UTC).isoformat(),
        "html": html,
        "title": link.title,
        "published": link.published,
        "author": link.author,
    }


def _rest_query(source: Source, page: int) -> str:
    query = {"per_page": min(REST_PAGE, source.newest), "page": page, "_fields": REST_FIELDS}
    return urlencode(query | ({"after": f"{source.since}T00:00:00"} if source.since else {}), safe=",:")


def _total_pages(response: Response) -> int:
    value = response.headers.get("X-WP-TotalPages", b"1").decode("latin-1").strip()
    return int(value) if value.isdecimal() else 1


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def _newest_first(at: datetime | None) -> float:
    """A key for sorting: the newest first, the undated last."""
    return -at.timestamp() if at else 0.0
