"""The state of every address: what was seen, what was had, what is to be tried again and when."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pipeline.failures import WAITS, next_try
from pipeline.listings import Listing, Past, Rest, Sighting
from pipeline.records import Failure, Page
from pipeline.store.database import Database, to_text, to_time
from pipeline.store.trust import read_safely

HALF = "half-story"
_LONGEST = max(WAITS)


class Visited(NamedTuple):
    """What one run found at one source; ``done`` says that its list could be read to the end."""

    source: str
    started: datetime
    finished: datetime
    done: bool
    found: int
    new: int
    changed: int
    unchanged: int
    failures: dict[str, int]


class Addresses(Database):
    """Tables ``address``, ``listing``, ``rest`` and ``visit``."""

    def past(self, now: datetime) -> Past:
        """What earlier runs left behind: what not to fetch again, what is due, what the lists said."""
        known: dict[str, datetime | None] = {}
        failed: dict[str, datetime] = {}
        waiting: dict[str, list[Sighting]] = {}
        halves: set[str] = set()
        held: set[str] = set()
        for row in self._db.execute("SELECT * FROM address"):
            if row["code"] == HALF:
                halves.add(row["url"])
            if row["state"] == "extracted":
                held.update(filter(None, (row["url"], row["final"])))
            if _is_due(row, now):
                waiting.setdefault(row["source"], []).append(_sighting(row))
            else:
                known |= dict.fromkeys(filter(None, (row["url"], row["final"])), _had_since(row))
                if since := _failed_since(row):
                    failed[row["url"]] = since
        rests = self._db.execute("SELECT * FROM rest")
        listings = map(_listing, self._db.execute("SELECT * FROM listing"))
        return Past(
            known=known,
            failed=failed,
            lacking=frozenset(known.keys() - held),
            waiting={source: tuple(seen) for source, seen in waiting.items()},
            listings={listing.url: listing for listing in listings},
            forgotten=self.forgotten(),
            halves=frozenset(halves),
            resting={host: until for host, until in map(_rest, rests) if now < until <= now + _LONGEST},
        )

    def forgotten(self) -> frozenset[str]:
        """The marks of the stories that are not to be kept again; see :func:`pipeline.address.mark_of`."""
        return frozenset(row["story"] for row in self._db.execute("SELECT story FROM forgotten"))

    def keep_sightings(self, sightings: Iterable[Sighting], now: datetime) -> None:
        """Note stories that are about to be asked for; those known already keep their state."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO address (url, source, state, title, published, author, changed, discovered_at) "
                "VALUES (?, ?, 'discovered', ?, ?, ?, ?, ?)",
                (
                    (
                        seen.url,
                        seen.source,
                        seen.title,
                        seen.published,
                        seen.author,
                        to_text(seen.changed),
                        to_text(now),
                    )
                    for seen in sightings
                ),
            )

    def keep_listings(self, listings: Iterable[Listing]) -> None:
        """Note what lists said of themselves. Only for a source whose stories are all noted."""
        with self._transaction():
            for item in listings:
                times = {"read_at": to_text(item.read_at), "changed": to_text(item.changed)}
                self._insert("listing", {name: getattr(item, name) for name in Listing.__slots__} | times)

    def keep_rest(self, rest: Rest, now: datetime) -> None:
        """Note until when a host is left alone; those whose time has come are taken out."""
        with self._transaction():
            self._db.execute("DELETE FROM rest WHERE until <= ?", (to_text(now),))
            self._insert("rest", {"host": rest.host, "until": to_text(rest.until)})

    def keep_visit(self, visit: Visited) -> None:
        """Note what a run found at a source."""
        times = {"started": to_text(visit.started), "finished": to_text(visit.finished)}
        failures = {"failures": json.dumps(visit.failures, sort_keys=True)}
        with self._transaction():
            self._insert("visit", visit._asdict() | times | failures)

    def _arrived(self, page: Page, state: str) -> None:
        """Within a transaction: a page has come."""
        row = {
            "url": page.url,
            "source": page.source,
            "state": state,
            "title": page.title,
            "published": page.published,
            "author": page.author,
            "changed": to_text(page.changed),
            "final": page.final,
            "discovered_at": to_text(page.fetched_at),
            "fetched_at": to_text(page.fetched_at),
        }
        self._upsert("address", row, keep=("discovered_at",))
        self._db.execute(  # the tries for the rest of a story go on counting: to have its first page is no success
            "UPDATE address SET tries = iif(code = ?, tries, 0), code = NULL, next_try = NULL WHERE url = ?",
            (HALF, page.url),
        )

    def _missed(self, failure: Failure, now: datetime, page: Page | None) -> None:
        """Within a transaction: a story was not had. A story that is held stays so, whatever its address says now."""
        row = self._db.execute("SELECT state, tries FROM address WHERE url = ?", (failure.url,)).fetchone()
        if row is None and page is None:
            return  # a list, not a story
        held = row is not None and row["state"] == "extracted"
        if page and not held:
            self._arrived(page, "fetched")
        changed = page.changed if page else failure.changed
        tries = (row["tries"] if row else 0) + 1
        state = "extracted" if held else "fetched" if page else "failed"
        self._db.execute(
            "UPDATE address SET state = ?, code = ?, tries = ?, next_try = ?, changed = coalesce(?, changed) WHERE url = ?",
            (state, failure.code, tries, to_text(next_try(failure.code, tries, now)), to_text(changed), failure.url),
        )


@read_safely
def _is_due(row: sqlite3.Row, now: datetime) -> bool:
    """Also where it is to be tried later than anything is put off: the clock was ahead then."""
    again = to_time(row["next_try"])
    return row["state"] == "discovered" or bool(again and not now < again <= now + _LONGEST)


@read_safely
def _had_since(row: sqlite3.Row) -> datetime | None:
    return None if _failed(row) else _since(row)


@read_safely
def _failed_since(row: sqlite3.Row) -> datetime | None:
    """None where it was had, and where it is tried again without any change."""
    return _since(row) if _failed(row) and not row["next_try"] else None


def _failed(row: sqlite3.Row) -> bool:
    return row["state"] != "extracted" or row["code"] not in (None, HALF)


def _since(row: sqlite3.Row) -> datetime | None:
    since: str = row["changed"] or row["fetched_at"] or row["discovered_at"]
    return to_time(since)


@read_safely
def _sighting(row: sqlite3.Row) -> Sighting:
    return Sighting(row["url"], row["source"], row["title"], row["published"], row["author"], to_time(row["changed"]))


@read_safely
def _rest(row: sqlite3.Row) -> tuple[str, datetime]:
    return row["host"], to_time(row["until"])


@read_safely
def _listing(row: sqlite3.Row) -> Listing:
    times = {"read_at": to_time(row["read_at"]), "changed": to_time(row["changed"])}
    return Listing(**dict(row) | times)
