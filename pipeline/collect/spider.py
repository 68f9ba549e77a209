"""The crawl itself: one spider for all sources, one coroutine for each.

A source is read from its list of stories down to the last page of its last story in plain sequence;
sources, and hosts within a list of addresses, run side by side. Every request goes through ``Net``.
Scrapy's scheduler and its duplicate filter are not used: what is known is told by the caller.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from scrapy import Spider, signals

from pipeline.address import canonical, host_of, is_story, leads_away, mark_of, story_key
from pipeline.collect.kinds import Batches, batches
from pipeline.collect.listings import Link
from pipeline.collect.markup import decode, header, is_page
from pipeline.collect.net import Net
from pipeline.collect.paging import first_page, next_page
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Kind, Source
from pipeline.collect.trouble import FOR_NOW, PASSING, Trouble
from pipeline.collect.visit import Visit
from pipeline.collect.wire import Message, from_failure, from_link, from_listing, from_rest
from pipeline.listings import Past, Rest
from pipeline.records import Failure

MAX_PARTS = 10
MANY = 10
"""So many changes in a list at once are believed; of more see ``_is_time_of_day``."""
AT_ONCE = timedelta(minutes=10)
FRESH = timedelta(days=1)


class NewsSpider(Spider):
    """Covers sources and tells what it finds through ``send``; the messages are described in ``wire``."""

    name = "netralitas"

    def __init__(
        self,
        sources: list[Source],
        past: Past,
        urls: dict[str, list[str]],
        plan: Plan,
        send: Callable[[Message], Awaitable[None]],
    ):
        super().__init__()
        self.sources = sources
        self.past = past
        self.urls = urls
        self.plan = plan
        self._send = send
        self._answers: list[tuple[str, float]] = []
        self.known = {story_key(url): since for url, since in past.known.items()}
        self.failed = {story_key(url): since for url, since in past.failed.items()}
        self.lacking = set(map(story_key, past.lacking))
        self.listed: set[str] = set()
        self.seen: set[str] = set()
        self.ends: set[str] = set()

    async def start(self) -> AsyncIterator[None]:
        self.net = Net(self.crawler.engine.download_async, self.plan, self.past.resting, self.rest, self.answered)
        self.crawler.signals.connect(self.net.count_bytes, signals.bytes_received)
        await asyncio.gather(*map(self.cover, self.sources))
        return
        yield

    async def cover(self, source: Source) -> None:
        """One source, whole; ends in ``done`` whatever happens, in one line with what went wrong."""
        end: Message = {}
        try:
            visit = await self._cover(source)
            end = {"listings": [from_listing(listing) for listing in visit.read.values()]}
        except Trouble as trouble:
            end = _failure(source, source.place, trouble)
        except Exception as error:  # a bug must not silence the other sources
            self.logger.exception("source %s", source.id)
            end = _failure(source, source.place, Trouble("interrupted", f"{type(error).__name__}: {error}"[:300]))
        await self.send(end | {"done": source.id})

    async def _cover(self, source: Source) -> Visit:
        async def fail(url: str, trouble: Trouble) -> None:
            await self.fail(source, url, trouble)

        def knows(url: str) -> bool:
            return story_key(url) in self.known

        visit = Visit(source, self.plan, self.net, self.past.listings, fail, knows)
        listed: set[str] = set()
        coming = 0
        empty = not self.plan.goes_back
        async with aclosing(self.batches(visit)) as lists:
            async for links in lists:
                empty = empty and not links
                later = [link for link in links if not link.before(source.since, source.timezone)]
                wanted = [link for link in later if story_key(link.url) not in listed]
                left = None if source.newest is None or visit.unlimited else max(0, source.newest - len(listed))
                listed |= {story_key(link.url) for link in wanted}
                coming += await self.take(source, self.newest(wanted, left), coming)
        if empty and not (visit.unchanged or visit.unlimited):
            raise Trouble("empty-source")
        await self.left_over(source, coming)
        return visit

    def newest(self, links: list[Link], most: int | None) -> list[Link]:
        """The first so many links. Where no date tells that the rest is older, what is known does not count."""
        if most is None:
            return links
        counted = accumulate(bool(link.at) or story_key(link.url) not in self.known for link in links)
        return [link for link, number in zip(links, counted, strict=True) if number <= most]

    async def batches(self, visit: Visit) -> Batches:
        """The stories a source lists, or that the user does."""
        if visit.source.kind is Kind.URLS:
            yield [Link(first_page(canonical(url))) for url in self.urls[visit.source.id]]
            return
        async with aclosing(batches(visit)) as lists:
            async for links in lists:
                yield links

    async def left_over(self, source: Source, coming: int) -> None:
        """What earlier runs saw and did not get, and no list of today named."""
        waiting = [
            Link(seen.url, seen.title, seen.published, seen.author, changed=seen.changed)
            for seen in self.past.waiting.get(source.id, ())
        ]
        waiting = [link for link in waiting if story_key(link.url) not in self.listed]
        if waiting:
            await self.take(source, waiting, coming)

    async def take(self, source: Source, links: list[Link], coming: int) -> int:
        """Tell of a batch of links and fetch the stories behind those that are new; how many are."""
        new = {story_key(link.url) for link in links} - self.listed
        self.listed |= new
        fresh = self.fresh(source, links)
        asked = {story_key(link.url) for link in fresh}
        held = sum(key in self.known and key not in self.lacking for key in new - asked)
        found = {"found": [source.id, coming + len(fresh), len(new), held]}
        await self.send(found | {"links": [from_link(link, source.id) for link in fresh]})
        if not self.plan.lists_only:
            await self.stories(source, fresh)
        return len(fresh)

    def fresh(self, source: Source, links: list[Link]) -> list[Link]:
        """The links not yet asked for that are not known, or changed or may have changed since they became so; each once."""
        new = {story_key(link.url): link for link in reversed(links)}
        new = {key: link for key, link in new.items() if key not in self.seen and not self._is_forgotten(link.url)}
        changed = {key for key, link in new.items() if key in self.known and self._has_changed(key, link)}
        costly = {key for key in changed if not new[key].html}
        if _is_time_of_day(
            [link.changed for key, link in new.items() if key in self.known and not link.html], len(costly)
        ):
            changed -= costly
        fresh = {
            key: link
            for key, link in new.items()
            if key not in self.known or key in changed or self._is_retold(key, link)
        }
        self.seen |= fresh.keys()
        return list(reversed(fresh.values()))

    def _is_forgotten(self, url: str) -> bool:
        return bool(self.past.forgotten) and mark_of(url) in self.past.forgotten

    def _has_changed(self, key: str, link: Link) -> bool:
        since = self.known[key] or self.failed.get(key)
        return bool(since and link.changed and link.changed > since)

    def _is_retold(self, key: str, link: Link) -> bool:
        """Whether a held story came whole again in a list that does not say when it changed: only its text can tell."""
        return bool(self.known.get(key) and link.html and not link.changed)

    async def stories(self, source: Source, links: list[Link]) -> None:
        """The stories behind the links: one after the other on each host, the hosts side by side.

        Raises ``Trouble`` where some have to wait for the next run.
        """
        hosts: dict[str, list[Link]] = {}
        for link in links:
            hosts.setdefault(host_of(link.url), []).append(link)
        ends = await asyncio.gather(*(self.in_turn(source, group) for group in hosts.values()))
        for end in filter(None, ends):
            raise end

    async def in_turn(self, source: Source, links: list[Link]) -> Trouble | None:
        """Stories one after the other; what stopped them before the last, if anything."""
        for number, link in enumerate(links):
            try:
                self.net.check()
                html, final, missing = ((link.html,), None, None) if link.html else await self.story(source, link.url)
            except Trouble as trouble:
                if trouble.code in FOR_NOW:
                    return Trouble(trouble.code, f"{trouble.detail}; {len(links) - number} stories wait")
                self.net.count_story()
                await self.fail(source, link.url, trouble, link.changed)
            else:
                if not self._is_retold(story_key(link.url), link):
                    self.net.count_story()
                await self.send({"page": _page(source, link, html, final)})
                if missing:
                    await self.fail(source, link.url, Trouble("half-story", missing))
        return None

    async def story(self, source: Source, url: str) -> tuple[tuple[str, ...], str | None, str | None]:
        """All pages of one story, the address the site led us on to, if another, and which page is missing, if one is.

        A continuation that fails for the moment fails the story, so that the next run gets it whole. One that is
        refused for good ends the story there.
        """
        parts: list[str] = []
        final: str | None = None
        missing: str | None = None
        following: str | None = url
        while following and len(parts) < MAX_PARTS:
            asked = following
            try:
                html, here, following = await self.part(source, asked)
                if not parts:
                    final = self.led_on(url, here)
                elif story_key(here) == story_key(final or url):
                    break  # there is no such page, and the site leads back to the first
                elif story_key(here) != story_key(asked):
                    raise Trouble("led-away", here)
            except Trouble as trouble:
                if parts and trouble.code not in PASSING | FOR_NOW:
                    missing = f"page {len(parts) + 1}: {trouble}: {asked}"
                    break
                raise Trouble(trouble.code, f"page {len(parts) + 1}: {trouble}") if parts else trouble from None
            if html in parts:
                break
            parts.append(html)
        else:
            missing = f"more than {MAX_PARTS} pages: {following}" if following else None
        return tuple(parts), final, missing

    def led_on(self, url: str, here: str) -> str | None:
        """The address the answer came from, where it is that of another story than asked for.

        A list or a login is no story, nor is what several stories lead to: these say that the site is being mended,
        or keeps the story to itself.
        """
        key = story_key(here)
        if key == story_key(url):
            return None
        if leads_away(url, here) or key in self.ends:
            raise Trouble("led-away", here)
        if not is_story(here):
            self.ends.add(key)
            return None
        if key in self.known or key in self.seen:
            raise Trouble("same-story", here)
        self.seen.add(key)
        return canonical(here)

    async def part(self, source: Source, url: str) -> tuple[str, str, str | None]:
        """One page, the address it came from, and the address of the one after it."""
        response = await self.net.get(source, url, source.max_bytes)
        if not response.body.strip():
            raise Trouble("empty-page")
        content_type = header(response, "Content-Type")
        if not (self.plan.any_text or is_page(response.body, content_type)):
            raise Trouble("not-html", content_type)
        html = decode(response.body, content_type)
        return html, response.url, next_page(html, response.url)

    async def send(self, message: Message) -> None:
        """Tell something, and what the answers took that came since the last time."""
        answers, self._answers = self._answers, []
        await self._send(message | ({"answers": answers} if answers else {}))

    def answered(self, host: str, seconds: float) -> None:
        self._answers.append((host, round(seconds, 3)))

    async def rest(self, source: str, host: str, until: datetime) -> None:
        await self.send({"rest": from_rest(Rest(source, host, until))})

    async def fail(self, source: Source, url: str, trouble: Trouble, changed: datetime | None = None) -> None:
        await self.send(_failure(source, url, trouble, changed))


def _is_time_of_day(told: list[datetime | None], changed: int) -> bool:
    """Whether a list gives its stories the time at which it is asked instead of that of their change: nearly all of
    those known, ``changed`` of them later than before, within the last day and at one moment.
    """
    times = [at for at in told if at and at > datetime.now(UTC) - FRESH]
    return changed > MANY and len(times) > 0.9 * len(told) and max(times) - min(times) < AT_ONCE


def _failure(source: Source, url: str, trouble: Trouble, changed: datetime | None = None) -> Message:
    return {"failure": from_failure(Failure(trouble.code, url, source.id, trouble.detail, changed))}


def _page(source: Source, link: Link, html: tuple[str, ...], final: str | None) -> Message:
    return from_link(link, source.id) | {
        "outlet": source.outlet,
        "timezone": source.timezone,
        "fetched_at": datetime.now(UTC).isoformat(),
        "html": html,
        "final": final,
        "home": source.region,
    }
