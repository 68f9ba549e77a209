"""One source in one run: its lists of stories, asked for no more often than needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from scrapy.http import Response

from pipeline.collect.listings import Link
from pipeline.collect.markup import header
from pipeline.collect.net import Net
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble
from pipeline.listings import Listing

LIST_BYTES = 50_000_000
REFETCH = timedelta(hours=24)
"""After this long a list is read anew whatever it says of itself: some repeat their ETag for ever."""


class Visit:
    """Asks for the lists of one source, and remembers what they say of themselves.

    ``read`` holds that for every list read or found unchanged; it is worth keeping only when the visit is over.
    ``unchanged``: some list was the same as the last time. ``unlimited``: what is listed from now on was asked
    for by its change, and is not cut to the newest.
    """

    def __init__(
        self,
        source: Source,
        plan: Plan,
        net: Net,
        past: Mapping[str, Listing],
        fail: Callable[[str, Trouble], Awaitable[None]],
        knows: Callable[[str], bool],
    ):
        self.source = source
        self.knows = knows
        self.plan = plan
        self.fail = fail
        self.read: dict[str, Listing] = {}
        self.unchanged = False
        self.unlimited = False
        self._partial = False
        self._net = net
        self._past = {} if plan.goes_back else past
        self._terms = f"{source.newest} {source.since or ''}"
        self._now = datetime.now(UTC)

    def last(self, url: str) -> Listing | None:
        """What this list said of itself when it was read, with the same limits, less than a day ago."""
        listing = self._past.get(url)
        if listing and listing.terms == self._terms and self._now - listing.read_at < REFETCH:
            return listing
        return None

    async def ask(self, url: str) -> Response | None:
        """One list; None where it is the same as the last time."""
        last = self.last(url)
        response = await self._net.get(self.source, url, LIST_BYTES, _condition(last))
        if last and response.status == 304:
            self.unchanged = True
            self.read[url] = last
            return None
        etag, modified = (header(response, name) or None for name in ("ETag", "Last-Modified"))
        if (etag or modified) and not self.plan.goes_back:
            self.read[url] = Listing(url, self.source.id, self._now, self._terms, etag, modified)
        return response

    async def fail_part(self, url: str, trouble: Trouble) -> None:
        """Tell that a later part of a list could not be had: the next visit reads the whole list again."""
        self._partial = True
        self.read.clear()
        await self.fail(url, trouble)

    def forget(self, url: str) -> None:
        """Ask for this list in full the next time too."""
        self.read.pop(url, None)

    def keep_latest(self, url: str, links: Iterable[Link], last: Listing | None) -> None:
        """Remember for ``url`` the latest change among ``links``; ``last`` where it was not read in full this time.

        What was changed while the list was read may stand on a page already read, so its time is no later than the beginning.
        """
        if self.plan.goes_back or self._partial:
            return
        times = [min(link.changed, self._now) for link in links if link.changed]
        times += [last.changed] if last and last.changed else []
        read_at = last.read_at if last else self._now
        self.read[url] = Listing(url, self.source.id, read_at, self._terms, changed=max(times, default=None))


def _condition(last: Listing | None) -> dict[str, str] | None:
    """The headers that ask for a list only if it is new.

    Apache marks the ETag of a packed answer with ``-gzip`` and WordPress then does not know it again.
    """
    if not last or not (last.etag or last.last_modified):
        return None
    headers = {}
    if last.etag:
        headers["If-None-Match"] = last.etag.replace('-gzip"', '"')
    if last.last_modified:
        headers["If-Modified-Since"] = last.last_modified
    return headers
