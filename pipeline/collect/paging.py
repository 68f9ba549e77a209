"""Stories spread over several pages: which link leads to the next page of this very story.

A link counts only when its address is the address of the story with the next page number, and the
link itself says so (``rel=next``, "Selanjutnya", the number). So neither the pages of an archive
nor "Baca selanjutnya: …" with another story are followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.collect.address import canonical, is_address, is_story, joined

WORDS = re.compile(
    r"(halaman|page)?\s*(?P<number>\d{1,2})|((baca|lihat)\s+)?(halaman\s+)?(selanjutnya|berikutnya|lanjut)|next(\s+page)?|",
    re.IGNORECASE,
)
WITHIN = re.compile(r"\b(?:post-page-numbers|page-links?)\b")
ARROWS = " \t\r\n<>‹›«»←→[]()"
PAGE_KEY = re.compile(r"(?:page|halaman|hal)=(\d{1,2})", re.IGNORECASE)
PAGE_TAIL = re.compile(r"(.+?)(?:/page)?/(\d{1,2})/?", re.IGNORECASE)


def next_page(html: str, url: str) -> str | None:
    """The address of the page that continues the story at ``url``; None if ``html`` names none."""
    here = canonical(url)
    for address, within in _candidates(html, here):
        if _continues(here, address, within):
            return address
    return None


def _candidates(html: str, url: str) -> Iterator[tuple[str, bool]]:
    """Addresses that the page calls its next, and whether it says that they are pages of one story."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        document = document_fromstring(html.encode("utf-8", "replace"), HTMLParser(encoding="utf-8"))
    except etree.LxmlError:
        return
    for element in document.iter("link", "a"):
        if "next" in element.get("rel", "").lower().split() or (element.tag == "a" and _says_next(element, url)):
            address = joined(url, element.get("href", ""))
            if is_address(address) and not re.search("comment|komentar", urlsplit(address).fragment, re.IGNORECASE):
                yield canonical(address), _is_within_story(element)


def _says_next(link, url: str) -> bool:
    words = " ".join(link.text_content()[:100].split()).strip(ARROWS)
    match = WORDS.fullmatch(words)
    return bool(match) and (match["number"] is None or int(match["number"]) == _numbered(url)[1] + 1)


def _is_within_story(element) -> bool:
    """Whether WordPress printed the link below a story of several pages; lists have other marks."""
    return any(WITHIN.search(node.get("class", "")) for node in [element, element.getparent()] if node is not None)


def _continues(here: str, there: str, within: bool) -> bool:
    """Whether ``there`` is the page after ``here`` of one story: by the addresses, unless the page says that it is one."""
    story, number = _numbered(here)
    if not (within or is_story(story)):
        return False
    bare, page = _numbered(there)
    if page == number + 1 and _same(bare, story):
        return True
    # A path such as /berita/7 may be the story itself or page 7 of one: on the first page only the story knows.
    return page == 2 and _same(bare, here)


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
