"""The rules that may apply to a case story, from ``data/law.toml``. A pointer for the analyst, never a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.records import Assessment, Bentuk, Group, Pemilihan, Role, Status
from pipeline.shipped import read_toml

_SHOWN = frozenset({"A", "B"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``keyakinan``: A or B, how well it was verified; ``sumber``: where it was read.

    ``sanksi`` is what the text of the act names, not what a court would give today.
    """

    pasal: str
    isi: str
    kelompok: frozenset[Group]
    pemilihan: frozenset[Pemilihan]
    sumber: str
    keyakinan: str
    bentuk: frozenset[Bentuk] = frozenset(Bentuk)
    sanksi: str = ""
    dari: date = date.min
    sampai: date = date.max

    def __str__(self) -> str:
        penalty = f"; menurut teksnya {self.sanksi}" if self.sanksi else ""
        return f"{self.pasal}: {self.isi}{penalty}"


_KINDS = {"kelompok": Group, "pemilihan": Pemilihan, "bentuk": Bentuk}


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that was verified; those of confidence C stay in the file."""
    entries = read_toml("law.toml")["aturan"]
    return tuple(
        Rule(**entry | {key: frozenset(map(kind, entry[key])) for key, kind in _KINDS.items() if key in entry})
        for entry in entries
        if entry["keyakinan"] in _SHOWN
    )


def legal_basis(assessment: Assessment, published: date | None = None) -> tuple[Rule, ...]:
    """The rules that may apply to a flagged story: by its accused groups, its election, its forms and its day.

    Without a day those in force last are given. A story that is not flagged, tells that nothing was proven, names no election, or tells of one
    that these rules do not cover, has none.
    """
    if not assessment.flagged or assessment.status is Status.TIDAK_TERBUKTI:
        return ()
    accused = {mention.group for mention in assessment.mentions if mention.role is Role.TERDUGA}
    told = frozenset(assessment.bentuk) or frozenset(Bentuk)
    day = published or date.max
    return tuple(
        rule
        for rule in rules()
        if accused & rule.kelompok
        and assessment.pemilihan in rule.pemilihan
        and told & rule.bentuk
        and rule.dari <= day <= rule.sampai
    )
