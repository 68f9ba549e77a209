"""Hosts that ask to wait, or have trouble, are left alone, also by later runs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.store import Store
from tests.collect.conftest import Site
from tests.collect.test_again import TEXT, again, feed


def resting(site: Site, path: str, count: int, **answer: object) -> str:
    """A feed of its own host (by name instead of number) whose stories answer only so; its address."""
    base = site.base.replace("127.0.0.1", "localhost")
    for number in range(count):
        site.put(f"/{path}/{number}/berita-yang-ke-{number}", "x", **answer)
    site.put(f"/{path}/feed", feed(*(f"{base}/{path}/{n}/berita-yang-ke-{n}" for n in range(count))), "text/xml")
    return f"{base}/{path}/feed"


@pytest.mark.parametrize(
    ("answer", "count", "least", "most"),
    [
        ({"status": 429, "Retry_After": "3600"}, 2, 59, 60),
        ({"status": 503, "Retry_After": "3600"}, 2, 59, 60),
        ({"status": 429, "Retry_After": "31536000"}, 2, 3 * 24 * 60 - 1, 3 * 24 * 60),
        ({"status": 500}, 6, 14, 15),
    ],
)
def test_a_host_is_left_alone_by_later_runs_too(
    site: Site, store: Store, answer: dict, count: int, least: float, most: float
) -> None:
    address = resting(site, "tunggu", count, **answer)
    first = again(store, "feed", address).sources["anu"]
    assert first.waits_until and least < (first.waits_until - datetime.now(UTC)).total_seconds() / 60 <= most
    site.asked.clear()
    second = again(store, "feed", address).sources["anu"]
    assert (second.failures, second.waits_until, site.asked) == ({"host-resting": 1}, first.waits_until, {})
    site.put("/tunggu/0/berita-yang-ke-0", site.page(TEXT))
    store._db.execute("UPDATE rest SET until = ?", (datetime.now(UTC).isoformat(),))
    third = again(store, "feed", address).sources["anu"]
    assert third.new == 1 and site.asked["/tunggu/0/berita-yang-ke-0"] == 1


def test_until_when_a_source_waits_is_told(site: Site, tmp_path: Path) -> None:
    address = resting(site, "kabar", 1, status=429, Retry_After="3600")
    file = tmp_path / "sumber.toml"
    file.write_text(
        f'[[source]]\nid = "anu"\noutlet = "A"\nkind = "feed"\naddress = "{address}"\ntimezone = "WIB"\nown_network = true\n'
    )
    result = CliRunner().invoke(main, ["collect", "--sources", str(file), "--out", str(tmp_path)])
    assert re.search(r"http-429 1, left alone until\W+20\d\d-\d\d-\d\d \d\d:\d\d\W+WIB", result.output), result.output
    until = json.loads((tmp_path / "run.json").read_text())["sources"]["anu"]["waits_until"]
    assert datetime.fromisoformat(until) > datetime.now(UTC)
    assert f"anu until {until[:16].replace('T', ' ')} UTC" in (tmp_path / "run.md").read_text()


def test_a_host_that_only_says_no_is_asked_by_the_next_run(site: Site, store: Store) -> None:
    for answer in ({"status": 503, "Retry_After": "0"}, {"status": 500}, {"status": 404, "Retry_After": "3600"}):
        assert again(store, "feed", resting(site, "bukan", 2, **answer)).sources["anu"].waits_until is None
    assert store.past(datetime.now(UTC)).resting == {}


def test_a_robots_txt_can_ask_to_wait(site: Site, store: Store) -> None:
    address = resting(site, "aturan", 1)
    site.put("/robots.txt", "x", status=503, Retry_After="7200")
    try:
        assert again(store, "feed", address).sources["anu"].waits_until
        site.asked.clear()
        assert again(store, "feed", address).failures == {"host-resting": 1} and not site.asked
    finally:
        del site.answers["/robots.txt"]
