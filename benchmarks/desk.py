"""How fast the desk answers over large stores of made-up rows, and what a run asks once.

    python benchmarks/desk.py [ARTICLES …]

prints Markdown: medians of 21 calls in milliseconds, for stores of 100,000 and 1,000,000 articles unless given, one in twenty
of them flagged, three to a case, a tenth of them reviewed. A page's time is that of the whole answer, without the network.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from starlette.testclient import TestClient

from pipeline.review.desk import build
from pipeline.review.guard import Doorkeeper
from pipeline.store import Store

SIZES = (100_000, 1_000_000)
PORT, CALLS = 8123, 21
TEXT = "RENGAT – Seorang warga melaporkan Camat Sungai Lala ke Bawaslu. " * 12


def _rows(size: int) -> Iterator[tuple[str, int, bool]]:
    for number in range(size):
        yield f"https://contoh.id/{number:07}", number, number % 20 == 0


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
                TEXT,
                f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}T05:00:00+00:00",
            )
            for url, n, _ in _rows(size)
        ),
    )
    db.executemany(
        "INSERT INTO assessment (url, model, status, flagged, flagged_probability, probabilities, bentuk, evidence, pemilihan, pasal, bantahan, "
        "urgency) VALUES (?1, 'm', ?2, ?3, ?4, '{\"dugaan\": 1}', '[]', '[]', 'pilkada', '[]', 0, 100 * ?4 + 2460500 + ?5)",
        (
            (url, "dugaan" if flagged else "tidak_relevan", flagged, (n * 7919 % 65_521) / 65_521, n % 336)
            for url, n, flagged in _rows(size)
        ),
    )
    db.executescript(
        "INSERT INTO lead (url, title, outlet) SELECT url, title, outlet FROM article WHERE url IN (SELECT url FROM assessment WHERE flagged);"
        "INSERT INTO story (url, case_id, traits) SELECT url, 'k' || (id / 3), '{}' FROM lead;"
    )
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
        "queue, rare words": _milliseconds(page("/?f_words=dilaporkan%20999")),
        "queue, a word of every story": _milliseconds(page("/?f_words=camat")),
        "one story": _milliseconds(page("/berita?u=https://contoh.id/0000400")),
        "verdict to the next story shown": _milliseconds(verdict),
    }


def main() -> None:
    """Fill, measure, print."""
    sizes = list(map(int, sys.argv[1:])) or list(SIZES)
    columns = []
    for size in sizes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "netralitas.db"
            fill(path, size)
            columns.append(measure(path))
    print("| ms | " + " | ".join(f"{size:,} articles" for size in sizes) + " |")
    print("|---" * (1 + len(sizes)) + "|")
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(f"{column[name]:.0f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
