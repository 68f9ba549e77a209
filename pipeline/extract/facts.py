"""What a page says of its story in its head and around it: title, author, outlet, dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.extract.lines import lines_of
from pipeline.language.key import key
from pipeline.language.normal import normalise

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STORY_TYPES = (
    "NewsArticle",
    "Article",
    "BlogPosting",
    "ReportageNewsArticle",
    "WebPage",
)
_DIVIDERS = re.compile(r"\s+(?:[-–—|»•]|::?)\s+")
_DOMAIN = re.compile(
    r"(?i)(?<![\w-])[\w-]+\.(?:com|id|net|org|info|news|online|desa\.id|go\.id|co\.id|my\.id|web\.id|tv)\b"
)
_PAGE_NUMBER = re.compile(r"(?i)(?:halaman|hal|page)\.? (?:\d+|all|semua)(?: (?:dari|of) \d+)?")
_CREDIT = re.compile(
    r"(?i)^[\s|(\[]*(?:kontributor [\w ]{3,30},\s+)|^[\s|(\[]*(?:(?:di)?tulis(?:an)? oleh|penulis|reporter|pewarta|wartawan|jurnalis|kontributor|laporan"
    r"|oleh|by|author|posted by)(?:\s*[:|]\s*|\s+)"
)
_BYLINE = re.compile(
    r"(?i)(?:^|[\s_-])(?:author|autor|byline|penulis|(?:nm|nama)?reporter|wartawan|user-name)(?:$|[\s_-])"
)
_BYLINE_TAGS = ("a", "span", "div", "li", "p", "b", "h4", "td", "font")
_WORDED = re.compile(r"(?:Penulis|Reporter|Pewarta|Wartawan|Kontributor)\s?:\s?\S.{2,50}")
_LONGEST_BYLINE = 120
_LONGEST_CREDIT = 500
"""With all that stands around a name; behind that there is none."""
_PROSE_WORDS = 25
_NO_BYLINE = re.compile(r"(?i)box|bio|avatar|pic|image|social|comment|desc")
_PICTURE = re.compile(r"(?i)(?:^|[\s_-])(?:photo|foto|caption|figure|image|gambar)(?:$|[\s_-])")
_LABEL_BEHIND = re.compile(r"(?i)[\s,(-]+(?:jurnalis|reporter|wartawan|pewarta|kontributor|penulis)\)?$")
_DATE_BEHIND = re.compile(r"\s+[-–—•]\s+[^-–—•]{0,30}\b(?:19|20)\d\d\b.*")
_COMPANY = re.compile(r"(?i)(?:pt|cv)\b\.? ")
_ACCOUNT = re.compile(r"[a-z\d._-]+")
_NOBODY = frozenset(
    [
        "admin",
        "administrator",
        "redaksi",
        "timredaksi",
        "redaktur",
        "editor",
        "root",
        "user",
        "superadmin",
        "author",
        "penulis",
        "newsroom",
        "operator",
        "operatordesa",
        "admindesa",
        "unknown",
        "anonim",
        "anonymous",
    ]
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts a page states, unparsed: several values are in the order of trust.

    ``addresses``: those it calls its own. ``declared``: its head says that it is one story, published at some time.
    """

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    dates: tuple[str, ...]
    updates: tuple[str, ...]
    nearby: tuple[str, ...]
    site: str
    heading: str
    addresses: tuple[str, ...]
    declared: bool


def read_facts(tree: HtmlElement) -> Facts:
    """Read the facts of a page from JSON-LD, meta elements, ``<time>`` and its headings."""
    stories = list(_linked_data(tree))
    metas = _metas(tree)
    heading = _heading(tree, [metas.get("og:title", ""), _first(tree, "//head/title/text()")])
    return Facts(
        titles=_filled(
            metas.get("og:title"),
            *(story.get("headline") for story in stories),
            _words(heading),
            metas.get("twitter:title"),
            _first(tree, "//head/title/text()"),
        ),
        authors=_filled(
            *(name for story in stories for name in _names(story.get("author"))),
            metas.get("author"),
            metas.get("article:author"),
            metas.get("content_author"),
            *tree.xpath("//*[@rel='author' or @itemprop='author']/descendant::text()[normalize-space()]")[:2],
            *_bylines(tree),
        ),
        dates=_filled(
            *(story.get("datePublished") for story in stories),
            *(
                metas.get(name)
                for name in (
                    "article:published_time",
                    "datepublished",
                    "publishdate",
                    "content_publishdate",
                    "og:published_time",
                    "dc.date",
                    "date",
                    "pubdate",
                )
            ),
            *_times(tree, heading),
        ),
        updates=_filled(
            *(story.get("dateModified") for story in stories),
            metas.get("article:modified_time"),
            metas.get("og:updated_time"),
            *tree.xpath("//*[@itemprop='dateModified']/@content | //*[@itemprop='dateModified']/@datetime")[:1],
        ),
        nearby=tuple(_lines_after(tree, heading)),
        site=normalise(metas.get("og:site_name") or ""),
        heading=_words(heading),
        addresses=_filled(metas.get("og:url"), _first(tree, "//link[@rel='canonical']/@href")),
        declared="article:published_time" in metas or any(map(_is_dated_story, stories)),
    )


