"""Saved pages of the families of Indonesian news sites give what a reader sees, to the word."""

from __future__ import annotations

import pytest

from pipeline.collect.paging import next_page
from pipeline.extract import extract
from pipeline.records import Article
from tests.extract.saved import Saved, saved_pages

PAGES = saved_pages()


def named(page: Saved) -> str:
    return page.name


def test_there_are_at_least_thirty_in_all_zones():
    assert len(PAGES) >= 30
    assert {str(page.published.utcoffset()) for page in PAGES} == {"7:00:00", "8:00:00", "9:00:00"}


@pytest.mark.parametrize("saved", PAGES, ids=named)
def test_a_page_gives_what_a_reader_sees(saved):
    found, expected = extract(saved.page), saved.expected
    assert isinstance(found, Article), found
    assert found.text.split() == expected["text"].split()
    assert found.title == expected["title"]
    assert found.published_at == saved.published
    assert found.author == expected["author"]
    assert found.place == expected["place"]
    assert found.caption == expected["caption"]
    assert [line for line in expected["removed"] if line not in found.removed] == []


@pytest.mark.parametrize("saved", [page for page in PAGES if page.addresses], ids=named)
def test_each_page_of_a_story_leads_to_the_next(saved):
    led = [next_page(html, url) for html, url in zip(saved.page.html, saved.addresses, strict=True)]
    assert led == [*saved.addresses[1:], None]
