"""Who may use the desk: this machine only, with a link that works once, and no page of another site."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LASTING = {"Cache-Control": "private, max-age=31536000, immutable"}
_WELCOME = '<!DOCTYPE html><html lang="id"><meta http-equiv="refresh" content="0;url=/"><title>netralitas</title><a href="/">Buka meja tinjau</a>'
_CLOSED = "Tautan ini sudah dipakai atau tidak berlaku. Jalankan 'netralitas desk' lagi untuk tautan baru."
_MOST_REFUSED, _WITHIN = 100, 60.0
"""So many requests of strangers are answered within so many seconds; a link that counts opens all the same."""


@dataclass
class Doorkeeper:
    """Hands out links and knows who came in. ``hosts``: what the address bar may say. ``cookie``: its name, of its own for each
    port, since browsers share cookies among the ports of a host.
    """

    hosts: frozenset[str]
    cookie: str
    links: dict[str, str] = field(default_factory=dict)
    guests: dict[str, str] = field(default_factory=dict)
    refused: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_REFUSED))

    @classmethod
    def at(cls, port: int, reviewers: Iterable[str]) -> Doorkeeper:
        """A link for each reviewer, for the loopback address only."""
        keeper = cls(frozenset({f"127.0.0.1:{port}", f"localhost:{port}"}), f"netralitas_desk_{port}")
        keeper.links = {secrets.token_urlsafe(24): reviewer for reviewer in reviewers}
        return keeper

    def addresses(self, port: int) -> dict[str, str]:
        """For each reviewer the address to open."""
        return {reviewer: f"http://127.0.0.1:{port}/?token={token}" for token, reviewer in self.links.items()}

    def admit(self, request: Request) -> Response | None:
        """What stops the request, or lets it in with a cookie; ``None`` where it may go on."""
        if request.headers.get("host") not in self.hosts:
            return PlainTextResponse("Alamat ini tidak dilayani.", 421)
        origin = request.headers.get("origin")
        if request.method == "POST" and origin not in {f"http://{host}" for host in self.hosts}:
            return PlainTextResponse("Permintaan dari situs lain ditolak.", 403)
        if request.method not in {"GET", "HEAD", "POST"}:
            return PlainTextResponse("Permintaan ini tidak dilayani.", 405)
        token = request.query_params.get("token", "") if request.method == "GET" else ""
        if reviewer := self.links.pop(token, None):  # before the cookie, which may be that of another reviewer
            return self._welcome(reviewer)
        return None if self.reviewer(request) else self._refuse()

    def _refuse(self) -> Response:
        now = time.monotonic()
        if len(self.refused) == _MOST_REFUSED and now - self.refused[0] < _WITHIN:
            return PlainTextResponse("Terlalu banyak percobaan.", 429, {"Retry-After": f"{_WITHIN:.0f}"})
        self.refused.append(now)
        return PlainTextResponse(_CLOSED, 403)

    def _welcome(self, reviewer: str) -> Response:
        guest = secrets.token_urlsafe(32)
        self.guests[guest] = reviewer
        # a page that goes on by itself, not a redirect: browsers send a strict cookie only where our own page asks
        answer = HTMLResponse(_WELCOME)
        answer.set_cookie(self.cookie, guest, httponly=True, samesite="strict", path="/")
        return answer

    def reviewer(self, request: Request) -> str:
        """Who sent the request; empty for a stranger."""
        return self.guests.get(request.cookies.get(self.cookie, ""), "")


class Guard:
    """ASGI middleware: asks the doorkeeper first, and adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper):
        self.app, self.keeper = app, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        stopped = self.keeper.admit(Request(scope))
        told = _HEADERS | (_LASTING if not stopped and scope["path"].startswith("/static/") else {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in told.items():
                    headers[name] = value
            await send(message)

        await (stopped or self.app)(scope, receive, with_headers)
