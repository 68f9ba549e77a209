"""Whether the region of a labelled article is written as it should be."""

from __future__ import annotations

from pipeline.language.key import key
from pipeline.places.gazetteer import codes_of, province_of, region_names


def region_problem(region: str) -> str | None:
    """What is wrong with a ``CODE Name`` region; ``None`` where code and name belong together."""
    code, _, name = region.partition(" ")
    official = region_names().get(code)
    if official is None:
        return (
            f"region {region!r} should begin with an official code, such as '64.71 Kota Balikpapan, Kalimantan Timur'"
        )
    given = name.split(",")[0]
    if _plain(given) != _plain(official) and not (province_of(code) == code and code in codes_of(given)):
        return f"region code {code} is {official}, not {given}"
    return None


def _plain(name: str) -> str:
    return key(name).replace("administrasi", "")
