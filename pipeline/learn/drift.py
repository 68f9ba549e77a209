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
    of the latest articles as ``read`` tells, ``None`` where an earlier version judged them all. ``to_label``: its news is unlike what the model knows; labels of it would help.
    ``turned``: the week in which its share of flags jumped, and whether it ``rose``."""

    source: str
    weeks: tuple[Week, ...]
    unknown: float | None
    read: int
    warnings: tuple[str, ...]
    to_label: bool
    turned: str | None
    rose: bool = False


def drift(store: Store, model: Model) -> Iterator[SourceDrift]:
    """Every source with what moved, by what the model said when it judged the articles."""
    weeks = {source: tuple(found) for source, found in groupby(store.weeks(model.name), key=lambda week: week.source)}
    shares = store.unknown(model.name, int(bounds()["least"]))
    for source in sorted(weeks.keys() | shares.keys()):
        (unknown, read), known_weeks = shares.get(source, (None, 0)), weeks.get(source, ())
        unlike, turned = tuple(_unlike(known_weeks, unknown, read)), _turned(known_weeks)
        jump = (turned[0].week, _rose(*turned)) if turned else (None, False)
        warnings = (*unlike, _told(*turned)) if turned else unlike
        yield SourceDrift(source, known_weeks, unknown, read, warnings, bool(unlike), *jump)


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


def _turned(weeks: Sequence[Week]) -> tuple[Week, Sequence[Week]] | None:
    """The last week, or the one before it, as the last may have just begun, where its share of flags moved by more than chance; and the weeks before."""
    for end in range(len(weeks), max(1, len(weeks) - 2), -1):
        *before, last = weeks[max(0, end - _BEFORE - 1) : end]
        if _differ(last, *_counted(before)):
            return last, before
    return None


def _rose(last: Week, before: Sequence[Week]) -> bool:
    flagged, articles = _counted(before)
    return last.flagged * articles > flagged * last.articles


def _told(last: Week, before: Sequence[Week]) -> str:
    flagged, articles = _counted(before)
    look = "these flags" if _rose(last, before) else "the stories that were not flagged"
    return (
        f"{last.flagged} of {last.articles} flagged in the week of {last.week}, {flagged} of {articles} in the weeks before: "
        f"look at {look}, and whether the source changed"
    )


def _counted(weeks: Sequence[Week]) -> tuple[int, int]:
    """How many stories were flagged, and how many there were."""
    return sum(week.flagged for week in weeks), sum(week.articles for week in weeks)


def _rarer(hits: int, number: int, share: float) -> bool:
    from scipy.stats import binomtest

    return bool(number) and binomtest(hits, number, share, alternative="greater").pvalue < _CHANCE


def _differ(last: Week, flagged: int, articles: int) -> bool:
    from scipy.stats import fisher_exact

    table = [[last.flagged, last.articles - last.flagged], [flagged, articles - flagged]]
    return bool(fisher_exact(table).pvalue < _CHANCE)
