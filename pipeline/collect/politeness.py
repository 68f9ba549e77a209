"""How long to wait between two requests to one host, decided in one place.

Scrapy's AutoThrottle slows down when a host slows down. What it does not know, is added here: each
host has its own least delay (the source's, or the ``Crawl-delay`` of its robots.txt when that is
longer), and a ``Retry-After`` is heeded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

from pipeline.collect.address import host_of

ROBOT = "netralitas"
"""The name by which robots.txt can address us."""


class Politeness(AutoThrottle):
    """AutoThrottle with a least delay for each host, crawl-delay and Retry-After."""

    def __init__(self, crawler):
        super().__init__(crawler)
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.least = {host: slot["delay"] for host, slot in slots.items()}
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
        super()._adjust_delay(slot, latency, response)
        asked = retry_after(response) if response.status in (429, 503) else 0
        slot.delay = max(slot.delay, min(asked, self.maxdelay))

    def _least(self, host: str) -> float:
        return self.least.get(host, self.default)


def retry_after(response) -> float:
    """The seconds a ``Retry-After`` header asks for, given in seconds or as a date; 0 if it asks for none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
