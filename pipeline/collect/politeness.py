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

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.extensions.throttle import AutoThrottle

from pipeline.address import host_of
from pipeline.collect.trouble import PASSING, Trouble, of_exception, of_status

ROBOT = "netralitas"
"""The name by which robots.txt can address us."""

LONGEST_WAIT = 60.0
"""Seconds between two requests beyond which a host is rather left alone until the next run."""


class Politeness(AutoThrottle):
    """AutoThrottle with a least delay for each host, crawl-delay and Retry-After."""

    def __init__(self, crawler):
        super().__init__(crawler)
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.least = {host: slot["delay"] for host, slot in slots.items()}
        self.struggles: Counter[str] = Counter()
        self.default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser, request) -> None:
        asked = robotparser.crawl_delay(ROBOT)
        if asked:
            host = host_of(request.url)
            self.least[host] = min(max(asked, self._least(host)), self.maxdelay)
            slot = self.crawler.engine.downloader.slots.get(host)
            if slot:
                slot.delay = max(slot.delay, self.least[host])

    def _adjust_delay(self, slot, latency, response) -> None:
        self.mindelay = self._least(host_of(response.url))
        if self.mindelay or slot.delay:  # a delay of 0 is the user's own word: as fast as it goes
            super()._adjust_delay(slot, latency, response)
        host = host_of(response.url)
        if response.status != 429 and response.status < 500:
            self.struggles.pop(host, None)
            return
        self.struggles[host] += 1
        asked = retry_after(response) if response.status in (429, 503) else 0
        slot.delay = min(max(slot.delay, asked, self._least(host) * 2 ** self.struggles[host]), self.maxdelay)

    def _least(self, host: str) -> float:
        return self.least.get(host, self.default)


class Robots(RobotsTxtMiddleware):
    """Scrapy's reader of robots.txt, but a robots.txt in trouble is that trouble for every page of its host."""

    async def _parse_robots(self, response, netloc, request) -> None:
        if response.status == 429 or response.status >= 500:
            self._robots_error(of_status(response.status), netloc)
        else:
            await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        trouble = of_exception(exc)
        if trouble.code not in PASSING:
            return super()._robots_error(exc, netloc)
        waiting, self._parsers[netloc] = self._parsers[netloc], _Unanswered(trouble)
        return waiting.callback(self._parsers[netloc])


class Retries(RetryMiddleware):
    """Scrapy's retries, but none for who asks to be left alone for longer than we wait within a run."""

    def process_response(self, request, response, spider=None):
        if retry_after(response) > LONGEST_WAIT:
            return response
        return super().process_response(request, response)


class _Unanswered:
    """Stands in for the rules of a robots.txt that could not be had."""

    def __init__(self, trouble: Trouble):
        self.trouble = Trouble(trouble.code, f"robots.txt: {trouble}")

    def allowed(self, url: str, agent: str) -> bool:
        raise self.trouble


def retry_after(response) -> float:
    """The seconds a ``Retry-After`` header asks for, given in seconds or as a date; 0 if it asks for none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
