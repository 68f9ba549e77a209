from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.extract import article_from_text
from pipeline.records import Page
from pipeline.store import Store

NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
FIRST, SECOND, HOSTILE = (f"https://contoh.id/{n}" for n in (1, 2, 3))


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