def clean_title(title: str, outlet: str, url: str, site: str = "") -> str:
    """A title without entities, page numbers, and the name of the outlet behind or before it."""
    title = " ".join(normalise(unescape(unescape(title))).split())
    names = {key(name) for name in (outlet, site, urlsplit(url).hostname or "") if name}
    opening = re.match(r"(\S{3,40}) ?: ", title)
    if opening and _is_outlet(opening[1], names):
        title = title[opening.end() :]
    for _ in range(4):
        parts = list(_DIVIDERS.finditer(title))
        if not parts:
            break
        head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
        if _is_outlet(tail, names) or _PAGE_NUMBER.fullmatch(tail):
            title = head
        elif key(title[: parts[0].start()]) in names:
            title = title[parts[0].end() :]
        else:
            break
    return title


def clean_author(name: str | None, outlet: str = "", site: str = "") -> str | None:
    """A person's name without "Oleh", "Penulis", "Reporter"; None for addresses and house names."""
    name = " ".join(normalise(unescape(name or "")).split())[:_LONGEST_CREDIT]
    if "@" in name or "://" in name:
        return None
    while _CREDIT.match(name):
        name = _CREDIT.sub("", name, count=1)
    name = re.split(r"\s*(?:[|/]\s*|\bEditor\b)", name, maxsplit=1)[0].strip(" -–—,:;()[]")
    name = _DATE_BEHIND.sub("", _LABEL_BEHIND.sub("", name))
    person, dash, house = name.partition(" - ")
    name = person if dash and key(house) in {key(outlet), key(site)} else name
    house, comma, person = name.rpartition(", ")
    name = person if comma and (_DOMAIN.fullmatch(house) or key(house) in {key(outlet), key(site)}) else name
    if not 2 < len(name) <= 80 or _DOMAIN.search(name) or _ACCOUNT.fullmatch(name) or _COMPANY.match(name):
        return None
    houses = {
        key(outlet),
        key(site),
        *(key(word) for word in re.split(r"[.\s]", outlet) if len(word) > 4),
    }
    if key(name) in _NOBODY | houses or key(name.split()[0]) in houses:
        return None
    return name.title() if name.isupper() and len(name) > 4 else name


