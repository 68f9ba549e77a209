"""What stands around a story: captions, signatures, crumbs, the names of photographers, short stories and debris, zones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.extract import extract
from pipeline.extract.captions import is_caption
from pipeline.extract.dates import published
from pipeline.extract.facts import clean_author
from pipeline.extract.signature import without_signature
from pipeline.records import Article, Failure, Page
from pipeline.zones import outlet_at, zone_named

FETCHED = datetime(2024, 9, 30, tzinfo=UTC)
TITLE = "Lurah Teluk Bakau Dipanggil Bawaslu"
SENTENCE = "Bawaslu Kota Tepian memanggil seorang lurah yang diduga mengajak warga memilih pasangan calon nomor satu."
PARAGRAPHS = [f"{SENTENCE} Itu laporan ke-{number}." for number in range(6)]
STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def read(body: str, head: str = "", zone: str = "Asia/Makassar", url: str = "https://e.example/x") -> Article | Failure:
    html = f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>"
    return extract(Page(url, "s", "Kabar Tepian", zone, FETCHED, (html,)))


def test_a_first_paragraph_that_stands_bare_is_kept():
    for opening in ("div", "article", "section"):
        found = read(
            f"<{opening}><b>Kabar Tepian</b> - {SENTENCE} <a href='/p'>Perkara itu</a> baru.{STORY}</{opening}>"
        )
        assert found.text.startswith(f"Kabar Tepian - {SENTENCE} Perkara itu baru.")
        assert found.text.split()[-1] == "ke-5."


def test_paragraphs_may_be_divs_or_spans():
    for tag in ("div", "span"):
        body = "".join(f"<{tag}>{text}</{tag}>" for text in PARAGRAPHS)
        assert read(f"<div>{body}</div>").text.split("\n") == PARAGRAPHS


def test_scripts_beside_paragraphs_are_no_text():
    found = read(f"<div><script>var a = 'satu dua tiga empat lima enam tujuh delapan sembilan';</script>{STORY}</div>")
    assert "var" not in found.text


def test_the_section_is_no_part_of_the_title():
    head = f"<meta property='og:title' content='Kabar Tepian: Politik - {TITLE}'>"
    assert read(STORY, head).title == TITLE


@pytest.mark.parametrize("cut", ["Lurah Teluk Bakau…", "Lurah Teluk Bakau Dipang...", "Lurah Teluk […]"])
def test_a_headline_cut_in_the_feed_is_read_whole_on_the_page(cut):
    html = f"<html><head><title>{TITLE} - Kabar Tepian</title></head><body><h1>{TITLE}</h1>{STORY}</body></html>"
    page = Page("https://e.example/x", "s", "Kabar Tepian", "", FETCHED, (html,), title=cut)
    assert extract(page).title == TITLE
    other = replace(page, title="Camat Itu Bilang...")
    assert extract(other).title == "Camat Itu Bilang..."


def test_crumbs_and_signatures_are_no_text():
    body = f"<div><a href='/'>Beranda</a> &gt; <a href='/k'>Politik</a></div>{STORY}<p>(abc/def)</p>"
    found = read(body)
    assert found.text.split("\n") == PARAGRAPHS and "(abc/def)" in found.removed


@pytest.mark.parametrize(
    ("last", "name"),
    [("(kpl/mgn)", None), ("(ren)", None), ("***", None), ("DEWI LARAS", "DEWI LARAS"), ("Sumber : rilis", None)],
)
def test_a_signature_goes(last, name):
    assert without_signature(f"{SENTENCE}\n{last}") == (SENTENCE, name)


@pytest.mark.parametrize("last", ["(adv)", "Kurang Tenaga", "“Kami siap,” kata dia.", "KPU"])
def test_what_is_no_signature_stays(last):
    assert without_signature(f"{SENTENCE}\n{last}") == (f"{SENTENCE}\n{last}", None)


def test_captions_stand_apart_from_the_text():
    first, second = "Lurah itu di kantornya.", "Warga menunggu di luar. (Foto: Humas)"
    found = read(
        f"<figure><img src='a'><figcaption>{first}</figcaption></figure>{STORY}<p>{second}</p>{STORY}<p>Selesai.</p>"
    )
    assert found.caption == first and second in found.removed
    assert first not in found.text and second not in found.text


@pytest.mark.parametrize(
    "caption",
    [
        "<div style='text-align:center'><i>Foto: Warga antre di kantor lurah</i></div>",
        "<p><strong>CAPTION: Warga antre di kantor lurah</strong></p>",
        "<small>Warga antre di kantor lurah</small>",
        "<p>Dewi Laras-Warga antre di kantor lurah-Kabar Tepian</p>",
    ],
)
def test_what_stands_right_behind_a_picture_may_be_its_caption(caption):
    for picture in ("<img src='a'>", "<div class='separator'><a href='a'><img src='a'></a></div>"):
        found = read(f"<article>{picture}{caption}{STORY}</article>")
        assert "Warga antre di kantor lurah" in found.caption and "antre" not in found.text
    assert "antre" not in (read(f"<article>{STORY}{caption}{STORY}</article>").caption or "")
    listed = "<aside><a href='/b'><img src='a'><span>Foto: Warga antre di kantor lurah</span></a></aside>"
    assert read(f"<article>{STORY}</article>{listed}").caption is None


@pytest.mark.parametrize("small", ["Senin, 2 September 2024 10:30 WITA", "Dewi Laras"])
def test_a_date_or_a_name_right_behind_a_picture_is_no_caption(small):
    assert read(f"<article><img src='a'><small>{small}</small>{STORY}</article>").caption is None


LOOSE = "Sekretaris daerah menegaskan bahwa laporan itu akan ditindaklanjuti sebelum akhir bulan."


@pytest.mark.parametrize(
    "block",
    [
        f"<div>{LOOSE}</div>",
        f"<div dir='auto'><span>{LOOSE}</span></div>",
        f"<div>{LOOSE}</div>" * 2,
        f"<div style='text-align:center'>{LOOSE}</div>",
    ],
)
def test_sentences_in_divs_among_paragraphs_are_text(block):
    for body in (f"{STORY}{block}{STORY}", f"{block}{STORY}", f"{STORY}{block}"):
        assert LOOSE in read(f"<article>{body}</article>").text


def test_a_lead_that_is_no_text_is_kept_for_inspection():
    found = read(f"<article><div class='promo'>{LOOSE}</div>{STORY}</article>")
    assert LOOSE not in found.text and LOOSE in found.removed


@pytest.mark.parametrize(
    "block",
    [
        f"<div class='promo'>{LOOSE}</div>",
        f"<div><a href='/b'>{LOOSE}</a></div>",
        f"<div>{LOOSE.rstrip('.')}</div>",
        f"<div><img src='a'></div><div>{LOOSE}</div>",
    ],
)
def test_divs_that_are_marked_linked_or_no_sentence_are_no_text(block):
    assert "Sekretaris" not in read(f"<article>{STORY}{block}{STORY}</article>").text


@pytest.mark.parametrize(
    "line", ["Lurah itu berfoto dengan warga.", "Foto itu beredar di grup warga (lihat gambar).", "(Foto: Ani)"]
)
def test_a_sentence_about_a_picture_is_no_caption(line):
    assert not is_caption(line)


def test_the_photographer_and_an_account_are_no_authors():
    photo = f"<div class='photo'><img src='a'><span class='author'>Kantor Gambar</span> Lurah itu.</div>{STORY}"
    assert read(photo).author is None
    for name in ("prwir", "red.01", "PT. Media Tepian", "Kabar Tepian"):
        assert clean_author(name, "Kabar Tepian") is None
    assert (
        clean_author("Dewi Laras, Jurnalis")
        == clean_author("Dewi Laras - Kabar Tepian", "Kabar Tepian")
        == "Dewi Laras"
    )


def test_all_that_was_taken_out_of_a_story_is_kept():
    pointer = "<p>Baca juga: <a href='/y'>Dua Kades Dicopot</a></p>"
    more = "<div><h4>Baca Juga</h4><ul><li><a href='/z'>Camat Terbukti Tidak Netral</a></li></ul></div>"
    found = read(
        f"<article>{STORY}{pointer}{STORY}{more}<p>Sampai berita ini ditulis lurah itu tidak menjawab telepon.</p></article>"
    )
    assert found.removed == ("Baca juga: Dua Kades Dicopot", "Baca Juga", "Camat Terbukti Tidak Netral")


BRIEF = "<p>Bawaslu Kota Tepian memanggil Lurah Teluk Bakau, Senin (2/9/2024), karena diduga mengajak warga memilih salah satu pasangan calon. Lurah itu belum menjawab.</p>"
DAY = "<span>Senin, 2 September 2024 10:00 WITA</span>"


def test_a_short_story_is_stored():
    found = read(f"{DAY}<div>{BRIEF}</div><ul><li><a href='/a'>Dua Kades Dicopot</a></li></ul>")
    assert isinstance(found, Article) and len(found.text.split()) < 40
    assert found.text.startswith("Bawaslu Kota Tepian") and found.text.endswith("menjawab.")


@pytest.mark.parametrize(
    "body",
    [
        BRIEF,
        f"{DAY}<ul>"
        + "".join(f"<li>Berita Daerah Nomor {number} di Kota Tepian</li>" for number in range(5))
        + "</ul>",
        f"{DAY}<p>Hak cipta dilindungi undang-undang. Dilarang memperbanyak isi laman ini dalam bentuk apa pun tanpa izin "
        "tertulis dari redaksi dan penerbit yang beralamat di sini.</p>",
        f"{DAY}<p>Lurah Teluk Bakau dipanggil.</p>",
    ],
)
def test_a_few_words_without_evidence_of_a_story_are_too_short(body):
    found = read(body)
    assert isinstance(found, Failure) and found.code == "too-short"


def test_a_zone_has_three_short_names_and_no_silent_default():
    assert [zone_named(name).key[5:] for name in ("WIB", "wita", "WIT", "Asia/Makassar")] == [
        "Jakarta", "Makassar", "Jayapura", "Makassar",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="WIBB"):
        zone_named("WIBB")


@pytest.mark.parametrize(
    ("printed", "zone", "url", "hour", "source"),
    [
        ("2 September 2024 10:00 WIT", "WITA", "https://e.example/x", 1, "stated"),
        ("2 September 2024 10:00", "WITA", "https://e.example/x", 2, "outlet"),
        ("2 September 2024 10:00", "", "https://kaltim.antaranews.com/berita/1", 2, "outlet"),
        ("2 September 2024 10:00", "", "halaman.html", 3, "assumed"),
        ("2 September 2024 10:00 WITA", "", "halaman.html", 2, "stated"),
    ],
)
def test_whose_zone_a_date_is_in(printed, zone, url, hour, source):
    found = read(f"<span>{printed}</span>{STORY}", zone=zone, url=url)
    assert (found.published_at.hour, found.zone_source) == (hour, source)


def test_a_saved_page_names_its_outlet_itself():
    head = "<link rel='canonical' href='https://www.kaltim.antaranews.com/berita/1'>"
    assert read(f"<span>2 September 2024 10:00</span>{STORY}", head, zone="", url="a.html").published_at.hour == 2
    assert outlet_at("https://m.kaltim.antaranews.com/x") == outlet_at("https://kaltim.antaranews.com/")


def test_a_printed_zone_corrects_the_offset_of_the_same_clock():
    common = {"feed": None, "url": "", "zone": "WIT", "fetched_at": FETCHED}
    line = ["Senin, 2 September 2024 | 10:15 WIT"]
    assert published(page=["2024-09-02T10:15:30+00:00"], text=line, **common).moment.hour == 1
    assert published(page=["2024-09-02T01:15:30+00:00"], text=line, **common).moment.second == 30
    assert published(page=["2024-09-02T08:00:00+07:00"], text=line, **common).moment.minute == 0


def test_a_clock_time_may_stand_on_the_line_after_its_date():
    common = {"page": [], "feed": None, "url": "", "zone": "WIB", "fetched_at": FETCHED}
    assert published(text=["2 September 2024", "10:15 WITA"], **common).moment.hour == 2


OTHER = " ".join(["Kepala Desa Lain juga dipanggil karena laporan yang sama sekali berbeda."] * 20)


def script(data: object, mark: str = 'id="__NEXT_DATA__" type="application/json"') -> str:
    return f"<div id='__next'></div><script {mark}>{json.dumps(data)}</script>"


LINKED = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(PARAGRAPHS)}
PROPS = {
    "title": f"{TITLE} - Kabar Tepian",
    "post": {"title": TITLE, "content": {"rendered": STORY}, "terkait": [{"title": "Kades Dicopot", "content": OTHER}]},
    "populer": [{"title": "Kepala Desa Lain Dicopot", "isi": OTHER}],
}


@pytest.mark.parametrize(
    "body",
    [
        script(LINKED, 'type="application/ld+json"'),
        script({"@graph": [LINKED | {"articleBody": STORY}]}, 'type="application/ld+json"'),
        script({"props": {"pageProps": PROPS}}),
        script({"props": {"pageProps": PROPS}}) + "<nav>Beranda Daerah Politik</nav>",
    ],
)
def test_a_story_may_stand_only_in_the_data_of_its_page(body):
    html = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    found = extract(Page("https://e.example/x", "s", "Kabar Tepian", "Asia/Makassar", FETCHED, (html,)))
    assert found.text.split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "data",
    [
        LINKED | {"isAccessibleForFree": False},
        {"props": {"title": TITLE, "lain": [{"content": OTHER}]}},
        "rusak",
    ],
)
def test_data_of_other_stories_and_of_what_is_for_payers_is_left(data):
    assert isinstance(read(script(data, 'type="application/ld+json"')), Failure)


def test_a_page_that_shows_its_story_is_read_as_it_shows_it():
    body = STORY + script(LINKED | {"articleBody": f"Ringkasan. {OTHER}"}, 'type="application/ld+json"')
    assert "Kepala Desa" not in read(body).text


@pytest.mark.parametrize(
    "line",
    [
        "Laporan Wartawan KabarTepian.com, Dewi Laras",
        "(Laporan Wartawan Kabar Tepian, Dewi Laras)",
        "Wartawan: Dewi Laras",
    ],
)
def test_who_reported_is_the_author_and_no_text(line):
    found = read(f"<article><p>{line}</p>{STORY}</article>")
    assert found.author == "Dewi Laras" and "Laras" not in found.text


@pytest.mark.parametrize(
    "body",
    [
        "<div><img src='a'><p>Warga antre di kantor lurah, Senin (2/9).<br>ANTARA FOTO/Dewi Laras/tom.</p></div>",
        "<p>Warga antre di kantor lurah. ANTARA/HO-Humas Pemkot</p>",
        "<div class='foto__caption'>Warga antre di kantor lurah.<br>Foto: Humas</div>",
    ],
)
def test_credits_of_agencies_close_captions(body):
    found = read(f"<article>{body}{STORY}<p>Pewarta: Budi<br>Copyright © ANTARA 2024</p></article>")
    assert found.caption.startswith("Warga antre di kantor lurah") and "antre" not in found.text
    assert "Copyright © ANTARA 2024" in found.removed


CHANGED = datetime(2024, 9, 2, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "printed",
    [
        "<div>Minggu, 1 September 2024 20:00 WITA</div><div>Update: Senin, 2 September 2024 10:30 WITA</div>",
        "<div>Diterbitkan: 01/09/2024 20:00 WITA | Diperbarui: 02/09/2024 10:30 WITA</div>",
        "<div>1 September 2024 20:00 WITA</div><div><b>Terakhir diperbarui:</b> <i>2 September 2024 10:30 WITA</i></div>",
    ],
)
def test_a_printed_change_is_read(printed):
    html = f"<html><body><article><h1>Lurah Dipanggil Bawaslu Tepian</h1>{printed}{STORY}</article></body></html>"
    found = extract(Page("https://e.example/x", "s", "E", "Asia/Makassar", datetime(2024, 9, 3, tzinfo=UTC), (html,)))
    assert found.published_at == datetime(2024, 9, 1, 12, tzinfo=UTC)
    assert (found.updated_at, found.updated_source) == (CHANGED, "text")


def test_a_headline_that_begins_with_update_tells_no_change():
    printed = "<div>1 September 2024 20:00 WITA</div><div>Update Banjir Tepian 2 September 2024</div>"
    html = f"<html><body><article><h1>Lurah Dipanggil Bawaslu Tepian</h1>{printed}{STORY}</article></body></html>"
    found = extract(Page("https://e.example/x", "s", "E", "Asia/Makassar", datetime(2024, 9, 3, tzinfo=UTC), (html,)))
    assert (found.updated_at, found.updated_source) == (None, None)


def test_who_says_that_a_story_changed():
    stated = '<meta property="article:modified_time" content="2024-09-02T10:30:00+08:00">'
    html = f"<html><head>{{}}</head><body><article><h1>Lurah Dipanggil</h1>{STORY}</article></body></html>"
    at, before = datetime(2024, 9, 3, tzinfo=UTC), "Sun, 01 Sep 2024 20:00:00 +0800"
    page = Page(
        "https://e.example/x", "s", "E", "Asia/Makassar", at, (html.format(""),), published=before, changed=CHANGED
    )

    def told(page: Page) -> tuple[datetime | None, str | None]:
        found = extract(page)
        return found.updated_at, found.updated_source

    assert told(page) == (CHANGED, "feed")
    assert told(replace(page, html=(html.format(stated),))) == (CHANGED, "page")
    assert told(replace(page, changed=datetime(2024, 9, 4, tzinfo=UTC))) == (None, None)
    assert told(replace(page, changed=datetime(2024, 8, 4, tzinfo=UTC))) == (None, None)
    assert told(replace(page, published=None)) == (None, None)
