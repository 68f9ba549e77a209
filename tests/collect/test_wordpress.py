"""The collector against a real WordPress. Only when asked for: ``make test-wordpress``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.collect import Plan
from pipeline.collect.sources import Source
from pipeline.run import Tally, run
from pipeline.store import Store
from tests.collect.conftest import Watcher
from tests.collect.wordpress import WordPress, missing, wordpress

pytestmark = pytest.mark.skipif("NETRALITAS_WORDPRESS" not in os.environ, reason="only in make test-wordpress")
POSTS = 200


@pytest.fixture(scope="module")
def site() -> Iterator[WordPress]:
    if what := missing():
        pytest.fail(what)
    with wordpress() as site:
        site.seed("posts", POSTS)
        yield site


def collected(path: Path, kind: str, address: str, plan: Plan = Plan()) -> Tally:  # noqa: B008
    source = Source(id="wp", outlet="Kabar Tanjung Sari", kind=kind, address=address, timezone="WITA", own_network=True)
    with Store(path / "x.db") as store:
        summary = run([source], store, None, Watcher(), plan)
        assert summary.failures == {}
        assert store.counts("")[0] == len({row[0] for row in store._db.execute("SELECT title FROM article")})
        return summary.sources["wp"]


def test_sitemap(site: WordPress, tmp_path: Path) -> None:
    first = collected(tmp_path, "sitemap", f"{site.url}/wp-sitemap.xml")
    assert first.new == POSTS
    before = len(site.requests())
    assert collected(tmp_path, "sitemap", f"{site.url}/wp-sitemap.xml").unchanged == POSTS
    assert len(site.requests()) - before == 3  # robots.txt, the index, the posts


def test_feed_with_rest_shut(site: WordPress, tmp_path: Path) -> None:
    with site.rest_shut():
        assert collected(tmp_path, "wordpress", site.url).new == POSTS
        before = len(site.requests())
        again = collected(tmp_path, "wordpress", site.url)
    assert (again.new, again.changed) == (0, 0)
    assert [line.split()[0] for line in site.requests()[before:]] == ["200", "401", "304"]


def test_search_with_rest_and_without(site: WordPress, tmp_path: Path) -> None:
    plan = Plan(search="laporan ke-7", since=date(2024, 8, 1))
    by_rest = collected(tmp_path, "wordpress", site.url, plan)
    with site.rest_shut():
        by_feed = collected(tmp_path, "wordpress", site.url, plan)
    assert by_rest.new > 0
    assert (by_feed.new, by_feed.found) == (0, by_rest.found)


def test_rest_and_then_only_what_was_edited(site: WordPress, tmp_path: Path) -> None:
    assert collected(tmp_path, "wordpress", site.url).new == POSTS
    site.seed("edit", 5)
    before = len(site.requests())
    again = collected(tmp_path, "wordpress", site.url)
    assert (again.new, again.changed) == (0, 5)
    assert len(site.requests()) - before == 3  # robots.txt, the newest posts, the changed ones
    assert collected(tmp_path, "wordpress", site.url).changed == 0
    with Store(tmp_path / "x.db") as store:
        edited = store._db.execute(
            "SELECT url, updated_at, published_at FROM article ORDER BY updated_at DESC"
        ).fetchmany(6)
        versions = [version.updated_at for row in edited for version in store.versions(row["url"])]
    assert len(versions) == 5 and {f"{at:%Y}" for at in versions} == {"2024"}
    assert [row["updated_at"] > row["published_at"] for row in edited] == [True] * 5 + [False]


def test_posts_of_one_moment_are_all_had(site: WordPress, tmp_path: Path) -> None:
    site.seed("together", 150)
    before = len(site.requests())
    assert collected(tmp_path, "wordpress", site.url).new == POSTS
    second = site.requests()[before + 2]  # after robots.txt and the newest posts
    assert second.startswith("200") and "before=2024-09-01T08:00:01" in second and "exclude=" in second
