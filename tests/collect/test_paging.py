import pytest

from pipeline.collect.paging import first_page, next_page, part_of

STORY = "https://k.id/berita/12345/camat-diduga-tidak-netral"
SLUG = "https://k.id/2024/10/camat-diduga-tidak-netral/"


def link(href: str, text: str = "Selanjutnya", rel: str = "") -> str:
    return f"<html><body><p>Isi</p><a rel='{rel}' href='{href}'>{text}</a></body></html>"


@pytest.mark.parametrize(
    "text", ["Selanjutnya", "Halaman Selanjutnya", "Halaman Berikutnya »", "2", "[2]", "Halaman 2", "›", "Next Page"]
)
def test_words_that_lead_on(text: str) -> None:
    assert next_page(link("?page=2", text), STORY) == f"{STORY}?page=2"


@pytest.mark.parametrize(
    ("url", "href", "expected"),
    [
        (STORY, f"{STORY}?page=2", f"{STORY}?page=2"),
        (STORY, "?halaman=2", f"{STORY}?halaman=2"),
        (f"{STORY}?page=2", "?page=3", f"{STORY}?page=3"),
        (SLUG, f"{SLUG}2/", f"{SLUG}2/"),
        (f"{SLUG}2/", f"{SLUG}3/", f"{SLUG}3/"),
        (SLUG, f"{SLUG}page/2/", f"{SLUG}page/2/"),
        (f"{SLUG}page/2/", f"{SLUG}page/3/", f"{SLUG}page/3/"),
        (
            SLUG,
            "//www.k.id/2024/10/camat-diduga-tidak-netral/2",
            "https://www.k.id/2024/10/camat-diduga-tidak-netral/2",
        ),
        ("https://k.id/?p=77", "?p=77&page=2", "https://k.id/?p=77&page=2"),
        ("https://k.id/berita.html", "berita.html?page=2", "https://k.id/berita.html?page=2"),
        ("https://k.id/701/judul-berita", "?page=2", "https://k.id/701/judul-berita?page=2"),
        ("https://k.id/read/2024/10/14/12345/7", "?page=2", "https://k.id/read/2024/10/14/12345/7?page=2"),
    ],
)
def test_next_page_of_the_story(url: str, href: str, expected: str) -> None:
    assert next_page(link(href, rel="next"), url) == expected


def test_pages_numbered_by_their_lines() -> None:
    assert next_page(link("camat-diduga-tidak-netral/15", "»", "next"), STORY) == f"{STORY}/15"
    assert next_page(link("30", "»", "next"), f"{STORY}/15") == f"{STORY}/30"
    assert first_page(f"{STORY}/15") == STORY
    assert part_of("<html><body>x</body></html>", f"{STORY}/15") == (STORY, 15)


@pytest.mark.parametrize(
    ("url", "href", "rel"),
    [
        (STORY, f"{STORY}/15", ""),
        (f"{STORY}/15", f"{STORY}/15", "next"),
        (f"{STORY}/30", f"{STORY}/15", "next"),
        (STORY, "https://k.id/berita/12346/kades-terbukti-tidak-netral/15", "next"),
        (SLUG, f"{SLUG}15", "next"),
        ("https://k.id/kategori/kabar-dari-desa", "https://k.id/kategori/kabar-dari-desa/15", "next"),
    ],
)
def test_numbers_that_are_not_of_later_lines(url: str, href: str, rel: str) -> None:
    assert next_page(link(href, "»", rel), url) is None


def test_rel_next_in_the_head() -> None:
    assert next_page(f"<html><head><link rel='next' href='{SLUG}2/'></head><body>x</body></html>", SLUG) == f"{SLUG}2/"


