"""How fast pages are collected from this machine with delays off, beside other downloaders, and whether memory stays flat.

    python benchmarks/collecting.py [--pages 500] [--long 20000] [--news-please PYTHON]

``PYTHON`` is the interpreter of an environment that has news-please. Prints Markdown. The pages come from a
process of its own; each is some 50 kB with a story of 250 words.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Process, Queue
from pathlib import Path
from tempfile import TemporaryDirectory

from command import options

from pipeline.collect import collect
from pipeline.collect.sources import Source
from pipeline.run import run
from pipeline.store import Store

WHO = ("Ketua panitia", "Warga desa", "Camat setempat", "Anggota dewan", "Pelapor", "Saksi", "Pengamat", "Terlapor")
SAYS = (
    "mengatakan bahwa laporan nomor {} itu akan diperiksa lebih lanjut sesuai dengan aturan yang berlaku, dan semua "
    "pihak yang terkait akan dipanggil untuk memberikan keterangan pada pekan depan di kantor kecamatan."
)
MENU = '<li><a href="/kanal/politik">Politik</a></li>\n' * 40
SCRIPT = "<script>" + "var iklan = 'tidak ada apa-apa di sini';\n" * 1200 + "</script>"
HOSTS = [f"127.0.0.{number}" for number in range(1, 9)]
NEWS_PLEASE = (
    "import sys; from newsplease import NewsPlease; print(len(NewsPlease.from_urls(sys.stdin.read().split())))"
)


def _page(number: str) -> bytes:
    story = "".join(f"<p>{who} {SAYS.format(number)}</p>" for who in WHO)
    head = f"<head><title>Laporan {number} masuk ke Bawaslu</title>{SCRIPT}</head>"
    return f"<html>{head}<body><ul>{MENU}</ul><article>{story}</article></body></html>".encode()


def _serve(ports: Queue) -> None:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            good = self.path.startswith("/berita/")
            body = _page(self.path.rsplit("/", 1)[-1]) if good else b""
            self.send_response(200 if good else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    ports.put(server.server_port)
    server.serve_forever()


@contextmanager
def site() -> Iterator[int]:
    """The port of a site that answers on every loopback host."""
    ports: Queue = Queue()
    server = Process(target=_serve, args=(ports,), daemon=True)
    server.start()
    yield ports.get()
    server.kill()


class _Silent:
    def found(self, source: str, stories: int) -> None: ...

    def done(self, source: str, failure: object) -> None: ...


def _unguarded():
    """Trafilatura's settings, but that it may ask this machine."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "SSRF_PROTECTION", "off")
    return config


class Race:
    """The same addresses, fetched in different ways; each way returns how many pages it had."""

    def __init__(self, port: int, pages: int, folder: Path):
        self.folder = folder
        self.one = [f"http://127.0.0.1:{port}/berita/{number:06d}" for number in range(pages)]
        self.eight = [url.replace("127.0.0.1", HOSTS[n % 8]) for n, url in enumerate(self.one)]

    def source(self, urls: list[str]) -> Source:
        path = self.folder / "urls.txt"
        path.write_text("\n".join(urls))
        return Source(id="uji", outlet="Uji", kind="urls", path=path, own_network=True)

    def ours(self) -> int:
        return sum(1 for _ in collect([self.source(self.one)]))

    def ours_on_eight_hosts(self) -> int:
        return sum(1 for _ in collect([self.source(self.eight)]))

    def ours_extracted_and_kept(self) -> int:
        path = self.folder / "x.db"
        path.unlink(missing_ok=True)
        with Store(path) as store:
            return run([self.source(self.one)], store, None, _Silent()).articles

    def trafilatura_one_by_one(self) -> int:
        from trafilatura import fetch_url

        config = _unguarded()
        return sum(bool(fetch_url(url, config=config)) for url in self.one)

    def trafilatura_four_threads(self) -> int:
        from trafilatura.downloads import buffered_downloads
        from trafilatura.settings import Extractor

        options = Extractor(config=_unguarded())
        return sum(bool(answer) for _, answer in buffered_downloads(self.one, 4, options=options))

    def news_please(self, python: str) -> int:
        urls = "\n".join(self.one)
        done = subprocess.run([python, "-c", NEWS_PLEASE], input=urls, capture_output=True, text=True, check=True)
        return int(done.stdout.split()[-1])


def _timed(way: Callable[[], int]) -> tuple[int, float]:
    begun = time.perf_counter()
    return way(), time.perf_counter() - begun


def race(port: int, pages: int, python: str | None, folder: Path) -> None:
    """Print pages a second for every way."""
    contest = Race(port, pages, folder)
    ways = {
        "ours, one host": contest.ours,
        "ours, eight hosts": contest.ours_on_eight_hosts,
        "ours, one host, extracted and kept": contest.ours_extracted_and_kept,
        "trafilatura fetch_url": contest.trafilatura_one_by_one,
        "trafilatura buffered_downloads, 4 threads": contest.trafilatura_four_threads,
    }
    if python:
        ways["news-please from_urls, extracted"] = lambda: contest.news_please(python)
    print(f"| {pages} pages of {len(_page('000000')) // 1000} kB | had | seconds | pages a second |\n|---|---|---|---|")
    for name, way in ways.items():
        had, took = _timed(way)
        print(f"| {name} | {had} | {took:.1f} | {had / took:.0f} |", flush=True)


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _megabytes(pid: int | str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def memory(port: int, pages: int, folder: Path) -> None:
    """Print the memory of both processes while many pages are collected."""
    source = Race(port, pages, folder).source([f"http://127.0.0.1:{port}/berita/{n:06d}" for n in range(pages)])
    before = set(_children())
    print("\n| pages | this process, MB | the collecting process, MB |\n|---|---|---|")
    for count, _ in enumerate(collect([source]), 1):
        if count == 100 or count % (pages // 5) == 0:
            child = next(iter(set(_children()) - before))
            print(f"| {count} | {_megabytes('self'):.0f} | {_megabytes(child):.0f} |", flush=True)


def main() -> None:
    """Print both tables."""
    parser = options(__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--long", type=int, default=20_000)
    parser.add_argument("--news-please", metavar="PYTHON")
    given = parser.parse_args()
    with site() as port, TemporaryDirectory() as folder:
        race(port, given.pages, given.news_please, Path(folder))
        memory(port, given.long, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
