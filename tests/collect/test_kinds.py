"""Kinds of source that go back in time or come in other shapes: searches, Blogger sites, web archives."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.collect import Plan, collect
from pipeline.collect.listings import REST_FIELDS
from pipeline.collect.sources import Source
from pipeline.records import Failure, Page
from tests.collect.conftest import Site

BACK = Plan(search="netralitas ASN", since=date(2024, 8, 1))
WHOLE = "".join(f"<p>Alinea {n}. {'Bawaslu memeriksa laporan itu. ' * 10}</p>" for n in range(4))


def source(kind: str, address: str, **changes: object) -> Source:
    return Source(id="anu", outlet="Anu", kind=kind, address=address, own_network=True, **changes)


def test_wordpress_is_searched_by_rest(site: Site) -> None:
    post = {
        "link": f"{site.base}/w/a/",
        "date_gmt": "2024-08-02T00:00:00",
        "title": "A",
        "content": {"rendered": WHOLE},
    }
    query = f"per_page=100&page=1&_fields={REST_FIELDS}&after=2024-08-01T00:00:00&search=netralitas+ASN"
    site.put(f"/cari/wp-json/wp/v2/posts?{query}", json.dumps([post]), "application/json", X_WP_TotalPages="1")
    (page,) = collect([source("wordpress", f"{site.base}/cari/")], plan=BACK)
    assert isinstance(page, Page) and page.url.endswith("/w/a/")


def test_wordpress_with_rest_shut_is_searched_by_its_feed(site: Site) -> None:
    links = [site.put(f"/tutup/{n}/camat-tidak-netral", site.page()) for n in range(3)]
    search = "/tutup/?s=netralitas+ASN&feed=rss2&paged="
    site.put_feed(f"{search}1", links[:2])
    site.put_feed(f"{search}2", links[2:])
    pages = list(collect([source("wordpress", f"{site.base}/tutup/")], plan=BACK))
    assert [page.url for page in pages] == links
    assert site.asked[f"{search}3"] == 1


def test_a_search_that_finds_nothing_is_no_failure(site: Site) -> None:
    site.put_feed("/nihil/?s=netralitas+ASN&feed=rss2&paged=1", [])
    assert list(collect([source("wordpress", f"{site.base}/nihil/")], plan=BACK)) == []


def test_a_feed_cannot_be_searched(site: Site) -> None:
    (failure,) = collect([source("feed", site.put_feed("/umpan", []))], plan=BACK)
    assert failure.code == "cannot-search"


def atom(base: str, numbers: range) -> str:
    entries = "".join(
        f'<entry><title>B{n}</title><link rel="alternate" href="{base}/2024/08/berita-ke-{n}.html"/>'
        f"<published>2024-08-02T00:00:00Z</published><content type='html'>{WHOLE.replace('<', '&lt;')}</content></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title>{entries}</feed>'


def test_blogger_is_read_page_by_page_with_whole_stories(site: Site) -> None:
    for start, numbers in ((1, range(150)), (151, range(150, 170))):
        query = urlencode({"max-results": 150, "start-index": start})
        site.put(f"/blog/feeds/posts/default?{query}", atom(site.base, numbers), "application/atom+xml")
    pages = list(collect([source("blogger", f"{site.base}/blog/")]))
    assert len(pages) == 170 and "Alinea 3" in pages[0].html[0]
    assert not any("/2024/08/" in path for path in site.asked)


def test_blogger_is_searched_back_to_a_day(site: Site) -> None:
    wanted = {"max-results": 150, "q": "netralitas ASN", "published-min": "2024-07-31T17:00:00Z", "start-index": 1}
    site.put(
        f"/blog2/feeds/posts/default?{urlencode(wanted, safe=':')}", atom(site.base, range(3)), "application/atom+xml"
    )
    assert len(list(collect([source("blogger", f"{site.base}/blog2/")], plan=BACK))) == 3


def archive(packed: bool) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    answers = [
        ("https://k.id/a", "200 OK", "text/html", "<html><p>Berita A</p></html>"),
        ("https://www.k.id/a?utm_source=x", "200 OK", "text/html", "<html>Salinan</html>"),
        ("https://k.id/b", "404 Not Found", "text/html", "hilang"),
        ("https://k.id/c.pdf", "200 OK", "application/pdf", "%PDF"),
        ("https://k.id/d", "200 OK", "text/html; charset=windows-1252", "<html>“Netral”</html>"),
    ]
    for url, status, kind, body in answers:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.0")
        data = body.encode("cp1252" if "1252" in kind else "utf-8")
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(data), http_headers=headers))
    return out.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_web_archive(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(archive(packed))
    pages = list(collect([Source(id="w", outlet="W", kind="warc", path=path, region="64.71")]))
    assert {page.home for page in pages} == {"64.71"}
    assert [page.url for page in pages] == ["https://k.id/a", "https://k.id/d"]
    assert "Berita A" in pages[0].html[0] and "“Netral”" in pages[1].html[0]
    assert list(collect([Source(id="w", outlet="W", kind="warc", path=path)], [page.url for page in pages])) == []


def test_a_page_of_a_web_archive_that_is_too_large_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(False).replace(b"<html><p>Berita A</p></html>", b"<html>" + b"x" * 22))
    source = Source(id="w", outlet="W", kind="warc", path=tmp_path / "a.warc", max_bytes=1_000)
    assert [type(found).__name__ for found in collect([source])] == ["Page", "Page"]
    small = source.model_copy(update={"max_bytes": 25})
    assert [getattr(found, "code", "") for found in collect([small])] == ["too-big", ""]


def written(path: Path, *captures: tuple[str, str, bytes], kind: str = "response", **headers: str) -> Path:
    """A web archive of captures: address, time, body."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        http = [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in headers.items())]
        for url, at, body in captures:
            answer = StatusAndHeaders("200 OK", http, protocol="HTTP/1.1") if kind == "response" else None
            record = writer.create_warc_record(
                url, kind, payload=BytesIO(body), http_headers=answer, warc_content_type="text/html",
                warc_headers_dict={"WARC-Date": at},
            )  # fmt: skip
            writer.write_record(record)
    return path


