"""What to label next, and how good the model is on the feed, from the part of it that was drawn blindly."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.assess.linear import log_odds
from pipeline.records import FLAGGED, Verdict
from pipeline.store import Store

BLIND_SHARE = 0.1
Candidate = tuple[str, float, str | None]
"""Address, chance of a case, and case."""


def draw(
    candidates: Sequence[Candidate], number: int, threshold: float, dice: random.Random
) -> Iterator[tuple[str, str]]:
    """Choose stories to label, each with its kind.

    A tenth is drawn blindly over everything. The others are those the model is least sure of, no two of one case.
    """
    blind = dice.sample(candidates, min(len(candidates), max(1, round(number * BLIND_SHARE))))
    yield from ((url, "acak") for url, _, _ in blind)
    left, cases = number - len(blind), {case for _, _, case in blind if case}
    taken = {url for url, _, _ in blind}
    unsure = sorted(candidates, key=lambda one: (abs(log_odds(one[1]) - log_odds(threshold)), one[0]))
    for url, _, case in unsure:
        if left and url not in taken and case not in cases:
            left -= 1
            cases |= {case} if case else set()
            yield url, "ragu"


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``number``, with a 95 % interval (Wilson)."""

    right: int
    number: int

    @property
    def interval(self) -> tuple[float, float]:
        from scipy.stats import binomtest

        if not self.number:
            return 0.0, 1.0
        found = binomtest(self.right, self.number).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    def __str__(self) -> str:
        low, high = self.interval
        share = f"{self.right / self.number:.2f}" if self.number else "–"
        return f"{share} ({low:.2f}–{high:.2f}), {self.right} of {self.number}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How often flags are right, and cases flagged, among the stories drawn blindly and reviewed.

    ``open``: those whose reviewer left it open.
    """

    precision: Share
    recall: Share
    cases: Share
    open: int


def estimate(store: Store) -> Estimate:
    """From the blindly drawn stories that were reviewed, against the model each review was about."""
    pairs, undecided = [], 0
    for review in store.blind_reviews():
        judged = store.judged(review)
        if judged is None:
            undecided += 1
            continue
        assessment = judged[1]
        status = review.status_of(assessment)
        if status is None and review.verdict is Verdict.SALAH:
            pairs.append((assessment.flagged, not assessment.flagged))
        elif status is None:
            undecided += 1
        else:
            pairs.append((assessment.flagged, status in FLAGGED))
    right = sum(said and true for said, true in pairs)
    return Estimate(
        precision=Share(right, sum(said for said, _ in pairs)),
        recall=Share(right, sum(true for _, true in pairs)),
        cases=Share(sum(true for _, true in pairs), len(pairs)),
        open=undecided,
    )
