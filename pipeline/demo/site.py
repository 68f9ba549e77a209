"""What the newsroom serves: every address and its answer, rendered once at the start."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.collect.sources import Kind, Source
from pipeline.demo.stories import DemoStory
from pipeline.zones import ZONES

TEMPLATES = Path(__file__).parent / "templates"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: tuple[str, ...] = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
MONTHS += ("Juli", "Agustus", "September", "Oktober", "November", "Desember")
LONG = 220
"""Words from which on the outlet with the ugly pages spreads a story over two."""

HTML = "text/html; charset=UTF-8"
XML = "application/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """One invented outlet: its folder on the server, how it lists its stories, where a story stands."""

    id: str
    name: str
    zone: str
    region: str
    kind: Kind
    listing: str
    place: str
    """Path of a story below the outlet's folder."""

    author: str


OUTLETS = (
    DemoOutlet(
        "suara-batang-hulu",
        "Suara Batang Hulu",
        "WIB",
        "14",
        Kind.WORDPRESS,
        "",
        "{at:%Y/%m/%d}/{story.slug}/",
        "Redaksi Batang Hulu",
    ),
    DemoOutlet(
        "lensa-tanjung-laut",
        "Lensa Tanjung Laut",
        "WITA",
        "64",
        Kind.SITEMAP,
        "sitemap.xml",
        "read/{story.number:05d}/{story.slug}",
        "Rahmat Hidayatullah",
    ),
    DemoOutlet(
        "radar-bengawan-pos",
        "Radar Bengawan Pos",
        "WIB",
        "33",
        Kind.FEED,
        "rss.xml",
        "berita/{story.slug}-{story.number:05d}.html",
        "Tri Wahyuni",
    ),
    DemoOutlet(
        "warta-ombilin",
        "Warta Ombilin",
        "WIB",
        "13",
        Kind.FEED,
        "feeds/posts/default",
        "{at:%Y/%m}/{story.slug}.html",
        "Admin",
    ),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A story as it stands in an outlet: its address, its time there, its author."""

    story: DemoStory
    url: str
    at: datetime
    author: str

    @property
    def in_words(self) -> str:
        """The time as an Indonesian page prints it."""
        day = f"{DAYS[self.at.weekday()]}, {self.at.day} {MONTHS[self.at.month - 1]} {self.at.year}"
        return f"{day} {self.at:%H:%M}"

    @property
    def rfc822(self) -> str:
        """The time as RSS prints it."""
        return format_datetime(self.at)


class Site:
    """The newsroom's outlets as addresses and answers."""

    def __init__(self, base: str, stories: list[DemoStory]):
        self.base = base
        self.sources = [self._source(outlet) for outlet in OUTLETS]
        self.stories: dict[str, DemoStory] = {}
        self._pages: dict[str, Reply] = {}
        self._posts: dict[str, list[dict[str, Any]]] = {}
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        builders = (self._wordpress, self._sitemap, self._ugly, self._blog)
        for outlet, build in zip(OUTLETS, builders, strict=True):
            printed = [self._print(outlet, story) for story in stories if story.outlet == outlet.name]
            self.stories |= {item.url: item.story for item in printed}
            build(outlet, printed)
        self._put("/robots.txt", self._render("robots.txt", outlets=OUTLETS), "text/plain; charset=UTF-8")

    def reply(self, target: str) -> Reply:
        """The answer to one request, by path and query."""
        path = urlsplit(target).path
        if path in self._posts:
            return self._rest(self._posts[path], parse_qs(urlsplit(target).query))
        return self._pages.get(target) or self._pages.get(path) or Reply(b"<h1>404 Tidak Ditemukan</h1>", status=404)

    def _source(self, outlet: DemoOutlet) -> Source:
        address = f"{self.base}/{outlet.id}/{outlet.listing}"
        return Source(
            id=outlet.id,
            outlet=outlet.name,
            kind=outlet.kind,
            address=address,
            timezone=outlet.zone,
            region=outlet.region,
            own_network=True,
        )

    def _print(self, outlet: DemoOutlet, story: DemoStory) -> Printed:
        at = datetime.combine(story.date, time(8), ZoneInfo(ZONES[outlet.zone])) + timedelta(minutes=17 * story.number)
        return Printed(story, f"{self.base}/{outlet.id}/{outlet.place.format(at=at, story=story)}", at, outlet.author)

    def _render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(base=self.base, **values)

    def _put(self, target: str, text: str, content_type: str = HTML, encoding: str = "utf-8") -> None:
        target = target.removeprefix(self.base)
        self._pages[target] = Reply(text.encode(encoding, "xmlcharrefreplace"), content_type)

    def _wordpress(self, outlet: DemoOutlet, printed: list[Printed]) -> None:
        """Outlet 1: clean pages, RSS, REST with paging headers, a sitemap."""
        root = f"/{outlet.id}"
        for item in printed:
            self._put(item.url, self._render("wordpress.html", outlet=outlet, item=item))
        self._put(f"{root}/", self._render("home.html", outlet=outlet, items=printed))
        self._put(
            f"{root}/feed/", self._render("rss.xml", outlet=outlet, items=printed), "application/rss+xml; charset=UTF-8"
        )
        self._put(
            f"{root}/wp-sitemap.xml",
            self._render("sitemapindex.xml", outlet=outlet, child="wp-sitemap-posts-post-1.xml"),
            XML,
        )
        self._put(f"{root}/wp-sitemap-posts-post-1.xml", self._render("sitemap.xml", items=printed, news=None), XML)
        self._posts[f"{root}/wp-json/wp/v2/posts"] = [_post(item) for item in printed]

    def _sitemap(self, outlet: DemoOutlet, printed: list[Printed]) -> None:
        """Outlet 2: nothing but an index and a news sitemap; dates in JSON-LD."""
        english = f"{self.base}/{outlet.id}/read/00901/mangrove-park-welcomes-visitors-again-after-repairs"
        for item in printed:
            self._put(item.url, self._render("jsonld.html", outlet=outlet, item=item))
        self._put(english, self._render("english.html", outlet=outlet, url=english))
        self._put(
            f"/{outlet.id}/sitemap.xml", self._render("sitemapindex.xml", outlet=outlet, child="sitemap-news.xml"), XML
        )
        listing = self._render("sitemap.xml", items=printed, news=outlet, extra=english)
        self._put(f"/{outlet.id}/sitemap-news.xml", listing, XML)

    def _ugly(self, outlet: DemoOutlet, printed: list[Printed]) -> None:
        """Outlet 3: RSS; unclosed HTML in windows-1252 that does not say so, inserts, long stories on two pages."""
        photo = f"{self.base}/{outlet.id}/foto/matahari-terbit-di-waduk-kedung-guyu-00902.html"
        for number, item in enumerate(printed):
            others = [printed[(number + step) % len(printed)] for step in (1, 2, 3)]
            parts = _parts(item.story)
            for page, paragraphs in enumerate(parts, 1):
                target = item.url if page == 1 else f"{item.url}?page={page}"
                text = self._render(
                    "ugly.html",
                    outlet=outlet,
                    item=item,
                    paragraphs=paragraphs,
                    page=page,
                    pages=len(parts),
                    others=others,
                )
                self._put(target, text, "text/html", "cp1252")
        self._put(photo, self._render("photo.html", outlet=outlet, url=photo), "text/html", "cp1252")
        feed = self._render("rss.xml", outlet=outlet, items=printed, photo=photo)
        self._put(f"/{outlet.id}/rss.xml", feed, "text/xml; charset=UTF-8")

    def _blog(self, outlet: DemoOutlet, printed: list[Printed]) -> None:
        """Outlet 4: a blog of short briefs with an Atom feed."""
        for item in printed:
            self._put(item.url, self._render("blog.html", outlet=outlet, item=item))
        feed = self._render("atom.xml", outlet=outlet, items=printed)
        self._put(f"/{outlet.id}/feeds/posts/default", feed, "application/atom+xml; charset=UTF-8")

    def _rest(self, posts: list[dict[str, Any]], query: dict[str, list[str]]) -> Reply:
        size, page = (int(query.get(name, [standard])[0]) for name, standard in (("per_page", "10"), ("page", "1")))
        after = query.get("after", [""])[0]
        posts = [post for post in posts if post["date"] > after]
        pages = -(-len(posts) // size)
        if page > max(1, pages):
            error = {
                "code": "rest_post_invalid_page_number",
                "message": "Nomor halaman tidak sah.",
                "data": {"status": 400},
            }
            return Reply(json.dumps(error).encode(), "application/json; charset=UTF-8", 400)
        headers = {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(pages)}
        body = json.dumps(posts[(page - 1) * size : page * size]).encode()
        return Reply(body, "application/json; charset=UTF-8", 200, headers)


def _post(item: Printed) -> dict[str, Any]:
    content = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in item.story.paragraphs)
    return {
        "id": 4000 + item.story.number,
        "date": f"{item.at:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "link": item.url,
        "title": {"rendered": item.story.title},
        "content": {"rendered": content, "protected": False},
    }


def _parts(story: DemoStory) -> list[list[str]]:
    paragraphs = story.paragraphs
    if len(story.text.split()) < LONG:
        return [paragraphs]
    half = len(paragraphs) // 2
    return [paragraphs[:half], paragraphs[half:]]
