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
SIGNED = "peninjau"
_TOLD_BY_TEXT = {SIGNED, "status_koreksi"}
"""Without which a row counts under another name, or half of what it says."""

_READ = frozenset({LINK, VERSION, SHOWN, *REVIEW})
_VERDICT_WORDS = re.compile("putusan|verdict", re.I)
_SHORTEST_PART, _SHORTEST_WORD = 5, 4
"""Letters of a part of a heading that stands for the whole; of a word by which two headings are alike."""


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
    """Where the first heading stands that is one of a column's names."""
    return next((place for place, heading in enumerate(row) if plain(heading) in _names_of(key)), None)


def doubles(row: list[str]) -> dict[int, str]:
    """The other columns that mean one of the analyst's too, by their place, where two people wrote into one table: see :func:`places`."""
    read = places(row)
    told = ((place, _key_of(heading.strip())) for place, heading in enumerate(row))
    return {place: key for place, found in told if found and (key := found[1]) in REVIEW and place != read.get(key)}


def sounds_deciding(heading: str) -> bool:
    """Whether a heading that is none of a table's speaks of a verdict."""
    return bool(_VERDICT_WORDS.search(heading))


def unknown(row: list[str]) -> dict[int, str]:
    """The headings that are none of a table's, by place: added, or renamed beyond recognition."""
    _, others = _names()
    told = {place: heading for place, heading in enumerate(row) if heading.strip()}
    return {i: heading for i, heading in told.items() if not _key_of(heading.strip()) and plain(heading) not in others}


def out_of_place(row: list[str]) -> dict[int, str]:
    """Headings that belong to another table than most, and known ones that stand a second time: a column of the analyst's may have been renamed so."""
    _, others = _names()
    home = max(_tables(), key=lambda names: sum(plain(heading) in names for heading in row))
    foreign = {place: heading.strip() for place, heading in enumerate(row) if plain(heading) in others - home}
    heard: set[str] = set()
    again = {}
    for place, heading in enumerate(row):
        name = plain(heading)
        if name in heard:
            again[place] = f"the second {heading.strip()}"
        elif name in {*others, SHOWN, VERSION, LINK}:
            heard.add(name)
    return foreign | again


def unread(row: list[str]) -> dict[int, str]:
    """The headings under which a column of the analyst's may stand: see :func:`unknown` and :func:`out_of_place`."""
    return unknown(row) | out_of_place(row)


def renamed(row: list[str]) -> dict[int, list[str]]:
    """The columns that may be one of the analyst's which the table lacks, by their place, with what they may be: those a word of whose
    heading is one of its name, and those that stand where it should, beside the analyst's column before or behind it. With nothing those
    further off of which only what stands there tells whether they are, and of two of one name both.
    """
    read = {place: key for key, place in places(row).items()}
    missing = [key for key in REVIEW if key not in read.values()]
    strange, others = unknown(row), unread(row)
    told = {}
    for place in others:
        before = next((read.get(i) for i in range(place - 1, -1, -1) if i not in others), None)
        behind = next((read.get(i) for i in range(place + 1, len(row)) if i not in others), None)
        alike = [key for key in missing if place in strange and _words(row[place]) & _words_of(key)]
        there = [key for key in missing if _belongs(key, before, behind, missing)]
        if may_be := alike or there:
            told[place] = may_be
    names = {plain(row[place]) for place in others if _TOLD_BY_TEXT.intersection(missing)}
    for place, heading in enumerate(row):
        if heading.strip() and plain(heading) in names:
            told.setdefault(place, [])
    return told


def _belongs(key: str, before: str | None, behind: str | None, missing: list[str]) -> bool:
    """Whether a missing column of the analyst's should stand between two others, of which one may be another's."""
    at = REVIEW.index(key)
    left = next((one for one in reversed(REVIEW[:at]) if one not in missing), "")
    right = next((one for one in REVIEW[at + 1 :] if one not in missing), "")
    return left == before or right == behind


def _words(name: str) -> set[str]:
    return {word for word in plain(name).split("_") if len(word) >= _SHORTEST_WORD}


@cache
def _words_of(key: str) -> set[str]:
    return set().union(*map(_words, _names_of(key)))


@cache
def _names_of(key: str) -> frozenset[str]:
    (column,) = (column for column in columns("leads") if column.key == key)
    return frozenset(_spellings(column))


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
