"""What lies on this machine: folders of saved pages and lists of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipeline.address import canonical, is_address, is_list, story_key
from pipeline.collect.markup import decode, is_page
from pipeline.collect.paging import first_page
from pipeline.collect.parts import Parts
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble
from pipeline.language.key import key
from pipeline.records import Failure, Page
from pipeline.trees import tree_of

SAVED = (".html", ".htm")
SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S+)")
"""What browsers and SingleFile write above a page that they save."""
PART_NAME = re.compile(r"[?@&]((?:page|halaman|hal)=(?!1\b)\d{1,2})(?:\.html?)?$", re.IGNORECASE)
_SHORTEST_WORD = 3
_WORDED = 0.75
"""The least share of the words of an address: it was 0.86 or more on 20 real pages, and 0 on two with an address of another."""


def read_folder(source: Source) -> Iterator[Page | Failure]:
    """The saved pages of a folder and the folders in it, in the order of their names."""
    if not source.file.is_dir():
        yield Failure("no-such-file", source.place, source.id, "no such folder")
        return
    files = sorted(path for path in source.file.rglob("*") if path.suffix.lower() in SAVED and path.is_file())
    if not files:
        yield Failure("empty-source", source.place, source.id, "no .html or .htm file in it")
    chosen = files[: source.newest]
    later = [path for path in chosen if PART_NAME.search(path.name)]  # first, so that the first page waits for them
    yield from _stories(source, later + [path for path in chosen if path not in later])


def _stories(source: Source, files: list[Path]) -> Iterator[Page | Failure]:
    """The stories of saved pages: those of several pages joined, each address once."""
    used: set[str] = set()
    parts = Parts()
    for path in files:
        name = f"file:{source.id}/{quote(path.relative_to(source.file).as_posix())}"
        now, changed = datetime.now(UTC), _changed(path)
        try:
            html = _saved(path, source.max_bytes)
        except Trouble as trouble:
            yield Failure(trouble.code, name, source.id, trouble.detail, changed)
            continue
        url = _of_part(own_address(html), path.name)
        page = Page(
            url or name,
            source.id,
            source.outlet,
            source.timezone,
            now,
            (html,),
            changed=changed,
            home=source.region,
        )
        done = parts.take(page, (), name) if url else None
        if done is None:
            done = [replace(page, url=name) if url in used else page]
        used.update(one.url for one in done)
        yield from done
    yield from parts.rest()


def _of_part(url: str | None, name: str) -> str | None:
    """The address of a page whose file name says that it is a later page of a story ("kisah?page=2.html", as wget saves it)."""
    part = PART_NAME.search(name)
    if not (url and part) or first_page(url) != url:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{part[1]}"


def read_list(source: Source) -> tuple[list[str], list[Failure]]:
    """The addresses in a text file, one a line, ``#`` for comments; and a failure for each bad line."""
    try:
        lines = source.file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        return [], [Failure("no-such-file", source.place, source.id, error.strerror or "")]
    except UnicodeDecodeError:
        return [], [Failure("unreadable", source.place, source.id, "the list is no UTF-8 text")]
    entries = [(number, re.sub(r"(?:^|\s)#.*", "", line).strip()) for number, line in enumerate(lines, 1)]
    entries = [(number, line) for number, line in entries if line][: source.newest]
    if not entries:
        return [], [Failure("empty-source", source.place, source.id, "no address in the list")]
    good = [line for _, line in entries if is_address(line)]
    bad = [
        Failure("bad-address", line[:500], source.id, f"line {number} of {source.file.name}")
        for number, line in entries
        if not is_address(line)
    ]
    return good, bad


def _changed(path: Path) -> datetime | None:
    """When a file last changed, or came to lie there: one that is copied may keep the time of its last edit."""
    try:
        told = path.stat()
        return datetime.fromtimestamp(max(told.st_mtime, told.st_ctime), UTC)
    except (OSError, OverflowError, ValueError):
        return None


def _saved(path: Path, max_bytes: int) -> str:
    try:
        if path.stat().st_size > max_bytes:
            raise Trouble("too-big", f"{path.stat().st_size} bytes")
        body = path.read_bytes()
    except OSError as error:
        raise Trouble("no-such-file", error.strerror or "") from error
    if not body.strip():
        raise Trouble("empty-page")
    if not is_page(body):
        raise Trouble("not-html")
    return decode(body)


def own_address(html: str) -> str | None:
    """The address a saved page was saved from, or else gives itself and may be believed; None if none."""
    found = SAVED_FROM.search(html[:5000])
    if found and _is_inner(found[1]):
        return canonical(found[1])
    document = tree_of(html)
    if document is None:
        return None
    told = document.xpath('//link[@rel="canonical"]/@href | //meta[@property="og:url"]/@content')
    titles = document.xpath("//head/title/text() | //meta[@property='og:title']/@content")
    titles += [heading.text_content() for heading in document.iter("h1")]
    wording = key(" ".join(titles))
    return next((canonical(address) for address in told if _is_inner(address) and _is_worded(address, wording)), None)


def _is_inner(address: str) -> bool:
    return is_address(address.strip()) and bool(urlsplit(address).path.strip("/")) and not is_list(address)


def _is_worded(address: str, wording: str) -> bool:
    """Whether most words of an address stand in the titles of a page; where either has none it cannot be told.

    Some sites give every page the address of a section, or of the story that was shown before.
    """
    path = story_key(address).partition("?")[0]
    slug = path.rpartition("/")[2].partition(".")[0].lower()
    words = [word for word in re.findall("[a-z]+", slug) if len(word) >= _SHORTEST_WORD]
    if not words or not wording or urlsplit(address).query:
        return True
    return sum(word in wording for word in words) >= _WORDED * len(words)
