"""Stories spread over several pages: which link leads to the next page of this very story.

A link counts only when its address is the address of the story with the next page number, and the
link itself says so (``rel=next``, "Selanjutnya", the number). So neither the pages of an archive
nor "Baca selanjutnya: …" with another story are followed. Some sites number pages by how many lines
stand before: behind an id and a slug ``rel=next`` may lead to any higher number ("…/712345/slug/15").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.address import canonical, is_address, is_story, joined, may_be_story, story_key
from pipeline.trees import tree_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WORDS = re.compile(
    r"(halaman|page)?\s*(?P<number>\d{1,2})|((baca|lihat)\s+)?(halaman\s+)?(selanjutnya|berikutnya|lanjut)|next(\s+page)?|",
    re.IGNORECASE,
)
WITHIN = re.compile(r"\b(?:post-page-numbers|page-links?)\b")
ARROWS = " \t\r\n<>‹›«»←→[]()"
PAGE_KEY = re.compile(r"(?:page|halaman|hal)=(\d{1,2})", re.IGNORECASE)
PAGE_PATH = re.compile(r".+/page/\d{1,2}/?", re.IGNORECASE)
PAGE_TITLE = re.compile(
    r"(?:^|[\s(|–-])(?:halaman|hal\.?|page) ?(\d{1,2})(?: (?:dari|of) \d{1,2})?\)?(?:$|\s*[|–-])", re.IGNORECASE
)
MAY_BE_PART = re.compile(r"rel=[\"']?prev|(?:halaman|hal|page)\.? ?\d")
"""Looked for in small letters: without regard to case it takes four times as long."""
NUMBERED_SLUG = re.compile(r"/(?!(?:19|20)\d\d/)\d{3,}/[^/]+-[^/]+/?")
BEHIND_SLUG = re.compile(rf".*{NUMBERED_SLUG.pattern.rstrip('/?')}/\d{{1,2}}/?")
NEXT = re.compile(r"\brel=[\"']?next\b", re.IGNORECASE)
PAGE_TAIL = re.compile(r"(.+?)(?:/page)?/(\d{1,2})/?", re.IGNORECASE)


def next_page(html: str, url: str) -> str | None:
    """The address of the page that continues the story at ``url``; None if ``html`` names none."""
    here = canonical(url)
    counted = NUMBERED_SLUG.search(urlsplit(here).path) and NEXT.search(html)
    if not (counted or re.search(rf"[=/\"'](?:2|{_numbered(here)[1] + 1})\b", html)):
        return None
    for address, declared, within in _candidates(html, here):
        if _continues(here, address, within) or (declared and _counts_on(here, address)):
            return address
    return None


def first_page(url: str) -> str:
    """The address of the story that an address says it is a later page of ("…?page=2", "…/page/2/"); else the address."""
    story, number = _numbered(url)
    path = urlsplit(url).path
    marked = urlsplit(story).query != urlsplit(url).query or PAGE_PATH.fullmatch(path) or BEHIND_SLUG.fullmatch(path)
    return story if number > 1 and marked and may_be_story(story) else url


def tail_of(url: str) -> tuple[str, int] | None:
    """The story that an address may be a later page of, and its number; None where it cannot be one ("…/kisah/2")."""
    story, number = _numbered(url)
    return (story, number) if number > 1 and may_be_story(story) else None


def part_of(html: str, url: str, held: Container[str] = ()) -> tuple[str, int] | None:
    """The address of the story that a page continues, and its number; None where it is the first page of one.

    The address says so, or the page does: it names the page before it, or itself as "Halaman 2" of the address.
    ``held``: keys of stories (see ``story_key``) of which the first page is known.
    """
    tail = tail_of(url)
    if tail and (first_page(url) != url or story_key(tail[0]) in held):
        return tail
    story, number = _numbered(url)
    if not MAY_BE_PART.search(html.lower()):
        return None
    document = tree_of(html)
    if document is None:
        return None
    before = [
        _numbered(canonical(address))
        for element in document.iter("link", "a")
        if "prev" in element.get("rel", "").lower().split()
        and is_address(address := joined(url, element.get("href", "")))
    ]
    for page, at in before:
        if _same(page, story) and at == number - 1:
            return story, number
        if _same(page, url):
            return url, at + 1
    titles = document.xpath("//head/title/text() | //meta[@property='og:title']/@content")
    said = [int(found[1]) for title in titles if (found := PAGE_TITLE.search(" ".join(title.split())))]
    return (url, min(said)) if said and min(said) > 1 and may_be_story(url) else None


def _candidates(html: str, url: str) -> Iterator[tuple[str, bool, bool]]:
    """Addresses that the page calls its next, whether by ``rel=next``, and whether it says that they are pages of one story."""
    document = tree_of(html)
    if document is None:
        return
    for element in document.iter("link", "a"):
        declared = "next" in element.get("rel", "").lower().split()
        if declared or (element.tag == "a" and _says_next(element, url)):
            address = joined(url, element.get("href", ""))
            if is_address(address) and not re.search("comment|komentar", urlsplit(address).fragment, re.IGNORECASE):
                yield canonical(address), declared, _is_within_story(element)


def _says_next(link: HtmlElement, url: str) -> bool:
    words = " ".join(link.text_content()[:100].split()).strip(ARROWS)
    match = WORDS.fullmatch(words)
    return match is not None and (match["number"] is None or int(match["number"]) == _numbered(url)[1] + 1)


def _is_within_story(element: HtmlElement) -> bool:
    """Whether WordPress printed the link below a story of several pages; lists have other marks."""
    return any(WITHIN.search(node.get("class", "")) for node in [element, element.getparent()] if node is not None)


def _continues(here: str, there: str, within: bool) -> bool:
    """Whether ``there`` is the page after ``here`` of one story: by the addresses, unless the page says that it is one."""
    story, number = _numbered(here)
    if not (within or is_story(story) or NUMBERED_SLUG.search(urlsplit(story).path)):
        return False
    bare, page = _numbered(there)
    if page == number + 1 and _same(bare, story):
        return True
    # A path such as /berita/7 may be the story itself or page 7 of one: on the first page only the story knows.
    return page == 2 and _same(bare, here)


def _counts_on(here: str, there: str) -> bool:
    """Whether ``there`` is a later page of the story ``here`` is of, behind whose id and slug its path has a higher number."""
    (story, number), (bare, page) = _numbered(here), _numbered(there)
    return bool(BEHIND_SLUG.fullmatch(urlsplit(there).path)) and page > number and _same(bare, story)


def _numbered(url: str) -> tuple[str, int]:
    """The address of the story without its page number, and the number; 1 where there is none."""
    parts = urlsplit(url)
    pairs = parts.query.split("&") if parts.query else []
    numbers = [int(match[1]) for pair in pairs if (match := PAGE_KEY.fullmatch(pair))]
    rest = "&".join(pair for pair in pairs if not PAGE_KEY.fullmatch(pair))
    if numbers:
        return parts._replace(query=rest).geturl(), numbers[0]
    tail = PAGE_TAIL.fullmatch(parts.path)
    if tail and int(tail[2]) > 1:
        return parts._replace(path=tail[1]).geturl(), int(tail[2])
    return url, 1


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query
