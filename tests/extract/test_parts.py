"""The parts of extraction on their own: text, dates, datelines, titles, names, refusals."""

import re
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import article_from_text, extract, normalise
from pipeline.extract.dateline import place_of
from pipeline.extract.dates import date_in_address, is_date_line, parse_date, parse_printed, published
from pipeline.extract.facts import clean_author, clean_title
from pipeline.records import Article, Failure, Page

WITA = ZoneInfo("Asia/Makassar")
FETCHED = datetime(2024, 9, 3, tzinfo=UTC)
STORY = " ".join(["Bawaslu memanggil lurah yang diduga tidak netral dalam pilkada di kota itu."] * 8)


def page(*html, **fields):
    given_fields = {
        "url": "https://e.example/x",
        "source": "s",
        "outlet": "E",
        "timezone": "Asia/Makassar",
    }
    return Page(**{**given_fields, "fetched_at": FETCHED, "html": html, **fields})


@given(st.text(alphabet=st.characters(), max_size=200))
def test_normal_form(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n" not in once and "\u00a0" not in once
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in once)
    assert all(line == line.rstrip() for line in once.split("\n"))


def test_normalise_mends_and_keeps():
    assert normalise("a\r\nb\u00a0c  \n\n\n\nd\x07") == "a\nb c\n\nd"
    assert normalise("\x93Pada\x94 e\u0301\ufeff") == "“Pada” é"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 02 Sep 2024 10:00:00 +0800", "2024-09-02T02:00"),
        ("Mon, 02 Sep 2024 10:00:00 GMT", "2024-09-02T10:00"),
        ("Mon, 02 Sep 2024 10:00:00 WIB", "2024-09-02T03:00"),
        ("Senin, 2 September 2024 10:00 WITA", "2024-09-02T02:00"),
        ("Senin, 02 Sep 2024 10.00 WIT", "2024-09-02T01:00"),
        ("Jumat, 16 Agt 2024 | 13:05 WIB", "2024-08-16T06:05"),
        ("2024-09-02T02:00:00Z", "2024-09-02T02:00"),
        ("2024-09-02T10:00:00", "2024-09-02T02:00"),
        ("2024-09-02", "2024-09-02T04:00"),
        ("03/04/2024 10:00", "2024-04-03T02:00"),
        ("2 jam yang lalu", "2024-09-02T22:00"),
        ("September 2024", None),
        ("", None),
    ],
)
def test_dates(value, expected):
    found = parse_date(value, WITA, FETCHED)
    assert (found and found.isoformat()[:16]) == expected


def test_printed_date_needs_day_month_and_year():
    assert parse_printed("Senin (2/9)", WITA) is None
    assert parse_printed("31 Februari 2024", WITA) is None
    assert parse_printed("September 2, 2024", WITA).isoformat() == "2024-09-02T04:00:00+00:00"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.example/2024/09/02/judul", 2),
        ("https://e.example/read/2024/9/2/judul", 2),
        ("https://e.example/berita/20240902101500/judul", 2),
        ("https://e.example/berita/527615/judul", None),
    ],
)
def test_date_in_address(url, day):
    found = date_in_address(url, WITA)
    assert (found and found.day) == day


def test_order_of_dates():
    common = {
        "url": "https://e.example/2024/08/01/x",
        "zone": "Asia/Makassar",
        "fetched_at": FETCHED,
    }
    offset, plain, feed = (
        "2024-09-01T10:00:00+08:00",
        "2024-09-01T11:00:00",
        "Sun, 01 Sep 2024 12:00:00 +0800",
    )
    line = ["Minggu, 1 September 2024 13:00 WITA"]
    assert published(page=[offset], feed=feed, text=line, **common)[1] == "page"
    assert published(page=[plain], feed=feed, text=line, **common)[1] == "feed"
    assert published(page=[plain], feed=None, text=line, **common)[1] == "text"
    assert published(page=[], feed="nonsense", text=[], **common)[1] == "url"
    assert published(page=["2030-01-01T00:00:00Z"], feed=None, text=[], **common)[1] == "url"
    assert published(page=[], feed=None, text=[], **{**common, "url": "https://e.example/x"}).moment is None


PROSE = [
    "Kampanye digelar pada Sabtu, 14 September 2024 pukul 15.00 WITA di lapangan.",
    "Ia dilantik pada 3 Januari 2019.",
]


