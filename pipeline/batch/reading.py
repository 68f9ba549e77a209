"""A shard → its stories, read as a stream; a shard that is only half there is refused."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import fsspec

from pipeline.batch.shards import Shard, ShardKind
from pipeline.collect.sources import Kind, Source
from pipeline.extract import article_from_text
from pipeline.judge import read_page
from pipeline.records import ZONE, Article, Failure, Page
from pipeline.zones import outlet_at

FACTS = ("url", "source", "outlet", "author", "place")
"""Fields of a row, beside ``id``, ``title``, ``text`` and ``published_at``, that go into its article."""
KNOWN = {"id", "title", "text", "published_at", *FACTS}
_ROWS = 32
_MOST_LINE = 20_000_000
"""Bytes of a line; a longer one is passed over, so that a small packed file cannot fill the memory."""
ReadStory = tuple[str, Article | Failure] | None
"""The id of a story, and the story or why there is none; None for a record of a WARC that holds no page."""


class CutShort(Exception):
    """A shard that is damaged or ends too early; its message says where."""


def read_shard(shard: Shard, gate: bool = True) -> Iterator[ReadStory]:
    """The stories of a shard, in order; with ``gate`` pages that cannot be on topic are not read. Raises :class:`CutShort` where it is damaged, as soon as that is seen."""
    if not shard.size and (shard.kind is not ShardKind.JSONL or shard.url.endswith(".gz")):
        raise CutShort("the file is empty")
    with fsspec.open(shard.url, "rb") as file:
        if shard.kind is ShardKind.WARC:
            yield from _warc(file, shard, gate)
        else:
            yield from {ShardKind.JSONL: _jsonl, ShardKind.PARQUET: _parquet}[shard.kind](file, shard)


def _jsonl(file: BinaryIO, shard: Shard) -> Iterator[ReadStory]:
    lines = gzip.GzipFile(fileobj=file) if shard.url.endswith(".gz") else file
    number = 0
    try:
        pieces = iter(lambda: lines.readline(_MOST_LINE), b"")
        for number, line in enumerate(pieces, start=1):
            if len(line) == _MOST_LINE and not line.endswith(b"\n"):
                _to_the_end(pieces, number)
                yield (
                    str(number),
                    Failure("too-big", "", shard.name, f"line {number} is longer than {_MOST_LINE} bytes"),
                )
            elif line.strip():
                yield _line(line, number, shard)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CutShort(f"after {number} lines: {error}") from error


def _to_the_end(pieces: Iterator[bytes], number: int) -> None:
    if not any(piece.endswith(b"\n") for piece in pieces):
        raise CutShort(f"line {number} breaks off")


def _line(line: bytes, number: int, shard: Shard) -> ReadStory:
    try:
        row = json.loads(line.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        if not line.endswith(b"\n"):
            raise CutShort(f"line {number} breaks off") from error
        return str(number), Failure("bad-line", "", shard.name, f"line {number} is no JSON: {error}"[:300])
    return _row(row, number, shard)


def _row(row: object, number: int, shard: Shard) -> ReadStory:
    """The story of one row, which nobody has checked yet."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return str(number), Failure("bad-line", "", shard.name, f"row {number} has no text in 'text'")
    id = number if row.get("id") is None else row["id"]
    facts = {fact: str(row[fact]) for fact in FACTS if row.get(fact) is not None}
    try:
        published = _moment(row.get("published_at"))
    except ValueError as error:
        return str(id), Failure("bad-line", facts.get("url", ""), shard.name, f"published_at of row {number}: {error}")
    title = str(row.get("title") or "")
    return str(id), article_from_text(row["text"], title=title, published_at=published, **facts)


def _moment(told: object) -> datetime | None:
    """A time as ISO 8601 or a timestamp; of Jakarta where it names no zone."""
    if told is None or told == "":
        return None
    moment = datetime.fromisoformat(str(told))
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _parquet(file: BinaryIO, shard: Shard) -> Iterator[ReadStory]:
    from pyarrow import ArrowException, parquet

    number = 0
    try:
        table = parquet.ParquetFile(file)
        names = [name for name in table.schema_arrow.names if name in KNOWN]
        if "text" not in names:
            raise CutShort("there is no column 'text' in it")
        for batch in table.iter_batches(_ROWS, columns=names):
            for row in batch.to_pylist():
                number += 1
                yield _row(row, number, shard)
    except (ArrowException, UnicodeDecodeError, OSError) as error:
        if getattr(error, "errno", None):
            raise  # the disk or the network, not the file
        raise CutShort(f"after {number} rows: {error}"[:300]) from error


def _warc(file: BinaryIO, shard: Shard, gate: bool) -> Iterator[ReadStory]:
    from pipeline.collect.unpacked import BrokenArchive
    from pipeline.collect.warc import warc_pages

    source = Source(id="batch", outlet="-", kind=Kind.WARC, path=Path(shard.name), timezone=ZONE.key)
    count = 0
    try:
        for found in warc_pages(file, source):
            count += 1
            story = read_page(_of_its_outlet(found, shard), gate) if isinstance(found, Page) else found
            yield (story.url, story) if story else None
    except BrokenArchive as error:
        raise CutShort(f"after {count} records: {error}"[:300]) from error


def _of_its_outlet(page: Page, shard: Shard) -> Page:
    """The page with the outlet and the zone that the list of outlets tells for its host; else the host itself."""
    listed = outlet_at(page.url)
    outlet, zone = (listed.name, listed.zone) if listed else (_host(page.url), "")
    return replace(page, source=shard.name, outlet=outlet, timezone=zone)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
