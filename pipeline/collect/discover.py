"""From a home page to the entries of a source file: which lists of stories does a site have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from socket import gaierror, getaddrinfo
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipeline.address import canonical, host_of, is_address, is_own_network, joined
from pipeline.collect import collect, fetch
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Kind, Source
from pipeline.listings import Sighting
from pipeline.records import Failure, Page
from pipeline.trees import tree_of
from pipeline.zones import ZONES, outlet_at, zone_of_region

FEEDS = ("application/rss+xml", "application/atom+xml")
USUAL = (
    (Kind.FEED, "/feed/"),
    (Kind.FEED, "/rss"),
    (Kind.FEED, "/rss.xml"),
    (Kind.SITEMAP, "/sitemap-news.xml"),
    (Kind.SITEMAP, "/news-sitemap.xml"),
    (Kind.SITEMAP, "/wp-sitemap.xml"),
    (Kind.SITEMAP, "/sitemap.xml"),
)
"""Where sites put their lists that do not say so."""

MOST = 14
OFFSETS = {"+07": "WIB", "+08": "WITA", "+09": "WIT"}
PRINTED = re.compile(r"\b\d{1,2}[:.]\d{2}\s(WIB|WITA|WIT)\b")
STATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(\+\d\d):?00\b")


class FoundSource(NamedTuple):
    """A source a site could be read by, how many stories it lists, and whether its time zone is known."""

    source: Source
    stories: int
    zoned: bool


def discover(url: str, contact: str | None) -> tuple[list[FoundSource], list[Failure]]:
    """The sources a site could be read by, the best first; and what failed.

    REST comes before feeds, feeds before sitemaps. Where the home page itself cannot be had, that is the one failure.
    """
    if not is_address(url):
        return [], [Failure("bad-address", url, "discover")]
    ask = partial(fetch, contact=contact)
    page = ask(url)
    if isinstance(page, Failure):
        return [], [page]
    lists = _lists_once(url, page.html[0], ask(urljoin(url, "/robots.txt")))
    zones = (_set_zone(ask(_settings(home), Plan(any_text=True))) for home in _of_kind(lists, Kind.WORDPRESS))
    zone = next(zones, None) or zone_of(url, page.html[0])
    candidates = _candidates(url, page.html[0], lists, contact, zone)
    listed: dict[str, int] = {}

    def count(source: str, stories: int, coming: list[Sighting]) -> None:
        listed[source] = listed.get(source, 0) + stories

    told = collect(candidates, plan=Plan(lists_only=True), on_listed=count)
    failures = [failure for failure in told if isinstance(failure, Failure)]
    return [
        FoundSource(source, listed[source.id], bool(zone)) for source in candidates if listed.get(source.id)
    ], failures


def zone_of(url: str, html: str) -> str | None:
    """The short name of a site's time zone: that of the listed outlet, or of all times on its home page, or of the region it is
    named after; None where nothing tells it, or not clearly.
    """
    if listed := outlet_at(url):
        return next(short for short, name in ZONES.items() if name == listed.zone)
    stated = {OFFSETS.get(offset) for offset in STATED.findall(html)}
    regions = {zone_of_region(code) for code in _regions(_outlet(html, url))}
    for zones in (set(PRINTED.findall(html)), stated, regions):
        if len(zones) == 1:
            return zones.pop()
    return None


def _regions(name: str) -> list[str]:
    """The codes of the regions in the name of an outlet."""
    from pipeline.places.naming import named_regions

    return [code for named in named_regions(name, headline=True) for code in named.codes]


def _is_inside(host: str) -> bool:
    """Whether a host lies in the user's own network, or is this very machine."""
    try:
        return any(is_own_network(str(found[4][0])) for found in getaddrinfo(host, None))
    except gaierror:
        return False


def _settings(home: str) -> str:
    """Where the REST interface of a WordPress tells the zone that it is set to."""
    return f"{home.rstrip('/')}/wp-json/?_fields=timezone_string,gmt_offset"


def _set_zone(answer: Page | Failure) -> str | None:
    """The short name of the zone that a WordPress is set to; None for UTC, which nobody set."""
    try:
        told = json.loads(answer.html[0]) if isinstance(answer, Page) else {}
        name = told.get("timezone_string")
        hours = _hours(ZoneInfo(name)) if name else float(told["gmt_offset"])
    except (ValueError, TypeError, AttributeError, KeyError, OSError):
        return None
    return OFFSETS.get(f"+{hours:02.0f}") if hours == round(hours) else None


def _hours(zone: ZoneInfo) -> float:
    """How far a zone is ahead of UTC."""
    return (datetime.now(zone).utcoffset() or timedelta()) / timedelta(hours=1)


def _of_kind(lists: dict[str, Kind], wanted: Kind) -> list[str]:
    return [address for address, kind in lists.items() if kind is wanted]


def _lists_once(url: str, html: str, robots: Page | Failure) -> dict[str, Kind]:
    """What to try, in order of worth; each address once."""
    found: dict[str, Kind] = {}
    for kind, address in _lists(url, html, robots):
        found.setdefault(canonical(address), kind)
    return found


def _candidates(url: str, html: str, lists: dict[str, Kind], contact: str | None, zone: str | None) -> list[Source]:
    name, host, inside = _outlet(html, url), host_of(url).removeprefix("www."), _is_inside(host_of(url))
    return [
        Source(
            id=f"{host.replace('.', '-')}{f'-{number}' if number > 1 else ''}",
            outlet=name,
            kind=kind,
            address=address,
            contact=contact,
            timezone=zone or "WIB",
            own_network=inside,
        )
        for number, (address, kind) in enumerate(list(lists.items())[:MOST], 1)
    ]


def _lists(url: str, html: str, robots: Page | Failure) -> Iterator[tuple[Kind, str]]:
    root = urljoin(url, "/")
    generator = " ".join(_found(html, '//meta[@name="generator"]/@content')).lower()
    home = url.split("#")[0].split("?")[0]
    if "blogger" in generator or "blogspot" in host_of(url):
        yield Kind.BLOGGER, root
    elif "wp-content" in html or "wordpress" in generator or "wp-json" in html:
        yield Kind.WORDPRESS, home
    for link in _found(html, '//link[@rel="alternate"][@href]'):
        if link.get("type", "").lower() in FEEDS and not re.search("comment|komentar", link.get("href")):
            yield Kind.FEED, joined(url, link.get("href"))
    if not isinstance(robots, Failure):
        for address in re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots.html[0]):
            if is_address(address):
                yield Kind.SITEMAP, address
    for kind, path in USUAL:
        yield kind, urljoin(root, path)


def _outlet(html: str, url: str) -> str:
    names = _found(html, '//meta[@property="og:site_name"]/@content | //title/text()')
    name = next((" ".join(name.split()) for name in names if name.strip()), "")
    return re.split(r"\s[|–—-]\s", name)[0][:80] or (urlsplit(url).hostname or url)


def _found(html: str, path: str) -> list[Any]:
    """The elements or texts that an XPath finds in a page; none in one that cannot be read."""
    tree = tree_of(html)
    return [] if tree is None else tree.xpath(path)
