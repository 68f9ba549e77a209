"""Web archives: the pages in a WARC file, plain or gzip, as a crawler or a library wrote them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.collect.address import canonical, is_address, story_key
from pipeline.collect.markup import decode, is_page
from pipeline.collect.sources import Source
from pipeline.errors import SourceFileError
from pipeline.records import Failure, Page, Sighting

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord


def read_warc(
    source: Source,
    known: Container[str],
    on_found: Callable[[str, int], None],
    on_listed: Callable[[str, int, list[Sighting]], None],
) -> Iterator[Page | Failure]:
    """The pages a WARC file holds answers of, in its order; each address once. Other records are passed over."""
    archive = _archive()
    count, seen = 0, set()
    try:
        with source.path.open("rb") as file:
            for record in archive.ArchiveIterator(file, arc2warc=True):
                if source.newest and count >= source.newest:
                    break
                page = _page(source, record)
                if page is None or story_key(page.url) in seen:
                    continue
                seen.add(story_key(page.url))
                count += 1
                on_listed(source.id, 1, [] if page.url in known else [Sighting(page.url, source.id)])
                on_found(source.id, count)
                if page.url not in known:
                    yield page
    except OSError as error:
        yield Failure("no-such-file", source.place, source.id, error.strerror or str(error))
    except (archive.exceptions.ArchiveLoadFailed, ValueError, EOFError) as error:
        yield Failure("unreadable", source.place, source.id, f"after {count} pages: {error}"[:300])
    else:
        if not count:
            yield Failure("empty-source", source.place, source.id, "no page in it")


def _page(source: Source, record: ArcWarcRecord) -> Page | None:
    """The page of a record; None where it is no good answer, no page, or too large."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or not is_address(url) or not record.http_headers:
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    body = record.content_stream().read(source.max_bytes + 1)
    content_type = record.http_headers.get_header("Content-Type") or ""
    if len(body) > source.max_bytes or not body.strip() or not is_page(body, content_type):
        return None
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return Page(canonical(url), source.id, source.outlet, source.timezone, at, (decode(body, content_type),))


def _archive():
    try:
        import warcio
        from warcio import archiveiterator, exceptions  # noqa: F401
    except ImportError:
        raise SourceFileError(
            "Sources of kind warc need the package warcio. Install it with: pip install 'netralitas[warc]'"
        ) from None
    return warcio
