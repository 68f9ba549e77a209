from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.settings import Settings

from pipeline.collect.crawl import settings
from pipeline.collect.politeness import Politeness, retry_after
from pipeline.collect.sources import Source
from pipeline.collect.spider import NewsSpider

HOST = "https://kabar.id/"


def source(name: str, **changes: object) -> Source:
    return Source(id=name, outlet=name, kind="feed", address=f"{HOST}{name}", **changes)


@pytest.fixture
def polite() -> Politeness:
    crawler = Crawler(NewsSpider, Settings(settings([source("a", delay=2)], {})))
    polite = Politeness(crawler)
    polite.maxdelay = 60.0
    return polite


def after(
    polite: Politeness, delay: float, latency: float, status: int = 200, url: str = HOST, **headers: str
) -> float:
    slot = SimpleNamespace(delay=delay)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    polite._adjust_delay(slot, latency, Response(url, status=status, headers=names))
    return slot.delay


def test_never_below_the_sources_delay(polite: Politeness) -> None:
    assert after(polite, 2.0, 0.01) == 2.0
    assert after(polite, 0.0, 0.01, url="https://lain.id/") == 1.0


def test_slower_when_the_host_is_slow(polite: Politeness) -> None:
    assert after(polite, 2.0, 10.0) == 10.0


def test_retry_after(polite: Politeness) -> None:
    assert after(polite, 2.0, 0.01, 429, Retry_After="17") == 17.0
    assert after(polite, 2.0, 0.01, 503, Retry_After="86400") == 60.0
    assert after(polite, 2.0, 0.01, 200, Retry_After="17") == 2.0
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < retry_after(Response(HOST, headers={"Retry-After": soon})) <= 30
    assert retry_after(Response(HOST, headers={"Retry-After": "nanti"})) == 0


def test_half_as_often_with_each_failure_in_a_row(polite: Politeness) -> None:
    url = "https://lain.id/"
    assert [after(polite, 1.0, 0.01, 500, url=url) for _ in range(3)] == [2.0, 4.0, 8.0]
    assert after(polite, 1.0, 0.01, 200, url=url) == 1.0
    assert after(polite, 1.0, 0.01, 429, url=url) == 2.0


def test_crawl_delay_of_robots_txt(polite: Politeness) -> None:
    slot = SimpleNamespace(delay=0.0)
    polite.crawler._engine = SimpleNamespace(downloader=SimpleNamespace(slots={"kabar.id": slot}))
    robots = SimpleNamespace(crawl_delay=lambda agent: 7.0 if agent == "netralitas" else None)
    polite.crawler.signals.send_catch_log(signals.robots_parsed, robotparser=robots, request=Request(HOST))
    assert slot.delay == 7.0
    assert after(polite, 7.0, 0.01) == 7.0


@pytest.mark.parametrize(("asked", "kept"), [(90.0, 90.0), (86400.0, 600.0)])
def test_a_long_crawl_delay_is_kept(polite: Politeness, asked: float, kept: float) -> None:
    polite.crawler._engine = SimpleNamespace(downloader=SimpleNamespace(slots={}))
    robots = SimpleNamespace(crawl_delay=lambda agent: asked)
    polite.crawler.signals.send_catch_log(signals.robots_parsed, robotparser=robots, request=Request(HOST))
    assert [after(polite, kept, 0.01, status) for status in (200, 404, 503)] == [kept] * 3


def test_the_longest_delay_of_a_host_counts() -> None:
    slots = settings([source("a", delay=1), source("b", delay=3), source("c")], {})["DOWNLOAD_SLOTS"]
    assert slots == {"kabar.id": {"delay": 3.0}}


def test_settings_are_polite_and_shut() -> None:
    chosen = settings([source("a", contact="redaksi@contoh.id")], {})
    assert chosen["USER_AGENT"] == "netralitas (+redaksi@contoh.id)"
    assert chosen["ROBOTSTXT_OBEY"]
    assert chosen["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert chosen["EXTENSIONS"]["scrapy.extensions.remote_control.RemoteControl"] is None
