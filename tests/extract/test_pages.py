"""Whole pages: those written for the tests, and real ones where they are at hand."""

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.records import Article, Failure, Page
from tests.conftest import NO_SHARED, ROOT, SHARED
from tests.extract.pages import overlap
from tests.extract.saved import Saved, saved_pages

FIXTURES = Path(__file__).parent / "fixtures"
REAL = SHARED / "real" / "html"
GOLD = Path(os.environ.get("NETRALITAS_GOLD", ROOT.parent / "real-gold"))
FETCHED = datetime(2024, 9, 3, tzinfo=UTC)
ONLY_A_PHOTO = {"detik-singlepage2.html"}


def fixture_page(spec: dict) -> Page:
    html = tuple((FIXTURES / name).read_text("utf-8") for name in spec["documents"])
    return Page(fetched_at=FETCHED, html=html, **spec["page"])


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_fixture(path):
    spec = json.loads(path.read_text("utf-8"))
    expected = spec["expected"]
    result = extract(fixture_page(spec))
    if "failure" in expected:
        assert isinstance(result, Failure)
        assert result.code == expected["failure"]
        return
    assert isinstance(result, Article), result
    assert result.title == expected["title"]
    assert result.published_at == datetime.fromisoformat(expected["published_at"])
    assert result.date_source == expected["date_source"]
    assert result.author == expected["author"]
    assert result.place == expected["place"]
    assert result.text.startswith(expected["first"])
    assert result.text.endswith(expected["last"])
    for phrase in expected["contains"]:
        assert phrase in result.text
    for phrase in expected["absent"]:
        assert phrase not in result.text
    for phrase in expected.get("once", []):
        assert result.text.count(phrase) == 1
    assert result.title not in result.text.split("\n")


def real_articles() -> list[dict]:
    if not (REAL / "index.tsv").exists():
        return []
    with (REAL / "index.tsv").open(encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows, delimiter="\t") if row["kind"] == "article"]


@pytest.mark.skipif(not real_articles(), reason=NO_SHARED)
@pytest.mark.parametrize("row", real_articles(), ids=lambda row: row["file"])
def test_real_page(row):
    html = (REAL / row["file"]).read_text("utf-8", errors="replace")
    url = row["url"] or "https://example.org/"
    result = extract(
        Page(
            url,
            "real",
            row["outlet"],
            "Asia/Jakarta",
            datetime(2026, 1, 1, tzinfo=UTC),
            (html,),
        )
    )
    if row["file"] in ONLY_A_PHOTO:
        assert isinstance(result, Failure) and result.code == "too-short"
        return
    assert isinstance(result, Article), result
    assert result.title
    assert len(result.text.split()) >= 60
    assert "baca juga" not in result.text.lower()
    assert result.published_at is not None and result.published_at.year in range(2015, 2018)


def test_wrong_story_is_not_taken_for_the_right_one():
    if not (REAL / "okezone-singlepage2.html").exists():
        pytest.skip(NO_SHARED)
    html = (REAL / "okezone-singlepage2.html").read_text("utf-8", errors="replace")
    result = extract(
        Page(
            "https://e.org/",
            "r",
            "okezone.com",
            "Asia/Jakarta",
            datetime(2026, 1, 1, tzinfo=UTC),
            (html,),
        )
    )
    assert result.text.startswith("JAKARTA - Memiliki segudang kesibukan")
    assert "Raffi Ahmad" not in result.text


def golden() -> list[Saved]:
    return saved_pages(GOLD, REAL) if GOLD.is_dir() and REAL.is_dir() else []


@pytest.mark.skipif(
    not golden(), reason="no real pages with gold text: NETRALITAS_GOLD and NETRALITAS_SHARED name none"
)
@pytest.mark.parametrize("saved", golden(), ids=lambda saved: saved.name)
def test_a_real_page_gives_its_story(saved):
    found = extract(saved.page)
    if f"{saved.name}.html" in ONLY_A_PHOTO:
        assert isinstance(found, Failure)
        return
    right, said, true = overlap(found.text, saved.expected["text"])
    assert right / said >= 0.9 and right / true >= 0.97
    assert (found.title, found.author) == (saved.expected["title"], saved.expected["author"])
    assert abs(found.published_at - saved.published).total_seconds() < 60
