"""Indonesia's provinces, regencies, cities and districts: official codes, names, and what the press calls them.

A code is ``64`` (a province), ``64.71`` (a regency or city) or ``64.71.01`` (a district). Codes and
names stand in ``data/regions.csv``; short forms, older names and seats of regencies in ``data/region_short.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

from pipeline.language.key import key
from pipeline.shipped import DATA

NATIONAL = "00"
LONGEST = 5
"""No name has more words than this, but for a handful of districts."""

_LEVELS = (
    "Kabupaten Administrasi ",
    "Kota Administrasi ",
    "Kabupaten ",
    "Kota ",
    "Daerah Khusus Ibukota ",
    "Daerah Istimewa ",
)
_PROVINCE, _REGION, _DISTRICT = 2, 5, 8
_FIRST_CITY = 71


def _rows(name: str) -> Iterator[tuple[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        yield from ((one, other) for one, other in rows)


@cache
def official_names() -> dict[str, str]:
    """Code to official name, of provinces, regencies, cities and districts."""
    return dict(_rows("regions.csv"))


@cache
def region_names() -> dict[str, str]:
    """Code to official name, without districts; ``00`` is Indonesia."""
    return {NATIONAL: "Indonesia"} | {code: n for code, n in official_names().items() if len(code) < _DISTRICT}


@cache
def short_names() -> dict[str, str]:
    """Lower-case short forms, older names and seats, as the press writes them, to the official code."""
    return dict(_rows("region_short.csv"))


@cache
def place_names() -> frozenset[str]:
    """Lower-case names without their level word: ``balikpapan``, ``kukar``, ``sungai kunjang``."""
    names = (_bare(code, name).lower() for code, name in official_names().items())
    return frozenset(name for name in names if len(name) > 2) | frozenset(short_names())


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, name in official_names().items():
        for form in {key(name), key(_bare(code, name))}:
            found.setdefault(form, []).append(code)
    for name, code in short_names().items():
        found.setdefault(key(name), []).append(code)
    return {form: tuple(sorted(set(codes), key=lambda code: (len(code), code))) for form, codes in found.items()}


def codes_of(name: str) -> tuple[str, ...]:
    """All codes a name or short form can mean, the higher level first; empty for an unknown name.

    Capitals, spaces, hyphens and apostrophes do not count: ``Toli-Toli``, ``TOLITOLI``. ``Bandung`` means
    ``32.04``, ``32.73`` and two districts; ``Kota Bandung`` means ``32.73`` alone.
    """
    return _index().get(key(name), ())


def codes_of_key(form: str) -> tuple[str, ...]:
    """:func:`codes_of` for a name that is lower-case letters and digits already."""
    return _index().get(form, ())


def level(code: str) -> str:
    """``provinsi``, ``kabupaten``, ``kota`` or ``kecamatan``."""
    if len(code) == _PROVINCE:
        return "provinsi"
    if len(code) == _REGION:
        return "kota" if int(code[3:]) >= _FIRST_CITY else "kabupaten"
    return "kecamatan"


def region_code(code: str) -> str:
    """The province, regency or city a code lies in: of a district its regency or city, else itself."""
    return code[:_REGION]


def province_of(code: str) -> str:
    """The code of the province, of a code or of a ``CODE Name`` region."""
    return code[:_PROVINCE]


def full_name(code: str) -> str:
    """``Kota Balikpapan, Kalimantan Timur`` for ``64.71``, ``Riau`` for ``14``, ``Indonesia`` for ``00``.

    Raises :class:`KeyError` for a code that is none.
    """
    names = region_names()
    return names[code] if len(code) == _PROVINCE else f"{names[code]}, {_bare(code[:2], names[code[:2]])}"


def _bare(code: str, name: str) -> str:
    """A name without the word for its level; the names of districts carry none."""
    if len(code) == _DISTRICT:
        return name
    return next((name.removeprefix(level) for level in _LEVELS if name.startswith(level)), name)
