"""What to label next, and how good the model is on the feed, from the part of it that was drawn blindly."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import nan, sqrt
from statistics import NormalDist

from pipeline.assess.linear import log_odds
from pipeline.records import FLAGGED, Review, Verdict
from pipeline.store import Candidate, Store

BLIND_SHARE = 0.1
LACKING_SHARE = 0.2
_Z = NormalDist().inv_cdf(0.975)


def draw(
    candidates: Sequence[Candidate],
    number: int,
    threshold: float,
    dice: random.Random,
    seen: Mapping[str, int],
    blind_share: float = BLIND_SHARE,
    waiting: int = 0,
    came_in: Mapping[int, int] | None = None,
) -> Iterator[tuple[Candidate, str]]:
    """Choose stories to label, each with its kind. ``seen``: in how many training articles each group and province stands.

    A tenth is drawn blindly over everything fresh, decided or not, see :func:`_evenly`: what is decided already counts for the estimate at once, and were
    it left out, the rest would look worse than the feed is. Of the others, no two of one case, a fifth are about what the model saw least of; the rest are
    those it is least sure of. ``blind_share``: nought where the candidates are not the whole feed, of which the estimate speaks. ``waiting``: so many of an
    earlier blind draw are given again beside these. ``came_in``: how many stories came in in each period, with those drawn before; without it, none were.
    """
    wanted = blindly(number, blind_share)
    fair = [one for one in candidates if one.fresh]
    blind = list(islice(_evenly(fair, came_in or {}, dice), max(0, wanted - waiting)))
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


def _evenly(fair: Iterable[Candidate], came_in: Mapping[int, int], dice: random.Random) -> Iterator[Candidate]:
    """The stories in the order in which they are drawn: by lot, each from the period of whose stories the smallest share was drawn, the newest of several.

    Every week is then spoken for by the same share of its stories, as near as can be, and later draws fill up what the earlier lack.
    """
    left: dict[int, list[Candidate]] = defaultdict(list)
    for one in fair:
        left[one.period].append(one)
    whole = {period: max(came_in.get(period, 0), len(of)) for period, of in left.items()}
    for of in left.values():
        dice.shuffle(of)
    while left:
        period = min(left, key=lambda period: (1 - len(left[period]) / whole[period], -period))
        yield left[period].pop()
        if not left[period]:
            del left[period]


def _lacking(unsure: Sequence[Candidate], seen: Mapping[str, int]) -> Iterator[Candidate]:
    """For each group and province, from the one that was seen least, the unsurest story about it."""
    first: dict[str, Candidate] = {}
    for one in unsure:
        for about in one.about:
            first.setdefault(about, one)
    yield from (first[about] for about in sorted(first, key=lambda about: (seen.get(about, 0), about)))


@dataclass(frozen=True, slots=True)
class Share:
    """How many stories are right, each counted for so many of the feed, with a 95 % interval: Wilson's over the effective number of stories (Kish),
    which is their number where all count alike. ``hits``, ``misses``: for how many each of the right ones and of the others stands.
    """

    hits: tuple[float, ...] = ()
    misses: tuple[float, ...] = ()

    @classmethod
    def of(cls, told: Iterable[tuple[bool, float]]) -> Share:
        """From whether each story is right, and for how many it stands."""
        pairs = list(told)
        return cls(*(tuple(weight for right, weight in pairs if right is side) for side in (True, False)))

    @property
    def right(self) -> int:
        return len(self.hits)

    @property
    def number(self) -> int:
        return len(self.hits) + len(self.misses)

    @property
    def share(self) -> float:
        """``nan`` of nothing."""
        return sum(self.hits) / sum(self.hits + self.misses) if self.number else nan

    @property
    def interval(self) -> tuple[float, float]:
        if not self.number:
            return 0.0, 1.0
        weights, share = self.hits + self.misses, self.share
        doubt = _Z**2 * sum(weight**2 for weight in weights) / sum(weights) ** 2
        middle, spread = share + doubt / 2, sqrt(doubt * (share * (1 - share) + doubt / 4))
        return max(0.0, (middle - spread) / (1 + doubt)), min(1.0, (middle + spread) / (1 + doubt))

    def __str__(self) -> str:
        low, high = self.interval
        share = f"{self.share:.2f}" if self.number else "–"
        return f"{share} ({low:.2f}–{high:.2f}), {self.right} of {self.number}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How often flags of a model are right, and cases flagged, among the stories drawn blindly and reviewed.

    Each story stands for as many as came in between the same two draws, by how many of these are counted. ``speaks_for``: all those stories.
    ``uneven``: they do not all count alike. ``open``: those whose reviewer left it open, or of which the model says nothing. ``waiting``: those nobody
    reviewed yet; none of a draw in which one waits is counted. ``before``: those that came in before the newest text that the model was trained on.
    ``left``: how many came in since and may be drawn still; ``unspoken``: of them and the drawn, those of a time of which no story is counted.
    """

    precision: Share
    recall: Share
    cases: Share
    open: int
    waiting: int
    before: int = 0
    left: int = 0
    speaks_for: int = 0
    unspoken: int = 0

    @property
    def uneven(self) -> bool:
        return len({*self.cases.hits, *self.cases.misses}) > 1


def estimate(store: Store, model: str, learned: Collection[str] = ()) -> Estimate:
    """From the blindly drawn stories, what a person decided against what ``model`` says, whichever model they judged.

    ``learned``: the texts it was trained on, by the beginnings of their hashes (``learned`` in its manifest).
    """
    since = store.fresh_since(learned)
    found, came_in = store.blind_reviews(since), store.came_in(model, since)
    told = [(store.says(model, review.url), _is_case(store, review), period) for review, period in found.reviews]
    known = [(said.flagged, true, period) for said, true, period in told if said is not None and true is not None]
    counted = Counter(period for *_, period in known)
    stands_for = {period: came_in[period] / number for period, number in counted.items()}
    pairs = [(flagged, true, stands_for[period]) for flagged, true, period in known]
    speaks_for = sum(came_in[period] for period in counted)
    return Estimate(
        precision=Share.of((true, weight) for flagged, true, weight in pairs if flagged),
        recall=Share.of((flagged, weight) for flagged, true, weight in pairs if true),
        cases=Share.of((true, weight) for _, true, weight in pairs),
        open=len(told) - len(known),
        waiting=found.waiting,
        before=found.before,
        left=store.drawable(model, since),
        speaks_for=speaks_for,
        unspoken=came_in.total() - speaks_for,
    )


def _is_case(store: Store, review: Review) -> bool | None:
    """Whether a person found that a story reports a case; ``None`` where they left it open."""
    judged = store.judged(review)
    status = review.status_of(judged and judged[1])
    if status is not None:
        return status in FLAGGED
    return not judged[1].flagged if judged and review.verdict is Verdict.SALAH else None
