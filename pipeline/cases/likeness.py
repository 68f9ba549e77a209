"""How likely two stories tell of the same case: a logistic rule with the few weights of ``data/cases.toml``."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files

from pipeline.cases.story import Story
from pipeline.places.gazetteer import province_of


@cache
def rule() -> dict:
    """The weights, the threshold and the window, as measured by ``benchmarks/cases.py``."""
    return tomllib.loads((files("pipeline") / "data" / "cases.toml").read_text(encoding="utf-8"))


def _shared(one: frozenset, other: frozenset) -> float:
    """The share of the smaller set that the other one holds."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _alike(one: frozenset, other: frozenset) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def days_apart(one: Story, other: Story) -> int | None:
    """Days between two stories; ``None`` where one has no date."""
    return abs((one.day - other.day).days) if one.day and other.day else None


def likeness(one: Story, other: Story) -> dict[str, float]:
    """What two stories share, each from 0 to 1."""
    days = days_apart(one, other)
    same = bool(one.region) and one.region == other.region
    near = bool(one.region and other.region) and province_of(one.region) == province_of(other.region)
    both = bool(one.persons and other.persons)
    return {
        "person": float(bool(one.persons & other.persons)),
        "other_person": float(both and not one.persons & other.persons),
        "post": max((_alike(a, b) for a in one.posts for b in other.posts), default=0.0),
        "names": _shared(one.names, other.names),
        "words": _alike(one.words, other.words),
        "region": float(same),
        "other_region": float(bool(one.region and other.region) and not same and not near),
        "groups": _alike(one.groups, other.groups),
        "forms": _alike(one.forms, other.forms),
        "election": float(one.election is other.election),
        "time": min(1.0, math.log1p(days) / math.log1p(rule()["days"])) if days is not None else 0.5,
    }


def chance(one: Story, other: Story) -> float:
    """The chance that both tell of one case, 0 to 1."""
    weights = rule()["weights"]
    score = rule()["bias"] + sum(weights[name] * value for name, value in likeness(one, other).items())
    return 1 / (1 + math.exp(-score))
