"""Keeps a crawl out of the user's own network, wherever a link or a redirect may point, and checks who answers.

The check sits where the connection is made: a name is looked at after it was resolved, so that neither a
redirect nor a name that changes its address between two look-ups leads inside. Behind a proxy, which
resolves names itself, only addresses written as numbers can be checked.

Scrapy takes any certificate unless told otherwise; here it has to hold, but for the hosts of sources that say so.
"""

from __future__ import annotations

import socket
import ssl
import time
from errno import EACCES
from typing import Any
from urllib.request import getproxies

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.address import host_of, is_own_network, places_of

REFUSAL = "inside the user's own network"
TOOK = "took"
"""Under which name a request keeps how many seconds it took, from when it was sent to the last byte of its answer."""


class GuardedResolver(AbstractResolver):
    """Resolves names; those that lead into the own network only where host and port were ``asked_for``."""

    def __init__(self, asked_for: frozenset[str], resolver: AbstractResolver):
        self._asked_for = asked_for
        self._resolver = resolver

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        found = await self._resolver.resolve(host, port, family)
        if f"{host.lower()}:{port}" not in self._asked_for and any(is_own_network(item["host"]) for item in found):
            raise OSError(EACCES, f"{host} is {REFUSAL}")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class CheckedTLS(ssl.SSLContext):
    """Takes only certificates that hold; any from the hosts in ``unchecked``."""

    unchecked: frozenset[str] = frozenset()

    def wrap_bio(
        self, incoming: Any, outgoing: Any, server_side: bool = False, server_hostname: Any = None, session: Any = None
    ) -> Any:
        if server_hostname not in self.unchecked:
            return super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        return _trusting().wrap_bio(incoming, outgoing, server_side, server_hostname, session)


def _checked(unchecked: list[str]) -> CheckedTLS:
    context = CheckedTLS(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.unchecked = frozenset(unchecked)
    return context


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class GuardedHandler(AiohttpDownloadHandler):
    """Scrapy's download handler, with that resolver, and the same check for addresses that need no look-up."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        proxies = {place for proxy in getproxies().values() for place in places_of(proxy)}
        self._asked_for = frozenset(crawler.settings.getlist("OWN_NETWORK_PLACES")) | proxies
        self._ssl_context = _checked(crawler.settings.getlist("UNCHECKED_HOSTS"))
        connector = self._session.connector
        if not isinstance(connector, TCPConnector):
            raise TypeError("Scrapy's download handler no longer connects by TCPConnector, where the guard stands")
        connector._resolver = GuardedResolver(self._asked_for, DefaultResolver())

    async def download_request(self, request: Request) -> Response:
        host = host_of(request.url)
        if _is_inside(host) and not places_of(request.url) & self._asked_for:
            raise IgnoreRequest(f"{host} is {REFUSAL}")
        begun = time.monotonic()
        response = await super().download_request(request)
        request.meta[TOOK] = time.monotonic() - begun
        return response


def _is_inside(host: str) -> bool:
    try:
        return is_own_network(host)
    except ValueError:  # a name: the resolver looks at it
        return False
