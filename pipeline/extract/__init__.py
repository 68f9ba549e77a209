"""Page → Article: the text of a story without page furniture, and the facts around it.

``extract(page)`` gives an ``Article`` or says as a ``Failure`` why there is none; it never raises.
``article_from_text`` does the same for text that is there already, ``strip_furniture`` takes the
furniture out of any text, ``normalise`` brings it into the one form in which offsets are counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.address import is_address, is_list
from pipeline.extract import gates
from pipeline.extract.furniture import strip_furniture
from pipeline.language.normal import normalise
from pipeline.private import hide_private
from pipeline.records import Article, Failure, Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pipeline.extract.dates import Dated
    from pipeline.extract.facts import Facts

__all__ = ["article_from_text", "extract", "is_binary", "normalise", "strip_furniture"]

MIN_WORDS = 40
_UNDECODABLE = 0.1
_OPENING = 30
"""Letters of a line by which it is found on the page, whatever was taken out of it further on."""
_DOTS = re.compile(r"\s*(?:\.{3,}|…|\[…\]|\[\.{3}\])$")
MAX_TEXT = 1_000_000
MAX_HTML = 20_000_000
_BINARY = (
    "%PDF-",
    "\x89PNG",
    "GIF8",
    "PK\x03\x04",
    "\xff\xd8\xff",
    "RIFF",
    "\ufffdPNG",
    "\ufffd\ufffd\ufffd",
)


class _Refused(Exception):
    """A page that yields no article. Stays inside this module."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code)
        self.code, self.detail = code, detail


def extract(page: Page) -> Article | Failure:
    """The story of a page, or why there is none."""
    try:
        return _discreet(_article(page))
    except _Refused as refusal:
        return Failure(refusal.code, page.url, page.source, refusal.detail)
    except Exception as error:
        return Failure("unreadable", page.url, page.source, type(error).__name__)


def article_from_text(
    text: str,
    *,
    title: str = "",
    url: str = "",
    source: str = "",
    outlet: str = "",
    published_at: datetime | None = None,
    date_source: str | None = None,
    author: str | None = None,
    place: str | None = None,
) -> Article:
    """An article from text that somebody has already got out of a page; normalised, private numbers hidden, nothing more."""
    return _discreet(
        Article(
            url=url,
            source=source,
            outlet=outlet,
            title=" ".join(normalise(title).split()),
            text=normalise(text),
            published_at=published_at,
            date_source=date_source,
            author=author,
            place=place,
        )
    )


def _discreet(article: Article) -> Article:
    return replace(
        article,
        title=hide_private(article.title),
        text=hide_private(article.text),
        removed=tuple(map(hide_private, article.removed)),
        caption=article.caption and hide_private(article.caption),
    )


def text_article(text: str, *, title: str = "", url: str = "", source: str = "") -> Article | Failure:
    """An article from text that somebody gives as it is; a failure where it is empty, too long or foreign."""
    article = article_from_text(text, title=title, url=url, source=source)
    if not any(char.isalpha() for char in article.text):
        return Failure("empty-page", url, source)
    if len(article.text) > MAX_TEXT:
        return Failure("too-big", url, source, f"{len(article.text):,} characters")
    if language := gates.foreign_language(article.text):
        return Failure("not-indonesian", url, source, language)
    return article


def _article(page: Page) -> Article:
    from pipeline.address import key_told
    from pipeline.extract.dateline import place_of
    from pipeline.extract.facts import clean_author
    from pipeline.extract.furniture import credited_author
    from pipeline.extract.lines import taken_out
    from pipeline.extract.signature import without_signature

    trees = _trees(page)
    read = _with_data(page, _read(trees))
    facts = read.facts
    title = _title(page, facts)
    printed = _without_titles(read.lines, {title, facts.heading, *facts.titles, page.outlet, facts.site})
    text, signed = without_signature(strip_furniture(printed))
    zone, zone_source = _zone(page, facts)
    dated = _dated(page, facts, printed, zone)
    _check(page, text, read, brief=gates.is_brief(title, text) and dated.source in ("page", "feed", "text"))
    if dated.moment is None:
        dated = _searched_date(trees[0], page, zone)
    updated_at, updated_source = _updated(facts, page, zone, dated.moment)
    authors = (credited_author(printed), *_bylines(facts, printed), *facts.authors, page.author, signed)
    return Article(
        url=page.url,
        source=page.source,
        outlet=page.outlet,
        title=title,
        text=text,
        published_at=dated.moment,
        date_source=dated.source,
        author=next(
            filter(None, (clean_author(name, page.outlet, facts.site) for name in authors)),
            None,
        ),
        place=place_of(text, page.outlet),
        updated_at=updated_at,
        updated_source=updated_source,
        removed=tuple(taken_out(read.seen_lines, printed, f"{text}\n{read.caption or ''}", read.dropped)),
        caption=read.caption,
        zone_source=("stated" if dated.zoned else zone_source) if dated.moment else None,
        story=key_told(page.final or page.url, facts.addresses),
        home=page.home,
    )


