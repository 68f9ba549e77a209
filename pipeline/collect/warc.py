"""Web archives: the pages in a WARC file, plain or gzip, as a crawler or a library wrote them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from pipeline.address import canonical, is_address, story_key
from pipeline.collect.markup import decode, is_page
from pipeline.collect.parts import Parts
from pipeline.collect.sources import Source
from pipeline.errors import SourceFileError
from pipeline.records import Failure, Page

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_MOST_LINE = 1_000_000


def read_warc(source: Source) -> Iterator[Page | Failure]:
    """The pages a WARC file holds answers of, in its order; each address once. Other records are passed over."""
    count, last = 0, ""
    try:
        with source.file.open("rb") as file:
            for found in warc_pages(file, source):
                if source.newest and count >= source.newest:
                    break
                if found is None or getattr(found, "code", "") == "same-story":
                    continue
                count += found.url != last
                last = found.url
                yield found
    except BrokenArchive as broken:
        yield Failure("unreadable", source.place, source.id, f"after {count} pages: {broken}"[:300])
    except OSError as error:
        yield Failure("no-such-file", source.place, source.id, error.strerror or str(error))
    else:
        if not count:
            yield Failure("empty-source", source.place, source.id, "no page in it")


class BrokenArchive(Exception):
    """A WARC file that ends too early or is none; its message says where."""


def warc_pages(file: BinaryIO, source: Source) -> Iterator[Page | Failure | None]:
    """For each record, in order: its page, why there is none, or None where it is no answer that holds a page.

    A second answer of one address is the failure ``same-story``. A story of several pages comes whole as soon as all are
    there, with None for the others; at the end with those that are, and the failure ``half-story``. Raises
    :class:`BrokenArchive` where the file is no WARC or was cut anywhere but between two records, as soon as that is seen.
    """
    parts = Parts()
    try:
        yield from _records(file, source, parts)
    except BrokenArchive:
        yield from parts.rest()
        raise
    yield from parts.rest()


def _records(file: BinaryIO, source: Source, parts: Parts) -> Iterator[Page | Failure | None]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise SourceFileError(
            "Sources of kind warc need the package warcio. Install it with: pip install 'netralitas[warc]'"
        ) from None

    seen: set[str] = set()
    stream = _Whole(file)
    try:
        records = ArchiveIterator(stream, arc2warc=True)
        records.reader.readline = _bounded(records.reader.readline)
        for record in records:
            found = _page(source, record)
            records.read_to_end(record)
            if getattr(record.raw_stream, "limit", 0):
                raise BrokenArchive("the last record is shorter than it says")
            yield from _outcome(found, source, parts, seen)
    except (ArchiveLoadFailed, ValueError, OverflowError, AttributeError) as error:
        raise BrokenArchive(str(error)) from error
    stream.check()


def _outcome(
    found: Page | Failure | None, source: Source, parts: Parts, seen: set[str]
) -> Sequence[Page | Failure | None]:
    """What to tell of a record, whose story is ``seen`` from now on."""
    if found is None:
        return [None]
    key = story_key(found.url)
    done = parts.take(found, seen) if isinstance(found, Page) else None
    again = key in seen
    seen.add(key)
    if done is None:
        return [Failure("same-story", found.url, source.id) if again else found]
    return done or [None]


def _bounded(readline: Callable[..., bytes]) -> Callable[..., bytes]:
    """Lines are those of headers. warcio puts long ones together in time that grows with their square."""

    def read(length: int | None = None) -> bytes:
        line = readline(length or _MOST_LINE)
        if len(line) >= _MOST_LINE:
            raise BrokenArchive(f"a header is longer than {_MOST_LINE} bytes")
        return line

    return read


class _Whole:
    """A WARC file as warcio reads it, unpacked. warcio takes a packed file that was cut for one that ends; this does not."""

    def __init__(self, file: BinaryIO):
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._read = gzip.GzipFile(fileobj=file).read1 if packed else file.read
        self._start = self._end = b""

    def read(self, size: int) -> bytes:
        try:
            data = self._read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BrokenArchive(str(error)) from error
        self._start = self._start or data[:5]
        self._end = (self._end + data)[-4:]
        return data

    def check(self) -> None:
        """Each record of a WARC ends with two empty lines, so the last one must."""
        if self._start == b"WARC/" and self._end != b"\r\n\r\n":
            raise BrokenArchive("the last record does not end")


def _page(source: Source, record: ArcWarcRecord) -> Page | Failure | None:
    """The page of a record, or that it is too large; None where it is no good answer or no page."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or not is_address(url) or not record.http_headers:
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    try:
        body = record.content_stream().read(source.max_bytes + 1)
    except AttributeError as error:  # warcio and newer brotli do not know each other
        return Failure("unreadable", canonical(url), source.id, f"its packing cannot be undone: {error}")
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
