"""The regions a text names, and how: behind a word of the level, behind a body, bare, or by a district."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.language.key import key
from pipeline.places import gazetteer
from pipeline.shipped import read_toml

WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")
_WITHIN = frozenset({" ", "-", " -", "'", "’", ". ", "\n"})
_BEFORE = re.compile(r"\W{1,3}")
_SHORT_LEVEL = re.compile(r"(?i)^kab(?:\.|(?=\s))\s*")
_CITY_AFTER = frozenset({"kota"})
_TOWARDS = frozenset({"di", "ke", "dari", "asal"})


@dataclass(frozen=True, slots=True)
class Words:
    """What ``data/region_words.toml`` says."""

    levels: dict[str, str]
    hints: dict[str, str]
    bodies: frozenset[str]
    refusing: frozenset[str]
    phrases: frozenset[str]
    risky: frozenset[str]
    capitals: frozenset[str]
    national: frozenset[str]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Named:
    """A region named in a text.

    ``codes``: the provinces, regencies and cities it can mean. ``kind``: ``level`` behind a word such as
    "Kabupaten" or "Bupati", ``body`` behind one such as "Bawaslu", ``bare``, ``inside`` a run of
    capitals that may be another name, ``district`` where only a district of that name is known or meant.
    """

    start: int
    codes: tuple[str, ...]
    kind: str


@cache
def region_words() -> Words:
    """The words around regions, read once."""
    data = read_toml("region_words.toml")
    return Words(
        levels={word: level for level, words in data["tingkat"].items() for word in words},
        hints={word: level for level, words in data["petunjuk"].items() for word in words},
        bodies=frozenset(data["lembaga"]["kata"]),
        refusing=frozenset(data["bukan"]["sebelum"]),
        phrases=frozenset(map(key, data["bukan"]["frasa"])),
        risky=frozenset(map(key, data["rawan"]["nama"])),
        capitals=frozenset(data["ibu_kota"]["kode"]),
        national=frozenset(data["nasional"]["kata"]),
        weights=data.get("bobot", {}),
    )


def named_regions(text: str, headline: bool = False) -> Iterator[Named]:
    """The regions named in a text, in order, the longest name first where several begin together.

    ``headline``: every word has a capital there, so capitals beside a name say nothing.
    """
    words = list(WORD.finditer(text))
    lower = [key(word[0]) for word in words]
    i = 0
    while i < len(words):
        length = _length(text, words, lower, i)
        if length:
            yield from _read(text, words, lower, i, length, headline)
        i += length or 1


def dateline_codes(place: str) -> tuple[str, ...]:
    """What a dateline can mean: the regions of that name or, where there is none, those with such a district."""
    codes = gazetteer.codes_of(_SHORT_LEVEL.sub("Kabupaten ", place))
    return _regions(codes) or _parents(codes)


def _length(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], i: int) -> int:
    """How many words from ``i`` on make up a known name or a phrase that only looks like one."""
    first = text[words[i].start()]
    if not (first.isupper() or first.isdigit()):
        return 0
    known = region_words()
    end = i + 1
    while end < min(i + gazetteer.LONGEST, len(words)) and _joined(text, words, end):
        end += 1
    for stop in range(end, i, -1):
        form = "".join(lower[i:stop])
        if form in known.phrases or (gazetteer.codes_of_key(form) and not form.isdigit()):
            return stop - i
    return 0


def _joined(text: str, words: Sequence[re.Match[str]], i: int) -> bool:
    """Whether the word at ``i`` may go on the name that the one before it began."""
    return text[words[i - 1].end() : words[i].start()] in _WITHIN and not words[i][0].islower()


def _read(
    text: str, words: Sequence[re.Match[str]], lower: Sequence[str], i: int, length: int, headline: bool
) -> Iterator[Named]:
    known = region_words()
    form = "".join(lower[i : i + length])
    before = _word_before(text, words, lower, i)
    if form in known.phrases or before in known.refusing:
        return
    codes = gazetteer.codes_of_key(form)
    wanted = known.levels.get(before)
    if not wanted and _called_city(text, words, lower, i + length):
        wanted = "kota"
    fitting = tuple(code for code in codes if gazetteer.level(code) == wanted)
    start = words[i].start()
    if wanted == "kecamatan" and fitting:
        yield Named(start, _parents(fitting), "district")
    elif fitting or _regions(codes):
        bare = "bare" if headline or not _beside_capitals(text, words, lower, i, length) else "inside"
        kind = "level" if fitting else "body" if wanted or before in known.bodies else bare
        if kind in ("level", "body") or form not in known.risky:
            yield Named(start, fitting or _regions(codes), kind)
    elif before in _TOWARDS or before in known.bodies:
        yield Named(start, _parents(codes), "district")


def _word_before(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], i: int) -> str:
    """The word before a name, a number between them passed over ("Kodim 0304/Agam"); "" where a comma parts them."""
    for j in range(i - 1, max(i - 3, -1), -1):
        if not _BEFORE.fullmatch(gap := text[words[j].end() : words[j + 1].start()]) or "," in gap or "\n" in gap:
            return ""
        if not lower[j].isdigit():
            return lower[j]
    return ""


def _called_city(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], after: int) -> bool:
    """Whether "Kota" follows, as in "Polres Tegal Kota"."""
    return after < len(words) and lower[after] in _CITY_AFTER and text[words[after].start() - 1] == " "


def _beside_capitals(text: str, words: Sequence[re.Match[str]], lower: Sequence[str], i: int, length: int) -> bool:
    after = i + length
    follows = (
        after < len(words)
        and words[after][0][0].isupper()
        and text[words[after - 1].end() : words[after].start()] == " "
    )
    leads = i > 0 and words[i - 1][0][0].isupper() and text[words[i - 1].end() : words[i].start()] == " "
    return follows or leads


def _regions(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if gazetteer.region_code(code) == code)


def _parents(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gazetteer.region_code(code) for code in codes))
