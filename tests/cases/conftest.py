from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.extract import article_from_text
from pipeline.records import Article, Page
from pipeline.store import Store

NOW = datetime(2024, 10, 20, 5, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "netralitas.db") as opened:
        yield opened


@pytest.fixture
def keep(store):
    """Keep an article of an outlet; returns it."""

    def kept(title: str, text: str, url: str, day: int = 14, outlet: str = "Contoh") -> Article:
        when = datetime(2024, 10, day, 5, 0, tzinfo=UTC)
        article = article_from_text(text, title=title, url=url, source="contoh", outlet=outlet, published_at=when)
        store.keep(Page(url, "contoh", outlet, "Asia/Jakarta", NOW, ("<p></p>",)), article)
        return article

    return kept


VERDICT = (
    "Camat Sungai Lala Terbukti Langgar Netralitas",
    "RENGAT – Bawaslu Indragiri Hulu menyatakan Camat Sungai Lala, Darlis, terbukti melanggar netralitas ASN karena "
    "mengarahkan kepala desa untuk mendukung salah satu pasangan calon bupati. Darlis dijatuhi sanksi disiplin "
    "sedang.\n\n“Rekaman video dua menit itu menjadi alat bukti,” kata Ketua Bawaslu Indragiri Hulu, Rahmat Fajri.",
)
ELSEWHERE = (
    "Lurah Gunung Seteleng Dilaporkan ke Bawaslu",
    "PENAJAM – Lurah Gunung Seteleng, Sukarman, dilaporkan ke Bawaslu Penajam Paser Utara karena diduga mengunggah "
    "foto bersama calon wakil bupati di Facebook. Bawaslu akan memanggil Sukarman untuk klarifikasi pekan depan.",
)


@pytest.fixture
def verdict() -> tuple[str, str]:
    """How the case of the fixture ``case`` ended."""
    return VERDICT


@pytest.fixture
def elsewhere() -> tuple[str, str]:
    """Another case in another province."""
    return ELSEWHERE
