"""Commands on two processes that are killed, or stopped by Ctrl-C or SIGTERM: what is done stays, the next call does the rest."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import CASE
from tests.started import hear, hear_out, started

PAGES, SHARDS = 620, 8
WAYS = {  # how it is stopped, and the exit code after that
    "killed": (lambda pid: os.kill(pid, signal.SIGKILL), -signal.SIGKILL),
    "Ctrl-C": (lambda pid: os.killpg(pid, signal.SIGINT), 1),
    "SIGTERM": (lambda pid: os.kill(pid, signal.SIGTERM), 1),
}


def _stop_and_finish(command: list, folder: Path, done: Callable[[], int], sign: str) -> None:
    """Stop a command in each way as soon as it says ``sign``, then let it end."""
    folder.mkdir()
    for way, (stop, code) in WAYS.items():
        before = done()
        with started(*command, TMPDIR=str(folder)) as process:
            told = hear(process, sign)
            stop(process.pid)
            told += hear_out(process)  # ends with the last of its processes
            assert process.wait() == code, f"{way}: {told}"
        assert done() > before, way
        assert "Traceback" not in told, told
        assert ("the same command does the rest" in told) == (code == 1)
    with started(*command, TMPDIR=str(folder)) as process:
        told = hear_out(process)
        assert process.wait() == 0, told
    assert not list(folder.glob("netralitas-*"))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_that_is_stopped(tmp_path: Path) -> None:
    pages, store = tmp_path / "pages", tmp_path / "out" / "netralitas.db"
    pages.mkdir()
    for number in range(PAGES):
        body = "".join(f"<p>{part}</p>" for part in CASE[1].split("\n\n"))
        (pages / f"{number}.html").write_text(f"<html><title>{CASE[0]}</title><h1>{CASE[0]} {number}</h1>{body}</html>")
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f'[[source]]\nid="a"\noutlet="A"\nkind="folder"\npath={json.dumps(str(pages))}\ntimezone="WIB"\n'
    )

    def count(table: str = "article") -> int:
        if not store.exists():
            return 0
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as held:
            known = held.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
            return known and held.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    command = ["run", "--sources", sources, "--out", tmp_path / "out", "--jobs", 2]
    _stop_and_finish(command, tmp_path / "tmp", count, sign="a: 150 read")  # processes start after a hundred
    assert count() == PAGES and count("failure") == 0


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_batch_that_is_stopped(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    shards, out = tmp_path / "in", tmp_path / "out"
    shards.mkdir()
    line = json.dumps({"title": CASE[0], "text": CASE[1]}) + "\n"
    for number in range(SHARDS):
        (shards / f"{number}.jsonl").write_text(line * 60)

    def count() -> int:
        return len(list(out.glob("_manifests/[0-9]*.json")))

    _stop_and_finish(["batch", shards, out, "--jobs", 2], tmp_path / "tmp", count, sign=" flagged, ")
    assert count() == len(list(out.glob("*.parquet"))) == SHARDS
    assert not list(out.rglob("*.part"))
