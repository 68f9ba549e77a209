"""Which column of a reviewed table is which, whatever became of its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.export.columns import Column, columns
from pipeline.export.rows import REVIEW

LINK, VERSION, SHOWN, NOTE = "tautan", "versi", "status", "catatan"
PUBLISHED, REVIEWED = "tanggal", "tanggal_tinjau"
DECIDING = ("putusan_analis", "status_koreksi")
_READ = frozenset({LINK, VERSION, SHOWN, *REVIEW})
_VERDICT_WORDS = re.compile("putusan|verdict", re.I)
_SHORTEST_PART = 5


def plain(text: str) -> str:
    """Small letters, with a line for everything else between them."""
    return re.sub(r"[^a-z]+", "_", text.casefold()).strip("_")


def places(row: list[str]) -> dict[str, int]:
    """Where each column stands that is read, by its key; empty where the row is no heading.

    Of several headings that mean one column the surest counts, then the first: its name, its name in the other language, one that
    begins with it or is its beginning.
    """
    found: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(row):
        if told := _key_of(heading.strip()):
            sureness, key = told
            found[key] = min(found.get(key, (sureness, place)), (sureness, place))
    return {key: place for key, (_, place) in found.items()} if LINK in found and found.keys() & set(REVIEW) else {}


def place_of(key: str, row: list[str]) -> int | None:
    """Where the first heading stands that is a column's name, in one language or the other."""
    (names,) = ({plain(column.key), plain(column.en)} for column in columns("leads") if column.key == key)
    return next((place for place, heading in enumerate(row) if plain(heading) in names), None)


def doubles(row: list[str]) -> dict[int, str]:
    """The other columns that mean one of the analyst's too, by their place, where two people wrote into one table: see :func:`places`."""
    read = places(row)
    told = ((place, _key_of(heading.strip())) for place, heading in enumerate(row))
    return {place: key for place, found in told if found and (key := found[1]) in REVIEW and place != read.get(key)}


def sounds_deciding(heading: str) -> bool:
    """Whether a heading that is none of a table's speaks of a verdict."""
    return bool(_VERDICT_WORDS.search(heading))


def unknown(row: list[str]) -> list[str]:
    """The headings that are none of a table's: added, or renamed beyond recognition."""
    _, others = _names()
    told = filter(str.strip, row)
    return [heading for heading in told if not _key_of(heading.strip()) and plain(heading) not in others]


def out_of_place(row: list[str]) -> list[str]:
    """Headings that belong to another table than most, and known ones that stand a second time: a column of the analyst's may have been renamed so."""
    _, others = _names()
    home = max(_tables(), key=lambda names: sum(plain(heading) in names for heading in row))
    foreign = [heading.strip() for heading in row if plain(heading) in others - home]
    heard: set[str] = set()
    again = []
    for heading in row:
        name = plain(heading)
        if name in heard:
            again.append(f"the second {heading.strip()}")
        elif name in {*others, SHOWN, VERSION, LINK}:
            heard.add(name)
    return foreign + again


@cache
def _tables() -> list[frozenset[str]]:
    """The plain names of the columns of each table that comes back."""
    return [
        frozenset(name for column in columns(table) for name in _spellings(column)) for table in ("leads", "articles")
    ]


def _spellings(column: Column) -> Iterator[str]:
    return map(plain, (column.key, column.en, *column.also))


@cache
def _names() -> tuple[dict[str, str], frozenset[str]]:
    """From the plain names of the columns that are read to their keys; and the names of the others."""
    read, others = {}, set()
    for column in (*columns("articles"), *columns("leads")):
        for name in _spellings(column):
            if column.key in _READ:
                read[name] = column.key
            else:
                others.add(name)
    return read, frozenset(others)


def _key_of(heading: str) -> tuple[int, str] | None:
    read, others = _names()
    name = plain(heading)
    if heading in _READ:
        return 0, heading
    if name in read:
        return (1 if name == read[name] else 2), read[name]
    if name in others or len(name) < _SHORTEST_PART:
        return None
    near = {
        key
        for known, key in read.items()
        if key != SHOWN and (name.startswith(f"{known}_") or known.startswith(f"{name}_"))
    }
    return (3, near.pop()) if len(near) == 1 else None
