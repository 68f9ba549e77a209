"""The child process: ``python -m pipeline.collect.crawl``, a job as JSON on stdin, JSON lines on stdout."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from pipeline.address import host_of, places_of
from pipeline.collect.net import AT_ONCE
from pipeline.collect.politeness import LONGEST_WAIT, ROBOT, ROBOTS_BYTES
from pipeline.collect.sources import PAUSE, Source
from pipeline.collect.spider import NewsSpider
from pipeline.collect.wire import Message, to_past, to_plan

UNUSED_MIDDLEWARES = (
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",  # ours are made of these three
    "scrapy.downloadermiddlewares.retry.RetryMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
)
OUR_MIDDLEWARES = {
    "pipeline.collect.politeness.Robots": 100,
    "pipeline.collect.politeness.Retries": 550,
    "pipeline.collect.packing.Packing": 590,
}
UNUSED_EXTENSIONS = (
    "scrapy.extensions.closespider.CloseSpider",
    "scrapy.extensions.feedexport.FeedExporter",
    "scrapy.extensions.logstats.LogStats",
    "scrapy.extensions.memdebug.MemoryDebugger",
    "scrapy.extensions.remote_control.RemoteControl",  # a server on this machine that runs code sent to it
    "scrapy.extensions.spiderstate.SpiderState",
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.throttle.AutoThrottle",  # ours is made of it
)


def settings(sources: list[Source], urls: dict[str, list[str]]) -> dict[str, Any]:
    """Scrapy's settings for these sources: polite, quiet, and nothing we do not use."""
    contact = next((source.contact for source in sources if source.contact), None)
    return {
        "USER_AGENT": f"{ROBOT} (+{contact})" if contact else ROBOT,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOT,
        "CONCURRENT_REQUESTS": AT_ONCE,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": PAUSE,
        "DOWNLOAD_DELAY_JITTER": 0,  # or a delay could fall below the least one
        "DOWNLOAD_SLOTS": _delays(sources, urls),
        "DOWNLOAD_TIMEOUT": max(source.timeout for source in sources),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_MAXSIZE": 50
        * ROBOTS_BYTES,  # a robots.txt, of which the beginning is read; every other request says its own
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0,
        "AUTOTHROTTLE_MAX_DELAY": LONGEST_WAIT,
        "EXTENSIONS": dict.fromkeys(UNUSED_EXTENSIONS) | {"pipeline.collect.politeness.Politeness": 0},
        "REDIRECT_MAX_TIMES": 10,
        "DOWNLOADER_MIDDLEWARES": dict.fromkeys(UNUSED_MIDDLEWARES) | OUR_MIDDLEWARES,
        "DOWNLOAD_HANDLERS": dict.fromkeys(["data", "file", "ftp", "s3"])
        | dict.fromkeys(["http", "https"], "pipeline.collect.guard.GuardedHandler"),
        "OWN_NETWORK_PLACES": _own_places(sources, urls),
        "UNCHECKED_HOSTS": _unchecked_hosts(sources, urls),
        "TWISTED_REACTOR_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    }


def _delays(sources: list[Source], urls: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """The least delay of each host: the longest that any of its sources asks for."""
    delays: dict[str, float] = {}
    for source, url in _listed(sources, urls):
        host = host_of(url)
        delays[host] = max(delays.get(host, 0.0), source.pause(url))
    return {host: {"delay": delay} for host, delay in delays.items()}


def _listed(sources: list[Source], urls: dict[str, list[str]]) -> Iterator[tuple[Source, str]]:
    return ((source, url) for source in sources for url in urls.get(source.id) or [source.url])


def _own_places(sources: list[Source], urls: dict[str, list[str]]) -> list[str]:
    """The hosts and ports that may lie in the user's own network, this very machine included: those of sources that allow it."""
    listed = (url for source, url in _listed(sources, urls) if source.own_network)
    return sorted({place for url in listed for place in places_of(url)})


def _unchecked_hosts(sources: list[Source], urls: dict[str, list[str]]) -> list[str]:
    """The hosts whose certificate the user does not want to be checked."""
    return sorted({host_of(url) for source, url in _listed(sources, urls) if not source.check_certificate})


class Lines:
    """Writes messages to stdout in a thread, so that a slow reader holds up the crawl but never its clocks."""

    def __init__(self) -> None:
        self.out = os.fdopen(os.dup(1), "w", encoding="ascii")
        os.dup2(2, 1)
        self.thread = ThreadPoolExecutor(1)

    async def send(self, message: Message) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, self._write, message)

    def _write(self, message: Message) -> None:
        try:
            self.out.write(json.dumps(message) + "\n")
            self.out.flush()
        except BrokenPipeError:
            os._exit(1)


def main() -> None:
    """Read the job, crawl, end."""
    job = json.load(sys.stdin)
    sources = [Source.model_validate(source) for source in job["sources"]]
    lines = Lines()
    process = AsyncCrawlerProcess(settings(sources, job["urls"]))
    process.crawl(NewsSpider, sources=sources, past=to_past(job), urls=job["urls"], plan=to_plan(job), send=lines.send)
    process.start()


if __name__ == "__main__":
    main()
