"""Whether a model meets news unlike its corpus, or a source's news turns: plain warnings, with what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.assess import Model
from pipeline.assess.model import STRANGE

if TYPE_CHECKING:
    from pipeline.store import Store
    from pipeline.store.drift import Week

_BEFORE = 4
_CHANCE = 0.001


@cache
def bounds() -> dict[str, float]:
    """What the corpus shows: see ``data/drift.toml``."""
    return tomllib.loads((files("pipeline") / "data" / "drift.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class SourceDrift:
    """One source: its weeks, and what is amiss. ``unknown``: the share of words and pairs of words the model never saw, in as many
    of the latest articles as ``read`` tells, ``None`` where an earlier version judged them all. ``to_label``: its news is unlike what the model knows; labels of it would help."""

    source: str
    weeks: tuple[Week, ...]
    unknown: float | None
    read: int
    warnings: tuple[str, ...]
    to_label: bool


def drift(store: Store, model: Model) -> Iterator[SourceDrift]:
    """Every source with what moved, by what the model said when it judged the articles."""
    weeks = {source: tuple(found) for source, found in groupby(store.weeks(model.name), key=lambda week: week.source)}
    shares = store.unknown(model.name, int(bounds()["least"]))
    for source in sorted(weeks.keys() | shares.keys()):
        (unknown, read), known_weeks = shares.get(source, (None, 0)), weeks.get(source, ())
        unlike = tuple(_unlike(known_weeks, unknown, read))
        yield SourceDrift(source, known_weeks, unknown, read, (*unlike, *_turned(known_weeks)), to_label=bool(unlike))


def _unlike(weeks: Sequence[Week], unknown: float | None, read: int) -> Iterator[str]:
    """That a source's news is unlike what the model was trained on."""
    if unknown is not None and read >= bounds()["least"] and unknown > bounds()["unknown"]:
        yield (
            f"{unknown:.0%} of its words and pairs of words are unknown to the model; with a new writer of the corpus it is hardly ever "
            f"more than {bounds()['unknown']:.0%}: trust flags less"
        )
    articles, strange = sum(w.articles for w in weeks), sum(w.strange for w in weeks)
    if _rarer(strange, articles, STRANGE):
        yield f"{strange} of {articles} stories are unlike all the model was trained on"


def _turned(weeks: Sequence[Week]) -> Iterator[str]:
    """That the share of flags jumped in the last week, or in the one before: the last may have just begun."""
    for end in range(len(weeks), max(1, len(weeks) - 2), -1):
        *before, last = weeks[max(0, end - _BEFORE - 1) : end]
        if not before or not _differ(last, before):
            continue
        earlier = sum(w.flagged for w in before), sum(w.articles for w in before)
        yield (
            f"{last.flagged} of {last.articles} flagged in the week of {last.week}, {earlier[0]} of {earlier[1]} in the weeks before: "
            "look at these flags, and whether the source changed"
        )
        return


def _rarer(hits: int, number: int, share: float) -> bool:
    from scipy.stats import binomtest

    return bool(number) and binomtest(hits, number, share, alternative="greater").pvalue < _CHANCE


def _differ(last: Week, before: Sequence[Week]) -> bool:
    from scipy.stats import fisher_exact

    flagged, articles = sum(w.flagged for w in before), sum(w.articles for w in before)
    table = [[last.flagged, last.articles - last.flagged], [flagged, articles - flagged]]
    return bool(fisher_exact(table).pvalue < _CHANCE)
