"""Official codes of regions, and the names that go with them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

NATIONAL = "00"
_OTHER_NAMES = {
    "31": ("dki jakarta", "jakarta"),
    "34": ("di yogyakarta", "yogyakarta"),
    "19": ("bangka belitung",),
}


@cache
def region_names() -> dict[str, str]:
    """Code to name, for provinces (``64``), regencies and cities (``64.71``); ``00`` is Indonesia."""
    with (files("pipeline") / "data" / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    return {NATIONAL: "Indonesia"} | {code: name for code, name in rows if len(code) <= 5}


def province_of(region: str) -> str:
    """The code of the province of a ``CODE Name`` region."""
    return region[:2]


def _plain(name: str) -> str:
    return "".join(char for char in name.lower().replace("administrasi", "") if char.isalnum())


def region_problem(region: str) -> str | None:
    """What is wrong with a ``CODE Name`` region; ``None`` where code and name belong together."""
    code, _, name = region.partition(" ")
    official = region_names().get(code)
    if official is None:
        return (
            f"region {region!r} should begin with an official code, such as '64.71 Kota Balikpapan, Kalimantan Timur'"
        )
    given = name.split(",")[0]
    others = _OTHER_NAMES.get(code, ())
    if _plain(given) not in {_plain(official), *map(_plain, others)}:
        return f"region code {code} is {official}, not {given}"
    return None
