from __future__ import annotations

import pytest

from pipeline.places import gazetteer
from pipeline.places.gazetteer import codes_of, full_name, level, official_names, region_names, short_names
from pipeline.places.naming import region_words


def regions_of(name):
    return {code for code in codes_of(name) if len(code) < 8}


def test_all_provinces_regencies_and_cities_are_there():
    sizes = [len(code) for code in official_names()]
    assert (sizes.count(2), sizes.count(5)) == (38, 514)
    assert len(region_names()) == 38 + 514 + 1


@pytest.mark.parametrize(("short", "code"), short_names().items())
def test_every_short_form_means_its_region(short, code):
    assert code in region_names()
    assert code in codes_of(short)
    assert short == short.lower()
    assert short in gazetteer.place_names()


@pytest.mark.parametrize("code", [code for code in official_names() if len(code) < 8])
def test_every_official_name_means_its_region(code):
    assert code in codes_of(official_names()[code])
    assert full_name(code).startswith(official_names()[code])


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Bandung", {"32.04", "32.73"}),
        ("Kota Bandung", {"32.73"}),
        ("Kabupaten Bandung", {"32.04"}),
        ("Bandung Barat", {"32.17"}),
        ("Gorontalo", {"75", "75.01", "75.71"}),
        ("Jambi", {"15", "15.71"}),
        ("Banjar", {"32.79", "63.03"}),
        ("Sorong", {"96.01", "96.71"}),
        ("Papua", {"91"}),
        ("Papua Barat", {"92"}),
        ("Papua Barat Daya", {"96"}),
        ("TOLITOLI", {"72.04"}),
        ("Fakfak", {"92.03"}),
        ("Palangka Raya", {"62.71"}),
        ("Lubuklinggau", {"16.73"}),
        ("Jakarta", {"31"}),
        ("Jakarta Selatan", {"31.74"}),
        ("Atlantis", set()),
        ("", set()),
    ],
)
def test_names(name, codes):
    assert regions_of(name) == codes


def test_a_district_of_many_regencies_means_them_all():
    assert {code[:5] for code in codes_of("Martapura")} == {"16.08", "63.03"}
    assert all(len(code) == 8 for code in codes_of("Pasar Minggu"))


def test_levels_and_full_names():
    assert [level(code) for code in ("64", "64.02", "64.71", "64.71.01")] == [
        "provinsi",
        "kabupaten",
        "kota",
        "kecamatan",
    ]
    assert full_name("64.71") == "Kota Balikpapan, Kalimantan Timur"
    assert full_name("34.71") == "Kota Yogyakarta, Yogyakarta"
    assert full_name("00") == "Indonesia"
    with pytest.raises(KeyError):
        full_name("99")


def test_the_words_around_regions_speak_of_known_regions():
    words = region_words()
    assert words.capitals <= region_names().keys()
    assert {code[:2] for code in words.capitals} == {code for code in official_names() if len(code) == 2} - {"31"}
    assert not words.levels.keys() & words.refusing
    assert all(map(gazetteer.codes_of_key, words.risky))
