"""The way out: every request of a run goes through ``Net.get``, and its bounds are kept here.

Scrapy's downloader does the asking (robots.txt, throttling, retries, redirects, decompression). Added are
the bounds of the whole run, and that a host which fails again and again is left alone until the next one.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from pipeline.collect import trouble as troubles
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Source
from pipeline.collect.trouble import PASSING, Trouble

AT_ONCE = 64
FAILURES_IN_A_ROW = 5
"""So many passing troubles one after the other, and a host is left alone for this run."""


class Net:
    """Asks for addresses within the bounds of a run."""

    def __init__(self, download: Callable[[Request], Awaitable[Response]], plan: Plan):
        self._download = download
        self._plan = plan
        self._end = time.monotonic() + plan.seconds if plan.seconds else None
        self._bytes = self._stories = 0
        self._failed: Counter[str] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)

    def count_story(self) -> None:
        """One more story was had."""
        self._stories += 1

    def check(self) -> None:
        """Raises ``Trouble`` where the run has used up what it may."""
        plan = self._plan
        if self._end and time.monotonic() > self._end:
            raise Trouble("run-limit", f"{plan.seconds:g} seconds are over")
        if plan.pages is not None and self._stories >= plan.pages:
            raise Trouble("run-limit", f"{plan.pages} stories were had")
        if plan.bytes is not None and self._bytes >= plan.bytes:
            raise Trouble("run-limit", f"{plan.bytes} bytes were read")

    async def get(self, source: Source, url: str, max_bytes: int, headers: dict[str, str] | None = None) -> Response:
        """One answer with a good status, or 304 where ``headers`` ask for it; anything else raises ``Trouble``."""
        host = urlsplit(url).netloc
        async with self._places:
            self.check()
            if self._failed[host] >= FAILURES_IN_A_ROW:
                raise Trouble("host-resting", f"{host} failed {self._failed[host]} times in a row")
            try:
                response = await self._ask(source, url, max_bytes, headers)
            except Trouble as trouble:
                self._failed[host] = self._failed[host] + 1 if trouble.code in PASSING else 0
                raise
        self._failed[host] = 0
        self._bytes += len(response.body)
        return response

    async def _ask(self, source: Source, url: str, max_bytes: int, headers: dict[str, str] | None) -> Response:
        meta = {"download_timeout": source.timeout, "download_maxsize": max_bytes}
        try:
            response = await self._download(Request(url, meta=meta, headers=headers))
        except Exception as error:
            raise troubles.of_exception(error) from error
        refused = None if response.status == 304 and headers else troubles.of_status(response.status)
        if refused:
            raise refused
        return response
