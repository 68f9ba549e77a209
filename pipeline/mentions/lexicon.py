"""The words that name a covered group, read from ``data/lexicon.toml`` and made ready to match."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.records import Group

DATA = files("pipeline") / "data"


@dataclass(frozen=True, slots=True)
class Context:
    """Words near an ambiguous term that say whether it is meant. An empty set says nothing."""

    needs: frozenset[str]
    refuses: frozenset[str]
    unless: frozenset[str]

    def allows(self, around: str) -> bool:
        """Whether the term is meant, given the lower-case text around it."""
        if any(word in around for word in self.unless):
            return True
        if any(word in around for word in self.refuses):
            return False
        return not self.needs or any(word in around for word in self.needs)


@dataclass(frozen=True, slots=True)
class Term:
    """One reading of a phrase. ``kind``: ``nama``, ``jabatan``, ``lembaga``, ``pangkat``, ``bukan``."""

    kind: str
    group: Group | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    terms: dict[str, Term]
    contexts: dict[str, Context]
    moves: dict[str, tuple[Group, Context]]
    before: frozenset[str]
    after: frozenset[str]
    acting: frozenset[str]
    members: frozenset[str]
    corps: frozenset[str]
    levels: frozenset[str]
    companions: frozenset[str]
    local: frozenset[str]
    office_words: frozenset[str]


def _context(entry: dict) -> Context:
    return Context(*(frozenset(entry.get(key, ())) for key in ("perlu", "tidak", "kecuali")))


def _terms(data: dict) -> dict[str, Term]:
    terms = {}
    for group in Group:
        entry = data[group.value]
        for kind in ("lembaga", "nama", "jabatan"):
            terms |= {phrase: Term(kind, group) for phrase in entry.get(kind, ())}
        for body in entry.get("lembaga", ()):
            terms |= {f"{member} {body}": Term("jabatan", group) for member in entry.get("anggota", ())}
    for name, ranks in data["pangkat"].items():
        terms |= {rank: Term("pangkat", Group(name)) for rank in ranks}
    return terms | {phrase: Term("bukan", None) for phrase in data["bukan"]["frasa"]}


def read_lines(name: str) -> frozenset[str]:
    """The lines of a list in ``data/``, without comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    data = tomllib.loads((DATA / "lexicon.toml").read_text(encoding="utf-8"))
    leading, going_on = data["awalan"], data["lanjutan"]
    return Lexicon(
        terms=_terms(data),
        contexts={entry["term"]: _context(entry) for entry in data["konteks"]},
        moves={entry["term"]: (Group(entry["ke"]), _context(entry)) for entry in data["pindah"]},
        before=frozenset(data["bukan"]["sebelum"]),
        after=frozenset(data["bukan"]["sesudah"]),
        acting=frozenset(leading["pengganti"]),
        members=frozenset(leading["anggota"]),
        corps=frozenset(going_on["korps"]),
        levels=frozenset(going_on["tingkat"]),
        companions=frozenset(going_on["ikut"]),
        local=frozenset(going_on["setempat"]),
        office_words=read_lines("institution_words.txt"),
    )