@pytest.mark.parametrize(
    ("url", "href"),
    [
        (STORY, "https://k.id/berita/12346/kades-terbukti-tidak-netral"),
        (STORY, "https://lain.id/berita/12345/camat-diduga-tidak-netral?page=2"),
        (STORY, "?page=3"),
        (STORY, "?page=all"),
        (f"{STORY}?page=2", "?page=2"),
        (f"{STORY}?page=3", "?page=2"),
        (STORY, "/berita?page=2"),
        (STORY, "?page=2#komentar"),
        (SLUG, f"{SLUG}comment-page-2/"),
        (SLUG, "/2024/10/camat-lain-juga-begitu/2/"),
        ("https://k.id/politik", "/politik?page=2"),
        ("https://k.id/kategori/kabar-dari-desa", "?page=2"),
        ("https://k.id/tag/pilkada-2024", "/tag/pilkada-2024/page/2/"),
        ("https://k.id/tag/pilkada-2024", "?page=2"),
        ("https://k.id/2024/10/", "/2024/10/2/"),
        ("https://k.id/2024/", "/2024/2/"),
        ("https://k.id/", "?page=2"),
        ("https://k.id/", "/page/2/"),
        ("https://k.id/page/2/", "/page/3/"),
        ("https://k.id/politik", "/politik/page/2/"),
        ("https://k.id/2024/10/", "/2024/10/page/2/"),
        (STORY, "javascript:void(0)"),
        (STORY, ""),
        (STORY, "http://[rusak/"),
    ],
)
def test_not_followed(url: str, href: str) -> None:
    assert next_page(link(href, rel="next"), url) is None


@pytest.mark.parametrize("number", [2, 3])
def test_wordpress_marks_the_pages_of_a_story_whatever_its_address(number: int) -> None:
    links = '<div class="page-links">Halaman: <span class="post-page-numbers current">{}</span> <a href="{}" class="{}">{}</a></div>'
    here = "https://k.id/camat-diperiksa/" + ("" if number == 2 else f"{number - 1}/")
    there = f"https://k.id/camat-diperiksa/{number}/"
    assert next_page(links.format(number - 1, there, "post-page-numbers", number), here) == there
    assert next_page(links.format(number - 1, there, "", number), here) == there
    assert next_page(f'<div class="nav-links"><a href="{there}" class="page-numbers">{number}</a></div>', here) is None


@pytest.mark.parametrize(
    "text", ["Baca selanjutnya: Kades Ini Juga", "3", "Komentar (2)", "Berita Selanjutnya di Google News"]
)
def test_words_that_do_not_lead_on(text: str) -> None:
    assert next_page(link("?page=2", text), STORY) is None


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<!-- -->", "<?xml version='1.0' encoding='x'?><a href='?page=2'>x</a>", "\ud800"]
)
def test_odd_documents(html: str) -> None:
    assert next_page(html, STORY) is None


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (f"{STORY}?page=2", STORY),
        (f"{SLUG}page/2/", SLUG.rstrip("/")),
        ("https://k.id/701/judul-berita?halaman=3", "https://k.id/701/judul-berita"),
        ("https://k.id/?p=77&page=2", "https://k.id/?p=77"),
        (STORY, STORY),
        (f"{STORY}?page=all", f"{STORY}?page=all"),
        (f"{SLUG}2/", f"{SLUG}2/"),
        ("https://k.id/read/2024/10/14/12345/7", "https://k.id/read/2024/10/14/12345/7"),
        ("https://k.id/index.php?page=7", "https://k.id/index.php?page=7"),
        ("https://k.id/tag/pilkada-2024?page=2", "https://k.id/tag/pilkada-2024?page=2"),
    ],
)
def test_first_page(url: str, first: str) -> None:
    assert first_page(url) == first


def test_a_later_page_is_known_by_itself_or_by_the_first() -> None:
    plain = "<html><head><title>Camat Diperiksa</title></head><body>Isi</body></html>"
    before = f"<html><head><link rel='prev' href='{SLUG}'></head><body>Isi</body></html>"
    assert part_of(plain, f"{STORY}?page=2") == (STORY, 2)
    assert part_of(plain, f"{SLUG}2/") is None
    bare = SLUG.rstrip("/")
    assert part_of(plain, f"{SLUG}2/", {bare.removeprefix("https://")}) == (bare, 2)
    assert part_of(before, f"{SLUG}2/") == (bare, 2)
    assert part_of(before, SLUG) == (SLUG, 2), "its canonical address is that of the first page"
    assert part_of(before.replace(SLUG, f"{SLUG}2/"), SLUG) == (SLUG, 3)
    assert part_of(plain.replace("Diperiksa", "Diperiksa - Halaman 2"), SLUG) == (SLUG, 2)
    assert part_of(plain.replace("Diperiksa", "Diperiksa | Halaman 1 dari 2"), SLUG) is None
    assert part_of(before.replace(SLUG, "https://k.id/2024/10/kades-lain-juga/"), SLUG) is None
