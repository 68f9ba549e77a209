"""Real crawls of a site on this machine. Each module fixture is one crawl, looked at by several tests."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import tomllib
from pathlib import Path

import pytest

from pipeline.collect import Plan, collect, fetch
from pipeline.collect.listings import REST_FIELDS
from pipeline.collect.sources import Source
from pipeline.records import Failure, Page
from tests.collect.conftest import Server, Site, serving

HINTS = tomllib.loads((Path(__file__).parents[2] / "pipeline/data/failures.toml").read_text(encoding="utf-8"))
STORY = "/berita/{}/camat-diduga-tidak-netral"


def source(name: str, kind: str, address: str, **changes: object) -> Source:
    return Source(id=name, outlet=name.title(), kind=kind, address=address, own_network=True, **changes)


def posts(base: str, count: int, content: str = "<p>Isi</p>") -> list[dict]:
    return [
        {
            "link": f"{base}/wp/{n}/",
            "date_gmt": "2024-10-14T03:00:00",
            "title": {"rendered": f"W{n}"},
            "content": {"rendered": content},
        }
        for n in range(count)
    ]


def rest(page: int, size: int = 100) -> str:
    return f"wp-json/wp/v2/posts?per_page={size}&page={page}&_fields={REST_FIELDS}"


@pytest.fixture(scope="module")
def closed_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


# Pages that cannot be had


@pytest.fixture(scope="module")
def refusals(site, closed_port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Failure | Page]:
    """Everything that can go wrong with a page, in one list of addresses, with one good page at the end."""
    base = site.base
    site.put("/robots.txt", "User-agent: *\nDisallow: /rahasia/\n", "text/plain")
    for status in (403, 404, 410, 429, 451, 500, 503):
        site.put(f"/status/{status}", "x", status=status)
    site.put("/rahasia/a", site.page())
    site.put("/kosong", " \n")
    site.put("/nirisi", "", status=204)
    site.put("/laporan.pdf", b"%PDF-1.7", "application/pdf")
    site.put("/gambar", b"\x89PNG\r\n\x00\x00", "text/html")
    site.put("/besar", "x" * 20_000)
    site.put("/bom", gzip.compress(b"x" * 1_000_000), Content_Encoding="gzip")
    site.put("/putar", status=302, Location="/putar")
    site.put("/buntu", status=302)
    site.put("/putus", "pendek", Content_Length="100")
    site.put("/pindah", status=301, Location="/baik")
    site.put("/baik", site.page("Baik"))
    paths = [
        "/rahasia/a",
        "/kosong",
        "/nirisi",
        "/laporan.pdf",
        "/gambar",
        "/besar",
        "/bom",
        "/putar",
        "/buntu",
        "/putus",
        "/pindah",
    ]
    paths += [path for path in site.answers if path.startswith("/status/")]
    lines = [
        f"http://127.0.0.1:{closed_port}/x",
        "bukan alamat",
        *(base + path for path in paths),
        f"{base}/baik",
        f"{base}/baik#lagi",
    ]
    file = tmp_path_factory.mktemp("daftar") / "daftar.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    outcomes = list(
        collect([Source(id="daftar", outlet="D", kind="urls", path=file, max_bytes=10_000, own_network=True)])
    )
    assert len({outcome.url for outcome in outcomes}) == len(outcomes)
    return {outcome.url.removeprefix(base): outcome for outcome in outcomes}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/status/403", "http-403"),
        ("/status/404", "http-404"),
        ("/status/410", "http-404"),
        ("/status/429", "http-429"),
        ("/status/451", "http-4xx"),
        ("/status/500", "http-5xx"),
        ("/status/503", "http-5xx"),
        ("/rahasia/a", "robots-disallowed"),
        ("/kosong", "empty-page"),
        ("/nirisi", "empty-page"),
        ("/laporan.pdf", "not-html"),
        ("/gambar", "not-html"),
        ("/besar", "too-big"),
        ("/bom", "too-big"),
        ("/putar", "bad-redirect"),
        ("/buntu", "bad-redirect"),
        ("/putus", "unreachable"),
        ("bukan alamat", "bad-address"),
    ],
)
def test_refused_page(refusals: dict[str, Failure], path: str, code: str) -> None:
    assert isinstance(refusals[path], Failure)
    assert (refusals[path].code, refusals[path].source) == (code, "daftar")


def test_refusals_do_not_stop_the_rest(refusals: dict[str, Page], closed_port: int) -> None:
    assert refusals[f"http://127.0.0.1:{closed_port}/x"].code == "unreachable"
    assert "Baik" in refusals["/baik"].html[0]
    assert "Baik" in refusals["/pindah"].html[0]
    assert len(refusals) == 21


def test_passing_troubles_are_tried_again_and_others_not(site, refusals: dict[str, Page]) -> None:
    assert site.asked["/status/500"] == site.asked["/status/429"] == 3
    assert site.asked["/status/403"] == site.asked["/status/404"] == 1
    assert site.asked["/rahasia/a"] == 0
    assert site.asked["/robots.txt"] == 1


def test_every_code_has_its_advice(refusals: dict[str, Failure]) -> None:
    codes = {outcome.code for outcome in refusals.values() if isinstance(outcome, Failure)}
    assert codes <= HINTS.keys()
    assert {"interrupted", "bad-redirect"} <= HINTS.keys()


# Sources that cannot be read


@pytest.fixture(scope="module")
def broken(site, closed_port: int) -> dict[str, list[Failure | Page]]:
    base = site.base
    site.put("/html", site.page())
    site.put("/sampah", b"\x89PNG\r\n\x00\x00", "application/rss+xml")
    site.put_feed("/feed-kosong", [])
    site.put_sitemap("/peta-kosong.xml", [])
    site.put("/macet", "x", status=500)
    site.put("/setengah/feed", site.page())
    site.put("/tutup/" + rest(1), '{"code": "rest_cannot_access"}', "application/json", status=401)
    site.put_feed("/tutup/feed/", [site.put("/tutup/a", site.page("Dari feed"))])
    site.put("/lambat", "x")
    sources = [
        source("feed-html", "feed", f"{base}/html"),
        source("feed-sampah", "feed", f"{base}/sampah"),
        source("feed-kosong", "feed", f"{base}/feed-kosong"),
        source("feed-404", "feed", f"{base}/tidak-ada"),
        source("feed-500", "feed", f"{base}/macet"),
        source("feed-mati", "feed", f"http://127.0.0.1:{closed_port}/feed"),
        source("peta-html", "sitemap", f"{base}/html"),
        source("peta-kosong", "sitemap", f"{base}/peta-kosong.xml"),
        source("wp-bukan", "wordpress", f"{base}/setengah/"),
        source("wp-mati", "wordpress", f"http://127.0.0.1:{closed_port}/"),
        source("wp-tutup", "wordpress", f"{base}/tutup/"),
    ]
    outcomes: dict[str, list[Failure | Page]] = {item.id: [] for item in sources}
    for outcome in collect(sources):
        outcomes[outcome.source].append(outcome)
    return outcomes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("feed-html", "not-a-feed"),
        ("feed-sampah", "not-a-feed"),
        ("feed-kosong", "empty-source"),
        ("feed-404", "http-404"),
        ("feed-500", "http-5xx"),
        ("feed-mati", "unreachable"),
        ("peta-html", "not-a-sitemap"),
        ("peta-kosong", "empty-source"),
        ("wp-bukan", "not-wordpress"),
        ("wp-mati", "unreachable"),
    ],
)
def test_broken_source(broken: dict[str, list[Failure]], name: str, code: str) -> None:
    (failure,) = broken[name]
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert failure.url.startswith("http://127.0.0.1")


def test_wordpress_with_rest_closed_is_read_by_its_feed(broken: dict[str, list[Page]]) -> None:
    (page,) = broken["wp-tutup"]
    assert "Dari feed" in page.html[0]
    assert page.title == "Berita 0"


# Sources that can be read


@pytest.fixture(scope="module")
def good(site) -> dict[str, list[Page]]:
    base = site.base
    known = site.put("/berita/1000/sudah-ada-di-sini", site.page())
    site.put("/berita/1001/berita-yang-baru", "<p>“Netral”</p>".encode("cp1252"), "text/html")
    site.put_feed(
        "/feed", [known, f"{base}/berita/1001/berita-yang-baru?utm_source=rss", f"{base}/berita/1001/berita-yang-baru"]
    )

    index = [(f"{base}/lama.xml", "2023-01-01"), (f"{base}/peta.xml.gz", "2024-10-20"), (f"{base}/hilang.xml", "")]
    site.put_sitemap("/index.xml", index, "sitemapindex")
    rows = [(site.put(f"/p/{day}/berita-dari-peta-{day}", site.page()), f"2024-10-{day}") for day in (11, 13, 12, 10)]
    site.put_sitemap("/peta.xml", rows)
    body = site.answers.pop("/peta.xml")[2]
    site.put("/peta.xml.gz", gzip.compress(body), "application/x-gzip")
    site.put_sitemap("/lama.xml", [(f"{base}/p/lama", "2023-01-01")])

    every = posts(base, 205)
    every[1]["content"]["rendered"] = ""
    site.put("/wp/1/", site.page("Diambil dari halaman"))
    for page in (1, 2, 3):
        chunk = json.dumps(every[(page - 1) * 100 : page * 100])
        site.put(f"/wordpress/{rest(page)}", chunk, "application/json", X_WP_TotalPages="3")

    link = '<a href="?page={}">Selanjutnya</a>'
    for story, ending in ((1, None), (2, 404), (3, 500)):
        path = STORY.format(9000 + story)
        site.put(path, site.page("Satu", link.format(2)))
        site.put(f"{path}?page=2", site.page("Dua", link.format(3)))
        site.put(f"{path}?page=3", site.page("Tiga"), status=ending or 200)
    site.put_feed("/panjang", [base + STORY.format(9000 + story) for story in (1, 2, 3)])

    sources = [
        source("feed", "feed", f"{base}/feed", timezone="WITA"),
        source("peta", "sitemap", f"{base}/index.xml", since="2024-10-11", limit=2),
        source("wp", "wordpress", f"{base}/wordpress/", limit=150),
        source("panjang", "feed", f"{base}/panjang"),
    ]
    outcomes: dict[str, list] = {item.id: [] for item in sources}
    outcomes["found"] = []
    for outcome in collect(sources, {known}, on_found=lambda *args: outcomes["found"].append(args)):
        outcomes[outcome.source].append(outcome)
    return outcomes


def test_feed_gives_the_new_story_once(site, good: dict[str, list[Page]]) -> None:
    (page,) = good["feed"]
    assert page.url == f"{site.base}/berita/1001/berita-yang-baru"
    assert (page.title, page.outlet, page.timezone) == ("Berita 1", "Feed", "Asia/Makassar")
    assert "“Netral”" in page.html[0]
    assert page.fetched_at.utcoffset().total_seconds() == 0
    assert site.asked["/berita/1000/sudah-ada-di-sini"] == 0
    assert ("feed", 1) in good["found"]


def test_sitemap_newest_first_within_since_and_limit(site, good: dict[str, list[Page]]) -> None:
    failure, *pages = good["peta"]
    assert (failure.code, failure.url) == ("http-404", f"{site.base}/hilang.xml")
    assert [page.url.rpartition("-")[2] for page in pages] == ["13", "12"]
    assert site.asked["/lama.xml"] == 0


def test_wordpress_pages_up_to_the_limit(site, good: dict[str, list[Page]]) -> None:
    assert len(good["wp"]) == 150
    first, second = good["wp"][:2]
    assert (first.title, first.published) == ("W0", "2024-10-14T03:00:00Z")
    assert "<h1>W0</h1>" in first.html[0]
    assert "Diambil dari halaman" in second.html[0]
    assert site.asked["/wp/0/"] == 0
    assert site.asked[f"/wordpress/{rest(3)}"] == 0
    assert [count for name, count in good["found"] if name == "wp"] == [100, 150]


def test_story_over_several_pages(good: dict[str, list[Page]]) -> None:
    whole, cut, half, failed = good["panjang"]
    assert [["Satu", "Dua", "Tiga"][n] in html for n, html in enumerate(whole.html)] == [True] * 3
    assert (half.code, half.url, half.detail) == ("half-story", cut.url, f"page 3: http-404: {cut.url}?page=3")
    assert len(cut.html) == 2
    assert failed.code == "http-5xx"
    assert failed.detail.startswith("page 3")


# One address


def test_fetch(site) -> None:
    url = site.put("/berita/5000/satu-alamat-saja", site.page("Satu"))
    page = fetch(f"{url}?utm_source=wa")
    assert isinstance(page, Page)
    assert (page.url, page.outlet) == (url, "127.0.0.1")
    assert fetch("bukan alamat").code == "bad-address"


def test_of_a_huge_robots_txt_the_beginning_is_obeyed() -> None:
    with serving(Server()) as server:
        site = server.site
        site.put("/robots.txt", "User-agent: *\nDisallow: /rahasia/\n" + "# isi\n" * 200_000, "text/plain")
        links = [site.put(f"/{part}/1/camat-tidak-netral", site.page()) for part in ("rahasia", "umum")]
        found = list(collect([source("anu", "feed", site.put_feed("/umpan", links))]))
    assert sorted(getattr(one, "code", "") for one in found) == ["", "robots-disallowed"]
    assert not site.asked["/rahasia/1/camat-tidak-netral"]


def test_what_is_not_had_counts_for_the_bounds_of_a_run(site: Site) -> None:
    links = [f"{site.base}/nihil/{n}/berita-yang-hilang" for n in range(4)]
    gone = site.put_feed("/batas-hilang", links)
    assert [one.code for one in collect([source("a", "feed", gone)], plan=Plan(pages=2))] == ["http-404"] * 2 + [
        "run-limit"
    ]
    for n in range(4):
        site.put(f"/nihil/{n}/berita-yang-hilang", b"x" * 100_000, status=404)
    assert [one.code for one in collect([source("a", "feed", gone)], plan=Plan(bytes=150_000))] == ["http-404"] * 2 + [
        "run-limit"
    ]


def test_a_run_ends_in_time_whatever_is_still_to_come() -> None:
    with serving(Server()) as server:
        site, held = server.site, threading.Event()
        story = f"{site.base}/lambat/1/camat-tidak-netral"

        def slow() -> tuple[int, dict[str, str], bytes]:
            held.wait(20)
            return 200, {}, b""

        site.answers["/lambat/1/camat-tidak-netral"] = slow
        began = time.monotonic()
        (told,) = collect([source("anu", "feed", site.put_feed("/umpan", [story]))], plan=Plan(seconds=1.5))
        held.set()
    assert told.code == "run-limit" and time.monotonic() - began < 10
