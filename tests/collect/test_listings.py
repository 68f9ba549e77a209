import gzip
import json
from datetime import UTC, date, datetime

import pytest

from pipeline.collect.listings import Link, read_feed, read_posts, read_sitemap
from pipeline.collect.trouble import Trouble

URL = "https://kabar.id/feed/"
MB = 1_000_000

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>K</title>
<item><title>Camat &amp; Kades</title><link>https://Kabar.id/a/?utm_source=rss</link>
<pubDate>Mon, 14 Oct 2024 10:00:00 +0700</pubDate><dc:creator>Rina</dc:creator></item>
<item><title>B</title><link>/b/</link></item><item><title>C</title><link>mailto:x@y.id</link></item><item><title>D</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title><entry><title>Nagari</title>
<link rel="replies" href="https://b.id/x#k"/><link rel="alternate" href="https://b.id/2024/01/x.html"/>
<published>2024-01-30T09:00:00+07:00</published><author><name>Admin</name></author></entry></feed>"""


def test_rss() -> None:
    first, second = read_feed(RSS.encode(), URL, "application/rss+xml")
    assert first.url == "https://kabar.id/a/"
    assert (first.title, first.author) == ("Camat & Kades", "Rina")
    assert first.published == "Mon, 14 Oct 2024 10:00:00 +0700"
    assert first.at == datetime(2024, 10, 14, 3, tzinfo=UTC)
    assert second == Link("https://kabar.id/b/", "B")


def test_atom() -> None:
    (link,) = read_feed(ATOM.encode(), URL)
    assert (link.url, link.title, link.author) == ("https://b.id/2024/01/x.html", "Nagari", "Admin")
    assert link.published == "2024-01-30T09:00:00+07:00"


@pytest.mark.parametrize("body", [b"", b"<html><body>Halo</body></html>", b"\x89PNG\r\n\x00", b"{}", b"halo"])
def test_no_feed(body: bytes) -> None:
    with pytest.raises(Trouble, match="not-a-feed"):
        read_feed(body, URL)


NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://k.id/a </loc><lastmod>2024-10-15</lastmod><image:image><image:loc>https://k.id/a.jpg</image:loc></image:image>
<news:news><news:publication><news:name>K</news:name></news:publication>
<news:publication_date>2024-10-14T10:00:00+07:00</news:publication_date><news:title>Judul A</news:title></news:news></url>
<url><loc>https://k.id/b</loc><lastmod>2024-10-13T00:00:00Z</lastmod></url><url><lastmod>2024</lastmod></url></urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_news_sitemap(packed: bool) -> None:
    body = gzip.compress(NEWS.encode()) if packed else NEWS.encode()
    first, second = read_sitemap(body, "https://k.id/s.xml", MB).links
    assert (first.url, first.title, first.published) == ("https://k.id/a", "Judul A", "2024-10-14T10:00:00+07:00")
    assert first.at == datetime(2024, 10, 14, 3, tzinfo=UTC)
    assert (second.url, second.published, second.at) == ("https://k.id/b", None, datetime(2024, 10, 13, tzinfo=UTC))


def test_sitemap_index() -> None:
    text = "<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2024-10-01</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    found = read_sitemap(text.encode(), "https://k.id/s.xml", MB)
    assert found.children == [("https://k.id/1.xml", datetime(2024, 10, 1, tzinfo=UTC)), ("https://k.id/2.xml", None)]
    assert not found.links


def test_broken_sitemap_gives_what_it_has() -> None:
    assert len(read_sitemap(NEWS.encode()[:-60], "https://k.id/s.xml", MB).links) == 2


def test_a_sitemap_that_breaks_off_says_so_and_gives_no_half_address() -> None:
    whole = b"<urlset><url><loc>https://k.id/1</loc></url><url><loc>https://k.id/22</loc></url></urlset>"
    found = {end: read_sitemap(whole[:end], URL, MB) for end in range(20, whole.index(b"/urlset"))}
    assert all(sitemap.cut for sitemap in found.values())
    assert {link.url for sitemap in found.values() for link in sitemap.links} == {"https://k.id/1", "https://k.id/22"}
    askew = whole.replace(b"</url><url>", b"<url>")
    assert not any(read_sitemap(body, URL, MB).cut for body in (whole, whole + b"\n<!-- x -->\n", askew))


def test_a_sitemap_may_be_packed_in_several_pieces() -> None:
    begin, end = b"<urlset><url><loc>https://k.id/1</loc></url>", b"<url><loc>https://k.id/2</loc></url></urlset>"
    packed = gzip.compress(begin) + gzip.compress(end)
    assert len(read_sitemap(packed, URL, MB).links) == 2
    with pytest.raises(Trouble, match="too-big"):
        read_sitemap(packed, URL, len(begin) + 5)


@pytest.mark.parametrize("body", [b"", b"<html><body>x</body></html>", b"halo", b"\x1f\x8bxx", RSS.encode()])
def test_no_sitemap(body: bytes) -> None:
    with pytest.raises(Trouble, match="not-a-sitemap"):
        read_sitemap(body, "https://k.id/s.xml", MB)


def test_an_address_that_is_none_costs_only_its_own_entry() -> None:
    bad, good = "http://[x/", "https://contoh.id/berita-1"
    sitemap = f"<urlset><url><loc>{bad}</loc></url><url><loc>{good}</loc></url></urlset>"
    feed = "".join(f"<item><title>x</title><link>{url}</link></item>" for url in (bad, good))
    assert [link.url for link in read_sitemap(sitemap.encode(), URL, 10_000).links] == [good]
    assert [link.url for link in read_feed(f"<rss version='2.0'><channel>{feed}</channel></rss>".encode(), URL)] == [
        good
    ]


def test_sitemap_bombs() -> None:
    with pytest.raises(Trouble, match="too-big"):
        read_sitemap(gzip.compress(b" " * 2 * MB), "https://k.id/s.xml", MB)
    entities = '<!DOCTYPE u [<!ENTITY a "https://k.id/x"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    text = f"{entities}<urlset><url><loc>&a;</loc></url><url><loc>https://k.id/&f;</loc></url><url><loc>https://k.id/z</loc></url></urlset>"
    assert [link.url for link in read_sitemap(text.encode(), "https://k.id/s.xml", MB).links][-1] == "https://k.id/z"
    assert "host" not in str(read_sitemap(text.encode(), "https://k.id/s.xml", MB).links).replace("https", "")


def test_posts() -> None:
    post = {
        "link": "https://w.id/a/",
        "date_gmt": "2024-10-14T03:00:00",
        "title": {"rendered": "Camat &#8220;A&#8221;"},
        "content": {"rendered": "<p>Isi</p>"},
        "yoast_head_json": {"author": "Rina"},
    }
    empty = {"link": "https://w.id/b/", "title": {"rendered": "B"}, "content": {"rendered": "\n"}}
    first, second = read_posts(json.dumps([post, empty, {"link": False}]).encode())
    assert (first.title, first.published, first.author) == ("Camat “A”", "2024-10-14T03:00:00Z", "Rina")
    assert "<h1>Camat “A”</h1>" in first.html
    assert "<p>Isi</p>" in first.html
    assert (second.url, second.html) == ("https://w.id/b/", None)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code": "rest_disabled"}', b"[1]"])
def test_no_posts(body: bytes) -> None:
    with pytest.raises(Trouble, match="not-wordpress"):
        read_posts(body)


def test_since_is_a_day_in_the_outlets_zone() -> None:
    link = Link("https://k.id/a", at=datetime(2024, 10, 13, 17, 30, tzinfo=UTC))
    assert not link.before(date(2024, 10, 14), "Asia/Jakarta")
    assert link.before(date(2024, 10, 14), "UTC")
    assert not Link("https://k.id/a").before(date(2024, 10, 14), "UTC")


def test_sitemaps_of_tags_people_and_fixed_pages_are_left_alone():
    names = ("wp-sitemap-posts-post-1", "wp-sitemap-taxonomies-category-1", "wp-sitemap-users-1", "post_tag-sitemap")
    entries = "".join(f"<sitemap><loc>https://k.id/{name}.xml</loc></sitemap>" for name in names)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
    found = read_sitemap(index.encode(), "https://k.id/wp-sitemap.xml", 100_000)
    assert [address for address, _ in found.children] == ["https://k.id/wp-sitemap-posts-post-1.xml"]


WHOLE = "".join(f"<p>Alinea {n}. {'Bawaslu memeriksa laporan itu. ' * 10}</p>" for n in range(4))


def entry(content: str) -> Link:
    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>K</title>'
        "<item><title>Camat</title><link>https://k.id/a/</link><description>Ringkas</description>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    )
    return read_feed(body.encode(), URL)[0]


def test_a_whole_story_in_a_feed_is_taken_from_it() -> None:
    assert "<h1>Camat</h1>" in entry(WHOLE).html and "Alinea 3" in entry(WHOLE).html


@pytest.mark.parametrize(
    "content",
    [
        "<p>Pendek.</p>",
        WHOLE + "<p>Lalu ia berkata […]</p>",
        WHOLE + '<p><a href="https://k.id/a/">Selengkapnya »</a></p>',
        WHOLE + "<p>The post Camat appeared first on Kabar.</p>",
        "Bawaslu memeriksa laporan itu. " * 100,
    ],
)
def test_an_excerpt_in_a_feed_is_not(content: str) -> None:
    assert entry(content).html is None


def test_when_a_story_was_changed() -> None:
    text = ATOM.replace("<author>", "<updated>2024-02-01T00:00:00Z</updated><author>")
    assert read_feed(text.encode(), URL)[0].changed == datetime(2024, 2, 1, tzinfo=UTC)
    assert read_feed(RSS.encode(), URL)[0].changed is None
    first, second = read_sitemap(NEWS.encode(), "https://k.id/s.xml", MB).links
    assert (first.changed, second.changed) == (
        datetime(2024, 10, 15, tzinfo=UTC),
        datetime(2024, 10, 13, tzinfo=UTC),
    )
