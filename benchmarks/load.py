"""Two hundred outlets in one run: ``python benchmarks/load.py [SOURCES] [STORIES]`` (200, and 100 of each).

Serves each outlet on a loopback host of its own, by feed or by sitemap, and lets ``netralitas run`` collect, assess and keep them,
delays off; then once more, when nothing is new. Every hundred stories there are two that are gone (404) and one that is no more
than a line. Told are errors, seconds for each thousand stories, the memory of all processes together, and how the rows of the
store compare with what was served, text by text.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from random import Random
from statistics import median

from command import options

from pipeline.learn.corpus import read_corpus

RUN = [sys.executable, "-c", "from pipeline.cli import main; main()", "run"]
_PLAIN = re.compile(r'[A-Z][^\n–("]{80,}[a-z]\.')
"""A paragraph that no reader of pages takes for a place line, a signature or a link to another story."""
PARAGRAPHS, PER_HUNDRED_GONE, PER_HUNDRED_SHORT = 8, 2, 1


@dataclass(frozen=True, slots=True)
class Outlet:
    """One of the outlets. Stories up to ``stories`` are whole, those after them gone, the last no more than a line."""

    number: int
    stories: int

    @property
    def host(self) -> str:
        return f"127.1.{self.number // 250}.{self.number % 250 + 1}"

    @property
    def gone(self) -> range:
        return range(self.stories, self.stories + self.stories * PER_HUNDRED_GONE // 100)

    @property
    def short(self) -> range:
        return range(self.gone.stop, self.gone.stop + self.stories * PER_HUNDRED_SHORT // 100)

    def entry(self, port: int) -> str:
        kind, path = ("feed", "rss.xml") if self.number % 2 else ("sitemap", "sitemap.xml")
        where = f"http://{self.host}:{port}/{path}"
        return (
            f'[[source]]\nid = "o{self.number}"\noutlet = "Outlet {self.number}"\nkind = "{kind}"\naddress = "{where}"\n'
            "timezone = 'WIB'\nown_network = true\ndelay = 0\nlimit = 1000\n"
        )

    def listing(self, port: int) -> str:
        urls = [f"http://{self.host}:{port}/berita/{story}/judul-berita" for story in range(self.short.stop)]
        if self.number % 2:
            items = "".join(f"<item><title>Berita</title><link>{url}</link></item>" for url in urls)
            return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(f"<url><loc>{url}</loc></url>" for url in urls)}</urlset>'


@cache
def _paragraphs() -> list[str]:
    texts = (labelled.text for labelled in read_corpus(Path("corpus/articles")))
    return sorted({part for text in texts for part in text.split("\n\n") if _PLAIN.fullmatch(part)})


def story(outlet: int, number: int) -> tuple[str, list[str]]:
    """Title and paragraphs, mixed of those of our corpus, the same at each call."""
    return f"Laporan {number} dari daerah {outlet}", Random(f"{outlet}/{number}").sample(_paragraphs(), PARAGRAPHS)


class Server(ThreadingHTTPServer):
    """Takes two hundred who come at once."""

    request_queue_size = 1_000
    daemon_threads = True


def _serve(outlets: dict[str, Outlet], ports: Queue, codes: Queue) -> None:
    served: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            code, kind, body = self._answer(outlets.get(self.connection.getsockname()[0]))
            self.send_response(code)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self, outlet: Outlet) -> tuple[int, str, bytes]:
            if self.path == "/counted":
                codes.put(dict(served))
                return 200, "text/plain", b""
            if self.path in ("/rss.xml", "/sitemap.xml"):
                served["lists"] += 1
                return 200, "application/xml", outlet.listing(self.server.server_port).encode()
            number = int(self.path.split("/")[2]) if self.path.startswith("/berita/") else -1
            if number in outlet.short or 0 <= number < outlet.stories:
                served["stories"] += 1
                title, parts = story(outlet.number, number)
                told = "".join(f"<p>{escape(part)}</p>" for part in (parts if number < outlet.stories else ["Segera."]))
                page = f"<html lang=id><head><title>{title}</title></head><body><article><h1>{title}</h1>{told}</article></body></html>"
                return 200, "text/html", page.encode()
            served["robots" if self.path == "/robots.txt" else "gone"] += 1
            return 404, "text/html", b""

        def log_message(self, *args: object) -> None: ...

    _paragraphs()  # before many ask at once
    server = Server(("0.0.0.0", 0), Handler)
    ports.put(server.server_port)
    server.serve_forever()


def _tree(pid: int) -> list[int]:
    with suppress(OSError):
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return [pid, *(one for child in children for one in _tree(child))]
    return []


def _megabytes(pid: int) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000
    return 0.0


def _held(store: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
        return db.execute("SELECT count(*) FROM assessment").fetchone()[0]
    return 0


def watched_run(out: Path) -> None:
    """Run, and print how it went."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*RUN, "--sources", out / "sources.toml", "--out", out],
        stdout=subprocess.DEVNULL,
        stderr=(out / "said").open("w"),
    )
    most, thousands, last = 0.0, [], (began, _held(out / "netralitas.db"))
    while process.poll() is None:
        most = max(most, sum(map(_megabytes, _tree(process.pid))))
        held, now = _held(out / "netralitas.db"), time.monotonic()
        if held - last[1] >= 1_000:
            thousands.append((now - last[0]) * 1_000 / (held - last[1]))
            last = now, held
        time.sleep(0.5)
    took = time.monotonic() - began
    each = f"{median(thousands):.0f} s (from {min(thousands):.0f} to {max(thousands):.0f})" if thousands else "–"
    print(
        f"ended with {process.returncode} after {took:.0f} s; each thousand stories {each}; all processes together at most {most:.0f} MB",
        flush=True,
    )
    print(*(out / "said").read_text().splitlines()[-3:], sep="\n", flush=True)


