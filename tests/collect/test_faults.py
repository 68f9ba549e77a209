"""A network that drops half of the connections: after some runs the same articles as over a sound one, and none is lost."""

from __future__ import annotations

import random
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.collect.conftest import Server, Site, serving

STORIES = 12
TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8
SOURCE = '[[source]]\nid = "a"\noutlet = "A"\nkind = "feed"\naddress = "{}/feed"\ntimezone = "WIB"\ntimeout = 2\nown_network = true\n'


class Dropping(Server):
    """Hangs up on half of those who call, before or in the midst of an answer."""

    chance = random.Random(10)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        if self.chance.random() < 0.5:
            if self.chance.random() < 0.5:
                request.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html><p>Camat"
                )
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)


@pytest.fixture
def dropping() -> Iterator[Site]:
    with serving(Dropping()) as server:
        yield server.site


def fill(site: Site) -> None:
    stories = [
        site.put(f"/b/{n}/camat-nomor-{n}-dilaporkan", f"<title>Camat Nomor {n} Dilaporkan</title><article><p>{TEXT} Nomor {n}.</p></article>")
        for n in range(STORIES)
    ]  # fmt: skip
    site.put_feed("/feed", stories)


def articles(out: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(out / "netralitas.db")) as store:
        found = store.execute("SELECT url, title, text FROM article").fetchall()
    return {(url.split("/", 3)[3], title, text) for url, title, text in found}


def wait_over(out: Path) -> None:
    """The waits between two tries are over."""
    with closing(sqlite3.connect(out / "netralitas.db")) as store, store:
        store.execute("UPDATE address SET next_try = '2020-01-01T00:00:00+00:00' WHERE next_try IS NOT NULL")


def test_half_of_the_connections_dropped(site: Site, dropping: Site, run, tmp_path) -> None:
    for place in (site, dropping):
        fill(place)
        (tmp_path / f"{place is site}.toml").write_text(SOURCE.format(place.base))
    run("collect", "--sources", tmp_path / "True.toml", "--out", tmp_path / "calm")
    truth, held = articles(tmp_path / "calm"), set()
    assert len(truth) == STORIES
    for _ in range(8):
        run("collect", "--sources", tmp_path / "False.toml", "--out", tmp_path / "dropped")
        before, held = held, articles(tmp_path / "dropped")
        assert before <= held <= truth  # nothing lost, nothing half
        if held == truth:
            return
        wait_over(tmp_path / "dropped")
    raise AssertionError(f"{len(truth - held)} stories never came")
