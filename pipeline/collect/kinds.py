"""How each kind of source lists its stories: for each kind one generator of batches of links, newest first."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count, zip_longest
from math import ceil
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from scrapy.http import Response

from pipeline.collect.listings import REST_FIELDS, REST_PAGE, Link, posts_behind, read_feed, read_posts, read_sitemap
from pipeline.collect.markup import header
from pipeline.collect.sources import Kind
from pipeline.collect.trouble import FOR_NOW, PASSING, Trouble
from pipeline.collect.visit import LIST_BYTES, Visit

MAX_SITEMAPS = 500
MAX_DEPTH = 3
MAX_FEED_PAGES = 100
BLOGGER_PAGE = 150
OVERLAP = timedelta(minutes=1)
DAY = timedelta(days=1)

CLOSED = frozenset({"http-403", "http-404", "http-4xx", "robots-disallowed", "not-wordpress", "bad-redirect"})
"""What a WordPress answers whose REST interface is shut: its feed may be open."""

Batches = AsyncGenerator[list[Link]]


def batches(visit: Visit) -> Batches:
    """The stories a source lists, newest first where it says so, in one batch or several.

    Raises ``Trouble`` where the list cannot be had, or cannot be searched though the plan asks for it.
    """
    if visit.plan.search and visit.source.kind not in (Kind.WORDPRESS, Kind.BLOGGER):
        raise Trouble("cannot-search")
    return READERS[visit.source.kind](visit)


async def feed(visit: Visit) -> Batches:
    yield await _feed_page(visit, visit.source.url)


async def _feed_page(visit: Visit, url: str) -> list[Link]:
    response = await visit.ask(url)
    return read_feed(response.body, response.url, header(response, "Content-Type")) if response else []


async def _feed_pages(
    visit: Visit, url: Callable[[int], str], *, size: int | None = None, again: bool = False
) -> Batches:
    """The pages of a feed, until there are stories enough, or a page is empty, older than wanted or like the last.

    ``size`` is what a page holds unless it is the last. ``again``: all was read before, so what is known ends it.
    """
    held: set[str] = set()
    for page in range(MAX_FEED_PAGES):
        try:
            links = await _feed_page(visit, url(page))
        except Trouble as trouble:
            if page == 0 or trouble.code in PASSING | FOR_NOW:
                raise
            return
        new = {link.url for link in links} - held
        held |= new
        yield links
        short = size and len(links) < size
        enough = visit.source.newest and len(held) >= visit.source.newest and not visit.unlimited
        if not new or short or enough or _all_before(visit, links) or (again and all(map(visit.knows, new))):
            return


async def sitemap(visit: Visit) -> Batches:
    source = visit.source
    links: list[Link] = []
    waiting: list[tuple[str, datetime | None, int]] = [(source.url, None, 1)]
    asked: set[str] = set()
    left_out: set[str] = set()
    while waiting:
        url, changed, depth = waiting.pop(0)
        enough = changed and source.newest and sum(link.at >= changed for link in links if link.at) >= source.newest
        if url in asked or enough or Link(url, at=changed).before(source.since, source.timezone):
            continue
        if len(asked) == MAX_SITEMAPS:
            left_out.add(url)
            continue
        asked.add(url)
        try:
            response = await visit.ask(url)
            found = read_sitemap(response.body, url, LIST_BYTES) if response else None
        except Trouble as trouble:
            if depth == 1 or trouble.code in FOR_NOW:
                raise
            await visit.fail(url, trouble)
            continue
        if found is None:
            continue
        links += map(_at_latest, found.links)
        if found.cut:
            await visit.fail_part(url, Trouble("half-list", "it breaks off"))
        if found.children:  # an index may stay the same while its children change
            visit.forget(url)
        if depth < MAX_DEPTH:
            children = sorted(found.children, key=lambda child: _newest_first(child[1]))
            waiting += [(child, at, depth + 1) for child, at in children]
    if left_out:
        await visit.fail(
            source.url, Trouble("half-list", f"more than {MAX_SITEMAPS} sitemaps; {len(left_out)} were left out")
        )
    dated = sorted((link for link in links if link.at), key=lambda link: _newest_first(link.at))
    yield dated + _from_both_ends([link for link in links if not link.at])


async def wordpress(visit: Visit) -> Batches:
    """REST, and where it is shut the feed; under a search the search feed.

    Once it was read in full, only the newest page is asked for, and what was changed since, in the order of ids: many
    posts may have been changed at one moment, and in an order with ties pages leave some out.
    """
    base = visit.source.url.split("?")[0].rstrip("/")
    posts = f"{base}/wp-json/wp/v2/posts"
    last = visit.last(posts)
    links: list[Link] = []
    try:
        async for batch in _posts(visit, posts, pages=1 if last and last.changed else None):
            links += batch
            yield batch
    except Trouble as trouble:
        if trouble.code not in CLOSED:
            raise
        async for batch in _instead(visit, base, trouble, again=last is not None):
            yield batch
        visit.keep_latest(posts, [], last)
        return
    if last and last.changed:
        visit.unlimited = True
        try:
            async for batch in _posts(visit, posts, modified_after=_utc(last.changed - OVERLAP), orderby="id"):
                links += batch
                yield batch
        except Trouble as trouble:
            if trouble.code not in CLOSED:
                raise
            visit.unlimited = False  # it cannot tell what was changed: all that is wanted is read again
            async for batch in _posts(visit, posts):
                links += batch
                yield batch
    visit.keep_latest(posts, links, last)


async def _posts(visit: Visit, address: str, pages: int | None = None, **wanted: str) -> Batches:
    """So many pages of ``wp-json/wp/v2/posts``. A page that fails after the first is told, and ends them."""
    newest = None if visit.unlimited else visit.source.newest
    pages = pages or (newest and ceil(newest / REST_PAGE))
    page, total, behind = 1, 1, dict[str, str]()
    for number in count(1):
        url = f"{address}?{_rest_query(visit, page, wanted | behind)}"
        try:
            response = await visit.ask(url)
            links = read_posts(response.body) if response else []
        except Trouble as trouble:
            if number == 1 or trouble.code in FOR_NOW:
                raise
            await visit.fail_part(url, trouble)
            return
        yield links
        if page == 1 and response:
            total = _total_pages(response)
        if not response or page >= total or number == pages:
            return
        older = None if wanted or page > 1 else posts_behind(response.body, behind)
        if older and older != behind:
            page, behind = 1, older
        else:
            page += 1


async def _instead(visit: Visit, base: str, closed: Trouble, *, again: bool) -> Batches:
    """The feed of a WordPress whose REST interface is shut, or its search as a feed, page by page."""
    query = urlencode({"s": visit.plan.search, "feed": "rss2"}) if visit.plan.search else ""

    def url(page: int) -> str:
        paged = f"paged={page + 1}"
        if query:
            return f"{base}/?{query}&{paged}"
        return f"{base}/feed/?{paged}" if page else f"{base}/feed/"

    try:
        async for links in _feed_pages(visit, url, again=again):
            yield links
    except Trouble as trouble:
        if trouble.code in PASSING | FOR_NOW:
            raise
        raise Trouble("not-wordpress", f"wp-json: {closed}; feed: {trouble}") from None


async def blogger(visit: Visit) -> Batches:
    """The feed of a Blogger site, which has every story in it and can be searched.

    Once it was read in full, what was changed since is asked for; a new story is among it.
    """
    source, base = visit.source, visit.source.url.split("?")[0].rstrip("/")
    size = min(BLOGGER_PAGE, source.newest or BLOGGER_PAGE)
    query: dict[str, object] = {"max-results": size}
    if visit.plan.search:
        query["q"] = visit.plan.search
    if source.since:
        midnight = datetime.combine(source.since, time(), ZoneInfo(source.timezone))
        query["published-min"] = _utc(midnight)

    last = visit.last(f"{base}/")
    if last and last.changed:
        visit.unlimited = True
        query |= {"orderby": "updated", "updated-min": _utc(last.changed - OVERLAP)}

    def url(page: int) -> str:
        return f"{base}/feeds/posts/default?{urlencode(query | {'start-index': page * size + 1}, safe=':')}"

    links: list[Link] = []
    async for batch in _feed_pages(visit, url, size=size):
        links += batch
        yield batch
    visit.keep_latest(f"{base}/", links, last)


READERS = {Kind.FEED: feed, Kind.SITEMAP: sitemap, Kind.WORDPRESS: wordpress, Kind.BLOGGER: blogger}


def _at_latest(link: Link) -> Link:
    """A date without a time may mean any time of its day: once the day is over, the end of it.

    So a story that was fetched on the day of its last change is looked at once more.
    """
    if not link.changed or link.changed.time() != time() or link.changed + DAY > datetime.now(UTC):
        return link
    return replace(link, changed=link.changed + DAY)


def _from_both_ends(links: list[Link]) -> list[Link]:
    """The first, the last, the second, the last but one, and so on: the newest of undated stories stand at either end."""
    half = (len(links) + 1) // 2
    pairs = zip_longest(links[:half], reversed(links[half:]))
    return [link for pair in pairs for link in pair if link]


def _rest_query(visit: Visit, page: int, wanted: dict[str, str]) -> str:
    source = visit.source
    size = REST_PAGE if visit.unlimited else min(REST_PAGE, source.newest or REST_PAGE)
    query: dict[str, object] = {"per_page": size, "page": page}
    query["_fields"] = REST_FIELDS
    if source.since:
        query["after"] = f"{source.since}T00:00:00"
    if visit.plan.search:
        query["search"] = visit.plan.search
    return urlencode(query | wanted, safe=",:")


def _total_pages(response: Response) -> int:
    value = header(response, "X-WP-TotalPages")
    return int(value) if value.isdecimal() else 1


def _all_before(visit: Visit, links: list[Link]) -> bool:
    return bool(links) and all(link.before(visit.source.since, visit.source.timezone) for link in links)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _newest_first(at: datetime | None) -> float:
    """A key for sorting: the newest first, the undated last."""
    return -at.timestamp() if at else 0.0
