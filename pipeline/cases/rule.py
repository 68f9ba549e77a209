"""Whether two stories tell one case: a handful of features, weighed as ``data/cases.toml`` says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.cases.traits import is_rare, weight_of
from pipeline.records import Traits
from pipeline.shipped import read_toml


@dataclass(frozen=True)
class Rule:
    """Two stories less than ``window`` days apart tell one case where the weighted features reach ``threshold``."""

    weights: dict[str, float]
    threshold: float
    window: int

    def score(self, one: Traits, other: Traits) -> float:
        """How much speaks for one case; minus infinity where they lie too far apart in time."""
        if _days(one, other) > self.window:
            return -math.inf
        return sum(self.weights[name] * value for name, value in features(one, other).items())

    def choose(self, story: Traits, others: Iterable[tuple[str, Traits]]) -> str | None:
        """The case of the story that is most like this one, of ``(case, traits)`` pairs; None where none is like it."""
        best = max(((self.score(story, traits), case) for case, traits in others), default=(-math.inf, ""))
        return best[1] if best[0] >= self.threshold else None


@cache
def shipped_rule() -> Rule:
    """The rule in ``data/cases.toml``."""
    data = read_toml("cases.toml")
    return Rule(data["weights"], data["threshold"], data["window"])


def features(one: Traits, other: Traits) -> dict[str, float]:
    """What speaks for or against one case: shares, yes and no as 1 and 0, and logarithms of counts and days."""
    named = bool(one.persons and other.persons)
    person = bool(one.persons & other.persons)
    placed = bool(one.region and other.region)
    return {
        "one": 1.0,
        "words": sum(weight * other.words.get(word, 0.0) for word, weight in one.words.items()),
        "rare words": math.log1p(sum(is_rare(word) for word in one.words.keys() & other.words.keys())),
        "person": float(person),
        "other person": float(named and not person),
        "posts": _shared(one.posts, other.posts),
        "region": float(placed and one.region == other.region),
        "other province": float(placed and _province(one) != _province(other)),
        "bentuk": len(one.bentuk & other.bentuk) / max(1, len(one.bentuk | other.bentuk)),
        "groups": float(bool(one.groups & other.groups)),
        "time": math.log1p(_days(one, other)),
    }


def _province(one: Traits) -> str:
    return (one.region or "")[:2]


def _days(one: Traits, other: Traits) -> int:
    return abs((one.day - other.day).days) if one.day and other.day else 0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the less telling set the other holds too."""
    least = min(sum(map(weight_of, one)), sum(map(weight_of, other)))
    return sum(map(weight_of, one & other)) / least if least else 0.0
