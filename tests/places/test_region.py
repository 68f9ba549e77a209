from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.places import Region, region_of
from pipeline.places.gazetteer import short_names
from pipeline.places.naming import named_regions

BODY = " Sejumlah warga menghadiri kegiatan itu. Kegiatan berlangsung sampai sore."


def code(title="", text="", place=None, outlet=None):
    region = region_of(title, text, place, outlet)
    return region and region.code


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Rengat", "14.02"),
        ("RENGAT", "14.02"),
        ("Tideng Pale", "65.04"),
        ("Balikpapan", "64.71"),
        ("Tolitoli", "72.04"),
        ("Toli-Toli", "72.04"),
        ("Purwokerto", "33.02"),
        ("PPU", "64.09"),
        ("Kota Bogor", "32.71"),
        ("Singaraja", "51.08"),
        ("Sofifi", "82.72"),
    ],
)
def test_a_dateline_tells_the_region(place, expected):
    assert code("Warga Kerja Bakti", f"{place} – Warga bekerja bakti.{BODY}", place) == expected


def test_what_told_it():
    assert region_of("Kerja Bakti", "Rengat – Warga bekerja." + BODY, "Rengat") == Region(
        "14.02", "Kabupaten Indragiri Hulu, Riau", "dateline"
    )
    assert region_of("Bawaslu Kabupaten Kampar Ingatkan Kades", BODY) == Region(
        "14.01", "Kabupaten Kampar, Riau", "text"
    )
    assert region_of("Kerja Bakti", BODY, None, "64.71 Kota Balikpapan") == Region(
        "64.71", "Kota Balikpapan, Kalimantan Timur", "outlet"
    )
    assert region_of("Kerja Bakti", BODY) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Wali Kota Bogor Diperiksa", "32.71"),
        ("Bupati Bogor Diperiksa", "32.01"),
        ("Pemkot Kupang Diperiksa", "53.71"),
        ("Pemkab Kupang Diperiksa", "53.01"),
        ("Polres Tegal Kota Diperiksa", "33.76"),
        ("Wakil Bupati Malang Diperiksa", "35.07"),
        ("Wawali Malang Diperiksa", "35.73"),
        ("Kabupaten Gorontalo Gelar Rapat", "75.01"),
        ("Gubernur Gorontalo Gelar Rapat", "75"),
        ("Wali Kota Jambi Gelar Rapat", "15.71"),
        ("Kabupaten Solok Gelar Rapat", "13.02"),
        ("Kota Sorong Gelar Rapat", "96.71"),
        ("Bawaslu Bandung Barat Gelar Rapat", "32.17"),
        ("Bupati PPU Gelar Rapat", "64.09"),
    ],
)
def test_the_level_tells_namesakes_apart(title, expected):
    assert code(title, BODY) == expected


def test_a_district_tells_its_region():
    assert code("Camat Pasar Minggu Diperiksa", "Camat Pasar Minggu dipanggil Bawaslu." + BODY) == "31.74"
    assert code("Camat Diperiksa", "Seorang warga Kecamatan Tapung Hilir hadir." + BODY) == "14.01"


def test_the_text_tells_namesakes_apart():
    assert code("Bawaslu Banjar Gelar Rapat", "Rapat di Kalimantan Selatan itu dihadiri bupati." + BODY) == "63.03"
    assert code("Bawaslu Banjar Gelar Rapat", "Rapat di Jawa Barat itu dihadiri wali kota." + BODY) == "32.79"
    assert code("Camat Martapura Diperiksa", "Bawaslu OKU Timur memeriksa camat." + BODY) == "16.08"
    assert code("Camat Martapura Diperiksa", "Bawaslu Kabupaten Banjar memeriksa camat." + BODY) == "63.03"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("memeriksa seorang kades.", "32.09"),
        ("memeriksa seorang kuwu di Cirebon.", "32.09"),
        ("memeriksa seorang ASN. Bupati diam.", "32.09"),
        ("memeriksa seorang ASN di Kecamatan Weru.", "32.09"),
        ("memeriksa seorang lurah.", "32.74"),
        ("memeriksa seorang ASN. Wali kota diam.", "32.74"),
        ("memeriksa seorang ASN di Kecamatan Kesambi.", "32.74"),
    ],
)
def test_posts_and_districts_tell_namesakes_apart(rest, expected):
    assert code("Bawaslu Cirebon Periksa Terlapor", f"Bawaslu Cirebon {rest}{BODY}") == expected


