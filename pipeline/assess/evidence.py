"""The sentences that decided, and in a few words why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from pipeline.assess.reading import Reading, cue_data
from pipeline.mentions.references import references
from pipeline.records import FLAGGED, Evidence, Mention, Role, Status

_MOST = 3
SPEAKING = {
    Status.DUGAAN: ("duga", "lapor", "proses", "terus", "bantah"),
    Status.TERBUKTI: ("sanksi", "terbukti", "terus"),
    Status.TIDAK_TERBUKTI: ("gugur", "bantah", "hoaks"),
    Status.IMBAUAN: ("imbau", "cegah", "netral", "syarat"),
    Status.REKAP: ("hitung", "netral", "lapor"),
    Status.TIDAK_RELEVAN: (),
}
_CUE_WEIGHT, _LEAD_WEIGHT, _REFERENCE_SHARE = 0.5, 0.2, 0.5


def _role_of(status: Status) -> Role | None:
    if status in FLAGGED or status is Status.REKAP:
        return Role.TERDUGA
    return Role.DIIMBAU if status is Status.IMBAUAN else None


def _meant(reading: Reading, mentions: Sequence[Mention], status: Status) -> list[dict[int, float]]:
    """For each sentence how much the mentions in it count and, in a case, those that it refers back to."""
    meant = [dict.fromkeys(numbers, 1.0) for numbers in reading.mentions_in]
    starts = [reading.doc[start].idx for start, _ in reading.sentences]
    for reference in references(reading.doc, mentions) if status in FLAGGED else ():
        meant[bisect_right(starts, reference.start) - 1].setdefault(reference.mention, _REFERENCE_SHARE)
    return meant


def _reasons(
    reading: Reading,
    number: int,
    meant: Mapping[int, float],
    roles: Sequence[dict[str, float]],
    mentions: Sequence[Mention],
    status: Status,
) -> tuple[float, tuple[str, ...]]:
    weight, reasons = 0.0, []
    role = _role_of(status)
    for i, share in meant.items():
        if mentions[i].role is role:
            weight += share * roles[i][role]
            reasons.append(f"{role}: {mentions[i].text}")
    told = {cue.family: cue.text for cue in reading.cues_in[number] if cue.plain}
    for family in SPEAKING[status]:
        if family in told:
            weight += _CUE_WEIGHT
            reasons.append(f"{cue_data()[family]['label']}: {told[family]}")
    return weight + (_LEAD_WEIGHT if number < 2 else 0.0), tuple(dict.fromkeys(reasons))


def evidence(
    reading: Reading, roles: Sequence[dict[str, float]], mentions: Sequence[Mention], status: Status
) -> tuple[Evidence, ...]:
    """Up to three sentences, in the order of the text, that speak loudest for ``status``.

    A sentence counts by the mentions in it that have the telling role (``terduga`` for a case,
    ``diimbau`` for a reminder), by words that stand for one of them ("yang bersangkutan"), and by its cues. A story that is not relevant has none.
    """
    weighed = []
    meant = _meant(reading, mentions, status)
    for number, (start, end) in enumerate(reading.sentences):
        weight, reasons = _reasons(reading, number, meant[number], roles, mentions, status)
        if reasons:
            weighed.append((weight, number, start, end, reasons))
    best = sorted(sorted(weighed, key=lambda row: -row[0])[:_MOST], key=lambda row: row[1])
    found = []
    for _, _, start, end, reasons in best:
        span = reading.doc[start:end]
        text = span.text.strip()
        offset = span.start_char + span.text.index(text)
        found.append(Evidence(text, offset, offset + len(text), reasons))
    return tuple(found)
