from __future__ import annotations

import csv
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.extract import article_from_text
from pipeline.records import Page
from pipeline.store import Store

NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
FIRST, SECOND, HOSTILE = (f"https://contoh.id/{n}" for n in (1, 2, 3))


def call_all_right(path: Path) -> None:
    """Fill *benar* into every row of a table that was exported."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row | {"putusan_analis": "benar"} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def db(tmp_path, model, case, reminder):
    """A store with two flagged stories and a reminder; the title of the second is a script."""
    path = tmp_path / "netralitas.db"
    titles = {FIRST: case[0], HOSTILE: "<script>alert(1)</script> Camat Dilaporkan ke Bawaslu"}
    with Store(path) as store:
        for url, (title, text) in {**{u: (t, case[1]) for u, t in titles.items()}, SECOND: reminder}.items():
            article = article_from_text(text, title=title, url=url, source="contoh", outlet="Contoh", published_at=NOW)
            store.keep(Page(url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
            store.keep_assessment(url, model.assess_article(article))
    return path


@pytest.fixture
def store(db):
    with Store(db) as opened:
        yield opened


@pytest.fixture
def desk(db, model):
    """The addresses of a desk that runs, by name of the analyst."""
    import uvicorn

    from pipeline.review.desk import build
    from pipeline.review.guard import Doorkeeper

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who comes before the desk is ready waits
        port = listener.getsockname()[1]
        keeper = Doorkeeper.at(port, ["ani", "budi"])
        server = uvicorn.Server(uvicorn.Config(build(db, model.name, keeper), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield keeper.addresses(port)
        server.should_exit = True
        thread.join()


@pytest.fixture
def browser():
    from tests.review.browsing import opened

    with opened() as chromium:
        yield chromium
