"""Shards that somebody made to hurt: refused in words, in linear time, within bounded memory; the stories beside them are read."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

pyarrow = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem  # noqa: E402
from pyarrow import parquet  # noqa: E402

from pipeline.batch import reading  # noqa: E402
from pipeline.batch.reading import CutShort, read_shard  # noqa: E402
from pipeline.batch.shards import find_shards  # noqa: E402
from tests.batch.test_batch import LINES, table, warc  # noqa: E402

HEAD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://k.id/x\r\nContent-Type: application/http;msgtype=response\r\n"
PACKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\n\r\n%s"


def read(folder: Path, name: str, data: bytes) -> list:
    (folder / name).write_bytes(data)
    [shard], _ = find_shards([str(folder / name)])
    return [story[1] for story in read_shard(shard, gate=False) if story]


def codes(stories: list) -> list[str]:
    return [getattr(story, "code", "read") for story in stories]


def record(encoding: bytes, body: bytes) -> bytes:
    payload = PACKED % (encoding, body)
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(payload) + payload + b"\r\n\r\n"


def test_a_line_without_end_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_MOST_LINE", 100_000)
    long = b'{"text":"' + b"x" * 250_000
    assert codes(read(tmp_path, "x.jsonl", LINES + long + b'"}\n' + LINES)) == [
        "read",
        "read",
        "too-big",
        "read",
        "read",
    ]
    with pytest.raises(CutShort, match="line 3 breaks off"):
        read(tmp_path, "y.jsonl", LINES + long)


def test_a_packed_page_without_end_is_no_page(tmp_path):
    bomb = gzip.compress(bytes(60_000_000), mtime=0)
    assert codes(read(tmp_path, "x.warc", record(b"gzip", bomb) + warc())) == ["read"]


def test_a_page_packed_as_nobody_can_undo_leaves_the_others(tmp_path):
    brotli = pytest.importorskip("brotli")
    found = read(tmp_path, "x.warc", record(b"br", brotli.compress(b"<p>Camat</p>")) + warc())
    assert codes(found)[-1] == "read" and len(found) <= 2


@pytest.mark.parametrize("length", [b"-5", b"x", b"9" * 30])
def test_a_record_that_lies_about_its_length_cuts_the_archive(tmp_path, length):
    with pytest.raises(CutShort):
        read(tmp_path, "x.warc", HEAD + b"Content-Length: " + length + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>x\r\n\r\n")


def test_a_header_without_end_takes_linear_time(tmp_path, ends):
    """Put together piece by piece it took time that grew with its square, minutes."""
    data = gzip.compress(HEAD + b"X: " + b"x" * 80_000_000 + b"\r\n\r\n", 1, mtime=0)
    with suppress(CutShort):
        assert read(tmp_path, "x.warc.gz", data) == []


def test_a_bent_table_is_read_or_refused(tmp_path):
    sound, chance = table(), random.Random(10)
    for _ in range(300):
        bent = bytearray(sound)
        for _ in range(chance.randint(1, 6)):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        try:
            read(tmp_path, "x.parquet", bytes(bent))
        except (CutShort, MemoryError):  # a length that no machine holds: 'work' reports the shard
            continue


def test_a_table_whose_text_is_something_else_has_no_story(tmp_path):
    for values in ([["a"]], [{"a": 1}], [b"\xff\xfe"], [1.5]):
        out = BytesIO()
        parquet.write_table(pyarrow.table({"text": values}), out)
        assert codes(read(tmp_path, "x.parquet", out.getvalue())) == ["bad-line"]


def test_a_name_that_leads_out_of_the_folder_is_no_shard(monkeypatch):
    store = MemoryFileSystem()
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", ["", "/data", "/data/..", "/data/../..", "/data/x"])
    for name in ("/data/a.jsonl", "/data/x/../b.jsonl", "/data/../jahat.jsonl", "/data/../../etc/jahat.jsonl"):
        MemoryFileSystem.store[name] = MemoryFile(store, name, LINES)  # as an object store may hold it
    shards, others = find_shards(["memory://data"])
    assert [shard.name for shard in shards] == ["a.jsonl", "b.jsonl"]
    assert len(others) == 2 and all(other.endswith("jahat.jsonl") for other in others)
