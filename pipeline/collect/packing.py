"""Packed answers: undone by Scrapy, but one that breaks off is told from a whole one, and asked for again.

Where half an answer is passed on with its right length, only the packing knows that its end is missing. Scrapy takes
what came for the page.
"""

from __future__ import annotations

import zlib

from brotli import Decompressor
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from pipeline.collect.markup import header

ACCEPTED = "gzip, deflate, br"
"""Those of which it can be told whether they are whole."""


class Packing(HttpCompressionMiddleware):
    """Scrapy's undoing of packed answers, without those of which only a part came."""

    def __init__(self, *, crawler: Crawler):
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        encoding = header(response, "Content-Encoding")
        try:
            unpacked = super().process_response(request, response)
            cut = response.status < 300 and breaks_off(response.body, encoding)
        except EOFError:  # not even a beginning
            cut = True
        if not cut:
            return unpacked
        asking = self.crawler.spider
        again = get_retry_request(request, spider=asking, reason="cut") if asking else None
        if again is None:
            raise ResponseDataLossError
        return again


def breaks_off(body: bytes, encoding: str) -> bool:
    """Whether something packed, that can be unpacked within its bounds, lacks its end."""
    packed = encoding.lower().rpartition(",")[2].strip() if body else ""
    if packed == "br":
        brotli = Decompressor()
        brotli.process(body)
        return not brotli.is_finished()
    try:
        if packed in ("gzip", "x-gzip"):
            return _gzip_breaks_off(body)
        return packed == "deflate" and _deflate_breaks_off(body)
    except zlib.error:  # damaged, which is another thing
        return False


def _gzip_breaks_off(body: bytes) -> bool:
    """Of several pieces one after the other each has its own end; what follows the last is none."""
    while body.startswith(b"\x1f\x8b"):
        piece = zlib.decompressobj(wbits=31)
        piece.decompress(body)
        if not piece.eof:
            return True
        body = piece.unused_data
    return False


def _deflate_breaks_off(body: bytes) -> bool:
    """With the header that the standard wants, or as some servers send it, without."""
    try:
        whole = zlib.decompressobj()
        whole.decompress(body)
    except zlib.error:
        whole = zlib.decompressobj(wbits=-15)
        whole.decompress(body)
    return not whole.eof
