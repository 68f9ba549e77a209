"""Fit linear models on dictionaries of features with scikit-learn, and hand them over as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.assess.linear import Linear

_CERTAIN = 500.0


def _vocabulary(samples: Sequence[dict[str, float]], least: int) -> tuple[str, ...]:
    documents = Counter(name for sample in samples for name, value in sample.items() if value)
    return tuple(sorted(name for name, count in documents.items() if count >= least))


def _matrix(samples: Sequence[dict[str, float]], index: dict[str, int], sublinear: bool) -> csr_matrix:
    data, columns, ends = [], [], [0]
    for sample in samples:
        for name, value in sample.items():
            if value and name in index:
                data.append(1 + np.log(value) if sublinear else value)
                columns.append(index[name])
        ends.append(len(data))
    return csr_matrix((data, columns, ends), shape=(len(samples), len(index)), dtype=np.float64)


def _normalised(matrix: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    lengths[lengths == 0] = 1.0
    scaled = matrix.multiply(1 / lengths[:, None])
    return csr_matrix(scaled)


def _idf(matrix: csr_matrix) -> np.ndarray:
    documents = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity: np.ndarray = np.log((1 + matrix.shape[0]) / (1 + documents)) + 1
    return rarity


def _spread(matrix: csr_matrix) -> np.ndarray:
    mean = np.asarray(matrix.mean(axis=0)).ravel()
    square = np.asarray(matrix.multiply(matrix).mean(axis=0)).ravel()
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    scale: np.ndarray = 1 / np.maximum(deviation, 0.1)
    return scale


def _regression(
    matrix: csr_matrix, targets: list[str], strength: float, balanced: bool, weights: Sequence[float] | None
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Classes, weights (classes, features) and biases."""
    if len(set(targets)) == 1:
        return (targets[0],), np.zeros((1, matrix.shape[1])), np.array([_CERTAIN])
    model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced" if balanced else None)
    with threadpool_limits(1):  # on several threads the last digits are those of who was first
        model.fit(matrix, targets, sample_weight=weights)
    classes = tuple(map(str, model.classes_))
    if len(classes) > 2:
        return classes, model.coef_, model.intercept_
    if classes == ("tidak", "ya"):
        return ("ya",), model.coef_, model.intercept_
    return classes, np.vstack([np.zeros_like(model.coef_), model.coef_]), np.array([0.0, model.intercept_[0]])


def fit(
    samples: Sequence[dict[str, float]],
    targets: Sequence[str],
    *,
    strength: float,
    least: int = 2,
    words: bool = False,
    spread: bool = False,
    balanced: bool = False,
    explained: bool = False,
    weights: Sequence[float] | None = None,
) -> Linear:
    """Multinomial logistic regression with an L2 penalty; one class, ``ya``, where the targets are ``ya`` and ``tidak``.

    ``strength``: inverse of the penalty (``C``). ``least``: features in fewer samples are dropped.
    ``words``: counts enter as TF-IDF with sublinear counts and unit length. ``spread``: features
    are divided by their standard deviation. ``balanced``: rare classes weigh as much as common ones.
    ``explained``: the mean of each feature is kept, so that contributions can be told against it. ``weights``: how much each
    sample counts; all the same unless given.
    """
    features = _vocabulary(samples, least)
    index = {name: i for i, name in enumerate(features)}
    matrix = _matrix(samples, index, sublinear=words)
    scale = _idf(matrix) if words else _spread(matrix) if spread else np.ones(len(features))
    scaled = csr_matrix(matrix.multiply(scale))
    if words:
        scaled = _normalised(scaled)
    classes, coefficients, bias = _regression(scaled, list(targets), strength, balanced, weights)
    return Linear(
        classes=classes,
        features=features,
        weights=coefficients.astype(np.float32),
        bias=bias.astype(np.float64),
        scale=scale.astype(np.float32),
        normalise=words,
        sublinear=words,
        mean=np.asarray(scaled.mean(axis=0), dtype=np.float32).ravel() if explained else None,
    )
