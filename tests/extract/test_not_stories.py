"""What a site shows in the place of a story: notices, logins, lists, walls behind buttons; and stories that only look like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.extract import extract
from pipeline.records import Failure, Page

SENTENCE = "Bawaslu Kota Tepian memanggil seorang lurah yang diduga mengajak warga memilih salah satu pasangan calon."
STORY = "https://kabartepian.example/2024/09/lurah-dipanggil-bawaslu"
TITLE = "Lurah Dipanggil Bawaslu"
DECLARED = '<meta property="article:published_time" content="2024-09-02T10:00:00+08:00">'
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree" : false}</script>'
SHARE = "<div>Bagikan: <a href='#f'>Facebook</a> <a href='#x'>X</a> <a href='#w'>WhatsApp</a> <span>Salin tautan</span></div>"


def story(first: int, last: int) -> str:
    return "".join(f"<p>{SENTENCE} Itu laporan nomor {number}.</p>" for number in range(first, last))


WHOLE, SHORT, LONG = story(0, 9), story(0, 3), story(0, 12)


def code(body: str, title: str = TITLE, url: str = STORY, head: str = "", heading: str | None = None) -> str:
    html = (
        f"<html><head><title>{title} | Kabar Tepian</title>{head}</head><body><nav><a href='/'>Beranda</a></nav><main>"
        f"<h1>{title if heading is None else heading}</h1>{body}</main><footer>Kabar Tepian 2024</footer></body></html>"
    )
    found = extract(Page(url, "s", "Kabar Tepian", "Asia/Makassar", datetime(2024, 9, 3, tzinfo=UTC), (html,)))
    return found.code if isinstance(found, Failure) else "article"


def teasers(*numbers: int, link: str = "/2024/09/berita-{}") -> str:
    """The beginnings of stories, as a list shows them."""
    return "".join(
        f"<div><h3><a href='{link.format(number)}'>Camat Nomor {number} Diperiksa Bawaslu Kota</a></h3><span>2 September 2024</span>"
        f"<p>{SENTENCE} Laporan nomor {number} masuk pekan lalu dan kini dikaji.</p></div>"
        for number in numbers
    )


LOST = (
    "<p>Maaf, halaman yang Anda cari tidak ditemukan. Mungkin halaman itu telah dihapus atau dipindahkan, atau alamat yang Anda "
    "tulis keliru. Silakan periksa kembali alamat, gunakan kotak pencarian di atas, atau kembali ke beranda untuk membaca "
    "berita terbaru dari seluruh daerah.</p>"
)
MENDED = (
    "<p>Kami sedang melakukan pemeliharaan sistem agar Anda dapat membaca berita dengan lebih cepat dan lebih nyaman. Situs akan "
    "segera kembali dalam beberapa jam. Selama itu Anda dapat mengikuti kabar terbaru di media sosial kami. Mohon maaf atas "
    "ketidaknyamanan ini, dan terima kasih atas pengertian seluruh pembaca yang setia.</p>"
)
LOGIN = (
    "<form><label>Alamat email</label><input><label>Kata sandi</label><input type='password'></form><p>Lupa kata sandi? Belum punya "
    "akun? Daftar sekarang, gratis, dan nikmati berita dari seluruh daerah, nawala setiap pagi, dan kolom komentar. Dengan masuk, "
    "kami dapat menyimpan berita yang ingin dibaca nanti di telepon dan komputer. Masuk dengan Google atau dengan nomor telepon.</p>"
)
NOTHING = (
    "<p>Maaf, tidak ada yang cocok dengan kata yang dicari. Silakan coba lagi dengan kata kunci lain, atau baca berita terbaru "
    "dari seluruh daerah pada halaman depan. Redaksi menulis lebih dari seratus berita setiap hari dari dua belas kabupaten dan "
    "kota, dan semuanya dapat dibaca kapan saja tanpa biaya.</p>"
)
BLOCKED = (
    "<h2>Maaf, Anda telah diblokir</h2><p>Anda tidak dapat mengakses kabartepian.example. Situs ini memakai layanan keamanan untuk "
    "melindungi diri dari serangan daring. Tindakan yang baru saja Anda lakukan memicu solusi keamanan itu. Ada beberapa tindakan "
    "yang dapat memicunya, antara lain mengirim kata tertentu, perintah SQL, atau data yang rusak.</p><p>Anda dapat mengirim "
    "email kepada pemilik situs. Sertakan apa yang Anda lakukan dan Cloudflare Ray ID di bawah halaman ini.</p>"
)


ADULT = (
    "<p>Konten ini hanya untuk pembaca berusia 18 tahun ke atas. Dengan menekan tombol di bawah, Anda menyatakan bahwa Anda telah "
    "berusia 18 tahun atau lebih dan bersedia melihat konten yang mungkin tidak pantas bagi anak-anak dan remaja, sesuai dengan "
    "peraturan yang berlaku di tempat tinggal Anda.</p><button>Ya</button>"
)
ADBLOCK = (
    "<p>Kami mendeteksi bahwa Anda memakai pemblokir iklan. Iklan membantu kami membiayai jurnalisme lokal. Silakan matikan "
    "pemblokir iklan itu dan masukkan situs ini ke dalam daftar putih, kemudian muat ulang halaman ini untuk membaca berita kami "
    "secara gratis setiap hari di mana saja.</p>"
)
CHECKED = (
    "<p>Kami sedang memastikan bahwa koneksi Anda aman sebelum melanjutkan ke situs. Proses ini berlangsung otomatis dan biasanya "
    "hanya memakan waktu lima detik. Mohon aktifkan JavaScript pada peramban Anda lalu muat ulang halaman ini untuk melanjutkan "
    "kunjungan Anda ke situs kami pada hari ini.</p>"
)
SOLD = (
    "<p>Domain ini telah kedaluwarsa dan kini tersedia untuk dibeli. Hubungi registrar bila Anda pemiliknya. Temukan nama lain yang "
    "cocok bagi usaha Anda dengan harga yang terjangkau, lengkap dengan hosting dan surel, hanya di tempat kami, setiap hari, dan "
    "dengan layanan pelanggan sepanjang waktu.</p>"
)


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        (LOST, "Halaman tidak ditemukan", "http-404"),
        (LOST, "404", "http-404"),
        (LOST, "Error 404: Page Not Found", "http-404"),
        (LOST, "Kabar Tepian", "http-404"),
        (WHOLE[:1200], "Oops! That page can&#8217;t be found.", "http-404"),
        (MENDED, "Situs sedang dalam pemeliharaan", "http-5xx"),
        (MENDED, "Kabar Tepian", "http-5xx"),
        (LOGIN, "Masuk", "login-page"),
        (LOGIN, "Log In &lsaquo; Kabar Tepian &#8212; WordPress", "login-page"),
        (LOGIN, "Kabar Tepian", "login-page"),
        (NOTHING, "Hasil Pencarian untuk: netralitas", "not-a-story"),
        (NOTHING, "Kabar Tepian", "not-a-story"),
        (BLOCKED, "Perhatian Diperlukan! | Cloudflare", "blocked-page"),
        (BLOCKED, "kabartepian.example", "blocked-page"),
        (WHOLE[:700], "Tentang Kami", "not-a-story"),
        (story(0, 30), "Pedoman Media Siber", "not-a-story"),
        (WHOLE[:700], "E-Paper Kabar Tepian Edisi 2 September 2024", "not-a-story"),
        (ADULT, "Kabar Tepian", "login-page"),
        (ADBLOCK, "Kabar Tepian", "blocked-page"),
        (CHECKED, "Kabar Tepian", "blocked-page"),
        (SOLD, "kabartepian.example", "http-404"),
    ],
)
def test_what_a_page_says_instead_of_a_story(body, title, expected):
    assert code(body, title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Halaman Tidak Ditemukan, Situs KPU Diretas",
        "Masuk Masa Tenang, Lurah Diminta Netral",
        "Indeks Kerawanan: Netralitas ASN di Tepian Masuk Kategori Sedang",
        "Hasil Pencarian Korban Longsor Nihil",
        "Jembatan Teluk Bakau dalam Perbaikan",
        "Bupati Resmikan Gedung Arsip",
        "Akses Diblokir Warga, Camat Berjalan Kaki",
        "Redaksi Kabar Tepian Didatangi Lurah",
        "Mohon Tunggu Hasil Kajian, Kata Bawaslu",
    ],
)
def test_a_story_may_speak_of_such_things(title):
    assert code(WHOLE, title) == "article"


def test_a_story_may_quote_such_a_page():
    about = (
        "<p>Situs KPU Kota Tepian tidak dapat dibuka sejak Senin (2/9/2024). Di layar hanya tertulis “Kami sedang melakukan "
        "pemeliharaan sistem. Mohon maaf atas ketidaknyamanan ini.” Ketua KPU Rahmi Yulianis berkata perbaikan selesai besok, dan "
        "warga yang memeriksa namanya di daftar pemilih diminta datang ke kantor lurah.</p>"
    )
    assert code(about, "Situs KPU Kota Tepian Tidak Dapat Dibuka") == "article"


@pytest.mark.parametrize(
    ("url", "title", "numbers"),
    [
        (STORY, "Kabar Tepian", range(8)),
        ("https://kabartepian.example/", "Kabar Tepian", range(3)),
        ("https://kabartepian.example/tag/pilkada-2024", "Pilkada 2024", range(2)),
        ("https://kabartepian.example/kategori/politik/", "Politik Arsip", range(1, 3)),
        ("https://kabartepian.example/author/nadia/", "Nadia Rahmi, penulis di Kabar Tepian", range(4)),
        ("https://kabartepian.example/?s=netralitas", "netralitas", range(5)),
        ("https://kabartepian.example/politik", "Berita Politik", range(5)),
        ("https://kabartepian.example/15", "Berita Politik Halaman 15", range(5)),
        ("https://kabartepian.example/politik/15", "Berita Politik", range(5)),
    ],
)
def test_lists_of_stories(url, title, numbers):
    assert code(teasers(*numbers), title, url) == "not-a-story"


@pytest.mark.parametrize("path", ["15", "politik/15", "2024/09/15", "tag/15", "712345"])
def test_a_story_whose_address_is_a_number_is_a_story(path):
    assert code(WHOLE, url=f"https://kabartepian.example/{path}") == "article"


@pytest.mark.parametrize(
    "body",
    [
        "".join(
            f"<h2>{number}. Camat Nomor {number} Diperiksa Bawaslu</h2><p>{SENTENCE} Laporan {number}.</p>"
            for number in range(6)
        ),
        f"{story(0, 4)}<div>{teasers(*range(4))}</div>{story(4, 12)}",
        f"<ul>{''.join(f'<li><a href=#b{n}>Camat Nomor {n} Diperiksa Bawaslu</a></li>' for n in range(6))}</ul>"
        + "".join(
            f"<h2 id=b{n}>Camat Nomor {n} Diperiksa Bawaslu</h2><p>{SENTENCE} Laporan {n}.</p>" for n in range(6)
        ),
        "".join(
            f"{story(n, n + 2)}<p>Baca juga: <a href='/{n}'>Camat Nomor {n} Diperiksa Bawaslu</a></p>"
            for n in range(0, 12, 2)
        ),
        teasers(*range(6), link="?pesan={}"),
        f"{story(0, 4)}{SHARE}<h2>Continue Reading</h2><a href='/b'>Previous: Dua Kades Diperiksa</a>",
    ],
    ids=["headings", "related", "contents", "pointers", "live", "navigation"],
)
def test_a_story_with_headings_and_links_is_a_story(body):
    assert code(body) == "article"


def test_whole_stories_on_a_front_page_are_a_list():
    day = "<span>Senin, 2 September 2024 10:00 WITA</span>"
    posts = "".join(
        f"<article><h2><a href='/2024/09/b-{n}'>Camat Nomor {n} Diperiksa Bawaslu Kota</a></h2>{day}{WHOLE}</article>"
        for n in range(3)
    )
    assert code(posts, "Kabar Tepian", "https://kabartepian.example/", heading="") == "not-a-story"


def test_a_headline_may_link_to_its_own_story():
    url = "https://kabartepian.example/kanal/politik/lurah-dipanggil"
    linked = f"<h1><a href='http://www.kabartepian.example/kanal/politik/lurah-dipanggil/'>{TITLE} Kota Tepian</a></h1>"
    assert code(linked + WHOLE, f"{TITLE} Kota Tepian", url, heading="") == "article"


def test_a_story_at_the_address_of_a_list_is_a_story():
    assert code(WHOLE, url="https://kabartepian.example/kanal/politik/lurah-dipanggil-bawaslu") == "article"
    assert code(WHOLE, url="https://kabartepian.example/") == "article"
    assert code(teasers(*range(6)), url=STORY, head=DECLARED) == "article"


def test_consent_in_other_words():
    asked = (
        "<p>Kabar Tepian dan 120 vendor kami memakai kuki untuk menyimpan pilihan pembaca, mengukur iklan, dan menyajikan iklan yang "
        "dipersonalisasi. Sebagian vendor dan mitra memproses data berdasarkan kepentingan yang sah. Pilihan dapat diubah kapan "
        "saja.</p><button>Izinkan semua</button><button>Hanya kuki yang diperlukan</button>"
    )
    assert code(asked, "Kabar Tepian") == "consent-page"


@pytest.mark.parametrize(
    "end",
    [
        f"{SHARE}<a href='/x'>Lanjutkan membaca</a>",
        f"{SHARE}<p>Baca artikel selengkapnya di sini</p>",
        "<div>Daftar gratis untuk melanjutkan membaca</div>",
        "<p>Baca berita lengkapnya <a href='/x'>di sini</a></p>",
        "<p>Lurah itu mengaku tidak tahu bahwa...</p>",
        f"<p>Lurah itu mengaku tidak tahu bahwa …</p>{SHARE}",
    ],
)
def test_beginnings_behind_buttons_or_dots(end):
    assert code(SHORT + end) == "truncated-page"


@pytest.mark.parametrize(
    "end",
    [
        "<p>“Kami hanya menunggu, dan menunggu…” kata lurah itu.</p>",
        "<p>Lurah itu hanya menjawab, “Kami masih menunggu…”</p>",
        '<p>Lurah itu hanya menjawab, "Kami masih menunggu dan menunggu..."</p>',
        '<p>"Kami masih menunggu dan menunggu...</p>',
        f"{SHARE}<div><h4>Berita Lain</h4><a href='/b'>Dua Kades Diperiksa</a> <a href='/b'>Selengkapnya »</a></div>",
    ],
)
def test_a_story_may_end_on_dots_or_buttons(end):
    assert code(SHORT + end) == "article"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"{WHOLE}<p>Baca kelanjutannya dengan paket premium mulai Rp15.000 sebulan.</p>", NOT_FREE),
        (f"{LONG}{story(12, 22)}<p>Lurah itu mengaku tidak tahu bahwa</p>", NOT_FREE),
        (f"{WHOLE}{SHARE}<div>Akses penuh hanya untuk pelanggan.</div>", NOT_FREE),
        (f"{WHOLE}<p>Anda telah mencapai batas artikel gratis bulan ini. Sudah berlangganan? Masuk di sini.</p>", ""),
    ],
)
def test_walls_behind_long_beginnings(body, head):
    assert code(body, head=head) == "paywall"


def test_a_whole_story_on_a_page_that_is_said_not_to_be_free():
    assert code(WHOLE, head=NOT_FREE) == "article"