def test_a_village_head_in_the_story_of_a_mayor_moves_nothing():
    assert code("Wali Kota Cirebon Panggil Kades", "Wali Kota Cirebon memanggil kades dari desa itu." + BODY) == "32.74"


def test_the_outlet_tells_namesakes_apart():
    assert code("Bawaslu Banjar Gelar Rapat", BODY, outlet="63") == "63.03"
    assert code("Bawaslu Banjar Gelar Rapat", BODY, outlet="32.79 Kota Banjar") == "32.79"


def test_jakarta_is_the_country_unless_the_story_names_a_region():
    text = "JAKARTA – Bawaslu RI mengingatkan aparatur sipil negara di seluruh Indonesia."
    assert region_of("Bawaslu RI Ingatkan ASN", text + BODY, "Jakarta") == Region(None, "Indonesia", "dateline")
    text = "JAKARTA – Pemerintah Provinsi DKI Jakarta mengingatkan aparatur sipil negara."
    assert code("Gubernur DKI Jakarta Ingatkan ASN", text + BODY, "Jakarta") == "31"


@pytest.mark.parametrize(
    "text", ["Kepala Desa Sukabumi hadir", "Jalan Bandung macet", "mitra kerja", "Papua Nugini", "Mitra kerja", "50"]
)
def test_what_only_looks_like_a_region(text):
    assert list(named_regions(text)) == []


@pytest.mark.parametrize("short", short_names())
def test_every_short_form_is_read_behind_a_body(short):
    found = [name.codes for name in named_regions(f"Ketua Bawaslu {short.upper()} hadir")]
    assert any(short_names()[short] in codes for codes in found)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "–" * 50, "Kota", "Kota Kota Kota", "\ud800 Kota", "Papua " * 5000, "İstanbul ẞ Kota", "ﬁ" * 99],
)
def test_hostile_input(text):
    region_of(text, text, text, text)


@given(*[st.text(st.sampled_from("KotaBnguPpi -–.,/()0\n") | st.characters(), max_size=200)] * 4)
def test_no_text_makes_it_raise(title, text, place, outlet):
    region_of(title, text, place, outlet)


def test_a_regency_may_be_shortened_in_the_dateline():
    region = region_of("", "KAB. BANDUNG – Camat hadir.", "Kab. Bandung")
    assert region is not None
    assert (region.code, region.source) == ("32.04", "dateline")


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Propam Polda Sulawesi Barat mengawasi netralitas anggota Polri, kata Kabid Propam Polda Sulbar.", "76"),
        ("Bawaslu Kabupaten Kampar memeriksa kades yang mengajak memilih capres Sartono di rapat menteri.", "14.01"),
        ("Bupati Kampar mengirim laporan itu kepada KASN dan Kemendagri.", "14.01"),
        ("Anggota Polri dilarang berpihak kepada capres, kata seorang menteri yang berkunjung ke Kampar.", None),
    ],
)
def test_words_of_the_country_count_only_where_no_body_or_post_stands_with_its_region(lead, expected):
    assert code("", lead + BODY) == expected


def test_a_dateline_that_is_no_capital_wins_over_the_neighbours_told_of():
    lead = "Danrem berpesan kepada prajurit, di antaranya Kodim Kampar."
    assert code("", f"RENGAT – {lead}{BODY * 3} Kodim Bengkalis hadir.", "Rengat") == "14.02"
