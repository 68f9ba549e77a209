"""The desk with many analysts at once: ``python benchmarks/desk_load.py [ANALYSTS] [MINUTES] [ARTICLES]`` (20, 10, 100,000).

Each analyst comes in by a link of their own, looks at the queue, takes a story, reads it for one to three seconds and decides; over
a store of made-up rows (``desk.py``), the server in a process of its own. Told are errors, percentiles, the server's memory, and
whether every decision that was answered is in the store, under the name of who made it.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from collections import Counter, defaultdict
from contextlib import suppress
from html import unescape
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlencode, urlsplit

import desk
import uvicorn
from command import options

from pipeline.cli.desk import listen
from pipeline.review.desk import build
from pipeline.review.guard import Doorkeeper
from pipeline.store import Store

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
STORY = re.compile(r'href="(/berita\?[^"]+)"')


def serve(path: Path, names: list[str], told: multiprocessing.Queue) -> None:
    """The desk, for so many reviewers."""
    with Store(path), listen(0) as listener:
        listener.listen(100)
        port = listener.getsockname()[1]
        keeper = Doorkeeper.at(port, names)
        told.put((port, keeper.addresses(port)))
        uvicorn.Server(uvicorn.Config(build(path, "m", keeper), log_level="warning", access_log=False)).run(
            sockets=[listener]
        )


class Analyst(Thread):
    """Works until a moment; remembers how long each answer took and what was decided."""

    def __init__(self, name: str, port: int, link: str, until: float):
        super().__init__(daemon=True)
        self.reviewer, self.port, self.until, self.chance = name, port, until, Random(name)
        self.took: dict[str, list[float]] = defaultdict(list)
        self.codes: Counter[int | str] = Counter()
        self.decided: list[str] = []
        self.headers = {"Origin": f"http://127.0.0.1:{port}"}
        parts = urlsplit(link)
        _, told, _ = self._ask("link", "GET", f"/?{parts.query}")
        self.headers["Cookie"] = told["set-cookie"].partition(";")[0]

    def _ask(self, what: str, method: str, path: str, body: str | None = None) -> tuple[int, dict[str, str], str]:
        connection, began = HTTPConnection("127.0.0.1", self.port, timeout=30), time.perf_counter()
        connection.request(method, path, body, self.headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.took[what].append(1000 * (time.perf_counter() - began))
        self.codes[answer.status] += 1
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def run(self) -> None:
        while time.monotonic() < self.until:
            try:
                self._work()
            except (OSError, HTTPException) as error:
                self.codes[type(error).__name__] += 1

    def _work(self) -> None:
        _, _, queue = self._ask("queue", "GET", "/")
        story = unescape(self.chance.choice(STORY.findall(queue)))
        _, _, page = self._ask("story", "GET", story)
        time.sleep(self.chance.uniform(1, 3))
        form = {name: unescape(value) for name, value in HIDDEN.findall(page)} | {
            "verdict": "benar",
            "note": self.reviewer,
        }
        url = form["u"]
        code, _, _ = self._ask("verdict", "POST", "/berita", urlencode(form))
        if code == 303:
            self.decided.append(url)


def _memory(pid: int) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))
    return 0.0


def report(analysts: list[Analyst], path: Path) -> None:
    """Print what was measured."""
    print("| | asked | median ms | 95 % | 99 % | longest |\n|---|---|---|---|---|---|")
    for what in ("queue", "story", "verdict"):
        took = sorted(one for analyst in analysts for one in analyst.took[what])
        marks = (took[int(len(took) * share)] for share in (0.5, 0.95, 0.99))
        print(f"| {what} | {len(took)} | {' | '.join(f'{mark:.0f}' for mark in marks)} | {took[-1]:.0f} |")
    codes = sum((analyst.codes for analyst in analysts), Counter())
    with Store(path) as store:
        kept = {(review.url, review.reviewer) for review, _ in store.review_log()}
    said = {(url, analyst.reviewer) for analyst in analysts for url in analyst.decided}
    print(f"answers by code {dict(codes)}; {len(said)} decisions answered, {len(said - kept)} of them not in the store")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("analysts", nargs="?", type=int, default=20)
    parser.add_argument("minutes", nargs="?", type=float, default=10)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    given = parser.parse_args()
    names = [f"analis-{number}" for number in range(given.analysts)]
    with TemporaryDirectory() as folder:
        path, told = Path(folder) / "netralitas.db", multiprocessing.Queue()
        desk.fill(path, given.articles)
        server = multiprocessing.Process(target=serve, args=(path, names, told), daemon=True)
        server.start()
        port, links = told.get()
        until = time.monotonic() + 60 * given.minutes
        working = [Analyst(name, port, links[name], until) for name in names]
        for analyst in working:
            analyst.start()
        for analyst in working:
            analyst.join()
        print(
            f"{len(working)} analysts, {given.minutes:g} minutes, {given.articles:,} articles; server at most {_memory(server.pid):.0f} MB"
        )
        report(working, path)
        server.terminate()


if __name__ == "__main__":
    main()
