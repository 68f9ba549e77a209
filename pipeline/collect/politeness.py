"""How long to wait between two requests to one host, decided in one place.

Scrapy's AutoThrottle slows down when a host slows down. What it does not know, is added here: each
host has its own least delay (the source's, or the ``Crawl-delay`` of its robots.txt when that is
longer), a ``Retry-After`` is heeded, and a host in trouble is asked half as often with each 429 or
5xx. A robots.txt that cannot be had shuts its host for this run: we cannot know what it allows.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import StopDownload
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from pipeline.address import host_of
from pipeline.collect.markup import header
from pipeline.collect.trouble import PASSING, Trouble, of_exception, of_status

ROBOT = "netralitas"
"""The name by which robots.txt can address us."""

LONGEST_WAIT = 60.0
"""Seconds that a host in trouble may ask us to wait; for longer it is rather left alone."""
LONGEST_DELAY = 600.0
"""The longest ``Crawl-delay`` that is kept to the letter, in seconds."""
ROBOTS_BYTES = 1_000_000
"""So much of a robots.txt is read; RFC 9309 wants half as much at least."""


class Politeness(AutoThrottle):
    """AutoThrottle with a least delay for each host, crawl-delay and Retry-After."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.least: dict[str, float] = {host: slot["delay"] for host, slot in slots.items()}
        self.struggles: Counter[str] = Counter()
        self.default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(ROBOT)
        if asked:
            host = host_of(request.url)
            self.least[host] = max(min(asked, LONGEST_DELAY), self._least(host))
            slot = self.crawler.engine.downloader.slots.get(host)
            if slot:
                slot.delay = max(slot.delay, self.least[host])

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        self.mindelay = self._least(host_of(response.url))
        if self.mindelay or slot.delay:  # a delay of 0 is the user's own word: as fast as it goes
            super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self.mindelay)
        host = host_of(response.url)
        if response.status != 429 and response.status < 500:
            self.struggles.pop(host, None)
            return
        self.struggles[host] += 1
        asked = retry_after(response) if response.status in (429, 503) else 0
        slower = min(max(slot.delay, asked, self.mindelay * 2 ** self.struggles[host]), self.maxdelay)
        slot.delay = max(slower, self.mindelay)

    def _least(self, host: str) -> float:
        return self.least.get(host, self.default)


class Robots(RobotsTxtMiddleware):
    """Scrapy's reader of robots.txt, but a robots.txt in trouble is that trouble for every page of its host.

    Of a very large one the beginning is read and obeyed.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._read: Counter[Request] = Counter()
        crawler.signals.connect(self._stop_at_bound, signals.bytes_received)

    def _stop_at_bound(self, data: bytes, request: Request) -> None:
        if "dont_obey_robotstxt" not in request.meta:
            return
        self._read[request] += len(data)
        if self._read[request] >= ROBOTS_BYTES:
            raise StopDownload(fail=False)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        trouble = of_status(response.status)
        if trouble and trouble.code in PASSING:
            trouble.wait = retry_after(response)
            self._robots_error(trouble, netloc)
        else:
            await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        trouble = of_exception(exc)
        waiting = self._parsers[netloc]
        if trouble.code not in PASSING | {"too-big"} or not isinstance(waiting, Deferred):
            return super()._robots_error(exc, netloc)
        self._parsers[netloc] = unanswered = _Unanswered(trouble)
        waiting.callback(unanswered)


class Retries(RetryMiddleware):
    """Scrapy's retries, but none for who asks to be left alone for longer than we wait within a run."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if retry_after(response) > LONGEST_WAIT:
            return response
        return super().process_response(request, response)


class _Unanswered(RobotParser):
    """Stands in for the rules of a robots.txt that could not be had."""

    def __init__(self, trouble: Trouble):
        self.trouble = Trouble(trouble.code, f"robots.txt: {trouble}")
        self.trouble.wait = trouble.wait

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        return cls(Trouble("unreachable"))  # a parser must have this; nobody calls it here

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        raise self.trouble


def retry_after(response: Response) -> float:
    """The seconds a ``Retry-After`` header asks for, given in seconds or as a date; 0 if it asks for none."""
    value = header(response, "Retry-After")
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
