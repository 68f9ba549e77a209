"""Web archives: the pages in a WARC file, plain or gzip, as a crawler or a library wrote them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
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
                found = _page(source, record)
                if found is None or story_key(found.url) in seen:
                    continue
                seen.add(story_key(found.url))
                count += 1
                on_listed(source.id, 1, [] if found.url in known else [Sighting(found.url, source.id)])
                on_found(source.id, count)
                if found.url not in known:
                    yield found
    except OSError as error:
        yield Failure("no-such-file", source.place, source.id, error.strerror or str(error))
    except (archive.exceptions.ArchiveLoadFailed, ValueError, EOFError) as error:
        yield Failure("unreadable", source.place, source.id, f"after {count} pages: {error}"[:300])
    else:
        if not count:
            yield Failure("empty-source", source.place, source.id, "no page in it")


def _page(source: Source, record: ArcWarcRecord) -> Page | Failure | None:
    """The page of a record, or that it is too large; None where it is no good answer or no page."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or not is_address(url) or not record.http_headers:
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    body = record.content_stream().read(source.max_bytes + 1)
    content_type = record.http_headers.get_header("Content-Type") or ""
    if not body.strip() or not is_page(body, content_type):
        return None
    if len(body) > source.max_bytes:
        return Failure("too-big", canonical(url), source.id, f"more than {source.max_bytes} bytes")
    at = _moment(record.rec_headers.get_header("WARC-Date"))
    return Page(canonical(url), source.id, source.outlet, source.timezone, at, (decode(body, content_type),))


def _moment(text: str | None) -> datetime:
    """When a record was written; now where it does not say so."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _archive():
    try:
        import warcio
        from warcio import archiveiterator, exceptions  # noqa: F401
    except ImportError:
        raise SourceFileError(
            "Sources of kind warc need the package warcio. Install it with: pip install 'netralitas[warc]'"
        ) from None
    return warcio
