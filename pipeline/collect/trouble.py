"""What stops a request, as one exception with a failure code."""

from __future__ import annotations

PASSING = frozenset({"unreachable", "timeout", "http-429", "http-5xx"})
"""Troubles that may be gone at the next run."""

FOR_NOW = frozenset({"run-limit", "host-resting"})
"""Not a trouble of a story: it was not asked for, and waits for the next run."""


class Trouble(Exception):
    """Something asked for could not be had. ``code`` is one of the codes in ``data/failures.toml``.

    ``wait``: for how many seconds the host asks to be left alone.
    """

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.wait = 0.0


def of_status(status: int) -> Trouble | None:
    """The trouble an HTTP status means; None if it means none."""
    if 200 <= status < 300:
        return None
    if status < 400:
        return Trouble("bad-redirect", f"HTTP {status}")
    if status in (403, 404, 429):
        return Trouble(f"http-{status}")
    if status == 410:
        return Trouble("http-404", "HTTP 410")
    return Trouble("http-5xx" if status >= 500 else "http-4xx", f"HTTP {status}")


def of_exception(error: Exception) -> Trouble:
    """The trouble behind an exception of Scrapy's downloader or its middlewares."""
    from aiohttp import ClientConnectorCertificateError
    from scrapy import exceptions

    if isinstance(error, Trouble):
        return error
    if isinstance(error, exceptions.IgnoreRequest):
        return Trouble(_why_ignored(str(error)))
    if isinstance(error, exceptions.DownloadCancelledError):
        return Trouble("too-big")
    if isinstance(error, exceptions.DownloadTimeoutError):
        return Trouble("timeout")
    if isinstance(error, exceptions.UnsupportedURLSchemeError | ValueError):
        return Trouble("bad-address", str(error))
    if "own network" in str(error):
        return Trouble("own-network")
    if isinstance(error, exceptions.CannotResolveHostError):
        return Trouble("unreachable", "no such host")
    if isinstance(error.__cause__, ClientConnectorCertificateError):
        return Trouble("certificate", str(error.__cause__.certificate_error)[:300])
    if isinstance(error, exceptions.DownloadConnectionRefusedError):
        return Trouble("unreachable", "no connection")
    if isinstance(error, exceptions.DownloadFailedError | exceptions.ResponseDataLossError):
        return Trouble("unreachable", "the answer broke off")
    return Trouble("unreachable", f"{type(error).__name__}: {error}"[:300])


def _why_ignored(message: str) -> str:
    if "own network" in message:
        return "own-network"
    if "robots" in message:
        return "robots-disallowed"
    return "bad-redirect" if "redirect" in message else "too-big"
