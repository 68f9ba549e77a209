"""From a home page to the entries of a source file: which lists of stories does a site have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from pipeline.collect import collect, fetch
from pipeline.collect.address import canonical, host_of, is_address, joined
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Kind, Source
from pipeline.records import Failure, Sighting

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


def discover(url: str, contact: str | None) -> tuple[list[tuple[Source, int]], list[Failure]]:
    """The sources a site could be read by, each with the number of stories it lists, the best first; and what failed.

    REST comes before feeds, feeds before sitemaps. Where the home page itself cannot be had, that is the one failure.
    """
    if not is_address(url):
        return [], [Failure("bad-address", url, "discover")]
    page = fetch(url)
    if isinstance(page, Failure):
        return [], [page]
    candidates = _candidates(url, page.html[0], contact)
    listed: dict[str, int] = {}

    def count(source: str, stories: int, coming: list[Sighting]) -> None:
        listed[source] = listed.get(source, 0) + stories

    failures = list(collect(candidates, plan=Plan(lists_only=True), on_listed=count))
    return [(source, listed[source.id]) for source in candidates if listed.get(source.id)], failures


def _candidates(url: str, html: str, contact: str | None) -> list[Source]:
    """What to try, in order of worth; each address once."""
    name, host = _outlet(html, url), host_of(url).removeprefix("www.")
    found: dict[str, Kind] = {}
    for kind, address in _lists(url, html):
        found.setdefault(canonical(address), kind)
    return [
        Source(
            id=f"{host.replace('.', '-')}{f'-{number}' if number > 1 else ''}",
            outlet=name,
            kind=kind,
            address=address,
            contact=contact,
        )
        for number, (address, kind) in enumerate(list(found.items())[:MOST], 1)
    ]


def _lists(url: str, html: str) -> Iterator[tuple[Kind, str]]:
    document = _parse(html)
    root = urljoin(url, "/")
    generator = " ".join(document.xpath('//meta[@name="generator"]/@content')).lower()
    home = url.split("#")[0].split("?")[0]
    if "blogger" in generator or "blogspot" in host_of(url):
        yield Kind.BLOGGER, root
    elif "wp-content" in html or "wordpress" in generator or "wp-json" in html:
        yield Kind.WORDPRESS, home
    for link in document.xpath('//link[@rel="alternate"][@href]'):
        if link.get("type", "").lower() in FEEDS and not re.search("comment|komentar", link.get("href")):
            yield Kind.FEED, joined(url, link.get("href"))
    robots = fetch(urljoin(root, "robots.txt"))
    if not isinstance(robots, Failure):
        for address in re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots.html[0]):
            if is_address(address):
                yield Kind.SITEMAP, address
    for kind, path in USUAL:
        yield kind, urljoin(root, path)


def _outlet(html: str, url: str) -> str:
    document = _parse(html)
    names = document.xpath('//meta[@property="og:site_name"]/@content | //title/text()')
    name = next((" ".join(name.split()) for name in names if name.strip()), "")
    return re.split(r"\s[|–—-]\s", name)[0][:80] or (urlsplit(url).hostname or url)


def _parse(html: str):
    from lxml.html import HTMLParser, document_fromstring

    return document_fromstring(html.encode("utf-8", "replace") or b"<html/>", HTMLParser(encoding="utf-8"))
