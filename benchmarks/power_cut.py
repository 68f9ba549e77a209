"""The power goes: ``python benchmarks/power_cut.py [CUTS] [SEED] [SYNCHRONOUS]`` (1000, 10, FULL). Needs ``strace``.

A process keeps stories, decides on them, forgets some, and says so each time it is done; every write it makes to its files, and
every time it waits for the disk, is recorded. Then the power is cut at CUTS moments of that record. What the disk was waited for is
there. Of what was written since, per file: nothing, everything, or some sectors of 512 bytes and not others, in no order; what was deleted
may be back. Each time the store is opened: it has to be sound, and hold whatever was said to be done before the cut.

With SYNCHRONOUS ``NORMAL`` or ``OFF`` the store is written with less care, to show that the experiment finds what is lost.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from command import options

from pipeline.errors import NetralitasError
from pipeline.extract import article_from_text
from pipeline.records import Page, Review, Verdict
from pipeline.store import Store

NAME, STORIES, SECTOR, RUNS = "netralitas.db", 120, 512, 3
NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")


def url_of(number: int) -> str:
    return f"https://contoh.id/{number}"


def say(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())


def work(path: Path, synchronous: str) -> None:
    """What is recorded: three runs, each over a third of the stories, each forgetting its first."""
    chance = random.Random(0)
    for run in range(RUNS):
        with Store(path) as store:
            store._db.execute(f"PRAGMA synchronous = {synchronous}")
            for number in range(run * STORIES // RUNS, (run + 1) * STORIES // RUNS):
                _keep(store, number, chance)
                say("kept", number)
                if number % 3 == 0:
                    store.decide(Review(url_of(number), "m", Verdict.RAGU, "ani", NOW, note=f"n{number}"), None)
                    say("decided", number)
            first = run * STORIES // RUNS
            say("forgetting", first)
            store.forget([url_of(first)])
            say("forgotten", first)


def _keep(store: Store, number: int, chance: random.Random) -> None:
    html = chance.randbytes(30_000).hex()
    text = f"Berita {number}. " + "Camat dilaporkan ke Bawaslu. " * 40
    article = article_from_text(text, title=f"Judul {number}", url=url_of(number), source="x", outlet="X")
    store.keep(Page(url_of(number), "x", "X", "Asia/Jakarta", NOW, (html,)), article)


def record(folder: Path, synchronous: str) -> list[tuple]:
    """The work done once; what it asked of the system, in order."""
    told = folder / "strace"
    command = [sys.executable, __file__, "--work", str(folder / NAME), synchronous]
    watched = "trace=openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
    with told.open("w"):
        subprocess.run(["strace", "-f", "-y", "-xx", "-s", "300000", "-o", told, "-e", watched, *command], check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    with told.open() as lines:
        return [step for line in lines for step in _step(line, str(folder / NAME))]


def _plain(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _step(line: str, store: str) -> Iterator[tuple]:
    """One line of the record: what is done to which file, if it is one of the store's; or what was said."""
    call = _CALL.match(line)
    if not call or call[3].startswith("-"):
        return
    kind, told = call[1], call[2]
    given = _BYTES.search(told)
    file = _FILE.match(told)
    name = _plain(file[1]).decode() if file else _plain(given[1]).decode(errors="replace") if given else ""
    if kind == "write" and told.startswith("1<"):
        yield "say", *_plain(given[1]).decode().split()
    elif kind in ("fsync", "fdatasync") and name == str(Path(store).parent):
        yield "settle", ""
    elif name.startswith(store) and not name.endswith("-shm"):
        name = name.removeprefix(str(Path(store).parent) + "/")
        if kind == "openat" and "O_CREAT" in told:
            yield "create", name
        elif kind == "pwrite64":
            yield "write", name, int(told.rsplit(", ", 1)[1]), _plain(given[1])
        elif kind == "ftruncate":
            yield "truncate", name, int(told.rsplit(", ", 1)[1])
        elif kind in ("fsync", "fdatasync"):
            yield "sync", name
        elif kind == "unlink":
            yield "unlink", name


