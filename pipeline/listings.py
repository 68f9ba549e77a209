"""What sources list, and what earlier runs know of it: records that collecting and the store share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """A story that a source lists and that is still to be fetched, with what the source says of it."""

    url: str
    source: str
    title: str | None = None
    published: str | None = None
    author: str | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of stories (a feed, a sitemap, a REST address) said of itself when it was read.

    ``etag`` and ``last_modified`` are sent back to ask whether anything is new. ``changed`` is the latest
    change of a story in it. ``terms`` are the limits it was read with: with others it is read anew.
    ``read_at`` is when it was last read in full, not merely found unchanged.
    """

    url: str
    source: str
    read_at: datetime
    terms: str = ""
    etag: str | None = None
    last_modified: str | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """That a host (with its port) is left alone ``until`` then, for which a source waits."""

    source: str
    host: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier runs left behind, for the next one.

    ``known`` holds the addresses that need not be fetched, each with the time after which a change counts
    (None: leave it alone whatever the source says). ``failed`` holds the same time for those among them that were asked
    for in vain and are not tried again by themselves, ``lacking`` all under which no story is held. ``waiting`` holds, by source, what was seen and not had.
    ``forgotten`` holds the marks of stories that are never to be kept again, ``halves`` the addresses of those that
    are held without their later pages. ``resting`` holds the hosts that are to be left alone, and until when.
    """

    known: Mapping[str, datetime | None] = field(default_factory=dict)
    failed: Mapping[str, datetime] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    waiting: Mapping[str, tuple[Sighting, ...]] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()
    halves: frozenset[str] = frozenset()
    resting: Mapping[str, datetime] = field(default_factory=dict)
