"""A server that means ill: every trick has its code and its bounds, and the other sources finish."""

from __future__ import annotations

import asyncio
import gzip
import os
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import brotli
import pytest

from pipeline.collect import collect
from pipeline.collect.guard import GuardedResolver
from pipeline.collect.packing import breaks_off
from pipeline.collect.sources import Source
from pipeline.errors import SourceFileError
from pipeline.records import Failure, Page
from tests.collect.conftest import Answer, Site, serving

MB = 1_000_000
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

BOMB = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10))
"""Ten entities, each of ten times the one before: ten thousand million times a hundred letters."""


class Raw(socketserver.ThreadingTCPServer):
    """Answers with a function that writes whatever it likes."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, tricks: dict[str, Callable]):
        super().__init__(("127.0.0.1", 0), Trickster)
        self.tricks = tricks
        self.over = threading.Event()
        self.base = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *args: object) -> None:
        """The reader hung up, as it should."""


class Trickster(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        trick = self.server.tricks.get(path, lambda server, write: write(missing))
        trick(self.server, self.wfile.write)


def slow(server: Raw, write: Callable) -> None:
    write(OK + b"\r\n")
    while not server.over.wait(0.02):
        write(b"x")


def endless(server: Raw, write: Callable) -> None:
    write(OK + b"\r\n")
    while not server.over.is_set():
        write(b"<p>" + b"x" * 65_536)


def silent(server: Raw, write: Callable) -> None:
    server.over.wait(30)


@pytest.fixture(scope="module")
def tricks() -> Iterator[Raw]:
    with serving(Raw({"/lambat": slow, "/tanpa-akhir": endless})) as server:
        yield server
        server.over.set()


@pytest.fixture(scope="module")
def mute() -> Iterator[Raw]:
    with serving(Raw({"/robots.txt": silent, "/feed": lambda server, write: write(OK + b"\r\n<rss/>")})) as server:
        yield server
        server.over.set()


def _peak_of_the_child() -> float:
    """Megabytes; 0 where the system does not tell."""
    if not Path("/proc/self/task").is_dir():
        return 0
    peaks = [0]
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if b"pipeline.collect.crawl" in Path(f"/proc/{pid}/cmdline").read_bytes():
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peaks += [int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")]
    return max(peaks)


@pytest.fixture(scope="module")
def outcomes(site: Site, tricks: Raw, mute: Raw) -> dict[str, list[Page | Failure]]:
    base = site.base
    addresses = {
        "lambat": ("feed", f"{tricks.base}/lambat"),
        "tanpa-akhir": ("feed", site.put_feed("/tanpa", [f"{tricks.base}/tanpa-akhir"])),
        "robots-bisu": ("feed", f"{mute.base}/feed"),
        "putar": ("feed", site.put("/putar1", status=302, Location="/putar2")),
        "ke-dalam": ("feed", site.put("/ke-dalam", status=302, Location="http://10.0.0.1/feed")),
        "ke-awan": ("feed", site.put("/ke-awan", status=302, Location="http://169.254.169.254/latest/")),
        "ke-nama": ("feed", site.put("/ke-nama", status=302, Location=base.replace("127.0.0.1", "localhost") + "/x")),
        "bom-gzip": ("feed", site.put("/bom", gzip.compress(bytes(60 * MB)), "text/xml", Content_Encoding="gzip")),
        "bom-peta": ("sitemap", site.put("/bom.gz", gzip.compress(b" " * 60 * MB), "application/x-gzip")),
        "bom-umpan": ("feed", site.put("/bom.xml", f"{BOMB}]><rss><channel><title>&e9;</title></channel></rss>", "text/xml")),
        "bom-entitas": ("sitemap", site.put("/bom2.xml", f"{BOMB}]><urlset><url><loc>&e9;</loc></url></urlset>", "text/xml")),
        "panjang-palsu": ("feed", site.put("/palsu", "<rss>", "text/xml", Content_Length="5000")),
        "peta-putar": ("sitemap", site.put_sitemap("/peta.xml", [(f"{base}/peta.xml", ""), (f"{base}/peta2.xml", "")], "sitemapindex")),
        "sepuluh-ribu": ("feed", site.put_feed("/besar", [f"{base}/s/{n}/berita-ke-{n}" for n in range(10_000)])),
        "baik": ("feed", site.put_feed("/baik", [site.put("/b/1/berita-yang-baik-saja", "<p>Café</p>".encode("cp1252"), "text/html; charset=utf-8")])),
    }  # fmt: skip
    site.put("/putar2", status=302, Location="/putar1")
    site.put_sitemap("/peta2.xml", [(f"{base}/peta.xml", "")], "sitemapindex")
    sources = [
        Source(id=name, outlet=name, kind=kind, address=address, timeout=1.0, limit=50, max_bytes=MB, own_network=True)
        for name, (kind, address) in addresses.items()
    ]
    found: dict[str, list] = {name: [] for name in addresses}
    started = time.monotonic()
    for outcome in collect(sources):
        found[outcome.source].append(outcome)
        found["megabytes"] = max(found.get("megabytes", 0), _peak_of_the_child())
    found["seconds"] = time.monotonic() - started
    return found


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("lambat", "timeout"),
        ("tanpa-akhir", "too-big"),
        ("robots-bisu", "timeout"),
        ("putar", "bad-redirect"),
        ("ke-dalam", "own-network"),
        ("ke-awan", "own-network"),
        ("ke-nama", "own-network"),
        ("bom-gzip", "too-big"),
        ("bom-peta", "too-big"),
        ("bom-umpan", "empty-source"),
        ("bom-entitas", "empty-source"),
        ("panjang-palsu", "unreachable"),
        ("peta-putar", "empty-source"),
    ],
)
def test_every_trick_has_its_code(outcomes: dict[str, list[Failure]], name: str, code: str) -> None:
    (failure,) = outcomes[name]
    assert isinstance(failure, Failure) and failure.code == code


def test_the_others_finish(site: Site, outcomes: dict[str, list[Page]]) -> None:
    (page,) = outcomes["baik"]
    assert "Café" in page.html[0] or "Caf\ufffd" in page.html[0]
    assert len(outcomes["sepuluh-ribu"]) == 50
    assert site.asked["/peta.xml"] == 1


def test_time_and_memory_are_bounded(outcomes: dict[str, float]) -> None:
    assert outcomes["seconds"] < 60
    assert outcomes["megabytes"] < 600


def test_the_robots_of_a_mute_host_shut_it(outcomes: dict[str, list[Failure]]) -> None:
    assert outcomes["robots-bisu"][0].detail.startswith("robots.txt: ")


class Resolver:
    answers: ClassVar = {"luar.id": ["8.8.8.8"], "enam.id": ["fd00::1"], "campur.id": ["8.8.8.8", "127.0.0.1"]}

    async def resolve(self, host: str, port: int, family: int) -> list[dict]:
        return [{"host": ip} for ip in self.answers.get(host, ["192.168.1.7"])]


@pytest.mark.parametrize(
    ("host", "free"),
    [("luar.id", True), ("dalam.id", False), ("enam.id", False), ("campur.id", False), ("kantor.id", True)],
)
def test_a_name_that_leads_inside_is_refused_unless_asked_for(host: str, free: bool) -> None:
    resolver = GuardedResolver(frozenset({"kantor.id:80"}), Resolver())
    if free:
        assert asyncio.run(resolver.resolve(host, 80))
    else:
        with pytest.raises(OSError, match="own network"):
            asyncio.run(resolver.resolve(host, 80))


def test_a_name_that_leads_elsewhere_at_the_next_look_up_is_refused_there() -> None:
    inner = Resolver()
    resolver = GuardedResolver(frozenset(), inner)
    assert asyncio.run(resolver.resolve("luar.id", 80)) == [{"host": "8.8.8.8"}]
    inner.answers = {"luar.id": ["127.0.0.1"]}
    with pytest.raises(OSError, match="own network"):
        asyncio.run(resolver.resolve("luar.id", 80))


@pytest.mark.parametrize("host", ["10.1.2.3", "127.0.0.1", "localhost", "[::1]"])
def test_a_private_address_in_a_source_needs_leave(host: str) -> None:
    source = Source(id="a", outlet="A", kind="feed", address=f"http://{host}:9/feed", contact="a@b.id", timeout=0.2)
    (failure,) = collect([source])
    assert failure.code == "own-network"


def test_private_addresses_in_a_list_need_leave(site: Site, tmp_path: Path) -> None:
    story = site.put("/dalam/1111/berita-di-dalam", site.page())
    (tmp_path / "daftar.txt").write_text(story)
    listed = Source(id="d", outlet="D", kind="urls", path=tmp_path / "daftar.txt")
    (failure,) = collect([listed])
    assert (failure.code, site.asked["/dalam/1111/berita-di-dalam"]) == ("own-network", 0)
    (page,) = collect([listed.model_copy(update={"own_network": True})])
    assert page.url == story


def test_links_and_redirects_reach_no_other_service_of_this_machine(site: Site) -> None:
    with serving(Raw({})) as service:
        inside = [f"{service.base}/hapus", "http://10.0.0.1/hapus", "http://[::ffff:127.0.0.1]:631/", "http://0.0.0.0/"]
        ways = [site.put(f"/jalan/{n}/berita-{n}", status=302, Location=url) for n, url in enumerate(inside)]
        feed = site.put_feed("/ke-layanan", [*inside, *ways])
        outcomes = list(collect([Source(id="a", outlet="A", kind="feed", address=feed, own_network=True)]))
    assert [outcome.code for outcome in outcomes] == ["own-network"] * 8


def test_other_machines_need_a_contact() -> None:
    source = Source(id="a", outlet="A", kind="feed", address="https://kabar.example/feed")
    with pytest.raises(SourceFileError, match="no contact"):
        list(collect([source]))


PAGE = (
    b"<html><body>"
    + b"".join(b"<p>Camat nomor %d dilaporkan ke Bawaslu.</p>" % n for n in range(2_000))
    + b"</body></html>"
)
PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:5_000]) + gzip.compress(PAGE[5_000:]),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
}


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("cut", [0, 12, 200, -3])
def test_a_packed_page_without_its_end_is_asked_for_again(site: Site, packing: str, cut: int) -> None:
    body = PACKED[packing]
    path = f"/potong/{packing}/{cut}/camat-yang-dilaporkan"
    site.put(path, body[: cut or None], Content_Encoding=packing)
    feed = site.put_feed("/potong/feed", [site.base + path])
    (found,) = collect([Source(id="a", outlet="A", kind="feed", address=feed, own_network=True)])
    if cut:
        assert (found.code, found.detail) == ("unreachable", "the answer broke off") and site.asked[path] == 3
    else:
        assert found.html == (PAGE.decode(),) and site.asked[path] == 1


def test_packing_that_is_only_odd_is_whole() -> None:
    bare = zlib.compressobj(wbits=-15)
    raw = bare.compress(PAGE) + bare.flush()
    wrong_checksum = PACKED["gzip"][:-8] + bytes(4) + PACKED["gzip"][-4:]
    for body, packing in (
        (raw, "deflate"),
        (PACKED["gzip"] + b"\n", "gzip"),
        (wrong_checksum, "gzip"),
        (b"", "br"),
        (PAGE, ""),
        (PAGE, "gzip"),
    ):
        assert not breaks_off(body, packing)
    assert breaks_off(raw[:-9], "deflate") and breaks_off(PACKED["x-gzip"][:-9], "identity, gzip")


def test_a_page_that_comes_whole_the_second_time_is_had(site: Site) -> None:
    def answer() -> Answer:
        body = PACKED["gzip"] if site.asked["/kedua/1111/camat-yang-dilaporkan"] > 1 else PACKED["gzip"][:300]
        return 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, body

    site.answers["/kedua/1111/camat-yang-dilaporkan"] = answer
    feed = site.put_feed("/kedua/feed", [f"{site.base}/kedua/1111/camat-yang-dilaporkan"])
    (page,) = collect([Source(id="a", outlet="A", kind="feed", address=feed, own_network=True)])
    assert page.html == (PAGE.decode(),)


def test_a_host_that_fails_again_and_again_is_left_alone(site: Site) -> None:
    links = [site.put(f"/mogok/{n}/berita-ke-{n}", "x", status=500) for n in range(12)]
    outcomes = list(
        collect(
            [Source(id="a", outlet="A", kind="feed", address=site.put_feed("/mogok/feed", links), own_network=True)]
        )
    )
    assert [outcome.code for outcome in outcomes] == ["http-5xx"] * 5 + ["host-resting"]
    assert outcomes[-1].detail.endswith("7 stories wait")


def test_a_host_that_asks_for_a_long_rest_gets_it(site: Site) -> None:
    links = [site.put(f"/istirahat/{n}/berita-ke-{n}", "x", status=429, Retry_After="3600") for n in range(3)]
    feed = Source(id="a", outlet="A", kind="feed", address=site.put_feed("/istirahat/feed", links), own_network=True)
    assert [outcome.code for outcome in collect([feed])] == ["http-429", "host-resting"]
    assert [site.asked[link.removeprefix(site.base)] for link in links] == [1, 0, 0]
