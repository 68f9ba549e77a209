"""Figures of merit: precision, recall and F1 with intervals, average precision, and how honest the chances are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_DRAWS = 1000
_BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1; ``support``: how many there really are.

    ``interval``: 95 % bootstrap interval of F1 (percentiles of 1,000 draws of articles with return, fixed seed).
    """

    precision: float
    recall: float
    f1: float
    support: int
    interval: tuple[float, float] | None = None

    @classmethod
    def of(cls, right: int, found: int, support: int, interval: tuple[float, float] | None = None) -> Score:
        precision = right / found if found else 0.0
        recall = right / support if support else 0.0
        return cls(precision, recall, _f1(right, found, support), support, interval)

    @classmethod
    def counted(cls, right: Sequence[int], found: Sequence[int], support: Sequence[int]) -> Score:
        """From the counts of each article."""
        counts = np.array([right, found, support])
        drawn = np.random.default_rng(0).integers(0, counts.shape[1], (_DRAWS, counts.shape[1]))
        f1 = [_f1(*counts[:, rows].sum(axis=1)) for rows in drawn]
        interval = float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975))
        hits, said, true = map(int, counts.sum(axis=1))
        return cls.of(hits, said, true, interval)


def _f1(right: int, found: int, support: int) -> float:
    return 2 * right / (found + support) if found + support else 0.0


def average_precision(chances: Sequence[float], flagged: Sequence[bool]) -> float:
    """Area under precision and recall over all thresholds."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(flagged, chances)) if any(flagged) else 0.0


class Bin(NamedTuple):
    """Articles whose chance falls into one tenth: how many, their mean chance, the share that really are cases."""

    number: int
    chance: float
    share: float


def reliability(chances: Sequence[float], flagged: Sequence[bool]) -> list[Bin]:
    """The bins of a reliability diagram, from the lowest tenth up; empty ones are left out."""
    values, truth = np.asarray(chances, float), np.asarray(flagged, float)
    places = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return [
        Bin(int(inside.sum()), float(values[inside].mean()), float(truth[inside].mean()))
        for inside in (places == place for place in range(_BINS))
        if inside.any()
    ]


def calibration_error(chances: Sequence[float], flagged: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width, 0 to 1."""
    bins = reliability(chances, flagged)
    return sum(one.number * abs(one.chance - one.share) for one in bins) / max(1, len(chances))


def brier(chances: Sequence[float], flagged: Sequence[bool]) -> float:
    """The mean squared difference between chance and truth, 0 to 1."""
    return float(np.mean((np.asarray(chances, float) - np.asarray(flagged, float)) ** 2)) if len(chances) else 0.0
