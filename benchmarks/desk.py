"""How fast the desk answers over large stores of made-up rows, and what a run asks once.

    python benchmarks/desk.py [ARTICLES …]
    python benchmarks/desk.py --browser [ARTICLES …]

prints Markdown: medians of 21 calls in milliseconds, for stores of 100,000 and 1,000,000 articles unless given, one in twenty
of them flagged, three to a case, a tenth of them reviewed. A page's time is that of the whole answer, without the network. With --browser: from the key of a
verdict to the first paint of the next story in Chromium, median of 30, and how much of it the server took (Playwright is needed).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import accumulate, cycle
from pathlib import Path
from random import Random
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep

import uvicorn
from command import options
from starlette.testclient import TestClient

from pipeline.cli.desk import listen
from pipeline.places.gazetteer import full_name, region_names
from pipeline.review.desk import build
from pipeline.review.guard import Doorkeeper
from pipeline.store import Store

WATCH = """
let pressed;
addEventListener("keydown", () => { pressed = performance.now(); }, true);
window.shown = () => new Promise((done) => {
  let answered;
  document.addEventListener("htmx:beforeSwap", () => { answered = performance.now(); }, { once: true });
  document.addEventListener("htmx:afterSwap", () => requestAnimationFrame(() => {
    const frame = new MessageChannel();  // what is posted in a frame comes after it
    frame.port1.onmessage = () => done([performance.now() - pressed, answered - pressed]);
    frame.port2.postMessage(0);
  }), { once: true });
});"""
SIZES = (100_000, 1_000_000)
PORT, CALLS = 8123, 21
DATA = files("pipeline") / "data"
BEGIN = "RENGAT – Seorang warga melaporkan Camat Sungai Lala ke Bawaslu. "
WORDS = [line.split(",")[0] for line in (DATA / "common_words.csv").read_text(encoding="utf-8").splitlines()[1:]]


def _rows(size: int) -> list[tuple[str, int, bool]]:
    return [(f"https://contoh.id/{number:07}", number, number % 20 == 0) for number in range(size)]


def _texts() -> Iterator[str]:
    """Texts of some 220 words, of which few are common and most are rare, as in a language."""
    chance, share = Random(0), list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
    return cycle([BEGIN + " ".join(chance.choices(WORDS, cum_weights=share, k=210)) for _ in range(4_999)])


def fill(path: Path, size: int) -> None:
    """A store of so many articles."""
    with Store(path):
        pass
    db = sqlite3.connect(path)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.executemany(
        "INSERT INTO article (url, source, outlet, title, text, published_at) VALUES (?, 'x', ?, ?, ?, ?)",
        (
            (
                url,
                f"Media {n % 200}",
                f"Camat dilaporkan {n}",
                text,
                f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}T05:00:00+00:00",
            )
            for text, (url, n, _) in zip(_texts(), _rows(size), strict=False)
        ),
    )
    db.executemany(
        "INSERT INTO assessment (url, model, status, flagged, flagged_probability, probabilities, bentuk, evidence, pemilihan, pasal, bantahan, "
        "urgency) VALUES (?1, 'm', ?2, ?3, ?4, json_object(?2, 1.0), '[]', '[]', 'pilkada', '[]', 0, 100 * ?4 + 2460500 + ?5)",
        (
            (url, "dugaan" if flagged else "tidak_relevan", flagged, (n * 7919 % 65_521) / 65_521, n % 336)
            for url, n, flagged in _rows(size)
        ),
    )
    db.executescript(
        "INSERT INTO story (url, case_id, traits) SELECT url, 'k' || (CAST(substr(url, -7) AS INTEGER) / 60), '{}' FROM assessment WHERE flagged;"
    )
    regions = sorted(code for code in region_names() if len(code) > 2)
    chosen = Random(0).choices(regions, [1 / rank for rank in range(1, len(regions) + 1)], k=size // 20)
    db.executemany(
        "INSERT INTO lead (url, region, region_name) VALUES (?, ?, ?)",
        ((url, code, full_name(code)) for (url, *_), code in zip(_rows(size)[::20], chosen, strict=True)),
    )
    db.execute("UPDATE lead SET published_at = (SELECT published_at FROM article WHERE article.url = lead.url)")
    db.executemany(
        "INSERT INTO mention VALUES (?, 'm', 34, 51, 'Camat Sungai Lala', 'ASN', 'terduga', NULL)",
        ((url,) for url, _, flagged in _rows(size) if flagged),
    )
    db.executemany(
        "INSERT INTO review (url, model, verdict, status, roles, note, reviewer, decided_at, origin) "
        "VALUES (?, 'm', 'benar', '', '{}', '', 'ani', '2024-10-14T05:00:00+00:00', 'desk')",
        ((url,) for url, n, flagged in _rows(size) if flagged and n % 200 == 0),
    )
    db.execute("INSERT INTO reviewed SELECT url, id FROM review")
    db.execute("INSERT INTO fingerprint (url, original) SELECT url, url FROM article")
    db.commit()
    db.close()


def _milliseconds(call: Callable[[], object]) -> float:
    times = []
    for _ in range(CALLS):
        begun = perf_counter()
        call()
        times.append(1000 * (perf_counter() - begun))
    return median(times)


def measure(path: Path) -> dict[str, float]:
    """Milliseconds of each page, by name."""
    keeper = Doorkeeper.at(PORT, ["ani"])
    base = f"http://127.0.0.1:{PORT}"
    client = TestClient(build(path, "m", keeper), base_url=base, headers={"origin": base})
    client.get(keeper.addresses(PORT)["ani"])

    def page(address: str) -> Callable[[], object]:
        return lambda: client.get(address).raise_for_status()

    with Store(path) as store:
        from pipeline.store import Sieve

        waiting = iter(store.queue("m", Sieve(), most=CALLS + 1))
        of_a_run = {
            "a run: nothing new to compare": _milliseconds(lambda: list(store.uncompared())),
            "a run: nothing new to assess": _milliseconds(lambda: list(store.unassessed("m"))),
            "a run: nothing new to group": _milliseconds(lambda: list(store.ungrouped("m"))),
            "a run: held and flagged": _milliseconds(lambda: store.counts("m")),
            "sources status": _milliseconds(store.activity),
        }

    def verdict() -> None:
        url = next(waiting)[0].url
        client.post("/berita", data={"u": url, "verdict": "benar", "f_reviewed": "belum"}).raise_for_status()

    return of_a_run | {
        "queue, what waits": _milliseconds(page("/")),
        "queue, one group and outlet": _milliseconds(page("/?f_group=ASN&f_outlet=Media%2040")),
        "queue, a month": _milliseconds(page("/?f_since=2024-05-01&f_until=2024-05-31")),
        "queue, a day": _milliseconds(page("/?f_since=2024-05-01&f_until=2024-05-01")),
        "queue, days to come": _milliseconds(page("/?f_since=2034-05-01")),
        "queue, a group nobody is of": _milliseconds(page("/?f_group=TNI")),
        "queue, one letter": _milliseconds(page("/?f_words=a")),
        "queue, rare words": _milliseconds(page("/?f_words=dilaporkan%20999")),
        "queue, a word of every story": _milliseconds(page("/?f_words=camat")),
        "queue, a word of the texts": _milliseconds(page(f"/?f_words={WORDS[40]}")),
        "queue, a region's name": _milliseconds(page("/?f_words=sragen")),
        "queue, a province with half of all leads": _milliseconds(page("/?f_region=11")),
        "queue, a province with few": _milliseconds(page("/?f_region=33")),
        "queue, a rare regency": _milliseconds(page("/?f_region=96.71")),
        "one story": _milliseconds(page("/berita?u=https://contoh.id/0000400")),
        "verdict to the next story shown": _milliseconds(verdict),
    }


def _served(path: Path) -> str:
    """Serve the desk from a thread; returns the address to open."""
    listener = listen(0)
    port = listener.getsockname()[1]
    keeper = Doorkeeper.at(port, ["ani"])
    server = uvicorn.Server(uvicorn.Config(build(path, "m", keeper), log_level="warning", access_log=False))
    Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    while not server.started:
        sleep(0.01)
    return keeper.addresses(port)["ani"]


def measure_in_browser(path: Path) -> dict[str, float]:
    """Milliseconds from a verdict's key to the next story, in a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(_served(path))
        page.goto(page.wait_for_selector("[data-first]").evaluate("link => link.href"))
        painted, answered = [], []
        for _ in range(30):
            page.wait_for_selector("main:not([inert])")
            page.evaluate("() => { window.next = window.shown(); }")
            page.keyboard.press("b")
            times = page.evaluate("() => window.next")
            painted.append(times[0])
            answered.append(times[1])
        browser.close()
    return {
        "key to the next story painted": median(painted),
        "of it until the server's answer was there": median(answered),
    }


def main() -> None:
    """Fill, measure, print."""
    parser = options(__doc__)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("articles", nargs="*", type=int, default=list(SIZES))
    given = parser.parse_args()
    columns = []
    for size in given.articles:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "netralitas.db"
            fill(path, size)
            with Store(path):  # open all the while, as the command holds it
                columns.append(measure_in_browser(path) if given.browser else measure(path))
    print("| ms | " + " | ".join(f"{size:,} articles" for size in given.articles) + " |")
    print("|---" * (1 + len(given.articles)) + "|")
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(f"{column[name]:.0f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
