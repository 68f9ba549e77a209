"""What a source answers, read: feeds, sitemaps and WordPress REST. Pure functions from bytes to links."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import escape
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.address import canonical, is_address, joined
from pipeline.collect.markup import plain
from pipeline.collect.trouble import Trouble

REST_FIELDS = "link,title,content,date_gmt,modified_gmt,yoast_head_json.author,id,date"
REST_PAGE = 100
MOST_AT_ONCE = 400
"""So many posts of one moment are named in an address; with more it could be too long for the site."""
WHOLE = 800
"""Letters from which on the content of a feed entry can be a whole story."""

CUT = re.compile(
    r"(\[?(…|\.\.\.)\]?|selengkapnya|baca lagi|read more|continue reading)\W*$|appeared first on|tampil pertama|muncul pertama",
    re.IGNORECASE,
)
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


GZIP = b"\x1f\x8b"
OPEN_ADDRESS = re.compile(rb"<(?:\w+:)?loc\b(?:(?!</).)*\Z", re.DOTALL)
"""The address in a sitemap at which it breaks off."""


@dataclass(frozen=True, slots=True)
class Link:
    """A story a source points to, with what the source said of it.

    ``url`` is canonical. ``at`` is when it was published or changed and ``changed`` when it was last changed,
    where the source says it in a form a program can read. ``html`` is the story itself, where the source
    gave all of it.
    """

    url: str
    title: str | None = None
    published: str | None = None
    author: str | None = None
    at: datetime | None = None
    changed: datetime | None = None
    html: str | None = None

    def before(self, since: date | None, zone: str) -> bool:
        """Whether the story is known to be older than ``since``, a day in the outlet's zone."""
        return bool(since and self.at and self.at.astimezone(ZoneInfo(zone)).date() < since)


@dataclass(slots=True)
class Sitemap:
    """One sitemap: the stories in it, and the addresses of further sitemaps with their last change.

    ``cut``: it breaks off, and is without an address of which only a part came.
    """

    links: list[Link] = field(default_factory=list)
    children: list[tuple[str, datetime | None]] = field(default_factory=list)
    cut: bool = False


def read_feed(body: bytes, url: str, content_type: str = "") -> list[Link]:
    """The stories of an RSS or Atom feed, in its order."""
    import feedparser

    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:
        feed = feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # of broken markup it raises whatever stood in its way
        raise Trouble("not-a-feed") from None
    if not feed.get("version") and not feed.entries:
        raise Trouble("not-a-feed")
    return [_entry(entry, url) for entry in feed.entries if is_address(_address(entry, url))]


def _address(entry: Any, url: str) -> str:
    """Where an entry leads: past the counter of a feed service, to the outlet's own page."""
    return joined(url, entry.get("feedburner_origlink") or entry.get("link") or "mailto:")


def _entry(entry: Any, url: str) -> Link:
    title, content = plain(entry.get("title")), "".join(part.get("value") or "" for part in entry.get("content", ()))
    changed = _moment(dict(entry).get("updated_parsed"))  # asked itself, an entry would answer with published
    return Link(
        url=canonical(_address(entry, url)),
        title=title,
        published=entry.get("published") or entry.get("updated"),
        author=plain(entry.get("author")),
        at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        changed=changed,
        html=_document(title or "", content, changed) if _is_whole(content) else None,
    )


def _is_whole(content: str) -> bool:
    """Whether what a feed gives of a story is all of it: long, of several paragraphs, and not cut off at the end."""
    text = plain(content) or ""
    paragraphs = len(re.findall(r"<(?:p|br|div)\b", content, re.IGNORECASE))
    return len(text) >= WHOLE and paragraphs >= 3 and not CUT.search(text[-300:])


def read_sitemap(body: bytes, url: str, max_bytes: int) -> Sitemap:
    """A sitemap or sitemap index, gzipped or not. Entities are not resolved, nothing is fetched."""
    from lxml import etree

    body = _gunzipped(body, max_bytes).strip()
    found = Sitemap()
    root = None
    elements = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    try:
        for event, element in elements:
            name = _local(element)
            if root is None:
                root = name
                if root not in ("urlset", "sitemapindex"):
                    raise Trouble("not-a-sitemap")
            elif event == "end" and name in ("url", "sitemap"):
                _take(element, name, url, found)
                element.clear()
    except etree.XMLSyntaxError:
        if root is None:
            raise Trouble("not-a-sitemap") from None
    if root is None:
        raise Trouble("not-a-sitemap")
    open_at_end = any(error.type == etree.ErrorTypes.ERR_TAG_NOT_FINISHED for error in elements.error_log)
    found.cut = body.endswith(b"<") or (open_at_end and not body.endswith(b"%s>" % root.encode()))
    if found.cut and OPEN_ADDRESS.search(body[-5_000:]):
        del found.links[-1:], found.children[-1:]
    return found


