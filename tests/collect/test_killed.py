"""A collector killed at any moment and started again ends with the same articles as one that was left alone."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest

from pipeline.collect.listings import REST_FIELDS
from tests.collect.conftest import Answer, Site

TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "collect"]
STORIES = 60
KILLS = 10

SOURCES = """
[collect]
timezone = "WIB"

[[source]]
own_network = true
id = "umpan"
outlet = "Umpan"
kind = "feed"
address = "{base}/umpan/feed"

[[source]]
own_network = true
id = "peta"
outlet = "Peta"
kind = "sitemap"
address = "{base}/peta/index.xml"

[[source]]
own_network = true
id = "wp"
outlet = "Wp"
kind = "wordpress"
address = "{base}/wp/"
"""


class Killer:
    """Kills the running collector when the site is asked for the so-manyth time."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.left = 0
        self.counting = Lock()

    def asked(self) -> None:
        with self.counting:  # of two that count at once, neither would see nought
            self.left -= 1
            now = self.left == 0
        if now and self.process:
            self.process.kill()

    def watch(self, page: bytes) -> Callable[[], Answer]:
        def answer() -> Answer:
            self.asked()
            return 200, {"Content-Type": "text/html"}, page

        return answer

    def run(self, folder: Path, base: str, after: int = 0) -> int:
        file = folder / "sources.toml"
        file.write_text(SOURCES.format(base=base), encoding="utf-8")
        self.left = after
        command = [*COMMAND, "--sources", str(file), "--out", str(folder / "out")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self.process.wait()


@pytest.fixture
def killer(site: Site) -> Killer:
    killer = Killer()
    feeds, maps = [], []
    for number in range(1000, 1000 + STORIES):
        path = f"/{'umpan' if number % 2 else 'peta'}/{number}/berita-yang-ke-{number}"
        site.answers[path] = killer.watch(site.page(f"{number} {TEXT}").encode())
        (feeds if number % 2 else maps).append(site.base + path)
    site.put_feed("/umpan/feed", feeds)
    site.put_sitemap("/peta/index.xml", [(site.base + "/peta/1.xml", "")], "sitemapindex")
    site.put_sitemap("/peta/1.xml", [(link, "") for link in maps])
    posts = [
        {"link": f"{site.base}/wp/{n}/", "title": f"Berita {n}", "content": {"rendered": f"<p>{n} {TEXT}</p>"}}
        for n in range(STORIES)
    ]
    query = f"per_page=100&page=1&_fields={REST_FIELDS}"
    site.put(f"/wp/wp-json/wp/v2/posts?{query}", json.dumps(posts), "application/json")
    return killer


def articles(folder: Path) -> list[tuple]:
    store = sqlite3.connect(folder / "out" / "netralitas.db")
    rows = store.execute("SELECT url, source, title, text FROM article ORDER BY url").fetchall()
    states = store.execute("SELECT state, count(*) FROM address GROUP BY state").fetchall()
    assert states == [("extracted", len(rows))]
    store.close()
    return rows


def test_killed_at_ten_random_moments(site: Site, killer: Killer, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    assert killer.run(tmp_path / "whole", site.base) == 0
    moments = random.Random(20241127)
    ends = [killer.run(tmp_path / "killed", site.base, moments.randint(1, 9)) for _ in range(KILLS)]
    assert ends.count(-signal.SIGKILL) >= KILLS - 2
    site.asked.clear()
    assert killer.run(tmp_path / "killed", site.base) == 0
    assert articles(tmp_path / "killed") == articles(tmp_path / "whole")
    assert len(articles(tmp_path / "whole")) == 2 * STORIES
