"""What parent and child say to each other: a job as one JSON object, then messages as JSON lines.

A message holds one or more of ``"found": [source id, stories to come so far, stories just listed, those of them held as they are]``,
``"links": [sighting, …]`` (those to come, told before any is asked for), ``"page"``, ``"failure"``,
``"rest": rest``, ``"listings": [listing, …]``, ``"done": source id`` and ``"answers": [[host, seconds], …]``, what the answers
since the last message took. Times are ISO 8601.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.collect.plan import Plan
from pipeline.listings import Listing, Past, Rest, Sighting
from pipeline.records import Failure, Page

if TYPE_CHECKING:
    from pipeline.collect.listings import Link
    from pipeline.collect.sources import Source

Message = dict[str, Any]


def from_job(sources: list[Source], past: Past, urls: dict[str, list[str]], plan: Plan) -> Message:
    """The child's job; ``to_past`` and ``to_plan`` take its parts apart."""
    ids = {source.id for source in sources}
    return {
        "sources": [source.model_dump(mode="json") for source in sources],
        "urls": urls,
        "plan": asdict(plan) | {"since": plan.since and plan.since.isoformat()},
        "known": {url: _text(since) for url, since in past.known.items()},
        "failed": {url: since.isoformat() for url, since in past.failed.items()},
        "lacking": sorted(past.lacking),
        "forgotten": sorted(past.forgotten),
        "resting": {host: until.isoformat() for host, until in past.resting.items()},
        "waiting": {id: [_texts(asdict(seen)) for seen in past.waiting.get(id, ())] for id in ids},
        "listings": [from_listing(listing) for listing in past.listings.values() if listing.source in ids],
    }


def to_past(job: Message) -> Past:
    """What earlier runs left behind."""
    listings = map(to_listing, job["listings"])
    return Past(
        known={url: _time(since) for url, since in job["known"].items()},
        failed={url: datetime.fromisoformat(since) for url, since in job["failed"].items()},
        waiting={id: tuple(map(to_sighting, seen)) for id, seen in job["waiting"].items()},
        listings={listing.url: listing for listing in listings},
        lacking=frozenset(job["lacking"]),
        forgotten=frozenset(job["forgotten"]),
        resting={host: datetime.fromisoformat(until) for host, until in job["resting"].items()},
    )


def to_plan(job: Message) -> Plan:
    """What the run is asked for."""
    since = job["plan"]["since"]
    return Plan(**job["plan"] | {"since": since and date.fromisoformat(since)})


def from_link(link: Link, source: str) -> Message:
    """What a source says of a story, as a sighting without the story itself."""
    return _texts(asdict(Sighting(link.url, source, link.title, link.published, link.author, link.changed)))


def from_listing(listing: Listing) -> Message:
    return _texts(asdict(listing))


def from_rest(rest: Rest) -> Message:
    return _texts(asdict(rest))


def from_failure(failure: Failure) -> Message:
    return _texts(asdict(failure))


def to_sighting(value: Message) -> Sighting:
    return Sighting(**_times(value, "changed"))


def to_listing(value: Message) -> Listing:
    return Listing(**_times(value, "read_at", "changed"))


def to_rest(value: Message) -> Rest:
    return Rest(**_times(value, "until"))


def to_page(value: Message) -> Page:
    return Page(**_times(value, "fetched_at", "changed") | {"html": tuple(value["html"])})


def to_failure(value: Message) -> Failure:
    return Failure(**_times(value, "changed"))


def _texts(value: Message) -> Message:
    return {key: _text(item) if isinstance(item, datetime) else item for key, item in value.items()}


def _times(value: Message, *keys: str) -> Message:
    return value | {key: _time(value[key]) for key in keys}


def _text(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