def read_posts(body: bytes) -> list[Link]:
    """The stories of one page of ``wp-json/wp/v2/posts``, each with its own HTML."""
    return [_post(post) for post in _posts(body) if is_address(str(post.get("link", "")))]


def posts_behind(body: bytes, asked: Mapping[str, str]) -> dict[str, str] | None:
    """What to ask for to get the posts behind those of a page that was ``asked`` for so: by date, without those seen of the last moment.

    So nothing is passed over, whatever comes or goes meanwhile and however many posts have one date. None where the
    page is not in the order of dates, does not tell them, or is not what was asked for.
    """
    posts = _posts(body)
    try:
        told = [(datetime.fromisoformat(post["date"]), int(post["id"])) for post in posts]
        dates = [date for date, _ in told]
        heeded = "before" not in asked or dates[0] < datetime.fromisoformat(asked["before"])
        if not heeded or dates != sorted(dates, reverse=True):
            return None
    except (IndexError, KeyError, TypeError, ValueError):
        return None
    before = (dates[-1] + timedelta(seconds=1)).isoformat()
    seen = asked["exclude"].split(",") if asked.get("before") == before else []
    seen += [str(id) for date, id in told if date == dates[-1] and str(id) not in seen]
    return {"before": before, "exclude": ",".join(seen)} if len(seen) <= MOST_AT_ONCE else None


def _posts(body: bytes) -> list[dict[str, Any]]:
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError):
        raise Trouble("not-wordpress", "no list of posts") from None
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise Trouble("not-wordpress", "no list of posts")
    return posts


def _post(post: dict[str, Any]) -> Link:
    title, content = (_rendered(post.get(key)) for key in ("title", "content"))
    date_gmt = post.get("date_gmt")
    published = f"{date_gmt}Z" if isinstance(date_gmt, str) and date_gmt else None
    modified = post.get("modified_gmt")
    changed = _iso(f"{modified}Z") if isinstance(modified, str) else None
    seo = post.get("yoast_head_json")
    return Link(
        url=canonical(post["link"]),
        title=plain(title),
        published=published,
        author=plain(seo.get("author")) if isinstance(seo, dict) else None,
        at=_iso(published),
        changed=changed,
        html=_document(plain(title) or "", content, changed) if plain(content) else None,
    )


def _rendered(value: Any) -> str:
    text = value.get("rendered") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _document(title: str, content: str, changed: datetime | None) -> str:
    """A page of a story that came whole in a list, with what the list says of its last change."""
    edited = f'<meta property="article:modified_time" content="{changed.isoformat()}">' if changed else ""
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title>{edited}</head>'
    return f'<!DOCTYPE html>\n<html lang="id">{head}\n<body><article><h1>{escape(title)}</h1>\n{content}\n</article></body></html>'


_NO_STORIES = re.compile(
    r"wp-sitemap-(?:taxonomies|users|posts-page)-|/(?:category|post_tag|author|page)-sitemap[0-9]*\.xml", re.I
)
"""Child sitemaps of WordPress and its common plugins that list tags, categories, people and fixed pages."""


def _take(element: Any, name: str, url: str, found: Sitemap) -> None:
    words = {_local(child): (child.text or "").strip() for child in [*element, *element.iterfind("{*}news/{*}*")]}
    address = joined(url, words.get("loc", ""))
    if not words.get("loc") or not is_address(address):
        return
    changed = _iso(words.get("lastmod"))
    if name == "sitemap":
        if not _NO_STORIES.search(address):
            found.children.append((address, changed))
    else:
        published = words.get("publication_date") or None
        at = _iso(published) or changed
        found.links.append(Link(canonical(address), plain(words.get("title")), published, at=at, changed=changed))


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _gunzipped(body: bytes, max_bytes: int) -> bytes:
    """What is packed in one piece or in several."""
    import zlib

    if not body.startswith(GZIP):
        return body
    unpacked = b""
    while body.startswith(GZIP):
        unpack = zlib.decompressobj(wbits=31)
        try:
            unpacked += unpack.decompress(body, max_bytes + 1 - len(unpacked))
        except zlib.error:
            raise Trouble("not-a-sitemap") from None
        if len(unpacked) > max_bytes:
            raise Trouble("too-big")
        body = unpack.unused_data
    return unpacked


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str | None) -> datetime | None:
    match = ISO.match(text or "")
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(match[0])
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