def test_a_later_capture_of_an_address_comes_after_the_first_where_it_differs(tmp_path: Path) -> None:
    url, old, new = "https://k.id/a", b"<html><p>Lama</p></html>", b"<html><p>Baru</p></html>"
    days = [f"2024-09-0{day}T00:00:00Z" for day in range(1, 5)]
    captures = [
        (url, days[1], old),
        (url, days[2], new),
        (url, days[3], new),
        (url, days[0], b"<html><p>Dulu</p></html>"),
    ]
    path = written(tmp_path / "a.warc", *captures, (f"{url}/amp", days[3], old))
    assert [(page.url, "Baru" in page.html[0]) for page in outcome(path)] == [(url, False), (url, True)]


def test_records_without_an_answer_hold_pages_too(tmp_path: Path) -> None:
    capture = ("https://k.id/a", "2024-09-01T00:00:00Z", "<html><p>“Netral”</p></html>".encode())
    (page,) = outcome(written(tmp_path / "a.warc", capture, kind="resource"))
    assert page.url == "https://k.id/a" and "“Netral”" in page.html[0]


HTML = b"<html><p>A</p></html>" * 50
CAPTURE = "https://k.id/a", "2024-09-01T00:00:00Z"


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("br", brotli.compress(HTML)),
        ("br", HTML),
        ("gzip", gzip.compress(HTML, mtime=0)),
        ("x-gzip", gzip.compress(HTML, mtime=0)),
        ("deflate", zlib.compress(HTML)),
        ("gzip", HTML),
        ("UTF-8", HTML),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_packed_records_are_unpacked(tmp_path: Path, packing: str, body: bytes, chunked: bool) -> None:
    headers = {"Content_Encoding": packing} | ({"Transfer_Encoding": "chunked"} if chunked else {})
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    (page,) = outcome(written(tmp_path / "a.warc", (*CAPTURE, body), **headers))
    assert page.html == (HTML.decode(),)


@pytest.mark.parametrize(
    ("packing", "body", "detail"),
    [
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(9), "packed with zstd; only gzip, deflate and br are undone"),
        ("br", brotli.compress(HTML * 99)[:-4], "packed with br, and cut"),
        ("br", bytes(range(255, 0, -1)), "packed with br, and damaged"),
    ],
)
def test_a_packing_that_cannot_be_undone_is_named(tmp_path: Path, packing: str, body: bytes, detail: str) -> None:
    (failure,) = outcome(written(tmp_path / "a.warc", (*CAPTURE, body), Content_Encoding=packing))
    assert (failure.code, failure.detail) == ("unreadable", detail)


def test_a_brotli_bomb_is_too_big(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.warc", (*CAPTURE, brotli.compress(b"<p>a" * 10_000_000, quality=1)), Content_Encoding="br"
    )
    assert [failure.code for failure in outcome(path)] == ["too-big"]


def outcome(path: Path) -> list[Failure | Page]:
    return list(collect([Source(id="w", outlet="W", kind="warc", path=path)]))


def test_broken_web_archives(tmp_path: Path) -> None:
    (tmp_path / "kosong.warc").write_bytes(b"")
    (tmp_path / "bukan.warc").write_text("ini bukan arsip\n" * 9)
    (tmp_path / "putus.warc.gz").write_bytes(archive(True)[:-40])
    (tmp_path / "rusak.warc.gz").write_bytes(gzip.compress(b"halo")[:12])
    assert outcome(tmp_path / "tidak-ada.warc")[0].code == "no-such-file"
    assert outcome(tmp_path / "kosong.warc")[0].code == "empty-source"
    assert outcome(tmp_path / "bukan.warc")[0].code == "broken-archive"
    assert outcome(tmp_path / "rusak.warc.gz")[-1].code == "broken-archive"
    assert outcome(tmp_path / "putus.warc.gz")[0].url == "https://k.id/a"


def test_what_redirects_to_a_known_story_is_that_story(site: Site) -> None:
    story = site.put("/kisah/1/camat-tidak-netral", site.page())
    guid = site.put("/?p=123", status=301, Location="/kisah/1/camat-tidak-netral")
    feed = source("feed", site.put_feed("/umpan-guid", [guid]))
    (page,) = collect([feed])
    assert (page.url, page.final) == (guid, story)
    (failure,) = collect([feed], [story])
    assert failure.code == "same-story"
