"""What to label next, and how good the model is on the feed, from the part of it that was drawn blindly."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from pipeline.assess.linear import log_odds
from pipeline.records import FLAGGED, Review, Verdict
from pipeline.store import Candidate, Store

BLIND_SHARE = 0.1
LACKING_SHARE = 0.2


def draw(
    candidates: Sequence[Candidate],
    number: int,
    threshold: float,
    dice: random.Random,
    seen: Mapping[str, int],
    blind_share: float = BLIND_SHARE,
    waiting: int = 0,
) -> Iterator[tuple[Candidate, str]]:
    """Choose stories to label, each with its kind. ``seen``: in how many training articles each group and province stands.

    A tenth is drawn blindly over everything fresh, decided or not: what is decided already counts for the estimate at once, and were it left out, the
    rest would look worse than the feed is. Of the others, no two of one case, a fifth are about what the model saw least of; the rest are
    those it is least sure of. ``blind_share``: nought where the candidates are not the whole feed, of which the estimate speaks. ``waiting``: so many of an
    earlier blind draw are given again beside these.
    """
    wanted = blindly(number, blind_share)
    fair = [one for one in candidates if one.fresh]
    blind = dice.sample(fair, max(0, min(len(fair), wanted - waiting)))
    yield from ((one, "acak") for one in blind)
    left, cases = number - waiting - sum(not one.decided for one in blind), {one.case for one in blind if one.case}
    taken = {one.url for one in blind}
    fresh = (one for one in candidates if not one.decided)
    unsure = sorted(fresh, key=lambda one: (abs(log_odds(one.chance) - log_odds(threshold)), one.url))
    for one in chain(islice(_lacking(unsure, seen), round(max(left, 0) * LACKING_SHARE)), unsure):
        if left > 0 and one.url not in taken and one.case not in cases:
            left -= 1
            taken.add(one.url)
            cases |= {one.case} if one.case else set()
            yield one, "ragu"


def blindly(number: int, blind_share: float = BLIND_SHARE) -> int:
    """How many of so many stories are to be drawn blindly."""
    return max(1, round(number * blind_share)) if blind_share else 0


def _lacking(unsure: Sequence[Candidate], seen: Mapping[str, int]) -> Iterator[Candidate]:
    """For each group and province, from the one that was seen least, the unsurest story about it."""
    first: dict[str, Candidate] = {}
    for one in unsure:
        for about in one.about:
            first.setdefault(about, one)
    yield from (first[about] for about in sorted(first, key=lambda about: (seen.get(about, 0), about)))


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
    """How often flags of a model are right, and cases flagged, among the stories drawn blindly and reviewed.

    ``open``: those whose reviewer left it open, or of which the model says nothing. ``waiting``: those nobody reviewed yet; none of a draw in which one waits is counted.
    ``before``: those that came in before the newest text that the model was trained on. ``left``: how many came in since and may be drawn still.
    """

    precision: Share
    recall: Share
    cases: Share
    open: int
    waiting: int
    before: int = 0
    left: int = 0


def estimate(store: Store, model: str, learned: Collection[str] = ()) -> Estimate:
    """From the blindly drawn stories, what a person decided against what ``model`` says, whichever model they judged.

    ``learned``: the texts it was trained on, by the beginnings of their hashes (``learned`` in its manifest).
    """
    since = store.fresh_since(learned)
    found = store.blind_reviews(since)
    told = [(store.says(model, review.url), _is_case(store, review)) for review in found.reviews]
    pairs = [(said.flagged, true) for said, true in told if said is not None and true is not None]
    right = sum(said and true for said, true in pairs)
    return Estimate(
        precision=Share(right, sum(said for said, _ in pairs)),
        recall=Share(right, sum(true for _, true in pairs)),
        cases=Share(sum(true for _, true in pairs), len(pairs)),
        open=len(found.reviews) - len(pairs),
        waiting=found.waiting,
        before=found.before,
        left=store.drawable(model, since),
    )


def _is_case(store: Store, review: Review) -> bool | None:
    """Whether a person found that a story reports a case; ``None`` where they left it open."""
    judged = store.judged(review)
    status = review.status_of(judged and judged[1])
    if status is not None:
        return status in FLAGGED
    return not judged[1].flagged if judged and review.verdict is Verdict.SALAH else None