@pytest.mark.parametrize("line", PROSE)
def test_a_date_told_in_the_story_is_not_its_own(line):
    common = {"text": [line], "zone": "Asia/Makassar", "fetched_at": FETCHED.replace(year=2025)}
    stated = published(page=["2024-10-07T20:14:00"], feed=None, url="https://e.example/x", **common)
    assert (stated.source, stated.moment.day, stated.moment.month) == ("page", 7, 10)
    assert published(page=[], feed=None, url="https://e.example/2024/10/07/x", **common).source == "url"
    assert published(page=[], feed=None, url="https://e.example/x", **common).moment is None


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("Senin, 2 September 2024 10:00 WITA", True),
        ("Rahmi Yulianis - Kabar Tepian, 2 Sep 2024 10:00", True),
        ("Diposting oleh Admin pada 3 Januari 2019", True),
        ("September 2, 2024 by admin", True),
        ("BALIKPAPAN, Senin (2/9/2024) – Bawaslu memanggil lurah itu.", True),
        ("Kampanye Akbar Sabtu, 14 September 2024 pukul 15.00 WITA.", False),
        ("Jadwal Pilkada Kutai 27 November 2024", False),
        *((line, False) for line in PROSE),
    ],
)
def test_lines_that_are_dates(line, dated):
    assert is_date_line(line) is dated


def test_a_printed_line_adds_its_clock_on_the_stated_day_only():
    common = {"feed": None, "url": "", "zone": "Asia/Makassar", "fetched_at": FETCHED.replace(year=2025)}
    line = ["Senin, 7 Oktober 2024 13:00 WITA"]
    assert published(page=["2024-10-07"], text=line, **common).source == "text"
    assert published(page=["2024-10-09"], text=line, **common).source == "page"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("BALIKPAPAN – Bawaslu gelar rapat.", "Balikpapan"),
        ("Lintasbalikpapan.com, BALIKPAPAN – Badan Pengawas", "Balikpapan"),
        ("Pangkalpinang (ANTARA) - Saat ini", "Pangkalpinang"),
        ("JAKARTA, KOMPAS.com - Ikatan", "Jakarta"),
        ("MAMUJU,- Mantan Gubernur", "Mamuju"),
        ("MAMUJU-Puluhan mahasiswa", "Mamuju"),
        ("TRIBUNNEWS.COM, PALEMBANG – Ketua", "Palembang"),
        ("Kota Bima, Garda – Ketua Panwaslu", "Kota Bima"),
        ("jpnn.com - MERAUKE - Wilayah", "Merauke"),
        ("Mataram, NTB (ANTARA News) - Sebanyak", "Mataram"),
        ("REPUBLIKA.CO.ID, MEDAN -- Dua hari", "Medan"),
        ("Bratislava, Slovakia (ANTARA) - Wakil", "Bratislava"),
        ("Surabaya (beritajatim.com) –Forum", "Surabaya"),
        ("DKI JAKARTA – Warga", "DKI Jakarta"),
        ("BAU-BAU – Warga", "Bau-Bau"),
        ("Medan-Lintas.com — Camat Marau hadir", "Medan"),
        ("Jayapura-Lintas, Camat Marau hadir", "Jayapura"),
        ("Lampung Selatan-Jajaran Kodim hadir", "Lampung Selatan"),
        ("Bandung-Garut macet sejak pagi", None),
        ("Darlis-Wijaya, Camat Marau, hadir", None),
        ("Bandung Barat-X.co.id – Camat Marau hadir", "Bandung Barat"),
        ("BALIKPAPAN, Lintas.co - Camat Marau hadir", "Balikpapan"),
        ("Medan (ANTARA) - Camat Marau hadir", "Medan"),
        ("LINTAS.CO (Balikpapan) - Camat Marau hadir", "Balikpapan"),
        ("MEDAN/Lintas.co – Camat Marau hadir", "Medan"),
        ("MEDAN (Lintas) : Camat Marau hadir", "Medan"),
        ("MEDAN, LINTAS.CO || Camat Marau hadir", "Medan"),
        ("MEDAN | Camat Marau hadir", "Medan"),
        ("Lintas.co | Medan | Camat Marau hadir", "Medan"),
        ("Jantho. Menjelang pemilihan", "Jantho"),
        ("KAB. BANDUNG – Camat Marau hadir", "Kab. Bandung"),
        ("mereka cuti di luar tanggungan negaraTanjungpinang (ANTARA) - Sebanyak", "Tanjungpinang"),
        ("KBRN, Medan - Camat Marau hadir", "Medan"),
        ("KBRN, Medan: Camat Marau hadir", "Medan"),
        ("RADARLINTAS, MEDAN-- Camat Marau hadir", "Medan"),
        ("Medan, lintas.com/ - Camat Marau hadir", "Medan"),
        ("RADAR - Camat Marau hadir", None),
        ("TRIBUN-MEDAN.com - Camat Marau hadir", None),
        ("Sumber: WhatsApp dan Facebook", None),
        ("Bawaslu: Camat Marau hadir", None),
        ("Darlis. Camat Marau hadir", None),
        ("TNI-Polri menegaskan netralitas.", None),
        ("Anak-anak sekolah itu pulang.", None),
        ("Bawaslu - KPU sepakat", None),
        ("Ketua Bawaslu mengatakan - sambil tersenyum - hal itu.", None),
        ("Pilkada 2024 – Tahapan dimulai", None),
    ],
)
def test_place(line, place):
    assert place_of(line, "Garda Asakota") == place


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Lurah Diperiksa - Kabar Tepian", "Lurah Diperiksa"),
        ("Lurah Diperiksa | Kabartepian.com", "Lurah Diperiksa"),
        ("Lurah Diperiksa - Halaman 2 - Kabar Tepian", "Lurah Diperiksa"),
        (
            "Kabar Tepian: Lurah &quot;Netral&quot; Diperiksa",
            'Kabar Tepian: Lurah "Netral" Diperiksa',
        ),
        ("Bawaslu - KPU Sepakat", "Bawaslu - KPU Sepakat"),
        ("Debat: Siapa Unggul?", "Debat: Siapa Unggul?"),
    ],
)
def test_title(title, clean):
    assert clean_title(title, "Kabar Tepian", "https://kabartepian.example/x") == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Oleh Budi Santoso", "Budi Santoso"),
        ("Penulis: Budi Santoso", "Budi Santoso"),
        ("Reporter : BUDI SANTOSO", "Budi Santoso"),
        ("Kontributor Lhokseumawe, Masriadi", "Masriadi"),
        ("By Budi Santoso - November 29, 2026", "Budi Santoso"),
        ("Budi Santoso - Minggu, 29 November 2026", "Budi Santoso"),
        ("admin", None),
        ("Redaksi", None),
        ("Kabar Tepian", None),
        ("https://facebook.com/x", None),
        ("a@b.id", None),
        (None, None),
    ],
)
def test_author(name, clean):
    assert clean_author(name, "Kabar Tepian") == clean


