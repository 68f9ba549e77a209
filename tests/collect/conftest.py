"""A small web site on this machine that each test fills as it likes, and that keeps count."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from pathlib import Path
from socketserver import BaseServer
from typing import TypeVar

import pytest

from pipeline.store import Store

S = TypeVar("S", bound=BaseServer)
Answer = tuple[int, dict[str, str], bytes]


class Watcher:
    """Sees a run go on and says nothing."""

    def found(self, source: str, stories: int) -> None: ...

    def done(self, source: str, failure: object) -> None: ...


class Site:
    """Paths (with their query) and what they answer; ``asked`` counts the requests.

    An answer may be a function, of nothing or of the headers of the request.
    """

    def __init__(self, base: str):
        self.base = base
        self.answers: dict[str, Answer | Callable[..., Answer]] = {}
        self.asked: Counter[str] = Counter()

    @staticmethod
    def page(text: str = "Isi berita.", extra: str = "") -> str:
        return f"<html><head><title>Judul</title></head><body><p>{text}</p>{extra}</body></html>"

    def put(
        self,
        path: str,
        body: bytes | str = b"",
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> str:
        body = body.encode() if isinstance(body, str) else body
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": content_type} | names, body)
        return self.base + path

    def put_feed(self, path: str, links: list[str]) -> str:
        items = "".join(f"<item><title>Berita {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
        return self.put(
            path, f'<rss version="2.0"><channel><title>K</title>{items}</channel></rss>', "application/rss+xml"
        )

    def put_sitemap(self, path: str, links: list[tuple[str, str]], kind: str = "urlset") -> str:
        item = {"urlset": "url", "sitemapindex": "sitemap"}[kind]
        rows = "".join(
            f"<{item}><loc>{link}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>" for link, day in links
        )
        return self.put(
            path, f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>', "text/xml"
        )


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server.site
        site.asked[self.path] += 1
        answer = site.answers.get(self.path, (404, {}, b"tidak ada"))
        if callable(answer):
            answer = answer(dict(self.headers)) if signature(answer).parameters else answer()
        status, headers, body = answer
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves a :class:`Site` on a free port."""

    def __init__(self, scheme: str = "http"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = Site(f"{scheme}://127.0.0.1:{self.server_port}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawl that was ended hangs up; nothing to say."""


@contextmanager
def serving(server: S) -> Iterator[S]:
    """The server at work for as long as the context lasts."""
    with server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(Server()) as server:
        yield server.site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "x.db") as store:
        yield store
