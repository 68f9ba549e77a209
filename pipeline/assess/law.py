"""The rules that may apply to a case story, from ``data/law.toml``. A pointer for the analyst, never a finding."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from pipeline.errors import NetralitasError
from pipeline.records import Assessment, Bentuk, Group, Pemilihan, Role, Status
from pipeline.shipped import read_toml

_SHOWN = frozenset({"A", "B"})


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision. ``keyakinan``: A or B, how well it was verified; ``sumber``: where it was read.

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
def provisions() -> tuple[Provision, ...]:
    """Every rule that was verified; those of confidence C stay in the file."""
    return tuple(
        _provision(entry) for entry in read_toml("law.toml")["aturan"] if entry.get("keyakinan", "A") in _SHOWN
    )


def _provision(entry: dict[str, Any]) -> Provision:
    """Raises :class:`NetralitasError` for an entry that is not as the head of the file tells."""
    needed = {one.name for one in fields(Provision) if one.default is MISSING}
    wrong = sorted({*(needed - entry.keys()), *(entry.keys() - Provision.__slots__)})
    try:
        if not wrong:
            return Provision(
                **entry | {key: frozenset(map(kind, entry[key])) for key, kind in _KINDS.items() if key in entry}
            )
        told = f"lacks a field or has one too many: {', '.join(wrong)}"
    except ValueError as unknown:
        told = f"holds what no list knows: {unknown}"
    raise NetralitasError(
        f"data/law.toml: the entry {entry.get('pasal', 'without pasal')!r} {told}. Its head tells what each field holds."
    )


def legal_basis(assessment: Assessment, published: date | None = None) -> tuple[Provision, ...]:
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
        for rule in provisions()
        if accused & rule.kelompok
        and assessment.pemilihan in rule.pemilihan
        and told & rule.bentuk
        and rule.dari <= day <= rule.sampai
    )
