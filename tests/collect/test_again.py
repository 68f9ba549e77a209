"""What a second run asks for, and what it makes of what changed."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from scrapy.http import Response

from pipeline.collect import Plan
from pipeline.collect.kinds import MAX_SITEMAPS, _at_latest, batches
from pipeline.collect.listings import REST_FIELDS, Link
from pipeline.collect.net import Net
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble
from pipeline.collect.visit import Visit
from pipeline.run import Summary, run
from pipeline.store import Store
from tests.collect.conftest import Site, Watcher

TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8


def again(store: Store, kind: str, address: str, plan: Plan = Plan(), **changes: object) -> Summary:  # noqa: B008
    source = Source(id="anu", outlet="Anu", kind=kind, address=address, own_network=True, **changes)
    return run([source], store, None, Watcher(), plan)


def counts(summary: Summary) -> tuple[int, int, int, int]:
    tally = summary.sources["anu"]
    return tally.found, tally.new, tally.unchanged, tally.changed


def edits(store: Store, url: str) -> list[str]:
    """When each version of an article was last changed, the oldest first."""
    held = next(article for article in store.unassessed("m") if article.url == url)
    return [f"{article.updated_at:%Y-%m-%dT%H:%M}" for article in [*store.versions(url), held]]


def test_what_each_answer_of_a_host_took_is_told(site: Site, store: Store) -> None:
    site.put("/lama/kisah-yang-pindah", status=301, Location="/kabar/kisah-yang-pindah")
    site.put("/kabar/kisah-yang-pindah", site.page(TEXT))
    site.put(
        "/kabar/feed", feed(f"{site.base}/lama/kisah-yang-pindah", f"{site.base}/kabar/kisah-yang-hilang"), "text/xml"
    )
    (host, took), *others = again(store, "feed", f"{site.base}/kabar/feed").answers.items()
    assert (host, len(took), others) == (urlsplit(site.base).netloc, 3, [])
    assert all(0 <= seconds < 30 for seconds in took)


def remember(request: dict[str, str], site: Site, path: str, body: str, **validators: str) -> None:
    """Serve a list that answers 304 to whoever sends its validators back."""

    def answer(headers: dict[str, str]):
        request.update(headers)
        known = headers.get("If-None-Match") == validators.get("ETag")
        return (304, {}, b"") if known else (200, {"Content-Type": "text/xml"} | validators, body.encode())

    site.answers[path] = answer


def feed(*links: str) -> str:
    items = "".join(f"<item><title>B</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>K</title>{items}</channel></rss>'


def test_a_list_that_says_it_is_the_same_is_not_read(site: Site, store: Store) -> None:
    story = site.put("/sama/1111/berita-yang-pertama", site.page(TEXT))
    request: dict[str, str] = {}
    remember(request, site, "/sama/feed", feed(story), ETag='"abc-gzip"')
    assert counts(again(store, "feed", f"{site.base}/sama/feed")) == (1, 1, 0, 0)
    assert "If-None-Match" not in request
    again(store, "feed", f"{site.base}/sama/feed")
    assert request["If-None-Match"] == '"abc"'


def test_it_is_read_in_full_once_a_day_and_with_other_limits(site: Site, store: Store) -> None:
    story = site.put("/hari/1111/berita-yang-pertama", site.page(TEXT))
    request: dict[str, str] = {}
    remember(request, site, "/hari/feed", feed(story), ETag='"tetap"')
    again(store, "feed", f"{site.base}/hari/feed")
    request.clear()
    again(store, "feed", f"{site.base}/hari/feed", limit=5)
    assert "If-None-Match" not in request
    yesterday = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    store._db.execute("UPDATE listing SET read_at = ?", (yesterday,))
    request.clear()
    again(store, "feed", f"{site.base}/hari/feed", limit=5)
    assert "If-None-Match" not in request


def test_a_list_is_not_held_for_read_when_its_source_was_not_done(site: Site, store: Store) -> None:
    stories = [site.put(f"/batas/{n}/berita-yang-ke-{n}", site.page(f"{n} {TEXT}")) for n in range(1000, 1004)]
    request: dict[str, str] = {}
    remember(request, site, "/batas/feed", feed(*stories), ETag='"abc"')
    first = again(store, "feed", f"{site.base}/batas/feed", Plan(pages=2))
    assert counts(first)[:2] == (4, 2) and first.failures == {"run-limit": 1}
    site.put("/batas/feed", feed(stories[0]), "text/xml")
    second = again(store, "feed", f"{site.base}/batas/feed")
    assert "If-None-Match" not in request
    assert second.sources["anu"].new == 2 and store.counts("")[0] == 4


def test_a_run_that_is_over_says_nothing_of_its_sources(site: Site, store: Store) -> None:
    site.put(f"/habis/wp-json/wp/v2/posts?per_page=100&page=1&_fields={REST_FIELDS}", "<p>REST is off here.</p>")
    site.put_sitemap("/habis/indeks.xml", [(f"{site.base}/habis/{n}.xml", "") for n in range(3)], "sitemapindex")
    for kind, address in (("wordpress", f"{site.base}/habis/"), ("sitemap", f"{site.base}/habis/indeks.xml")):
        assert again(store, kind, address, Plan(bytes=1)).failures == {"run-limit": 1}


def test_a_changed_story_is_a_new_version_and_the_old_one_stays(site: Site, store: Store, model) -> None:
    story = site.put("/ubah/1111/berita-yang-pertama", site.page(TEXT))
    other = site.put("/ubah/2222/berita-yang-kedua", site.page("Lain. " + TEXT))
    site.put_sitemap("/ubah/peta.xml", [(story, "2024-10-14T01:00:00Z"), (other, "2024-10-14T01:00:00Z")])
    address = f"{site.base}/ubah/peta.xml"
    again(store, "sitemap", address)
    (article, _) = store.unassessed("m")
    store.keep_assessment(article.url, model.assess_article(article))
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    site.put("/ubah/1111/berita-yang-pertama", site.page("RALAT. " + TEXT))
    site.put_sitemap("/ubah/peta.xml", [(story, later), (other, "2024-10-14T01:00:00Z")])
    assert counts(again(store, "sitemap", address)) == (2, 0, 1, 1)
    (old,) = store.versions(story)
    new = next(article for article in store.unassessed(model.name) if article.url == story)
    assert new.text.startswith("RALAT.") and old.text == article.text
    assert counts(again(store, "sitemap", address)) == (2, 0, 2, 0)


def test_a_sitemap_that_dates_everything_today_is_not_believed(site: Site, store: Store) -> None:
    stories = [site.put(f"/kini/{n}/berita-yang-ke-{n}", site.page(f"{n} {TEXT}")) for n in range(1000, 1030)]
    site.put_sitemap("/kini/peta.xml", [(story, "2024-10-14") for story in stories])
    again(store, "sitemap", f"{site.base}/kini/peta.xml")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    site.put_sitemap("/kini/peta.xml", [(story, later) for story in stories])
    site.asked.clear()
    assert counts(again(store, "sitemap", f"{site.base}/kini/peta.xml")) == (30, 0, 30, 0)
    assert site.asked.total() == 2


@pytest.mark.parametrize(
    ("edited", "of", "ago"), [(11, 20, [0]), (12, 12, range(0, 24)), (12, 12, [50])], ids=["some", "apart", "days ago"]
)
def test_many_edits_at_once_are_all_seen(site: Site, store: Store, edited: int, of: int, ago: list[int]) -> None:
    path, now = f"/banyak-{edited}-{of}-{len(ago)}-{ago[0]}", datetime.now(UTC)
    stories = [site.put(f"{path}/{n}/berita-yang-ke-{n}", site.page(f"{n} {TEXT}")) for n in range(1000, 1000 + of)]
    address = site.put_sitemap(f"{path}/peta.xml", [(story, "2024-10-14") for story in stories])
    again(store, "sitemap", address)
    for n in range(1000, 1000 + edited):
        site.put(f"{path}/{n}/berita-yang-ke-{n}", site.page(f"RALAT. {n} {TEXT}"))
    days = [(now - timedelta(hours=ago[n % len(ago)])).isoformat() for n in range(edited)]
    site.put_sitemap(f"{path}/peta.xml", list(zip(stories, days + ["2024-10-14"] * (of - edited), strict=True)))
    assert counts(again(store, "sitemap", address)) == (of, 0, of - edited, edited)


def post(base: str, number: int, modified: str, text: str = TEXT) -> dict:
    content = {"rendered": f"<p>{number} {text}</p>"}
    link = f"{base}/wp2/{number}/"
    return {"link": link, "date_gmt": "2024-10-14T03:00:00", "modified_gmt": modified, "title": "W", "content": content}


def test_wordpress_is_asked_for_what_changed_since(site: Site, store: Store) -> None:
    old = [post(site.base, number, "2024-10-14T03:00:00") for number in range(150)]
    edited = old[:140] + [
        post(site.base, number, "2024-10-15T03:00:00", "RALAT. " + TEXT) for number in range(140, 150)
    ]
    fields = f"_fields={REST_FIELDS}"
    listing = "/wp2/wp-json/wp/v2/posts?per_page=100&page="
    for page, chunk in ((1, old[:100]), (2, old[100:])):
        site.put(f"{listing}{page}&{fields}", json.dumps(chunk), "application/json", X_WP_TotalPages="2")
    assert counts(again(store, "wordpress", f"{site.base}/wp2/")) == (150, 150, 0, 0)
    since = "&modified_after=2024-10-14T02:59:00Z&orderby=id"
    site.put(f"{listing}1&{fields}{since}", json.dumps(edited[140:]), "application/json", X_WP_TotalPages="1")
    site.asked.clear()
    assert counts(again(store, "wordpress", f"{site.base}/wp2/")) == (110, 0, 100, 10)
    assert site.asked[f"{listing}2&{fields}"] == 0
    assert edits(store, f"{site.base}/wp2/145/") == ["2024-10-14T03:00", "2024-10-15T03:00"]
    since = "&modified_after=2024-10-15T02:59:00Z&orderby=id"
    site.put(f"{listing}1&{fields}{since}", json.dumps(edited[140:]), "application/json", X_WP_TotalPages="1")
    assert counts(again(store, "wordpress", f"{site.base}/wp2/")) == (110, 0, 110, 0)


def test_changes_are_seen_beyond_the_limit_and_broken_lists_read_again(site: Site, store: Store) -> None:
    fields = f"_fields={REST_FIELDS}"
    every = [post(f"{site.base}/b", number, "2024-10-14T03:00:00") for number in range(130)]
    listing = "/b/wp-json/wp/v2/posts?per_page=100&page="
    site.put(f"{listing}1&{fields}", json.dumps(every[:100]), "application/json", X_WP_TotalPages="2")
    site.put(f"{listing}2&{fields}", "x", status=500)
    assert counts(again(store, "wordpress", f"{site.base}/b/"))[:2] == (100, 100)
    site.put(f"{listing}2&{fields}", json.dumps(every[100:]), "application/json")
    assert counts(again(store, "wordpress", f"{site.base}/b/"))[:2] == (130, 30)
    few = f"{listing}1&{fields}".replace("=100", "=5", 1)
    site.put(few, json.dumps(every[:5]), "application/json", X_WP_TotalPages="26")
    again(store, "wordpress", f"{site.base}/b/", limit=5)
    edited = post(f"{site.base}/b", 77, "2024-10-15T03:00:00", "RALAT. " + TEXT)
    since = f"{fields}&modified_after=2024-10-14T02:59:00Z&orderby=id"
    site.put(f"{listing}1&{since}", json.dumps([edited]), "application/json", X_WP_TotalPages="2")
    site.put(f"{listing}2&{since}", json.dumps([edited | {"link": every[78]["link"]}]), "application/json")
    assert again(store, "wordpress", f"{site.base}/b/", limit=5).sources["anu"].changed == 2


def test_what_changes_while_a_list_is_read_is_asked_for_the_next_time(site: Site, store: Store) -> None:
    listing = f"/kini2/wp-json/wp/v2/posts?per_page=100&page=1&_fields={REST_FIELDS}"
    later = f"{datetime.now(UTC) + timedelta(minutes=10):%Y-%m-%dT%H:%M:%S}"
    site.put(listing, json.dumps([post(f"{site.base}/kini2", 1, later)]), "application/json")
    began = datetime.now(UTC)
    again(store, "wordpress", f"{site.base}/kini2/")
    (told,) = store.past(began).listings.values()
    assert told.changed and began <= told.changed <= datetime.now(UTC)


def test_a_wordpress_that_cannot_tell_what_changed_is_read_again(site: Site, store: Store) -> None:
    fields = f"_fields={REST_FIELDS}"
    listing = "/b4/wp-json/wp/v2/posts?per_page=100&page="
    every = [post(f"{site.base}/b4", number, "2024-10-14T03:00:00") for number in range(110)]
    edited = every[:100], [*every[100:109], post(f"{site.base}/b4", 109, "2024-10-15T03:00:00", "RALAT. " + TEXT)]
    refused = f"{listing}1&{fields}&modified_after=2024-10-14T02:59:00Z&orderby=id"
    site.put(refused, '{"code": "rest_invalid_param"}', "application/json", status=400)
    for posts, expected in (((every[:100], every[100:]), (110, 110, 0, 0)), (edited, (110, 0, 109, 1))):
        for page in (1, 2):
            body = json.dumps(posts[page - 1])
            site.put(f"{listing}{page}&{fields}", body, "application/json", X_WP_TotalPages="2")
        summary = again(store, "wordpress", f"{site.base}/b4/")
        assert counts(summary) == expected and not summary.failures
    assert site.asked[refused] == 1


def test_blogger_is_asked_for_what_changed_since(site: Site, store: Store) -> None:
    def atom(text: str, updated: str, numbers: range) -> str:
        entries = "".join(
            f'<entry><title>B{n}</title><link rel="alternate" href="{site.base}/2024/10/berita-ke-{n}.html"/><updated>'
            f"{updated}</updated><content type='html'>{f'&lt;p>{n} {text}&lt;/p>' * 3}</content></entry>"
            for n in numbers
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title>{entries}</feed>'

    whole = "/blog/feeds/posts/default?max-results=150&start-index=1"
    since = "/blog/feeds/posts/default?max-results=150&orderby=updated&updated-min=2024-10-14T02:59:00Z&start-index=1"
    site.put(whole, atom(TEXT, "2024-10-14T03:00:00Z", range(20)), "application/atom+xml")
    site.put(since, atom("RALAT. " + TEXT, "2024-10-15T03:00:00Z", range(15)), "application/atom+xml")
    assert counts(again(store, "blogger", f"{site.base}/blog/")) == (20, 20, 0, 0)
    assert counts(again(store, "blogger", f"{site.base}/blog/")) == (15, 0, 0, 15)
    assert site.asked[whole] == 1
    assert edits(store, f"{site.base}/2024/10/berita-ke-2.html") == ["2024-10-14T03:00", "2024-10-15T03:00"]


def test_a_story_edited_in_a_feed_that_does_not_say_so_is_a_new_version(site: Site, store: Store) -> None:
    def whole(*texts: str) -> str:
        items = "".join(
            f"<item><title>B{n}</title><link>{site.base}/penuh/{n}/</link><pubDate>Mon, 14 Oct 2024 03:00:00 GMT</pubDate>"
            f"<content:encoded><![CDATA[{f'<p>{n} {text}</p>' * 3}]]></content:encoded></item>"
            for n, text in enumerate(texts)
        )
        space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        return f'<rss version="2.0" {space}><channel><title>K</title>{items}</channel></rss>'

    address = site.put("/penuh/feed", whole(TEXT, TEXT), "application/rss+xml")
    assert counts(again(store, "feed", address)) == (2, 2, 0, 0)
    assert counts(again(store, "feed", address)) == (2, 0, 2, 0)
    site.put("/penuh/feed", whole("Ralat. " + TEXT, TEXT, TEXT), "application/rss+xml")
    assert counts(again(store, "feed", address, Plan(pages=1)))[1] == 1, "what is held takes no part of the run's bound"
    (old,) = store.versions(f"{site.base}/penuh/0/")
    assert old.text.startswith("0 Bawaslu") and old.updated_at is None
    assert counts(again(store, "feed", address)) == (3, 0, 3, 0)


def test_a_site_being_mended_loses_no_story(site: Site, store: Store) -> None:
    stories = [
        site.put(f"/tutup/{n}/berita-yang-ke-{n}", status=302, Location="/sedang-diperbaiki") for n in range(1000, 1003)
    ]
    site.put("/sedang-diperbaiki", "<html><title>Maaf</title><p>Sedang diperbaiki.</p></html>", status=503)
    site.put("/tutup/feed", feed(*stories), "text/xml")
    again(store, "feed", f"{site.base}/tutup/feed")
    for number, story in enumerate(stories):
        site.put(story.removeprefix(site.base), site.page(f"{number} {TEXT}"))
    assert again(store, "feed", f"{site.base}/tutup/feed").sources["anu"].new == 3


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("code", ["http-404", "too-short", "not-html"])
def test_what_could_not_be_had_is_asked_for_again_when_its_list_says_that_it_changed(
    site: Site, store: Store, code: str, held: bool
) -> None:
    path, later = f"/kelak-{code}-{held}", datetime.now(UTC) + timedelta(hours=1)
    story = site.put(f"{path}/1111/berita-yang-pertama", site.page(f"{path} {TEXT}"))
    address = site.put_sitemap(f"{path}/peta.xml", [(story, "2024-10-14")])
    if held:
        again(store, "sitemap", address)
    body = "%PDF" if code == "not-html" else site.page("Segera.")
    site.put(f"{path}/1111/berita-yang-pertama", body, status=404 if code == "http-404" else 200)
    site.put_sitemap(f"{path}/peta.xml", [(story, later.isoformat())])
    for times in (1, 0):
        assert again(store, "sitemap", address).failures == Counter({code: 1} if times else {})
    site.put(f"{path}/1111/berita-yang-pertama", site.page(f"RALAT. {path} {TEXT}"))
    site.put_sitemap(f"{path}/peta.xml", [(story, (later + timedelta(hours=1)).isoformat())])
    assert counts(again(store, "sitemap", address)) == (1, not held, 0, held)


def test_an_edit_on_the_day_of_the_fetch_is_seen_once_the_day_is_over(site: Site, store: Store) -> None:
    now = datetime.now(UTC)
    link = Link("https://k.id/1", changed=datetime(now.year, now.month, now.day, tzinfo=UTC))
    assert _at_latest(link) == link
    yesterday = replace(link, changed=link.changed - timedelta(days=1))
    assert _at_latest(yesterday).changed == link.changed
    timed = replace(yesterday, changed=yesterday.changed + timedelta(hours=3))
    assert _at_latest(timed) == timed
    story = site.put("/hari/2222/berita-yang-kedua", site.page(TEXT))
    address = site.put_sitemap("/hari/peta.xml", [(story, "2024-10-14")])
    again(store, "sitemap", address)
    store._db.execute("UPDATE address SET changed = '2024-10-14T00:00:00+00:00'")  # as it was told on that day
    site.put("/hari/2222/berita-yang-kedua", site.page("RALAT. " + TEXT))
    assert counts(again(store, "sitemap", address)) == (1, 0, 0, 1)
    site.asked.clear()
    assert counts(again(store, "sitemap", address)) == (1, 0, 1, 0)
    assert not site.asked["/hari/2222/berita-yang-kedua"]


def test_of_an_undated_sitemap_the_newest_are_found_wherever_they_stand(site: Site, store: Store) -> None:
    stories = [site.put(f"/tanpa/{n}/berita-yang-ke-{n}", site.page(f"{n} {TEXT}")) for n in range(1000, 1009)]
    address = site.put_sitemap("/tanpa/peta.xml", [(story, "") for story in stories])
    assert again(store, "sitemap", address, limit=4).sources["anu"].new == 4
    assert all(store.holds(url) for url in (*stories[:2], *stories[-2:]))
    assert again(store, "sitemap", address, limit=4).sources["anu"].new == 4
    assert again(store, "sitemap", address, limit=4).sources["anu"].new == 1


def test_a_sitemap_that_breaks_off_is_told_and_read_again(site: Site, store: Store) -> None:
    stories = [site.put(f"/putus/{n}/berita-yang-ke-{n}", site.page(f"{n} {TEXT}")) for n in range(1000, 1002)]
    site.put_sitemap("/putus/peta.xml", [(story, "") for story in stories])
    whole = site.answers["/putus/peta.xml"][2].decode()
    request: dict[str, str] = {}
    remember(request, site, "/putus/peta.xml", whole[:-35], ETag='"abc"')
    first = again(store, "sitemap", f"{site.base}/putus/peta.xml")
    assert first.failures == {"half-list": 1} and first.sources["anu"].new == 1
    remember(request, site, "/putus/peta.xml", whole, ETag='"abc"')
    assert again(store, "sitemap", f"{site.base}/putus/peta.xml").sources["anu"].new == 1
    assert "If-None-Match" not in request


def test_an_index_of_too_many_sitemaps_is_told() -> None:
    source = Source(id="anu", outlet="Anu", kind="sitemap", address="https://k.id/peta.xml")
    children = "".join(f"<sitemap><loc>https://k.id/{n}.xml</loc></sitemap>" for n in range(MAX_SITEMAPS + 10))
    asked, told = [], []

    async def answer(request) -> Response:
        asked.append(request.url)
        index = f"<sitemapindex>{children}</sitemapindex>" if request.url == source.address else "<urlset/>"
        return Response(request.url, body=index.encode())

    async def fail(url: str, trouble: Trouble) -> None:
        told.append(str(trouble))

    async def read() -> None:
        plan = Plan()
        async for _ in batches(Visit(source, plan, Net(answer, plan), {}, fail, lambda url: False)):
            pass

    asyncio.run(read())
    assert len(asked) == MAX_SITEMAPS
    assert told == [f"half-list: more than {MAX_SITEMAPS} sitemaps; 11 were left out"]


def test_a_stub_of_wordpress_is_taken_once_it_is_whole(site: Site, store: Store) -> None:
    fields = f"_fields={REST_FIELDS}"
    listing = f"/rintisan/wp-json/wp/v2/posts?per_page=100&page=1&{fields}"
    stub = post(f"{site.base}/rintisan", 1, "2024-10-14T03:00:00", "Segera.")
    site.put(listing, json.dumps([stub]), "application/json", X_WP_TotalPages="1")
    assert again(store, "wordpress", f"{site.base}/rintisan/").failures == {"too-short": 1}
    assert counts(again(store, "wordpress", f"{site.base}/rintisan/"))[1] == 0
    whole = post(f"{site.base}/rintisan", 1, "2024-10-15T03:00:00")
    site.put(listing, json.dumps([whole]), "application/json", X_WP_TotalPages="1")
    assert again(store, "wordpress", f"{site.base}/rintisan/").sources["anu"].new == 1


def test_failed_stories_are_tried_again_with_growing_waits(site: Site, store: Store) -> None:
    story = site.put("/gagal/1111/berita-yang-pertama", "x", status=403)
    site.put("/gagal/feed", feed(story), "text/xml")
    address = f"{site.base}/gagal/feed"
    for _ in range(4):
        again(store, "feed", address)
    assert site.asked["/gagal/1111/berita-yang-pertama"] == 2  # at once in the next run, then after 15 minutes
    row = store._db.execute("SELECT state, code, tries FROM address WHERE url = ?", (story,)).fetchone()
    assert tuple(row) == ("failed", "http-403", 2)
    store._db.execute("UPDATE address SET next_try = discovered_at")
    site.put("/gagal/1111/berita-yang-pertama", site.page(TEXT))
    site.put("/gagal/feed", feed(site.base + "/gagal/lain"), "text/xml")
    assert again(store, "feed", address).sources["anu"].new == 1
