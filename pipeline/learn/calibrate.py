"""Fit the chances and the threshold of a model to somebody's own feed, without training it anew.

The corpus holds far more case stories than a feed does. Unlabelled stories of the feed tell how common cases are
there (the expectation maximisation of Saerens, Latinne and Decaestecker, 2002); labelled ones tell it better, and how
sure the model may be. The threshold is then the highest that still keeps the recall that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.assess.model import Model
from pipeline.counted import counted
from pipeline.errors import CorpusError
from pipeline.records import learned_mark

_FEWEST, _FEWEST_CASES = 100, 5
_STEPS, _CLOSE = 1000, 1e-7
_SLOPE_SPREAD, _SHIFT_SPREAD = 0.3, 2.0  # how far labels may move slope and shift: standard deviations of the prior
RECALL = 0.95


@dataclass(frozen=True, slots=True)
class StoryOfFeed:
    """One story of the feed, normalised; ``flagged`` says whether it is a case, ``None`` where nobody labelled it."""

    title: str
    text: str
    flagged: bool | None = None


def _odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _chances(scores: np.ndarray) -> np.ndarray:
    chances: np.ndarray = 1 / (1 + np.exp(-np.clip(scores, -500, 500)))
    return chances


def shift_to(scores: np.ndarray, share: float) -> float:
    """How far the log-odds move when cases are as common as these scores say. ``share``: of cases in training."""
    shift = 0.0
    for _ in range(_STEPS):
        found = float(np.clip(_chances(scores + shift).mean(), 1e-4, 1 - 1e-4))
        moved = _odds(found) - _odds(share)
        if abs(moved - shift) < _CLOSE:
            break
        shift = moved
    return shift


def fit_to(scores: np.ndarray, flagged: np.ndarray, shift: float) -> tuple[float, float]:
    """Slope and shift that make labelled chances likeliest, held near 1 and ``shift`` where labels are few."""
    from scipy.optimize import minimize

    signs = np.where(flagged, 1.0, -1.0)

    def loss(point: np.ndarray) -> float:
        slope, moved = map(float, point)
        misfit = float(np.logaddexp(0, -signs * (slope * scores + moved)).sum())
        return misfit + ((slope - 1) / _SLOPE_SPREAD) ** 2 / 2 + ((moved - shift) / _SHIFT_SPREAD) ** 2 / 2

    slope, moved = minimize(loss, np.array([1.0, shift]), method="Nelder-Mead").x
    return max(0.05, float(slope)), float(moved)


def threshold_for(chances: np.ndarray, weights: np.ndarray, recall: float) -> float:
    """The highest threshold that keeps this share of the cases. ``weights``: 1 and 0 where labelled, else chances."""
    order = np.argsort(-chances)
    kept = np.cumsum(weights[order]) / weights.sum()
    return float(chances[order][np.searchsorted(kept, recall - 1e-9)])


def feed_remarks(stories: Sequence[StoryOfFeed]) -> Iterator[str]:
    """What to know of the labels before they are fitted to."""
    labels = [story for story in stories if story.flagged is not None]
    cases = sum(bool(story.flagged) for story in labels)
    if labels and cases < _FEWEST_CASES:
        yield (
            f"{counted(len(labels), 'label')}, {cases} of them cases: with fewer than {_FEWEST_CASES} of these the stories are taken as if nobody had labelled them."
        )
    if copies := len(labels) - len({story.text for story in labels}):
        yield f"{counted(copies, 'label repeats', 'labels repeat')} a text that was labelled before; each counts."


def calibrate(model: Model, stories: Sequence[StoryOfFeed], recall: float = RECALL) -> Model:
    """The model with chances and threshold fitted to these stories.

    Raises :class:`CorpusError` where there are too few of them, and where every label is a case.
    """
    labelled = np.array([story.flagged is not None for story in stories])
    cases = sum(bool(story.flagged) for story in stories)
    if len(stories) < _FEWEST and cases < _FEWEST_CASES:
        raise CorpusError(
            f"{len(stories)} stories with {cases} labelled cases are too few: give at least {_FEWEST} stories of the "
            f"feed as they come, or label {_FEWEST_CASES} cases."
        )
    if cases >= _FEWEST_CASES and cases == labelled.sum():
        raise CorpusError(
            f"All {cases} labelled stories are cases, which tells nothing of how common cases are. Label stories that are none "
            f"too, or take the status out and give at least {_FEWEST} stories of the feed as they come."
        )
    scores = np.array([model.score(story.text, story.title) for story in stories])
    shift, slope = shift_to(scores, model.manifest["share_of_cases"]), 1.0
    truth = np.array([bool(story.flagged) for story in stories])
    enough = cases >= _FEWEST_CASES
    if enough:
        slope, shift = fit_to(scores[labelled], truth[labelled], shift)
    chances = _chances(slope * scores + shift)
    chosen = labelled if enough else np.ones(len(stories), bool)
    weights = truth.astype(float) if enough else chances
    threshold = threshold_for(chances[chosen], weights[chosen], recall)
    return replace(
        model,
        calibration=replace(model.calibration, slope=slope, shift=shift, threshold=threshold),
        manifest=model.manifest
        | {
            "calibrated_on": {
                "stories": len(stories),
                "labelled": int(labelled.sum()),
                "cases": cases,
                "recall": recall,
            },
            "learned": sorted(
                model.learned | {learned_mark(story.text) for story in stories if story.flagged is not None}
            ),
        },
    )
