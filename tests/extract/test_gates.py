"""Pages that are no stories: checks for robots, consent, walls, beginnings; and stories that only look like them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.extract import extract
from pipeline.records import Article, Failure, Page

SENTENCE = "Bawaslu Kota Tepian memanggil seorang lurah yang diduga mengajak warga memilih salah satu pasangan calon."


def story(first: int, last: int) -> str:
    return "".join(f"<p>{SENTENCE} Itu laporan nomor {number}.</p>" for number in range(first, last))


LONG, MORE, SHORT, LATER = story(0, 9), story(20, 40), story(0, 3), story(10, 13)


def found(body: str, title: str = "Lurah Dipanggil Bawaslu", head: str = "") -> Article | Failure:
    html = (
        f"<html><head><title>{title}</title>{head}</head><body><nav><a>Beranda</a> <a>Daerah</a></nav><article>"
        f"<h1>{title}</h1>{body}</article><footer>Kabar Tepian 2024</footer></body></html>"
    )
    return extract(
        Page("https://e.example/x", "s", "E", "Asia/Makassar", datetime(2024, 9, 3, tzinfo=UTC), (html,), title=None)
    )


def code(*args: str, **kwargs: str) -> str:
    result = found(*args, **kwargs)
    return result.code if isinstance(result, Failure) else "article"


@pytest.mark.parametrize(
    "end",
    [
        "<p>Lurah itu mengaku tidak tahu bahwa […]</p>",
        "<p>Lurah itu mengaku [...] <a href='/x'>Baca selengkapnya</a></p>",
        "<p>Lurah itu mengaku tidak tahu.</p><p><a href='/x'>Baca Selengkapnya</a></p>",
        "<p>Lurah itu mengaku…</p><div class='more'><a href='/x'>Selengkapnya »</a></div>",
        "<p>Lurah itu mengaku tidak</p><a class='more-link' href='/x'>Continue reading →</a>",
        "<p>Lurah itu mengaku tidak tahu.</p><button>Lanjutkan membaca</button>",
        "<p>Lurah itu mengaku tidak</p><div>Masuk atau daftar untuk melanjutkan membaca</div>",
    ],
)
def test_the_beginning_of_a_story_is_no_story(end):
    assert code(SHORT + end) == "truncated-page"


def test_a_long_beginning_is_told_by_its_broken_sentence():
    assert code(LONG + MORE + "<p>Lurah itu mengaku tidak tahu bahwa […]</p>") == "truncated-page"


@pytest.mark.parametrize("first, last", [(0, 3), (0, 40)])
def test_a_document_cut_within_a_sentence_of_its_story_is_no_story(first, last):
    html = (
        f"<html><head><title>Lurah Dipanggil</title></head><body><article><h1>Lurah Dipanggil</h1>{story(first, last)}"
    )
    at = datetime(2024, 9, 3, tzinfo=UTC)
    page = Page(
        "https://e.example/x", "s", "E", "Asia/Makassar", at, (f"{html}<p>Warga desa itu meminta agar lurah Me",)
    )
    refused = extract(page)
    assert isinstance(refused, Failure) and refused.code == "broken-page"
    whole = replace(page, html=(f"{html}<p>Warga desa itu meminta agar lurah meminta maaf",))
    assert isinstance(extract(replace(whole, html=(whole.html[0] + ".",))), Article)
    assert isinstance(extract(replace(whole, html=(whole.html[0] + "</p><footer>Kabar",))), Article)


@pytest.mark.parametrize(
    "body",
    [
        SHORT + "<p><a href='/b'>Baca selengkapnya: Dua Kades Diperiksa</a></p>" + LATER,
        LONG + "<p>Baca selengkapnya: <a href='/b'>Dua Kades Diperiksa</a></p>",
        LONG
        + MORE
        + "<div><h4>Berita Lain</h4><a href='/b'>Dua Kades Diperiksa</a> <a href='/b'>Selengkapnya »</a></div>",
        LONG + "<p>“Surat itu […] tidak pernah saya baca,” kata lurah.</p>",
        SHORT + "<p>Scroll untuk lanjutkan membaca</p>" + LATER,
    ],
)
def test_a_whole_story_stays_one(body):
    assert code(body) == "article"


WALLS = [
    LONG + "<p>Silakan berlangganan untuk membaca kelanjutan berita ini.</p>",
    LONG + "<div class='wall'>Konten ini khusus pelanggan. Berlangganan sekarang untuk akses penuh.</div>",
]


CLOSING = [
    "Artikel ini hanya untuk pelanggan.",
    "Konten ini eksklusif untuk member premium.",
    "Buka akses ke artikel ini dengan berlangganan Kabar+.",
    "Tersisa 70% dari artikel ini. Login untuk membaca lanjutannya.",
    "Anda telah mencapai batas baca gratis bulan ini.",
    "Daftar atau masuk untuk membaca seluruh artikel",
    "Baca berita selengkapnya dengan berlangganan.",
    "Lanjutkan membaca dengan Langganan Utama mulai Rp 19.000 per bulan.",
    "Berita ini hanya untuk pembaca berbayar.",
    "Kamu sudah membaca 5 berita gratis bulan ini. Masuk untuk lanjut.",
    "Dapatkan akses tanpa batas mulai Rp2.000 per hari. Mulai berlangganan",
    "Berita selengkapnya dapat dibaca di edisi cetak Harian Tepian.",
    "Selengkapnya baca koran Kabar Tepian edisi hari ini.",
    "Sisa artikel 60% lagi. Beli koin untuk membaca lanjutan artikel ini.",
    "Ingin membaca lebih lanjut? Daftar menjadi anggota sekarang juga.",
]


@pytest.mark.parametrize("line", CLOSING)
@pytest.mark.parametrize("tag", ["p", "div", "button"])
def test_two_paragraphs_and_a_wall(line, tag):
    assert code(f"{story(0, 2)}<{tag}>{line}</{tag}>") in ("paywall", "truncated-page")
    assert code(f"{story(0, 6)}<{tag}>{line}</{tag}>") in ("paywall", "truncated-page")


@pytest.mark.parametrize("line", CLOSING)
def test_a_story_that_tells_of_a_wall_is_a_story(line):
    assert (
        code(LONG + f"<p>“{line.rstrip('.')},” tulis laman itu di bawah berita tentang lurah, kata Bawaslu.</p>")
        == "article"
    )


@pytest.mark.parametrize("body", WALLS)
def test_a_wall_behind_a_long_beginning(body):
    assert code(body) == "paywall"


@pytest.mark.parametrize(
    "last",
    [
        "Layanan air bersih itu kini tersedia untuk pelanggan di tiga kecamatan.",
        "Warga dapat membeli koin untuk permainan anak di pasar malam.",
        "Berita acara itu dapat dibaca di kantor lurah.",
        "Sisa 3 artikel gratis bulan ini.",
    ],
)
def test_a_last_line_that_only_sounds_like_a_wall(last):
    assert code(f"{SHORT}<p>{last}</p>") == "article"


def test_a_story_about_subscriptions_is_a_story():
    said = "<p>Warga kini harus berlangganan untuk membaca berita daerah, kata Ketua Dewan Pers di Kota Tepian, Senin (2/9/2024).</p>"
    assert code(LONG + said) == "article"


CONSENT = (
    "<p>Kami dan mitra kami menyimpan dan/atau mengakses informasi pada perangkat Anda, seperti cookie, dan memproses data "
    "pribadi, seperti pengenal unik, untuk iklan dan konten yang dipersonalisasi, pengukuran iklan dan konten, serta wawasan "
    "audiens dan pengembangan produk.</p><p>Dengan mengeklik Setuju, Anda menyetujui pemrosesan data oleh kami dan mitra kami. "
    "Anda dapat mengubah pilihan kapan saja di Kebijakan Privasi atau menolak seluruhnya.</p><button>Setuju dan lanjutkan</button>"
    "<button>Kelola preferensi</button>"
)


def test_a_page_that_asks_for_consent():
    assert code(CONSENT, title="Kabar Tepian") == "consent-page"
    assert code("<p>Kami memakai kuki. Dengan melanjutkan, Anda setuju.</p>", title="Kabar Tepian") == "consent-page"


def test_a_story_about_cookies_is_a_story():
    about = (
        "<p>Pemerintah Kota Tepian mewajibkan laman kelurahan memberi tahu warga bila menggunakan cookie. Kepala Dinas Kominfo "
        "Rahmi Yulianis berkata, aturan tentang kebijakan privasi itu berlaku mulai Senin (2/9/2024).</p><p>Lurah diminta "
        "menunjuk seorang petugas. Menurut dia, data pribadi warga pernah bocor dari laman sebuah kelurahan tahun lalu.</p>"
        "<p>Warga yang berkeberatan dapat melapor ke balai kota setiap hari kerja, dari pagi sampai sore.</p>"
    )
    assert code(about, title="Laman Kelurahan Wajib Memberi Tahu Pemakaian Cookie") == "article"


def test_a_banner_on_a_story_does_not_count():
    assert code(LONG + f"<div class='cookie-banner'>{CONSENT}</div>") == "article"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "You are being redirected...",
            "<noscript>Javascript is required.</noscript><script>var sucuri_cloudproxy_js='';</script>",
        ),
        (
            "Sucuri WebSite Firewall - Access Denied",
            "<p>If you are the site owner, please whitelist your IP or open a ticket with our support team.</p>"
            + "<p>Block reason: Access from your Country was disabled by the administrator. Time: 2024-09-03. Server ID: 1</p>"
            * 3,
        ),
        ("Tunggu sebentar...", "<p>Memverifikasi bahwa Anda manusia. Hal ini mungkin perlu beberapa detik.</p>"),
        (
            "e.example",
            "<h2>e.example</h2><p>Memverifikasi bahwa Anda adalah manusia. Mungkin perlu beberapa detik.</p>",
        ),
        ("e.example", "<p>Sebentar.</p><div class='cf-turnstile'></div>"),
        ("Just a moment...", "<p>Verifying you are human. This may take a few seconds.</p>"),
        (
            "Attention Required! | Cloudflare",
            "<h2>Sorry, you have been blocked</h2><p>You are unable to access e.example. This website is using a security "
            "service to protect itself from online attacks. The action you just performed triggered the security solution. "
            "There are several actions that could trigger this block including submitting a certain word or phrase, a SQL command "
            "or malformed data.</p><h2>What can I do to resolve this?</h2><p>You can email the site owner to let them know you "
            "were blocked. Please include what you were doing when this page came up and the Cloudflare Ray ID found at the "
            "bottom of this page.</p><p>Cloudflare Ray ID: 8bd. Your IP: Click to reveal. Performance and security by Cloudflare</p>",
        ),
    ],
)
def test_checks_for_robots(title, body):
    assert code(body, title=title) == "blocked-page"


def test_a_story_may_open_with_the_same_words():
    assert code(LONG, title="Tunggu Sebentar Lagi, Lurah Itu Dipanggil") == "article"


WAITING = [
    (
        "Memastikan anda bukan bot!",
        "Memuat. Anda melihat halaman ini karena pengelola situs memasang penjaga untuk melindungi server dari pengunduhan "
        "besar-besaran. Penjaga itu meminta peramban menghitung sebentar, dan memerlukan penggunaan fitur JavaScript modern.",
    ),
    (
        "Memeriksa peramban Anda sebelum mengakses kabartepian.example",
        "Proses ini otomatis. Peramban Anda akan segera dibawa ke konten yang Anda minta. Harap tunggu hingga lima detik "
        "sementara kami memastikan permintaan Anda sah dan bukan berasal dari program otomatis mana pun.",
    ),
    (
        "Verifikasi",
        "Geser untuk menyelesaikan teka-teki di bawah ini. Kami mendeteksi kunjungan yang tidak wajar dari jaringan Anda. Setelah "
        "itu selesai, Anda akan diarahkan kembali ke halaman yang semula hendak dibaca di situs kami ini dengan segera.",
    ),
    (
        "Berapa hasil dari 3 + 9?",
        "Untuk melanjutkan, jawab pertanyaan berikut supaya kami tahu bahwa Anda bukan robot. Masukkan kode yang tampak di bawah "
        "ini lalu tekan tombol kirim, atau tekan tombol muat ulang untuk memperoleh gambar yang baru dan lebih jelas.",
    ),
]


@pytest.mark.parametrize("title, text", WAITING)
def test_a_page_that_checks_its_reader_is_no_story(title, text):
    assert code(f"<p>{text}</p>", title=title) == "blocked-page"


@pytest.mark.parametrize("announced", [True, False])
def test_a_short_page_without_a_word_of_its_headline_is_another_page(announced):
    said = (
        "Pintu ini dijaga. Mohon bersabar sebentar selagi penjaga kami menimbang apakah kunjungan ini wajar atau tidak. Biasanya "
        "hal itu selesai dalam hitungan detik, dan sesudahnya semua terbuka seperti biasa tanpa perlu berbuat apa pun juga. "
        "Bila tidak, datanglah lagi nanti."
    )
    html = f"<html><head><title>Penjaga</title></head><body><p>{said}</p></body></html>"
    at, headline = datetime(2024, 9, 3, tzinfo=UTC), "Lurah Tepian Diduga Ajak Warga Memilih"
    url = "https://e.example/x" if announced else "https://e.example/lurah-tepian-diduga-ajak-warga-memilih.html"
    page = Page(url, "s", "E", "Asia/Makassar", at, (html,), title=headline if announced else None)
    refused = extract(page)
    assert isinstance(refused, Failure) and (refused.code, refused.detail) == (
        "blocked-page",
        "no word of its headline",
    )
    for told in (html.replace("Pintu ini", "Rumah lurah"), html.replace("</p>", f"</p>{LONG}")):
        assert isinstance(extract(replace(page, html=(told,))), Article)
