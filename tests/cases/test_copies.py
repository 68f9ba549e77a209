from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.copies import COPY, band_keys, shingles, standing_in
from pipeline.cases.grouping import find_original

LONG = " ".join(f"kata{number}" for number in range(300))


@given(st.text())
def test_every_text_has_a_fingerprint(text):
    found = shingles(text)
    assert found and len(band_keys(found)) == 24
    assert standing_in(found, found) == 1.0


def test_keys_are_the_same_on_every_machine():
    assert band_keys(shingles("Satu, dua! TIGA empat"))[:2] == [7734067938570946935, -307369238536660127]


def test_a_cut_text_is_a_copy_and_a_longer_one_is_not():
    whole, cut = shingles(LONG), shingles(" ".join(LONG.split()[:100]))
    assert standing_in(cut, whole) == 1.0
    assert standing_in(whole, cut) < COPY


def test_a_copy_leads_to_its_original(store, keep, case, elsewhere):
    first = keep(*case, "https://satu.example/1")
    assert find_original(first, store) is None
    copy = keep("Judul Lain", case[1] + "\n\nBaca berita lain di sini.", "https://dua.example/1", outlet="Dua")
    assert find_original(copy, store) == first.url
    other = keep(*elsewhere, "https://dua.example/2")
    assert find_original(other, store) is None
    assert store.also_in(first.url) == [copy.url]
    assert list(store.uncompared()) == []
    assert list(store.unassessed("some model")) == [other, first]


def test_a_copy_that_was_assessed_hides_nothing_that_waits(store, keep, model, case, reminder):
    first, copy = keep(*case, "https://satu.example/1"), keep(*case, "https://satu.example/2")
    for article in (first, copy):
        find_original(article, store)
        store.keep_assessment(article.url, model.assess_article(article))
    assert list(store.unassessed(model.name)) == []
    waits = keep(*reminder, "https://satu.example/3")
    assert list(store.uncompared()) == list(store.unassessed(model.name)) == [waits]


def test_each_copy_tells_all_the_others(store, keep, case):
    urls = [f"https://outlet{number}.example/" for number in range(3)]
    for url in urls:
        find_original(keep(*case, url), store)
    assert store.also_in(urls[0]) == urls[1:]
    assert store.also_in(urls[1]) == [urls[0], urls[2]]
    assert store.also_in("https://outlet9.example/") == []


def test_the_same_words_much_later_are_no_copy(store, keep, case):
    first = keep(*case, "https://satu.example/1")
    find_original(first, store)
    late = replace(keep(*case, "https://satu.example/2"), published_at=first.published_at + timedelta(days=60))
    assert find_original(late, store) is None


def test_comparing_again_changes_nothing(store, keep, case):
    article = keep(*case, "https://satu.example/1")
    assert [find_original(article, store) for _ in range(2)] == [None, None]