def _title(page: Page, facts: Facts) -> str:
    """The stated title; the headline where the page states it with the name of a section before or behind it."""
    from pipeline.extract.facts import clean_title
    from pipeline.language.key import key

    stated = [clean_title(words, page.outlet, page.url, facts.site) for words in (page.title or "", *facts.titles)]
    title = _whole(next(filter(None, stated), ""), stated)
    whole, headline = key(title), key(facts.heading)
    if (
        headline != whole
        and len(facts.heading.split()) > 2
        and (whole.startswith(headline) or whole.endswith(headline))
    ):
        return clean_title(facts.heading, page.outlet, page.url, facts.site)
    return title


def _whole(title: str, stated: list[str]) -> str:
    """Of a title that ends in dots the first of those stated that goes on, if any does."""
    from pipeline.language.key import key

    bare = _DOTS.sub("", title)
    if bare == title or not key(bare):
        return title
    whole = (other for other in stated if not _DOTS.search(other) and key(other).startswith(key(bare)))
    return next(whole, title)


def _zone(page: Page, facts: Facts) -> tuple[str, str]:
    """The zone of dates that name none, and whose it is: the outlet's, or Jakarta's, assumed."""
    from pipeline.zones import ZONES, outlet_at

    listed = next(filter(None, map(outlet_at, (page.url, *facts.addresses))), None)
    zone = page.timezone or (listed and listed.zone)
    return (zone, "outlet") if zone else (ZONES["WIB"], "assumed")


def _dated(page: Page, facts: Facts, printed: str, zone: str) -> Dated:
    from pipeline.extract import dates

    return dates.published(
        page=facts.dates,
        feed=page.published,
        text=[*facts.nearby, *(line for line in printed.split("\n", 4)[:4] if len(line) <= 120)],
        url=page.url,
        zone=zone,
        fetched_at=page.fetched_at,
    )


def _updated(facts: Facts, page: Page, zone: str, published_at: datetime | None) -> tuple[datetime | None, str | None]:
    """When the story last changed, and who says so: the page, a printed line, the feed. None where that is before it was published."""
    from pipeline.extract import dates

    printed = dates.printed_updates(facts.nearby)
    said = dates.published(page=facts.updates, feed=None, text=printed, url="", zone=zone, fetched_at=page.fetched_at)
    if said.moment and (published_at is None or said.moment >= published_at):
        return said.moment, said.source
    listed = page.changed if page.published else None  # a sitemap may give every story the time of day
    if listed and published_at and published_at < listed <= page.fetched_at:
        return listed, "feed"
    return None, None


def _trees(page: Page) -> list[HtmlElement]:
    from pipeline.extract.page import parse

    documents = [html for html in page.html if html.strip()]
    if not documents:
        raise _Refused("empty-page")
    if sum(map(len, documents)) > MAX_HTML:
        raise _Refused("too-big", f"more than {MAX_HTML:,} characters of HTML")
    if is_binary(documents[0]):
        raise _Refused("not-html")
    trees = [tree for html in documents if (tree := parse(html)) is not None]
    if not trees:
        raise _Refused("empty-page")
    return trees


def is_binary(document: str) -> bool:
    """Whether decoded bytes were no text: a known file type, NULs without markup, or mostly undecodable."""
    start = document[:100_000]
    if start.lstrip("\ufeff").startswith(_BINARY) or start.count("\ufffd") > _UNDECODABLE * len(start):
        return True
    return "\x00" in start and "<p" not in start and "<body" not in start


@dataclass
class _Read:
    """What was read of all documents of a story: lines, what can be seen in each, captions taken out, lines dropped."""

    facts: Facts
    lines: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    seen_lines: list[str] = field(default_factory=list)
    caption: str | None = None
    dropped: set[str] = field(default_factory=set)


def _read(trees: list[HtmlElement]) -> _Read:
    """The facts of the first document, the lines of all.

    What a later document repeats of an earlier one (headline, caption, lead) counts once.
    """
    from pipeline.extract import page as markup
    from pipeline.extract.captions import is_caption, take_captions
    from pipeline.extract.facts import read_facts
    from pipeline.extract.lines import lines_of

    held = [list(tree.iter()) for tree in trees]  # lxml makes an element anew whenever nobody holds it
    read = _Read(read_facts(trees[0]), seen=[markup.visible_text(tree) for tree in trees])
    captions: list[str] = []
    for tree in trees:
        read.seen_lines += lines_of(tree)
        read.dropped.update(markup.drop_pointers(tree))
        markup.drop_breadcrumbs(tree)
        markup.unwrap_layout_tables(tree)
        captions += take_captions(tree)
        markup.wrap_loose_text(tree)
        markup.drop_emphasis(tree)
        earlier = set(filter(None, read.lines))
        read.lines += [line for line in markup.story_text(tree).split("\n") if line not in earlier]
    credited = set(filter(is_caption, read.lines))
    captions += [line for line in read.lines if line in credited]
    read.lines = [line for line in read.lines if line not in credited]
    read.caption = next(iter(captions), None)
    read.dropped.update(captions[1:])
    del held
    return read


