from __future__ import annotations

from pipeline.places import region_of_article
from pipeline.records import Article

TEXT = "Sejumlah warga menghadiri kegiatan itu. Kegiatan berlangsung sampai sore."


def region(source="", outlet="", text=TEXT, home=None):
    found = region_of_article(Article("https://a.example/1", source, outlet, "Kerja Bakti", text, home=home))
    return found and (found.code, found.source)


def test_the_outlet_stands_in_where_a_story_names_no_region():
    assert region(source="antara-aceh") == region(outlet="ANTARA Aceh") == ("11", "outlet")


def test_what_the_story_names_comes_first():
    assert region(source="antara-aceh", text=f"Bupati Kampar hadir. Warga Kabupaten Kampar senang. {TEXT}") == (
        "14.01",
        "text",
    )


def test_an_outlet_that_is_not_listed_tells_nothing():
    assert region(source="kabar-anu", outlet="Kabar Anu") is None


def test_what_a_source_says_of_its_outlet_comes_before_the_list():
    assert region(source="kabar-anu", home="64.71") == ("64.71", "outlet")
    assert region(source="antara-aceh", home="11.71") == ("11.71", "outlet")
