"""Stories that lead to another page, or are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.store import Store
from tests.collect.conftest import Site
from tests.collect.test_again import TEXT, again, feed


def test_stories_that_lead_to_one_page_wait(site: Site, store: Store) -> None:
    paths = [f"/pindah/{n}/berita-yang-ke-{n}" for n in range(1000, 1003)]
    for path, target in zip(paths, ("/", "/maaf", "/maaf"), strict=True):
        site.put(path, status=302, Location=target)
    site.put("/", site.page(TEXT))
    site.put("/maaf", site.page("Situs sedang diperbaiki."))
    site.put("/pindah/feed", feed(*(site.base + path for path in paths)), "text/xml")
    first = again(store, "feed", f"{site.base}/pindah/feed")
    assert first.failures == {"led-away": 2, "too-short": 1}
    for path in paths:
        site.put(path, site.page(f"{path} {TEXT}"))
    assert again(store, "feed", f"{site.base}/pindah/feed").sources["anu"].new == 2


@pytest.mark.parametrize(
    "target",
    [
        "/login?next=1",
        "/akun/masuk",
        "/tag/pilkada",
        "/dialihkan",
        "/dialihkan/1001",
        "/indeks",
        "/?halaman-depan",
        "/kategori/x/",
    ],
)
def test_a_story_that_leads_to_a_login_or_a_list_is_none(site: Site, store: Store, target: str) -> None:
    path = f"/dialihkan/{1001}/berita-yang-dialihkan-{sum(map(ord, target))}"
    story = site.put(path, status=302, Location=target)
    site.put(target, site.page(TEXT))
    feed_address = f"{path}.feed"
    site.put(feed_address, feed(story), "text/xml")
    found = again(store, "feed", site.base + feed_address)
    if target == "/dialihkan/1001":  # an id, as many sites shorten the addresses of their stories
        assert found.sources["anu"].new == 1
        return
    assert found.failures == {"led-away": 1} and not found.sources["anu"].new
    site.put(path, site.page(f"{target} {TEXT}"))
    assert again(store, "feed", site.base + feed_address).sources["anu"].new == 1


def test_a_later_page_that_leads_elsewhere_is_no_part_of_its_story(site: Site, store: Store) -> None:
    paths = [f"/bersambung/{n}/berita-yang-bersambung" for n in (1001, 1002)]
    for path, target in zip(paths, ("/login", paths[1]), strict=True):
        site.put(path, site.page(TEXT, '<a href="?page=2">Selanjutnya</a>'))
        site.put(f"{path}?page=2", status=302, Location=target)
    site.put("/login", site.page(f"Masuk. {TEXT}"))
    site.put("/bersambung/feed", feed(*(site.base + path for path in paths)), "text/xml")
    found = again(store, "feed", f"{site.base}/bersambung/feed")
    assert found.failures == {"half-story": 1} and found.sources["anu"].new == 2
    assert site.asked[f"{paths[1]}?page=2"] == 1


def test_a_held_story_that_is_gone_stays_and_is_asked_for_no_more(site: Site, store: Store) -> None:
    story = site.put("/hilang/1111/berita-yang-pertama", site.page(TEXT))
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    site.put_sitemap("/hilang/peta.xml", [(story, "2024-10-14")])
    again(store, "sitemap", f"{site.base}/hilang/peta.xml")
    site.put("/hilang/1111/berita-yang-pertama", "x", status=404)
    site.put_sitemap("/hilang/peta.xml", [(story, later)])
    for _ in range(3):
        again(store, "sitemap", f"{site.base}/hilang/peta.xml")
    assert site.asked["/hilang/1111/berita-yang-pertama"] == 2
    assert store.counts("")[0] == 1
