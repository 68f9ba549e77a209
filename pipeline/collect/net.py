"""The way out: every request of a run goes through ``Net.get``, and its bounds are kept here.

Scrapy's downloader does the asking (robots.txt, throttling, retries, redirects, decompression). Added are
the bounds of the whole run, that hosts of one network (``riau.contoh.id``, ``jambi.contoh.id``) are asked
few at a time, and that a host which fails again and again, or asks for it, is left alone: by this run, and by later
ones until its time has come.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from pipeline.address import host_of, network_of
from pipeline.collect import trouble as troubles
from pipeline.collect.guard import TOOK
from pipeline.collect.plan import Plan
from pipeline.collect.politeness import LONGEST_WAIT, retry_after
from pipeline.collect.sources import Source
from pipeline.collect.trouble import PASSING, Trouble
from pipeline.failures import WAITS

AT_ONCE = 64
NETWORK_AT_ONCE = 2
FAILURES_IN_A_ROW = 5
"""So many passing troubles one after the other, and a host is left alone for this run."""
BACK_OFF = timedelta(minutes=15)
"""For so long, also by later runs, where it answered and only had trouble."""
LONGEST_REST = max(WAITS)
"""What asks for more is asked again all the same, as a story that failed is."""
IN_TROUBLE = frozenset({"http-429", "http-5xx"})
NEVER = datetime.min.replace(tzinfo=UTC)


class Net:
    """Asks for addresses within the bounds of a run.

    ``resting``: hosts, with their ports, that are to be left alone, and until when. ``on_rest`` is called with the id of the
    source, the host and the time whenever that keeps a source waiting; ``on_answer`` with the host of each answer and the
    seconds it took.
    """

    def __init__(
        self,
        download: Callable[[Request], Awaitable[Response]],
        plan: Plan,
        resting: Mapping[str, datetime] = MappingProxyType({}),
        on_rest: Callable[[str, str, datetime], Awaitable[None]] | None = None,
        on_answer: Callable[[str, float], None] | None = None,
    ):
        self._download = download
        self._plan = plan
        self._resting = dict(resting)
        self._on_rest = on_rest
        self._end = time.monotonic() + plan.seconds if plan.seconds else None
        self._bytes = self._stories = 0
        self._on_answer = on_answer
        self._failed: Counter[str] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._networks: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(NETWORK_AT_ONCE))

    def count_story(self) -> None:
        """One more story was asked for, or had."""
        self._stories += 1

    def count_bytes(self, data: bytes) -> None:
        """So much more came, of whatever answer."""
        self._bytes += len(data)

    def check(self) -> None:
        """Raises ``Trouble`` where the run has used up what it may."""
        plan = self._plan
        self._check_time()
        if plan.pages is not None and self._stories >= plan.pages:
            raise Trouble("run-limit", f"{plan.pages} stories were asked for")
        if plan.bytes is not None and self._bytes >= plan.bytes:
            raise Trouble("run-limit", f"{plan.bytes} bytes were read")

    def _left(self) -> float | None:
        """The seconds that the run may still take."""
        return None if self._end is None else self._end - time.monotonic()

    def _check_time(self) -> None:
        left = self._left()
        if left is not None and left <= 0:
            raise Trouble("run-limit", f"{self._plan.seconds:g} seconds are over")

    async def get(self, source: Source, url: str, max_bytes: int, headers: dict[str, str] | None = None) -> Response:
        """One answer with a good status, or 304 where ``headers`` ask for it; anything else raises ``Trouble``."""
        host = _host(url)
        async with self._networks[network_of(host_of(url))], self._places:
            self.check()
            if self._rests(host):
                await self._tell(source, host)
                raise Trouble("host-resting", f"{host} failed too often or asked for it")
            try:
                response = await self._ask(source, url, max_bytes, headers)
            except Trouble as trouble:
                self._failed[host] = _failures(self._failed[host], trouble)
                if rest := _rest(self._failed[host], trouble):
                    self._resting[host] = datetime.now(UTC) + rest
                    await self._tell(source, host)
                raise
        self._failed[host] = 0
        return response

    def _rests(self, host: str) -> bool:
        if self._resting.get(host, NEVER) <= datetime.now(UTC):
            self._resting.pop(host, None)
        return host in self._resting or self._failed[host] >= FAILURES_IN_A_ROW

    async def _tell(self, source: Source, host: str) -> None:
        if self._on_rest and host in self._resting:
            await self._on_rest(source.id, host, self._resting[host])

    async def _ask(self, source: Source, url: str, max_bytes: int, headers: dict[str, str] | None) -> Response:
        meta = {"download_timeout": source.timeout, "download_maxsize": max_bytes}
        try:
            response = await asyncio.wait_for(self._download(Request(url, meta=meta, headers=headers)), self._left())
        except Exception as error:
            self._check_time()
            raise troubles.of_exception(error) from error
        if self._on_answer and response.request and TOOK in response.request.meta:
            self._on_answer(_host(response.url), response.request.meta[TOOK])
        refused = None if response.status == 304 and headers else troubles.of_status(response.status)
        if refused:
            refused.wait = retry_after(response)
            raise refused
        return response


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _failures(before: int, trouble: Trouble) -> int:
    """How many failures in a row that makes; enough at once where the host asks for a long rest."""
    if trouble.wait > LONGEST_WAIT:
        return FAILURES_IN_A_ROW
    return before + 1 if trouble.code in PASSING else 0


def _rest(failures: int, trouble: Trouble) -> timedelta | None:
    """For how long later runs too leave a host alone; None where the next one may ask it."""
    if trouble.wait > LONGEST_WAIT:
        return timedelta(seconds=min(trouble.wait, LONGEST_REST.total_seconds()))
    return BACK_OFF if failures >= FAILURES_IN_A_ROW and trouble.code in IN_TROUBLE else None
