"""What a file of decisions brings, and how it is laid over the decisions that stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from pipeline.records import ZONE, Assessment, Group, Mention, Review, Role, Status, Verdict

Refused = tuple[str, str]
"""A row that was not taken, and why."""

_UNITS = {
    "verdict": ("verdict", "judged"),
    "status": ("status",),
    "roles": ("roles", "mentions"),
    "note": ("note",),
    "bentuk": ("bentuk",),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that a file brings.

    ``row``: where it stands in the file, as ``12`` or ``Sheet!12``. ``says``: what it speaks of, of ``verdict``, ``status``,
    ``roles`` (with the mentions), ``note`` and ``bentuk``. ``seen``: id of the decision that counted when the file was written, 0 for none,
    ``None`` where the file does not tell. ``text_hash``: the first signs of that of the text it was made on; empty where
    unknown. ``dated``: it tells itself when it was decided. ``by``, ``at``: who brings the file, and when. ``shown``: the status of the
    model that the file shows, empty where it does not.
    """

    review: Review
    row: str
    says: frozenset[str]
    seen: int | None = None
    text_hash: str = ""
    dated: bool = False
    by: str = ""
    at: datetime | None = None
    shown: str = ""

    def beside(self, seen: Review | None, assessment: Assessment | None) -> Proposal:
        """The proposal without what says the same as the decision that its file showed."""
        says = frozenset(unit for unit in self.says if not self._repeats(unit, seen, assessment))
        shown = self._signature(seen) if seen else {}
        return replace(
            self, says=says, review=replace(self.review, **shown), dated=self.dated and "decided_at" not in shown
        )

    def _repeats(self, unit: str, seen: Review | None, assessment: Assessment | None) -> bool:
        if unit == "roles" and assessment:
            shown = seen.marked(assessment) if seen else assessment.mentions
            return _labels(self.review.marked(assessment)) == _labels(shown)
        return seen is not None and getattr(self.review, unit) == getattr(seen, unit)

    def refused(self, why: str) -> Refused:
        """That it was not taken, which story it is about, and why."""
        return self.row, f"{self.review.url}: {why}"

    def over(self, standing: Review | None, assessed: Status | None = None) -> Review:
        """The review laid over the one that stands: what it does not say stays, unless it contradicts what it says.

        A note that stays keeps the name of its writer in front. ``assessed``: the status the model gave.
        """
        if standing is None:
            return self.review
        kept = {name: getattr(standing, name) for unit in self._unsaid() for name in _UNITS[unit]}
        if "verdict" in kept and not _goes_with(standing.verdict, self.review.status, standing.judged or assessed):
            kept |= {"verdict": None, "judged": None}
        if "status" in kept and not _goes_with(self.review.verdict, standing.status, assessed):
            kept["status"] = None
        if self.seen is None:
            kept |= self._signature(standing)
        by = kept.get("reviewer", self.review.reviewer)
        if self.says == {"note"} and standing.decides:
            kept |= {"judge": standing.decider, "note": signed_note(self.review.note, by, standing.decider)}
        elif kept.get("note"):
            kept["note"] = signed_note(standing.note, standing.reviewer, by)
        return replace(self.review, **kept)

    def is_in(self, standing: Review, review: Review, assessed: Status | None) -> bool:
        """Whether what stands says it already: the ``review`` it would be agrees, and its verdict is about the same status."""
        meant_anew = "verdict" in self.says and standing.judged not in (None, assessed)
        return review.agrees(standing) and not meant_anew

    def _signature(self, shown: Review) -> dict[str, Any]:
        """Who brings the file and when, for the name and the day of a decision that a table showed, or may have."""
        if not self.at:
            return {}
        same_day = self.dated and _day(self.review.decided_at) == _day(shown.decided_at)
        sure = self.seen == shown.id
        name = {"reviewer": self.by} if self.review.reviewer == shown.decider and (sure or same_day) else {}
        return name | ({"decided_at": self.at} if same_day and (sure or name) else {})

    def _unsaid(self) -> list[str]:
        return [unit for unit in _UNITS if unit not in self.says]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: decisions that are ``new``, those that say what stands already, rows ``refused``, and those ``joined`` with
    another row on the same story, by which one."""

    new: list[Proposal] = field(default_factory=list)
    same: list[Proposal] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    joined: list[tuple[Proposal, str]] = field(default_factory=list)


def contradiction(review: Review, assessed: Status | None) -> str | None:
    """Why verdict and status of a review cannot both be meant; ``None`` where they can."""
    assessed = review.judged or assessed
    if review.status and assessed and not _fits(review.verdict, review.status, assessed):
        right = "right" if review.verdict is Verdict.BENAR else "wrong"
        return f"{review.verdict} says that {assessed} is {right}, and the corrected status says {review.status}; leave one of them empty"
    return None


def moved_status(proposal: Proposal, assessed: Status | None) -> str | None:
    """Why a verdict cannot be about what the model says now; ``None`` where it can."""
    if "verdict" in proposal.says and proposal.shown and assessed and proposal.shown != assessed:
        return f"it shows {proposal.shown}, and the model reads {assessed} by now; export it and look at it again"
    return None


def conflict(proposal: Proposal, standing: Review | None, review: Review) -> str | None:
    """Why a row may not take the place of what stands: its writer never saw that, and it is not their own earlier file.

    ``review``: what would be kept.
    """
    if standing is None:
        return "the decision it shows was taken back since; export it and look at it again" if proposal.seen else None
    if standing.id == proposal.seen:
        return None
    moment = review.decided_at if proposal.dated else None
    writer = standing.reviewer if proposal.says == {"note"} else standing.decider
    same_writer = writer.casefold() == review.reviewer.casefold()
    medium = _medium(review.origin)
    if same_writer and _medium(standing.origin) == medium:
        same_day = moment and medium == "table" and _day(moment) == _day(standing.decided_at)  # a table tells no hour
        later = moment is None or same_day or moment >= standing.decided_at
    else:
        later = proposal.seen is None and moment is not None and moment > standing.decided_at
    if later:
        return None
    return f"{writer} decided {_decided(standing)} on {_day(standing.decided_at)}; look at it, or import with --replace"


def _decided(standing: Review) -> str:
    """What a decision is about, in a word or two."""
    if told := standing.verdict or standing.status:
        return told
    if standing.roles or standing.mentions is not None:
        return "on the roles of mentions"
    return "on the forms" if standing.bentuk is not None else "nothing, but wrote a note,"


def one_for_each(read: Iterable[Proposal]) -> tuple[list[Proposal], Taken]:
    """The proposals with those on one story put together, and what became of the others; where two say different things the last counts."""
    read = list(read)
    found: dict[str, Proposal] = {}
    for proposal in read:
        earlier = found.get(proposal.review.url)
        if earlier and _source(earlier) == _source(proposal):
            found[proposal.review.url] = _joined(earlier, proposal)
        else:
            found[proposal.review.url] = proposal
    others = Taken()
    for one in read:
        kept = found[one.review.url]
        if _is_lost(one, kept):
            others.refused.append(
                one.refused(
                    f"row {kept.row} says otherwise on the same story, or is by somebody else, and the last one counts"
                )
            )
        elif one.row != kept.row:
            others.joined.append((one, kept.row))
    return list(found.values()), others


def _source(one: Proposal) -> tuple[str, int | None, str]:
    """Rows on one story are put together where one person wrote them beside the same text and decision."""
    return one.review.reviewer.casefold(), one.seen, one.text_hash


def _is_lost(one: Proposal, kept: Proposal) -> bool:
    return any(unit not in kept.says or _differ(one, kept, unit) for unit in one.says)


def _joined(earlier: Proposal, later: Proposal) -> Proposal:
    kept = {name: getattr(earlier.review, name) for unit in earlier.says - later.says for name in _UNITS[unit]}
    return replace(
        later,
        review=replace(later.review, **kept),
        says=earlier.says | later.says,
        dated=earlier.dated or later.dated,
    )


def _differ(one: Proposal, other: Proposal, unit: str) -> bool:
    return any(getattr(one.review, name) != getattr(other.review, name) for name in _UNITS[unit])


def _fits(verdict: Verdict | None, status: Status, assessed: Status) -> bool:
    if verdict is Verdict.BENAR:
        return status is assessed
    return verdict is not Verdict.SALAH or status is not assessed


def _goes_with(verdict: Verdict | None, status: Status | None, assessed: Status | None) -> bool:
    """Whether the one may stay where the other is newly said; who was unsure and now tells the status is sure."""
    if verdict is None or status is None:
        return True
    return verdict is not Verdict.RAGU and (assessed is None or _fits(verdict, status, assessed))


def _labels(mentions: Iterable[Mention]) -> list[tuple[int, int, Group, Role]]:
    return [(m.start, m.end, m.group, m.role) for m in mentions]


def signed_note(note: str, writer: str, by: str) -> str:
    """A note with the name of its writer in front, where it stands under what another signs."""
    told = writer.casefold() == by.casefold() or re.match(r"\[oleh [^\]]+\] ", note)
    return note if told or not note else f"[oleh {writer}] {note}"


def _medium(origin: str) -> str:
    return "table" if origin in {"csv", "xlsx"} else origin


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
