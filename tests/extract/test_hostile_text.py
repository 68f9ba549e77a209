"""Text made to keep a reader busy, in each place of a page that something is read out of: all come to an end."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest

from pipeline.extract import extract, strip_furniture
from pipeline.extract.lines import Searched
from pipeline.extract.page import parse, visible_text
from pipeline.records import Article, Page

STORY = "".join(
    f"<p>Camat ke-{n} dilaporkan ke Bawaslu karena diduga mengarahkan kepala desa untuk mendukung calon bupati.</p>"
    for n in range(8)
)
PLACES = {
    "the title": ('<meta property="og:title" content="Judul {}b">', ""),
    "the author": ('<meta name="author" content="Ani {}b">', ""),
    "the author, for machines": (
        '<script type="application/ld+json">{{"@type": "NewsArticle", "author": {{"name": "Ani {}b"}}}}</script>',
        "",
    ),
    "the byline": ("", '<div class="author">Oleh {}b</div>'),
    "the date": (
        '<meta property="article:published_time" content="2024-10-14 {}b">',
        "<time>14 Oktober 2024 {}b</time>",
    ),
    "the place line": ("", "<p>RENGAT {} – Camat dilaporkan.</p>"),
}
MOST = 100_000


@pytest.mark.parametrize("sign", ["(", " ", "a", "-", "|", "’", "1.", "Oleh ", "A ", "- "])
@pytest.mark.parametrize("place", PLACES)
def test_signs_repeated_without_end_are_read_in_one_go(place, sign):
    head, body = (part.format(*[escape(sign * (MOST // len(sign)))] * part.count("{}")) for part in PLACES[place])
    html = f"<html lang=id><head><title>Camat Dilaporkan</title>{head}</head><body><article>{body}{STORY}</article></body></html>"
    page = Page("https://a.id/berita/1/camat", "a", "A", "Asia/Jakarta", datetime.now(UTC), (html,))
    assert isinstance(extract(page), Article)


def test_text_bare_between_paragraphs_is_seen_in_one_go():
    tree = parse("<html><body><p>A</p>" + "Editor: Budi<br>" * 200_000 + "<p>Z</p></body></html>")
    assert len(visible_text(tree).split()) == 400_002


def test_credits_that_close_a_line_without_end_all_go_at_once():
    assert strip_furniture("Camat itu diperiksa." + " Editor: Budi Santoso" * 10_000) == "Camat itu diperiksa."


def test_lines_are_looked_for_in_bounded_time():
    text = Searched("Camat itu diperiksa. " * 10_000)
    assert "camatitu" in text
    for _ in range(10_000):
        "tidakada" in text  # noqa: B015
    assert "camatitu" not in text
