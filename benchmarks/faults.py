"""What is left after ``kill -9``: ``python benchmarks/faults.py [KILLS] [SEED]``.

Runs ``netralitas run --demo`` once undisturbed. Then kills it at random moments, from its first row on, and starts it again on
the same store until a run ends by itself; and so on with a new store until it was killed KILLS times (100). Between two runs an
analyst decides on a story. At the end of each store every row of what it holds is compared with the undisturbed one.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from command import options

from pipeline.records import Review, Verdict
from pipeline.store import Store

RUN = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", "--demo", "--out"]
ROWS = {
    "article": "SELECT url, source, outlet, title, text, author, place, caption, removed FROM article",
    "page": "SELECT url, source, outlet, html FROM page",
    "address": "SELECT url, source, state, code FROM address",
    "assessment": "SELECT url, model, status, flagged, flagged_probability, probabilities, bentuk, evidence FROM assessment",
    "mention": 'SELECT url, model, start, "end", text, "group", role, person FROM mention',
    "copies": "SELECT url, original FROM fingerprint",
    "cases": "SELECT a.url, b.url FROM story a JOIN story b USING (case_id)",
}


def rows(out: Path) -> dict[str, list[tuple]]:
    """What a store holds, without clocks and numbers of its own."""
    with closing(sqlite3.connect(out / "netralitas.db")) as store:
        return {name: sorted(store.execute(query).fetchall(), key=repr) for name, query in ROWS.items()}


def start(out: Path) -> subprocess.Popen:
    return subprocess.Popen([*RUN, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed(out: Path, after: float) -> bool:
    """Run, and kill so many seconds after the store was opened; whether there was something left to kill."""
    process, store = start(out), out / "netralitas.db-wal"
    while process.poll() is None and not store.exists():
        time.sleep(0.005)
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def decide(out: Path, number: int) -> bool:
    """An analyst decides on the first assessed story that nobody decided on."""
    with Store(out / "netralitas.db") as store:
        for model in store.models():
            for url in sorted(store.assessed_by(model)):
                if store.review_of(url) is None:
                    note = f"catatan {number}"
                    store.decide(Review(url, model, Verdict.RAGU, "ani", datetime.now(UTC), note=note), None)
                    return True
    return False


def one_store(out: Path, port: str, seconds: float, left: int, chance: random.Random) -> tuple[int, int]:
    """Kill and start again until a run ends by itself; how often it was killed and how many verdicts were given."""
    out.mkdir(parents=True)
    (out / "newsroom.port").write_text(port)
    kills = notes = 0
    while kills < left and killed(out, chance.uniform(0, seconds)):
        kills += 1
        notes += decide(out, notes)
    start(out).wait()
    return kills, notes


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("seed", nargs="?", type=int, default=10)
    given = parser.parse_args()
    chance, kills, notes, stores, lost = random.Random(given.seed), 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        calm = Path(folder) / "calm"
        began = time.monotonic()
        start(calm).wait()
        seconds, port, truth = time.monotonic() - began, (calm / "newsroom.port").read_text(), rows(calm)
        while kills < given.kills:
            out = Path(folder) / str(stores)
            more, said = one_store(out, port, seconds, given.kills - kills, chance)
            kills, notes, stores = kills + more, notes + said, stores + 1
            found = rows(out)
            differ = [name for name in ROWS if found[name] != truth[name]]
            with Store(out / "netralitas.db") as store:
                kept = sum(review.note.startswith("catatan") for review in store.reviews())
                differ += [*store.problems(), *([] if kept == said else [f"{said - kept} verdicts"])]
            lost += bool(differ)
            print(
                f"store {stores}: killed {more} times, {said} verdicts, {', '.join(differ) or 'the same rows'}",
                flush=True,
            )
    counted = ", ".join(f"{len(found)} {name}" for name, found in truth.items())
    print(f"killed {kills} times over {stores} stores, {notes} verdicts; {lost} stores differ. Rows: {counted}")
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
