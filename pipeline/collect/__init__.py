"""Sources → Pages, politely. The only room that knows the network.

``collect`` yields pages as they arrive; everything that was asked for ends in exactly one ``Page`` or
``Failure``, and what a bound of the run left over is told by one ``Failure`` of its source. The network
part runs on Scrapy in a child process (see ``child``).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.address import canonical, host_of, is_address, is_loopback, mark_of
from pipeline.collect.plan import ALL_NEW, Plan
from pipeline.errors import InputError, SourceFileError
from pipeline.failures import hint
from pipeline.listings import Listing, Past, Rest, Sighting
from pipeline.records import Failure, Page
from pipeline.zones import outlet_at

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.collect.sources import Source
    from pipeline.collect.wire import Message

__all__ = ["Plan", "canonical", "collect", "fetch", "read_sources"]

BACKFILL = 10_000
"""How many stories of a source are looked at when a run goes back, unless the source has a limit."""


def collect(
    sources: Iterable[Source],
    known: Iterable[str] | Past = (),
    *,
    plan: Plan = ALL_NEW,
    on_found: Callable[[str, int], None] = lambda source, stories: None,
    on_listed: Callable[[str, int, list[Sighting]], None] = lambda source, listed, coming: None,
    on_done: Callable[[str, list[Listing]], None] = lambda source, listings: None,
    on_rest: Callable[[Rest], None] = lambda rest: None,
    on_held: Callable[[str, int], None] = lambda source, stories: None,
    on_answer: Callable[[str, float], None] = lambda host, seconds: None,
) -> Generator[Page | Failure]:
    """The stories of all sources, as they arrive.

    Args:
        sources: what to read, as ``read_sources`` gives it. Each needs an id of its own.
        known: addresses already held, as ``Page.url`` gave them, which are not fetched again; or all that
            a store remembers of earlier runs.
        plan: the wishes and bounds of this run.
        on_found: called with a source's id and the number of stories to expect of it so far, whenever
            more of them are known; of what is saved, once all of it is read.
        on_listed: called with a source's id, how many stories it listed, and those to come, before any of
            them is asked for.
        on_done: called with a source's id and what its lists said of themselves, when it is done.
        on_rest: called whenever a source waits for a host that is left alone.
        on_held: called with a source's id and how many of the stories it listed are held and did not change.
        on_answer: called for each answer with its host and the seconds it took.

    Closing the iterator ends the crawl.

    Raises:
        SourceFileError: where a source on another machine has no ``contact``.
    """
    from pipeline.collect.folder import read_folder, read_list
    from pipeline.collect.sources import Kind
    from pipeline.collect.warc import read_warc

    past = known if isinstance(known, Past) else Past(known=dict.fromkeys(known))
    sources = [_planned(source, plan) for source in sources]
    lists = {source.id: read_list(source) for source in sources if source.kind is Kind.URLS}
    urls = {id: addresses for id, (addresses, _) in lists.items()}
    _require_contact(sources, urls)
    readers = {Kind.FOLDER: read_folder, Kind.WARC: read_warc}
    for source in sources:
        if source.kind in readers:
            yield from _new_in(source, readers[source.kind](source), _Saved(past), on_found, on_listed, on_held)
            on_done(source.id, [])
        elif source.kind is Kind.URLS:
            yield from lists[source.id][1]
    remote = [source for source in sources if source.kind not in readers and urls.get(source.id) != []]
    if remote:
        from pipeline.collect.child import crawl
        from pipeline.collect.wire import to_listing, to_rest, to_sighting

        def hear(message: Message) -> None:
            if "found" in message:
                source, coming, listed, held = message["found"]
                on_listed(source, listed, [to_sighting(link) for link in message["links"]])
                on_held(source, held)
                on_found(source, coming)
            for host, seconds in message.get("answers", ()):
                on_answer(host, seconds)
            if "rest" in message:
                on_rest(to_rest(message["rest"]))
            if "listings" in message:
                on_done(message["done"], [to_listing(listing) for listing in message["listings"]])

        yield from crawl(remote, past, urls, plan, hear)


def _new_in(
    source: Source,
    found: Iterable[Page | Failure],
    saved: _Saved,
    on_found: Callable[[str, int], None],
    on_listed: Callable[[str, int, list[Sighting]], None],
    on_held: Callable[[str, int], None],
) -> Iterator[Page | Failure]:
    """What is ``found`` in files of a source and not known, or changed since. How much it is shows only when all are read."""
    coming, last, new = 0, "", False
    for one in found:
        if one.url == source.place:  # it tells of the source, not of a story
            yield one
            continue
        if one.url != last:  # else it tells what the story lacks that came last
            last, new = one.url, saved.is_new(one)
            coming += new
            on_listed(source.id, 1, [Sighting(one.url, source.id)] if new else [])
            on_held(source.id, not new and saved.is_held(one.url))
        if new:
            yield one
    if last:
        on_found(source.id, coming)


class _Saved:
    """Which saved pages need not be read again; of half a story the rest may have been saved since."""

    def __init__(self, past: Past):
        self._past = past

    def is_new(self, one: Page | Failure) -> bool:
        if mark_of(one.url) in self._past.forgotten:
            return False
        return one.url not in self._past.known or one.url in self._past.halves or self._has_changed(one)

    def is_held(self, url: str) -> bool:
        return url in self._past.known and url not in self._past.lacking

    def _has_changed(self, one: Page | Failure) -> bool:
        since = self._past.known[one.url] or self._past.failed.get(one.url)
        return bool(since and one.changed and one.changed > since)


def _planned(source: Source, plan: Plan) -> Source:
    if not plan.goes_back:
        return source
    return source.model_copy(update={"since": plan.since or source.since, "limit": source.limit or BACKFILL})


def _require_contact(sources: list[Source], urls: dict[str, list[str]]) -> None:
    for source in sources:
        far = source.is_remote or not all(map(is_loopback, urls.get(source.id, ())))
        if far and not source.contact:
            raise SourceFileError(
                f"source {source.id!r} has no contact: an outlet must be able to reach who reads it. "
                'Write contact = "you@your-office.id" under [collect], or give --contact.'
            )


def fetch(url: str, plan: Plan = ALL_NEW, contact: str | None = None) -> Page | Failure:
    """One story by its address. Its source is ``address``, its outlet and zone those listed for its host, or else the host and none.

    Raises:
        InputError: where it is on another machine and no ``contact`` is given.
    """
    from pathlib import Path

    from pipeline.collect.child import crawl
    from pipeline.collect.sources import Kind, Source

    if not is_address(url):
        return Failure("bad-address", url, "address")
    if not contact and not is_loopback(url):
        raise InputError("no-contact", f"no-contact: {url}: {hint('no-contact')}")
    listed = outlet_at(url)
    outlet = listed.name if listed else host_of(url).removeprefix("www.")
    zone = listed.zone if listed else "WIB"
    source = Source(
        id="address",
        outlet=outlet,
        kind=Kind.URLS,
        path=Path("address"),
        timezone=zone,
        own_network=True,
        contact=contact,
    )
    with closing(crawl([source], Past(), {source.id: [url]}, plan)) as outcomes:
        page = next(outcomes)
    return page if isinstance(page, Failure) or listed else replace(page, timezone="")


def read_sources(path: str | Path, contact: str | None = None) -> list[Source]:
    """Read a source file; see ``pipeline.collect.sources``. ``contact`` is for the sources that name none.

    Raises:
        SourceFileError: with every mistake in the file.
    """
    from pipeline.collect.sources import read_sources

    return read_sources(path, contact)
