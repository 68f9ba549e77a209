"""Web archives: the pages in a WARC file, plain or gzip, as a crawler or a library wrote them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from brotli import Decompressor, error

from pipeline.address import canonical, is_address, story_key
from pipeline.collect.markup import decode, is_page
from pipeline.collect.parts import Parts
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble
from pipeline.collect.unpacked import BrokenArchive, Unpacked
from pipeline.counted import counted
from pipeline.errors import SourceFileError
from pipeline.records import Failure, Page

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_LONGEST_HEADER = 1_000_000
_PACKINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": ""}
"""By what they call it in an answer: how warcio calls what it can undo. Its own undoing of br fails with newer brotli."""


def read_warc(source: Source) -> Iterator[Page | Failure]:
    """The pages a WARC file holds, in its order; each address once, and again where a later answer differs. Other records are passed over."""
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
        yield Failure("broken-archive", source.place, source.id, f"after {counted(count, 'page')}, {broken}")
    except OSError as error:
        yield Failure("no-such-file", source.place, source.id, error.strerror or str(error))
    else:
        if not count:
            yield Failure("empty-source", source.place, source.id, "no page in it")


def warc_pages(file: BinaryIO, source: Source) -> Iterator[Page | Failure | None]:
    """For each record, in order: its page, why there is none, or None where it is no answer that holds a page.

    A second answer of one address is the failure ``same-story``, unless it is of no earlier time and differs. A story of several pages comes whole as soon as all are
    there, with None for the others; at the end with those that are, and the failure ``half-story``. Raises
    :class:`BrokenArchive` where the file is no WARC or was cut anywhere but between two records, after all that stands before.
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

    logging.getLogger("warcio").addHandler(logging.NullHandler())  # it shows addresses as they stand there
    seen: dict[str, _Given] = {}
    stream = Unpacked(file)
    records = ArchiveIterator(stream, arc2warc=True)
    records.INC_RECORD = ""  # nor does it say itself what is wrong with a record
    header, begin = _Header(records.reader), 0
    try:
        for record in records:
            mended = records.err_count
            found = _page(source, record)
            records.read_to_end(record)
            _check(record)
            if isinstance(found, Page) and records.err_count > mended:
                found = Failure("unreadable", found.url, source.id, "its record is longer than it says")
            header.begin()
            begin = records.offset
            yield from _outcome(found, source, parts, seen)
    except (ArchiveLoadFailed, ValueError, OverflowError, AttributeError) as error:
        raise BrokenArchive(begin, stream.fault or "no whole header of a record") from error
    except _NotWhole as broken:
        raise BrokenArchive(begin, stream.fault or str(broken)) from None
    if fault := stream.fault_at_end():
        raise BrokenArchive(begin, fault)


class _NotWhole(Exception):
    """A record that cannot be right. Stays inside this module."""


def _check(record: ArcWarcRecord) -> None:
    """Raise _NotWhole where a record does not say its length, or ends before that."""
    if record.format == "warc" and not (record.rec_headers.get_header("Content-Length") or "").strip().isdigit():
        raise _NotWhole("a record that does not say how long it is")
    if getattr(record.raw_stream, "limit", 0):
        raise _NotWhole("a record that is shorter than it says")


class _Given(NamedTuple):
    """What was told of a story last: the hash of its address, of what time, and the hash of its page."""

    url: int
    at: float
    page: int

    @classmethod
    def of(cls, found: Page | Failure) -> _Given:
        """Of a failure any page is the successor."""
        told = (found.fetched_at.timestamp(), hash(found.html)) if isinstance(found, Page) else (-inf, 0)
        return cls(hash(found.url), *told)

    def leads_to(self, later: _Given) -> bool:
        """Whether another answer is what the story became."""
        return self.url == later.url and self.at <= later.at and self.page != later.page


def _outcome(
    found: Page | Failure | None, source: Source, parts: Parts, seen: dict[str, _Given]
) -> Sequence[Page | Failure | None]:
    """What to tell of a record, whose story is ``seen`` from now on."""
    if found is None:
        return [None]
    key, given = story_key(found.url), _Given.of(found)
    done = parts.take(found, seen) if isinstance(found, Page) else None
    before = seen.get(key)
    if before and done is None and not before.leads_to(given):
        return [Failure("same-story", found.url, source.id)]
    seen[key] = given
    return [found] if done is None else done or [None]


class _Header:
    """Bounds the lines that are read of one record. warcio puts long ones together in time that grows with their square."""

    def __init__(self, reader: Any):
        self._readline = reader.readline
        reader.readline = self._read
        self.begin()

    def begin(self) -> None:
        """The next record begins."""
        self._left = _LONGEST_HEADER

    def _read(self, length: int | None = None) -> bytes:
        line: bytes = self._readline(length or _LONGEST_HEADER)
        self._left -= len(line)
        if self._left <= 0:
            raise _NotWhole(f"a header of more than {_LONGEST_HEADER} bytes")
        return line


def _page(source: Source, record: ArcWarcRecord) -> Page | Failure | None:
    """The page of a record, or why it cannot be had; None where it is no good answer or no page."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    answered = record.rec_type == "response" and record.http_headers and record.http_headers.get_statuscode() == "200"
    if not (answered or record.rec_type == "resource") or not is_address(url):
        return None
    headers = record.http_headers if answered else record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    if not is_page(b"", content_type):
        return None
    packed = (headers.get_header("Content-Encoding") or "").strip().lower()
    body = _content(record, packed, source.max_bytes + 1)
    if not body.lstrip().startswith(b"<"):  # else it is called packed, and is not
        if packed not in _PACKINGS:
            detail = f"packed with {packed}; only gzip, deflate and br are undone"
            return Failure("unreadable", canonical(url), source.id, detail)
        if packed == "br":
            try:
                body = _unbrotli(body, source.max_bytes)
            except Trouble as trouble:
                return Failure(trouble.code, canonical(url), source.id, trouble.detail)
    if not body.strip() or not is_page(body, content_type):
        return None
    if len(body) > source.max_bytes:
        return Failure("too-big", canonical(url), source.id, f"more than {source.max_bytes} bytes")
    at = _moment(record.rec_headers.get_header("WARC-Date"))
    html = (decode(body, content_type),)
    return Page(canonical(url), source.id, source.outlet, source.timezone, at, html, home=source.region)


def _content(record: ArcWarcRecord, packed: str, most: int) -> bytes:
    """The beginning of what a record holds, put together and, but for br, unpacked."""
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    stream = record.raw_stream
    if record.http_headers:
        chunked = (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
        reader = ChunkedDataReader if chunked else BufferedReader
        stream = reader(stream, decomp_type=_PACKINGS.get(packed) or None)
    content: bytes = stream.read(most)
    return content


def _unbrotli(body: bytes, max_bytes: int) -> bytes:
    """Unpacked, up to a little more than so many bytes. Raises Trouble."""
    unpacking = Decompressor()
    try:
        unpacked = more = unpacking.process(body, output_buffer_limit=max_bytes + 1)
        while more and len(unpacked) <= max_bytes:
            more = unpacking.process(b"", output_buffer_limit=max_bytes + 1)
            unpacked += more
    except error:
        raise Trouble("unreadable", "packed with br, and damaged") from None
    if len(unpacked) <= max_bytes and not unpacking.is_finished():
        raise Trouble("unreadable", "packed with br, and cut")
    return bytes(unpacked)


def _moment(text: str | None) -> datetime:
    """When a record was written; now where it does not say so."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
