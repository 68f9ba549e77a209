"""The three time zones of Indonesia by their short names, and the zone of an outlet by its host."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.shipped import DATA, read_toml

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """An outlet of the list that comes with the program: its name and the name of its zone."""

    name: str
    zone: str


def zone_named(name: str) -> ZoneInfo:
    """The zone of a name such as ``WITA`` or ``Asia/Makassar``.

    Raises:
        ValueError: where there is no such zone.
    """
    try:
        return ZoneInfo(ZONES.get(name.strip().upper(), name.strip()))
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{name!r} is no time zone. Write WIB, WITA, WIT or a name such as Asia/Jakarta") from None


def zone_of_region(code: str) -> str | None:
    """The short name of the zone of a region, by the province its code begins with."""
    return _provinces().get(code.partition(".")[0])


def outlet_at(url: str) -> KnownOutlet | None:
    """The listed outlet whose site an address belongs to."""
    return _outlets().get(_site(url))


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    for front in ("www.", "m.", "amp."):
        host = host.removeprefix(front)
    return host


@cache
def _provinces() -> dict[str, str]:
    with (DATA / "zones.csv").open(encoding="utf-8") as file:
        return {row["province"]: row["zone"] for row in csv.DictReader(file)}


@cache
def _outlets() -> dict[str, KnownOutlet]:
    listed = read_toml("sources.toml")["source"]
    return {
        _site(one["address"]): KnownOutlet(one["outlet"], ZONES[one["timezone"]]) for one in listed if "address" in one
    }