def compare(store: Path, outlets: list[Outlet]) -> None:
    """Print what the store holds beside what was served."""
    whole = lost = altered = 0
    with closing(sqlite3.connect(store)) as db:
        texts = {
            url.partition("//")[2].partition(":")[0] + "/" + url.split("/")[4]: text
            for url, text in db.execute("SELECT url, text FROM article")
        }
        counts = {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("article", "page", "address", "fingerprint", "assessment")
        }
        copies = db.execute("SELECT count(*) FROM fingerprint WHERE url <> original").fetchone()[0]
        failures = dict(db.execute("SELECT code, count(*) FROM failure GROUP BY code"))
    for outlet in outlets:
        for number in range(outlet.stories):
            held = texts.pop(f"{outlet.host}/{number}", None)
            expected = story(outlet.number, number)[1]
            whole += held is not None and held.split() == " ".join(expected).split()
            altered += held is not None and held.split() != " ".join(expected).split()
            lost += held is None
    print(
        f"of {sum(outlet.stories for outlet in outlets)} stories {whole} are held word by word, {altered} with other words, {lost} not at all; {len(texts)} more"
    )
    print(f"rows {counts}, {copies} of them copies; failures {failures}", flush=True)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("sources", nargs="?", type=int, default=200)
    parser.add_argument("stories", nargs="?", type=int, default=100)
    given = parser.parse_args()
    outlets = [Outlet(number, given.stories) for number in range(given.sources)]
    ports, codes = Queue(), Queue()
    server = Process(target=_serve, args=({outlet.host: outlet for outlet in outlets}, ports, codes), daemon=True)
    server.start()
    port = ports.get()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        (out / "sources.toml").write_text("\n".join(outlet.entry(port) for outlet in outlets))
        for _ in range(2):
            watched_run(out)
            compare(out / "netralitas.db", outlets)
            subprocess.run(
                [
                    sys.executable,
                    "-c",
                    f"import urllib.request as u; u.urlopen('http://{outlets[0].host}:{port}/counted')",
                ],
                check=True,
            )
            print(f"served so far: {codes.get()}", flush=True)
    server.kill()


if __name__ == "__main__":
    main()
