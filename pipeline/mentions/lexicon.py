"""The words that name a covered group, read from ``data/lexicon.toml`` and ``data/ambiguous.toml``, made ready to match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase
from typing import Any, TypedDict

from pipeline.errors import DataError, unknown_key
from pipeline.records import Group
from pipeline.shipped import read_lines, read_toml

_AROUND = 160
_LISTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(Group, ("nama", "jabatan", "lembaga", "anggota")),
    "pangkat": tuple(Group),
    "bukan": (
        "frasa",
        "sebelum",
        "tempat",
        "bangunan",
        "sesudah",
        "berantai",
        "dulu",
        "tidak_lagi",
        "tidak_lagi_sela",
        "dipegang",
        "menempati",
    ),
    "awalan": ("pengganti", "anggota", "sekretariat", "perkumpulan", "kerabat", "kerabat_sela", "kerabat_dari"),
    "lanjutan": (
        *("korps", "jenderal", "tingkat", "ikut", "sambung", "setempat", "sedesa", "kata_desa"),
        *("kecil", "kecil_bukan", "kecil_nama", "jenjang", "potongan"),
    ),
    "ejaan": ("kata", "lain"),
}
"""The tables of ``data/lexicon.toml`` and the lists that each may hold; beside them ``singkatan``, whose keys are words."""


class AmbiguousEntry(TypedDict, total=False):
    """One entry of ``data/ambiguous.toml``."""

    term: str | list[str]
    perlu: list[str]
    tidak: list[str]
    kecuali: list[str]
    jangkauan: str
    ke: str


@dataclass(frozen=True, slots=True)
class Context:
    """Words near an ambiguous term, or anywhere in the text, that say whether it is meant. An empty set says nothing."""

    needs: frozenset[str]
    refuses: frozenset[str]
    unless: frozenset[str]
    anywhere: bool

    def allows(self, around: str) -> bool:
        """Whether a term is meant with this lower-case text around it."""
        if any(word in around for word in self.unless):
            return True
        if any(word in around for word in self.refuses):
            return False
        return not self.needs or any(word in around for word in self.needs)


class Surroundings:
    """What a text allows. Each context that holds for the whole of it is looked for once."""

    def __init__(self, text: str):
        self.text = text.lower()
        self.whole: dict[Context, bool] = {}

    def allow(self, context: Context, start: int, end: int) -> bool:
        """Whether the term at ``start`` to ``end`` is meant."""
        if not context.anywhere:
            return context.allows(self.text[max(0, start - _AROUND) : end + _AROUND])
        if context not in self.whole:
            self.whole[context] = context.allows(self.text)
        return self.whole[context]


@dataclass(frozen=True, slots=True)
class Term:
    """One reading of a phrase. ``kind``: ``nama``, ``jabatan``, ``lembaga``, ``pangkat``, ``berpangkat``."""

    kind: str
    group: Group


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``terms``: what a phrase means; None where it only looks like one that names somebody.
    ``department``: a word that runs parts of the name of a department together.
    """

    terms: dict[str, Term | None]
    contexts: dict[str, Context]
    moves: dict[str, list[tuple[Group, Context]]]
    before: frozenset[str]
    before_places: frozenset[str]
    buildings: frozenset[str]
    after: frozenset[str]
    chaining: frozenset[str]
    former: frozenset[str]
    no_longer: frozenset[str]
    no_longer_between: frozenset[str]
    held: frozenset[str]
    occupied: frozenset[str]
    acting: frozenset[str]
    members: frozenset[str]
    secretariat: frozenset[str]
    relatives: frozenset[str]
    beside_relatives: frozenset[str]
    are_relatives: frozenset[str]
    unions: frozenset[str]
    corps: frozenset[str]
    generals: frozenset[str]
    levels: frozenset[str]
    companions: frozenset[str]
    joined: frozenset[str]
    local: frozenset[str]
    villages: frozenset[str]
    village_words: frozenset[str]
    office_words: frozenset[str]
    small_heads: frozenset[str]
    small_words: frozenset[str]
    small_names: frozenset[str]
    grades: frozenset[str]
    department: re.Pattern[str]
    short: dict[str, str]
    misspelt: dict[str, str]


def _context(entry: AmbiguousEntry, reach: str = "dekat") -> Context:
    return Context(
        needs=frozenset(entry.get("perlu", ())),
        refuses=frozenset(entry.get("tidak", ())),
        unless=frozenset(entry.get("kecuali", ())),
        anywhere=entry.get("jangkauan", reach) == "teks",
    )


def _rules(entries: Iterable[AmbiguousEntry]) -> Iterator[tuple[str, AmbiguousEntry]]:
    """Each rule by its term; one may hold for several."""
    for entry in entries:
        terms = entry["term"]
        yield from ((term, entry) for term in ([terms] if isinstance(terms, str) else terms))


def _moves(entries: Iterable[AmbiguousEntry]) -> dict[str, list[tuple[Group, Context]]]:
    moves: dict[str, list[tuple[Group, Context]]] = {}
    for term, entry in _rules(entries):
        moves.setdefault(term, []).append((Group(entry["ke"]), _context(entry, "teks")))
    return moves