@dataclass
class File:
    """What the disk holds of a file for sure, and what was written since it was last waited for."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.since:
            _apply(self.sure, step)
        self.since.clear()

    def after_a_cut(self, kept: str, chance: random.Random) -> bytes:
        held = bytearray(self.sure)
        for step in self.since if kept != "nothing" else ():
            for part in _sectors(step) if kept == "some" else [step]:
                if kept == "everything" or chance.random() < 0.5:
                    _apply(held, part)
        return bytes(held)


def _apply(held: bytearray, step: tuple) -> None:
    if step[0] == "truncate":
        held[:] = held[: step[2]].ljust(step[2], b"\0")
        return
    offset, data = step[2:]
    if len(held) < offset:
        held.extend(bytes(offset - len(held)))
    held[offset : offset + len(data)] = data


def _sectors(step: tuple) -> Iterator[tuple]:
    """A write cut at the edges of sectors."""
    if step[0] == "truncate":
        yield step
        return
    kind, name, offset, data = step
    while data:
        size = SECTOR - offset % SECTOR
        yield kind, name, offset, data[:size]
        offset, data = offset + size, data[size:]


class Disk:
    """The files of the store, as one step after another is done to them."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.deleted: dict[str, File] = {}
        self.said: set[tuple[str, int]] = set()

    def do(self, step: tuple) -> None:
        kind, name = step[:2]
        if kind == "say":
            self.said.add((name, int(step[2])))
        elif kind == "create":
            self.deleted.pop(name, None)
            self.files.setdefault(name, File())
        elif kind == "settle":
            self.deleted.clear()
        elif kind == "unlink":
            self.deleted[name] = self.files.pop(name)
        elif kind == "sync":
            self.files[name].sync()
        else:
            self.files[name].since.append(step)

    def cut(self, folder: Path, chance: random.Random) -> None:
        """Leave in a folder what may be on the disk when the power goes now."""
        back = {name: file for name, file in self.deleted.items() if chance.random() < 0.5}
        for name, file in (back | self.files).items():
            kept = chance.choice(("nothing", "everything", "some", "some"))
            (folder / name).write_bytes(file.after_a_cut(kept, chance))


def lost(folder: Path, said: set[tuple[str, int]]) -> list[str]:
    """What is wrong with the store that a cut left."""
    try:
        with Store(folder / NAME) as store:
            wrong = ["damaged"] if store.problems() else []
            held = {row[0] for row in store._db.execute("SELECT url FROM article")}
            decided = {review.url for review in store.reviews()}
    except NetralitasError:
        return ["cannot be opened"]
    going = {url_of(number) for what, number in said if what == "forgetting"}
    for what, there in (("kept", held), ("decided", decided)):
        wanted = {url_of(number) for one, number in said if one == what} - going
        wrong += [f"{what} and lost"] if wanted - there else []
    gone = {url_of(number) for what, number in said if what == "forgotten"}
    return wrong + (["forgotten and back"] if gone & held else [])


def main() -> None:
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]), sys.argv[3])
        return
    parser = options(__doc__)
    parser.add_argument("cuts", nargs="?", type=int, default=1000)
    parser.add_argument("seed", nargs="?", type=int, default=10)
    parser.add_argument("synchronous", nargs="?", choices=["FULL", "NORMAL", "OFF"], default="FULL")
    given = parser.parse_args()
    chance, found, disk = random.Random(given.seed), Counter(), Disk()
    with tempfile.TemporaryDirectory() as folder:
        steps = record(Path(folder), given.synchronous)
        moments = Counter(chance.randrange(len(steps)) for _ in range(given.cuts))
        for number, step in enumerate(steps):
            for _ in range(moments[number]):
                with tempfile.TemporaryDirectory() as left:
                    disk.cut(Path(left), chance)
                    found.update(lost(Path(left), disk.said) or ["nothing lost"])
            with suppress(KeyError):
                disk.do(step)
    kinds = Counter(step[0] for step in steps)
    print(f"synchronous = {given.synchronous}: {given.cuts} cuts over {dict(kinds)}: {dict(found)}")
    sys.exit(found.total() > found["nothing lost"])


if __name__ == "__main__":
    main()
