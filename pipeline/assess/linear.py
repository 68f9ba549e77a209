"""A linear model as plain data: names of features, weights, biases. Nothing in it can run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np


def log_odds(probability: float, least: float = 0.001) -> float:
    """The logarithm of the odds, kept finite."""
    probability = min(max(probability, least), 1 - least)
    return math.log(probability / (1 - probability))


@dataclass(frozen=True)
class Linear:
    """Softmax over ``classes`` of ``scaled(features) @ weights.T + bias``; one class means a sigmoid.

    ``weights``: float32, (classes, features). ``scale``: float32, (features,), multiplied into each
    feature. ``normalise``: divide by the Euclidean length after scaling, as TF-IDF does.
    ``sublinear``: counts enter as ``1 + ln(count)``. ``mean``: float32, (features,), the mean of each scaled
    feature over what it was fitted on; kept only where contributions are asked for.
    """

    classes: tuple[str, ...]
    features: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    scale: np.ndarray
    normalise: bool = False
    sublinear: bool = False
    mean: np.ndarray | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        return {feature: i for i, feature in enumerate(self.features)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything in it that is numbers, by name; the names of the features as bytes, one a line."""
        names = np.frombuffer("\n".join(self.features).encode(), dtype=np.uint8)
        arrays = {"features": names, "weights": self.weights, "bias": self.bias, "scale": self.scale}
        return arrays if self.mean is None else arrays | {"mean": self.mean}

    def _vector(self, features: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
        index = self.index
        known = [(i, value) for name, value in features.items() if value and (i := index.get(name)) is not None]
        where = np.array([i for i, _ in known], dtype=np.int64)
        values = np.array([value for _, value in known], dtype=np.float64)
        if self.sublinear:
            values = 1 + np.log(values)
        values = values * self.scale[where]
        if self.normalise and len(values):
            values = values / (np.linalg.norm(values) or 1.0)
        return where, values

    def scores(self, features: dict[str, float]) -> np.ndarray:
        """The sums before softmax, float64, (classes,)."""
        where, values = self._vector(features)
        sums: np.ndarray = self.weights[:, where].astype(np.float64) @ values + self.bias
        return sums

    def probabilities(self, features: dict[str, float]) -> dict[str, float]:
        """The probability of each class."""
        scores = self.scores(features)
        if len(self.classes) == 1:
            return {self.classes[0]: 1 / (1 + math.exp(-max(-500.0, min(500.0, float(scores[0])))))}
        odds = np.exp(scores - scores.max())
        return dict(zip(self.classes, map(float, odds / odds.sum()), strict=True))

    def known(self, features: dict[str, float]) -> float:
        """The share of the features, by count, that the model has weights for; 1 where there are none."""
        total = sum(features.values())
        return sum(value for name, value in features.items() if name in self.index) / total if total else 1.0

    def contributions(self, features: dict[str, float], of: str) -> dict[str, float]:
        """What each feature adds to the score of class ``of``; with ``mean``, more than it does on average."""
        where, values = self._vector(features)
        row = self.weights[self.classes.index(of)].astype(np.float64)
        dense = np.zeros(len(self.features))
        dense[where] = values
        if self.mean is not None:
            dense -= self.mean
        parts = row * dense
        return {self.features[i]: float(parts[i]) for i in np.flatnonzero(parts)}