def _with_data(page: Page, read: _Read) -> _Read:
    """The story that the page holds as data, where a reader without scripts sees none and it is not said to be for payers.

    trafilatura takes it from there too, but without its line breaks, and whoever it is for.
    """
    from pipeline.extract import page as markup
    from pipeline.extract.data import holds_stories, story_in_data
    from pipeline.language.key import key

    if not holds_stories(page.html[0]):
        return read
    seen = key(" ".join(read.seen))
    shown = [line for line in read.lines if key(line)[:_OPENING] in seen]
    if markup.words_in_sentences("\n".join(shown)) >= MIN_WORDS:
        return read
    if gates.says_it_is_paid(page.html[0]):
        return replace(read, lines=shown)
    document = story_in_data(page.html[0], read.facts.titles)
    tree = document and markup.parse(document)
    if tree is None:
        return read
    told = _read([tree])
    return replace(told, facts=read.facts, seen=[f"{read.seen[0]} {told.seen[0]}"])


def _without_titles(lines: list[str], titles: set[str]) -> str:
    """The lines without the headline, which extraction sets before the text it stands over, and the bare name of the outlet."""
    from pipeline.language.key import key

    known = {key(title) for title in titles} - {""}
    return "\n".join(line for line in lines if key(line) not in known)


def _check(page: Page, text: str, read: _Read, brief: bool) -> None:
    facts, seen = read.facts, read.seen
    words, visible = len(text.split()), sum(len(part.split()) for part in seen)
    title = facts.titles[-1] if facts.titles else ""
    if gates.is_challenge(page.html[0], title, max(words, min(visible, 200) // 2)):
        raise _Refused("blocked-page")
    if not visible:
        raise _Refused("empty-page")
    said = text if words >= MIN_WORDS or brief else seen[0]
    if gates.is_consent(said):
        raise _Refused("consent-page")
    if not facts.declared and (code := gates.notice(facts.titles, facts.heading, said) or _listed(page, text, read)):
        raise _Refused(code, "says the page itself")
    behind = gates.behind(text, seen[-1])
    if gates.is_paywalled(page.html[0], text, behind):
        raise _Refused("paywall")
    if words and gates.is_truncated(text, behind):
        raise _Refused("truncated-page")
    if gates.breaks_off(page.html[-1], text):
        raise _Refused("broken-page")
    if len(text) > MAX_TEXT:
        raise _Refused("too-big", f"{len(text):,} characters of text")
    if not facts.declared and gates.is_another(_announced(page), " ".join([*seen, *facts.titles]), words):
        raise _Refused("blocked-page", "no word of its headline")
    if words < MIN_WORDS and not brief:
        raise _Refused("too-short", f"{words} words")
    if not gates.has_sentence(text):
        raise _Refused("too-short", "no sentence")
    if language := gates.foreign_language(text):
        raise _Refused("not-indonesian", language)


def _announced(page: Page) -> str:
    """The headline that a list gave for a page, or the words of its address, where no query says more."""
    address = urlsplit(page.url)
    slug = "" if address.query else address.path.rpartition("/")[2].partition(".")[0]
    return page.title or re.sub("[^a-z]+", " ", slug.lower())


def _listed(page: Page, text: str, read: _Read) -> str | None:
    """The code of a list of stories, where the page is one. It is parsed anew to see: its links are gone by now."""
    from pipeline.extract import listing

    urls = [url for url in (page.url, page.final or "", *read.facts.addresses[:1]) if is_address(url)]
    address = any(map(is_list, urls))
    found, passages = listing.headlines(read.seen_lines, text, () if address else read.facts.titles)
    return "not-a-story" if listing.is_list(found, passages, address, urls, lambda: _trees(page)) else None


def _bylines(facts: Facts, printed: str) -> list[str]:
    """Short lines by the headline that credit somebody: "Oleh Rahmi Yulianis", "Laporan Wartawan Kabar Anu, Rahmi Yulianis"."""
    pattern = r"(?i)\(?(?:oleh|penulis|reporter|pewarta|(?:laporan\s+)?wartawan)\s*:?\s+\S.{2,60}"
    return [line for line in (*facts.nearby[:15], *printed.split("\n", 4)[:4]) if re.fullmatch(pattern, line.strip())]


def _searched_date(tree: HtmlElement, page: Page, zone: str) -> Dated:
    """htmldate's finding, where a page states no date in any usual place."""
    from htmldate import find_date

    from pipeline.extract import dates

    latest = page.fetched_at + timedelta(days=1)
    day = find_date(
        tree,
        original_date=True,
        extensive_search=False,
        max_date=latest.strftime("%Y-%m-%d"),
    )
    return dates.published(page=[day] if day else [], feed=None, text=[], url="", zone=zone, fetched_at=page.fetched_at)