def _is_outlet(tail: str, names: set[str]) -> bool:
    bare = key(tail)
    if not bare or len(tail.split()) > 5:
        return False
    short = len(bare) > 3 and any(bare in name or (len(name) > 4 and name in bare) for name in names)
    return short or bool(_DOMAIN.search(tail))


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The JSON-LD objects that describe a story, the best type first."""
    found = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            found += _objects(json.loads(script.strip(), strict=False))
        except (ValueError, RecursionError):
            continue
    for wanted in _STORY_TYPES:
        for item in found:
            types = item.get("@type")
            if wanted in (types if isinstance(types, list) else [types]):
                yield item


def _is_dated_story(item: dict[str, object]) -> bool:
    types = item.get("@type")
    named = set(types if isinstance(types, list) else [types]).intersection(_STORY_TYPES) - {"WebPage"}
    return bool(named and item.get("datePublished"))


def _objects(value: object, depth: int = 0) -> list[dict[str, object]]:
    if isinstance(value, list) and depth < 4:
        return [item for part in value[:50] for item in _objects(part, depth + 1)]
    if isinstance(value, dict):
        return [
            value,
            *_objects(value.get("@graph"), depth + 1),
            *_objects(value.get("mainEntity"), depth + 1),
        ][:200]
    return []


def _names(author: object) -> list[str]:
    if isinstance(author, str):
        return [author]
    if isinstance(author, list):
        return [name for part in author[:3] for name in _names(part)]
    if isinstance(author, dict) and author.get("@type") != "Organization":
        return _names(author.get("name"))
    return []


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            found.setdefault(name.strip().lower(), meta.get("content"))
    return found


def _heading(tree: HtmlElement, titles: list[str]) -> HtmlElement | None:
    """The headline: a heading with the words of the title, else the first h1 or marked heading."""
    known = [key(title) for title in titles]
    for heading in tree.iter("h1", "h2", "h3"):
        words = key(heading.text_content()[:500])
        if len(words) > 10 and any(title.startswith(words) for title in known):
            return heading
    marked = "//h2[contains(@class,'title')] | //h3[contains(@class,'title')]"
    for path in ("//h1[contains(@class,'title')]", "//h1", marked):
        for heading in tree.xpath(path):
            if len(heading.text_content().split()) > 2:
                return heading
    return _unmarked_heading(tree, known)


def _unmarked_heading(tree: HtmlElement, known: list[str]) -> HtmlElement | None:
    """What says the title without being a heading, as pages laid out by tables have it."""
    for element in tree.iter("b", "strong", "font", "span", "div", "td", "p"):
        words = key(element.text_content()[:300])
        if len(words) > 10 and any(title.startswith(words) or title.endswith(words) for title in known):
            return element
    return None


def _bylines(tree: HtmlElement, most: int = 3) -> list[str]:
    """Short texts that the page marks or words as the author's name; of one mark within another the inner one."""
    marked = [element for element in tree.iter(*_BYLINE_TAGS) if _is_byline(element)]
    outer = {id(above) for element in marked for above in element.iterancestors()}
    found = []
    for element in marked:
        inner = next((link for link in element.iter("a") if link.text_content().strip()), element)
        words = _words(inner)
        if id(element) not in outer and 2 < len(words) <= _LONGEST_BYLINE:
            found.append(words)
    worded = (" ".join((element.text or "").split()) for element in tree.iter(*_BYLINE_TAGS))
    return found[:most] + [words for words in worded if _WORDED.fullmatch(words)][:1]


def _is_byline(element: HtmlElement) -> bool:
    if not element.attrib:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('data-hook', '')}"
    marked = bool(_BYLINE.search(names)) and not _NO_BYLINE.search(names)
    return marked and not _CREDIT.fullmatch(f"{_words(element)} ") and not _beside_picture(element)


def _beside_picture(element: HtmlElement) -> bool:
    """Whether an element stands in the frame of a picture, where it names the photographer."""
    above = [node for node, _ in zip(element.iterancestors(), range(3), strict=False)]
    return any(node.tag == "figure" or _PICTURE.search(node.get("class") or "") for node in above)


def _times(tree: HtmlElement, heading: HtmlElement | None) -> list[str]:
    marked: list[str] = tree.xpath(
        "//*[@itemprop='datePublished' or @pubdate or contains(@class,'published')]/@datetime | //abbr[contains(@class,'published')]/@title"
    )
    if heading is None:
        return marked[:1]
    return [
        *marked[:1],
        *heading.xpath("(following::time | descendant::time)[1]/@datetime"),
    ]


def _lines_after(tree: HtmlElement, heading: HtmlElement | None, most: int = 40) -> Iterator[str]:
    """Short runs of text behind the headline, and just before it, where a page prints its date."""
    if heading is None:
        return
    before = heading.xpath("preceding::text()[normalize-space()][not(parent::script)]")[-3:]
    after = heading.xpath(f"following::text()[normalize-space()][not(parent::script)][position() <= {most}]")
    lines = [" ".join(text.split()) for text in [*after, *reversed(before)] if not _is_within_prose(text.getparent())]
    yield from (line for line in lines if len(line) <= 120)


def _is_within_prose(element: HtmlElement) -> bool:
    """Whether an element is part of a paragraph of many words, so that its own words are no line."""
    above = (element, *element.iterancestors())
    paragraph = next((node for node in above if node.tag == "p"), None)
    if paragraph is None or (paragraph is element and not len(paragraph)):
        return False
    return paragraph.find(".//br") is None and len(paragraph.text_content().split()) > _PROSE_WORDS


def _first(tree: HtmlElement, path: str) -> str:
    return next((str(value) for value in tree.xpath(path)), "")


def _words(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(lines_of(element))


def _filled(*values: object) -> tuple[str, ...]:
    return tuple(value.strip() for value in values if isinstance(value, str) and value.strip())