def refused(*html, **fields):
    result = extract(page(*html, **fields))
    assert isinstance(result, Failure), result
    return result.code


def test_refusals():
    assert refused() == "empty-page"
    assert refused("  \n") == "empty-page"
    assert refused("<html><body><script>go()</script></body></html>") == "empty-page"
    assert refused("%PDF-1.4\x00\x01binary") == "not-html"
    assert (
        refused("<html><title>Just a moment...</title><body><h1>e.example</h1>Checking your browser</body></html>")
        == "blocked-page"
    )
    assert (
        refused(
            "<html><head><title>Attention Required! | Cloudflare</title></head><body><p>Sorry, you have been blocked</p></body></html>"
        )
        == "blocked-page"
    )
    assert refused("<html><body><p>Foto lurah di kantor kelurahan.</p></body></html>") == "too-short"
    assert refused("<p>" + "</p><p>".join([STORY] * 2000) + "</p>") == "too-big"


def test_a_broken_library_is_a_failure(monkeypatch):
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: 1 / 0)
    result = extract(page(f"<html><body><p>{STORY}</p></body></html>"))
    assert (result.code, result.detail) == ("unreadable", "ZeroDivisionError")


@pytest.mark.parametrize(
    "sentence",
    [
        "Kami menyokong penuh kenyataan pihak berkuasa yang menyatakan siasatan akan dijalankan dengan segera.",
        "Kula lan kanca-kanca mboten nate dipunajak milih salah satunggaling calon, mekaten ngendikanipun pak lurah.",
        "Abdi sareng warga di dieu teu acan kantos diajak milih salah sahiji calon ku pa kuwu.",
        "Kami di nagari ko indak pernah disuruah mamiliah calon bupati dek wali nagari, kecek inyo.",
    ],
)
def test_neighbouring_languages_are_read(sentence):
    result = extract(
        page(
            f"<html><body><article><p>{'</p><p>'.join([sentence + f' ({n})' for n in range(6)])}</p></article></body></html>"
        )
    )
    assert isinstance(result, Article), result


@given(st.text(alphabet=st.sampled_from("<>/pabdiv=\"' \n\x00&;Baca juga:hrefh1"), max_size=300))
def test_extract_never_raises(text):
    assert isinstance(extract(page(text)), Article | Failure)


def test_text_alone():
    article = article_from_text("a\u00a0b\r\n\r\n\r\n\r\nBaca juga: x", title=" Judul\n", outlet="E")
    assert (article.title, article.text) == ("Judul", "a b\n\nBaca juga: x")
    assert re.fullmatch("E", article.outlet)


def test_a_place_may_open_the_name_of_the_outlet():
    assert place_of("MAMUJU-Puluhan mahasiswa", "mamujutoday.com") == "Mamuju"
    assert place_of("KOMPAS.com - Wakil Presiden", "kompas.com") is None
    assert place_of("Tim Advokasi (Paslon) nomor urut tiga - kata dia", "e") is None
