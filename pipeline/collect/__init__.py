"""Sources → Pages, politely. The only room that knows the network.

``collect`` yields pages as they arrive; everything that was asked for ends in exactly one ``Page`` or
``Failure``. The network part runs on Scrapy in a child process (see ``child``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from pipeline.collect.address import canonical, host_of, is_address
from pipeline.records import Failure, Page

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.collect.sources import Source

__all__ = ["canonical", "collect", "fetch", "read_sources"]


def collect(
    sources: Iterable[Source],
    known: Iterable[str] = frozenset(),
    *,
    on_found: Callable[[str, int], None] | None = None,
) -> Iterator[Page | Failure]:
    """The stories of all sources, as they arrive.

    Args:
        sources: what to read, as ``read_sources`` gives it. Each needs an id of its own.
        known: addresses already held, as ``Page.url`` gave them; they are not fetched again.
        on_found: called with a source's id and the number of stories to expect of it so far, whenever
            more of them are known.

    Closing the iterator ends the crawl.
    """
    from pipeline.collect.folder import read_folder, read_list
    from pipeline.collect.sources import Kind

    on_found = on_found or (lambda source, stories: None)
    known = frozenset(known)
    remote, urls = [], {}
    for source in sources:
        if source.kind is Kind.FOLDER:
            yield from read_folder(source, known, on_found)
            continue
        if source.kind is Kind.URLS:
            urls[source.id], failures = read_list(source)
            yield from failures
            if not urls[source.id]:
                continue
        remote.append(source)
    if remote:
        from pipeline.collect.child import crawl

        yield from crawl(remote, known, urls, on_found)


def fetch(url: str) -> Page | Failure:
    """One story by its address. Its source is ``address``, its outlet the host."""
    from pathlib import Path

    from pipeline.collect.child import crawl
    from pipeline.collect.sources import Kind, Source

    if not is_address(url):
        return Failure("bad-address", url, "address")
    source = Source(id="address", outlet=host_of(url).removeprefix("www."), kind=Kind.URLS, path=Path("address"))
    with closing(crawl([source], (), {source.id: [url]}, lambda source, stories: None)) as outcomes:
        return next(outcomes)


def read_sources(path: str | Path) -> list[Source]:
    """Read a source file; see ``pipeline.collect.sources``.

    Raises:
        SourceFileError: with every mistake in the file.
    """
    from pipeline.collect.sources import read_sources

    return read_sources(path)
