"""Archives that are cut, damaged or none: what stands before the fault is read, and the fault is told with its place."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.collect import collect
from pipeline.collect.sources import Source
from pipeline.records import Failure

HTML = b"<html><body><p>Bawaslu menerima laporan dugaan pelanggaran netralitas camat.</p></body></html>"


def archive(packed: bool = False) -> tuple[bytes, list[int]]:
    """Three pages, and where each of their records begins."""
    out, begins = BytesIO(), []
    writer = WARCWriter(out, gzip=packed)
    for number in (1, 2, 3):
        begins.append(out.tell())
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"https://k.id/{number}"
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=BytesIO(HTML), warc_headers_dict={}, http_headers=headers
            )
        )
    return out.getvalue(), begins


WHOLE, BEGINS = archive()
PACKED, PACKED_BEGINS = archive(packed=True)
SECOND, THIRD = BEGINS[1:]
HEADER = WHOLE.index(b"\r\n\r\n", THIRD) - THIRD
DAMAGED = bytearray(PACKED)
DAMAGED[PACKED_BEGINS[1] + 60] ^= 0xFF


def read(path: Path, data: bytes) -> list:
    path.write_bytes(data)
    return list(collect([Source(id="w", outlet="W", kind="warc", path=path)]))


@pytest.mark.parametrize(
    ("data", "pages", "at", "fault"),
    [
        (WHOLE[: THIRD + HEADER - 20], 2, THIRD, "the last record does not end"),
        (WHOLE[: THIRD + HEADER + 60], 2, THIRD, "shorter than it says"),
        (WHOLE[: HEADER - 20], 0, 0, "the last record does not end"),
        (WHOLE[:100], 0, 0, "no whole header"),
        (WHOLE[:THIRD] + WHOLE[THIRD : THIRD + 100] + b"X" * 3_000_000, 2, THIRD, "a header of more than"),
        (WHOLE[:THIRD] + WHOLE[THIRD : THIRD + 100] + b"\r\nX: x" * 600_000, 2, THIRD, "a header of more than"),
        (WHOLE[:SECOND] + b"tidak karuan\r\n\r\n" + WHOLE[SECOND:], 1, SECOND, "no whole header"),
        (WHOLE + bytes(4096), 3, len(WHOLE), "no whole header"),
        (WHOLE[:THIRD] + WHOLE[THIRD:].replace(b"Content-Length", b"Content-Langth"), 2, THIRD, "how long it is"),
        (WHOLE[:THIRD] + WHOLE[THIRD:].replace(b"Content-Length: ", b"Content-Length: 9"), 2, THIRD, "shorter"),
        (PACKED[: PACKED_BEGINS[2] + 40], 2, THIRD, "the packed file breaks off"),
        (PACKED[: PACKED_BEGINS[1]] + b"sampah" + PACKED[PACKED_BEGINS[1] :], 1, SECOND, "the packing is damaged"),
        (bytes(DAMAGED), 1, SECOND, "the packing is damaged"),
        (PACKED[:-6] + b"xx" + PACKED[-4:], 2, THIRD, "the packing is damaged"),
        (gzip.compress(b"halo\r\n"), 0, 0, "does not begin as a WARC"),
        (HTML, 0, 0, "does not begin as a WARC"),
    ],
    ids=lambda told: "data" if isinstance(told, bytes) else str(told),  # records carry ids made by chance
)
def test_what_stands_before_a_fault_is_read(tmp_path: Path, data: bytes, pages: int, at: int, fault: str) -> None:
    *found, failure = read(tmp_path / "arsip.warc", data)
    assert [page.url for page in found] == [f"https://k.id/{number}" for number in range(1, pages + 1)]
    assert (failure.code, failure.url) == ("broken-archive", "file:arsip.warc")
    assert f"at byte {at:,} " in failure.detail and fault in failure.detail
    assert failure.detail.startswith(f"after {pages} page")


def test_blocks_filled_up_and_one_packing_for_all_records_are_no_fault(tmp_path: Path) -> None:
    assert len(read(tmp_path / "isi.warc.gz", PACKED + bytes(512))) == 3
    assert len(read(tmp_path / "satu.warc.gz", gzip.compress(WHOLE))) == 3


def test_a_page_cut_by_its_own_record_is_no_page_and_the_next_is_read(tmp_path: Path, capfd) -> None:
    second = WHOLE[SECOND:THIRD]
    length = int(second.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    short = second.replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length - 30))
    first, failure, third = read(tmp_path / "a.warc", WHOLE[:SECOND] + short + WHOLE[THIRD:])
    assert isinstance(failure, Failure) and (failure.code, failure.url) == ("unreadable", "https://k.id/2")
    assert (first.url, third.url) == ("https://k.id/1", "https://k.id/3")
    assert capfd.readouterr().err == ""


def test_what_an_archive_says_never_reaches_the_terminal_raw(tmp_path: Path, capfd) -> None:
    evil = WHOLE.replace(b"https://k.id/2", b"https://k.id/\x1b[2J a b")
    assert read(tmp_path / "a.warc", evil)
    assert "\x1b" not in capfd.readouterr().err