def _terms(data: dict[str, dict[str, list[str]]]) -> dict[str, Term | None]:
    terms: dict[str, Term | None] = {}
    for group in Group:
        entry = data[group.value]
        for kind in ("lembaga", "nama", "jabatan"):
            terms |= {phrase: Term(kind, group) for phrase in entry.get(kind, ())}
        for body in entry.get("lembaga", ()):
            terms |= {f"{member} {body}": Term("jabatan", group) for member in entry.get("anggota", ())}
    for name, ranks in data["pangkat"].items():
        terms |= {rank: Term("pangkat", Group(name)) for rank in ranks}
    return terms | dict.fromkeys(data["bukan"]["frasa"])


def _slips(word: str) -> Iterator[str]:
    """A word with one letter missing, swapped with the next, wrong, or one too many."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    yield from (head + tail[1:] for head, tail in cuts if tail)
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    yield from (head + letter + tail[1:] for head, tail in cuts if tail for letter in ascii_lowercase)
    yield from (head + letter + tail for head, tail in cuts for letter in ascii_lowercase)


def _misspelt(kata: Iterable[str], lain: Iterable[str]) -> dict[str, str]:
    """The right spelling of each misspelt word of ``kata``; none for what is right itself, or could be one of ``lain``."""
    right = {slip: word for word in kata for slip in _slips(word)}
    known = {*kata, *lain, *(slip for other in lain for slip in _slips(other))}
    return {slip: word for slip, word in right.items() if slip not in known}


def check_lists(data: Mapping[str, object]) -> None:
    """Refuse a table or list that nothing reads: a word under a misspelt name would never be found, and nobody would notice.

    Raises:
        DataError: with every mistake, and what may have been meant.
    """
    mistakes = [unknown_key(table, [*_LISTS, "singkatan"]) for table in data if table not in {*_LISTS, "singkatan"}]
    for table, known in _LISTS.items():
        lists = data.get(table)
        if not isinstance(lists, Mapping):
            mistakes.append(f"[{table}] is missing")
            continue
        mistakes += [f"[{table}] {unknown_key(name, known)}" for name in lists if name not in known]
        mistakes += [
            f"[{table}] {name} is no list of words in quotes"
            for name, words in lists.items()
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words)
        ]
    if mistakes := mistakes or list(_told_twice(data)):
        raise DataError("data/lexicon.toml: " + "; ".join(mistakes))


def _told_twice(data: Mapping[str, Any]) -> Iterator[str]:
    """Terms that stand in two lists, of which one would silently not count."""
    lists = [(str(group), kind) for group in Group for kind in ("lembaga", "nama", "jabatan")]
    lists += [("pangkat", name) for name in data["pangkat"]]
    heard: dict[str, str] = {}
    for table, name in lists:
        for term in data[table].get(name, ()):
            place = f"[{table}] {name}"
            if term in heard:
                yield f"{term!r} stands in {heard[term]} and in {place}; leave it in one"
            heard[term] = place


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    data, rules = (read_toml(f"{name}.toml") for name in ("lexicon", "ambiguous"))
    check_lists(data)
    leading, going_on = data["awalan"], data["lanjutan"]
    return Lexicon(
        terms=_terms(data),
        contexts={term: _context(entry) for term, entry in _rules(rules["konteks"])},
        moves=_moves(rules["pindah"]),
        before=frozenset(data["bukan"]["sebelum"]),
        before_places=frozenset(data["bukan"]["tempat"]),
        buildings=frozenset(data["bukan"]["bangunan"]),
        after=frozenset(data["bukan"]["sesudah"]),
        chaining=frozenset(data["bukan"]["berantai"]),
        former=frozenset(data["bukan"]["dulu"]),
        no_longer=frozenset(data["bukan"]["tidak_lagi"]),
        no_longer_between=frozenset(data["bukan"]["tidak_lagi_sela"]),
        held=frozenset(data["bukan"]["dipegang"]),
        occupied=frozenset(data["bukan"]["menempati"]),
        acting=frozenset(leading["pengganti"]),
        members=frozenset(leading["anggota"]),
        secretariat=frozenset(leading["sekretariat"]),
        relatives=frozenset(leading["kerabat"]),
        beside_relatives=frozenset(leading["kerabat_sela"]),
        are_relatives=frozenset(leading["kerabat_dari"]),
        unions=frozenset(leading["perkumpulan"]),
        corps=frozenset(going_on["korps"]),
        generals=frozenset(going_on["jenderal"]),
        levels=frozenset(going_on["tingkat"]),
        companions=frozenset(going_on["ikut"]),
        joined=frozenset(going_on["sambung"]),
        local=frozenset(going_on["setempat"]),
        villages=frozenset(going_on["sedesa"]),
        village_words=frozenset(going_on["kata_desa"]),
        office_words=(offices := read_lines("institution_words.txt")),
        small_heads=frozenset(going_on["kecil"]),
        small_words=(offices | frozenset(going_on["kecil"])) - frozenset(going_on["kecil_bukan"]),
        small_names=frozenset(going_on["kecil_nama"]),
        grades=frozenset(going_on["jenjang"]),
        department=re.compile(rf"(?:di[sn])?(?:{'|'.join(going_on['potongan'])}){{2,}}"),
        short=data["singkatan"],
        misspelt=_misspelt(**data["ejaan"]),
    )
