"""Two models on the same labelled articles: how far apart they are, whether that is more than chance, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.assess.model import Model
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.evaluate import Answer, Evaluation, model_answer
from pipeline.records import Status

_DRAWS = 2000
_TRADED = ("flagged_precision", "flagged_recall")
_CHANCES = "brier"
"""The mean squared error of the chances, the lower the better; never a loss: a model calibrated to a feed has other chances on purpose."""
_FIGURES = ("flagged_f1", *_TRADED, "status_accuracy", _CHANCES)
_LEAST_MOVE = 0.01


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both models and what the new one adds, with a 95 % interval (paired bootstrap over articles)."""

    figure: str
    old: float
    new: float
    interval: tuple[float, float]

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out nought."""
        return not self.interval[0] <= 0 <= self.interval[1]

    @property
    def worse(self) -> bool:
        """Whether the new one is worse by more than chance."""
        return self.interval[0] > 0 if self.figure == _CHANCES else self.interval[1] < 0

    @property
    def outcome(self) -> str:
        """What the interval tells, in words."""
        if not self.sure:
            return "within chance"
        return "worse, more than chance" if self.worse else "better, more than chance"


@dataclass(frozen=True)
class Comparison:
    """``old``, ``new``: each model on all articles. ``changed``: those that one flags and the other does not, with what each said."""

    old: Evaluation
    new: Evaluation
    differences: tuple[Difference, ...]
    changed: tuple[tuple[LabelledArticle, Answer, Answer], ...]

    @property
    def losses(self) -> tuple[Difference, ...]:
        """What is worse by more than chance. Precision and recall are paid for with each other: a fall of one is a loss only where F1 does not rise."""
        (f1,) = (one for one in self.differences if one.figure == "flagged_f1")
        paid = _TRADED if f1.new > f1.old else ()
        return tuple(one for one in self.differences if one.worse and one.figure not in (*paid, _CHANCES))

    def moved(self, most: int = 10) -> list[tuple[LabelledArticle, Answer, Answer]]:
        """Articles flagged by both models or by neither, those whose chance moved most first; none that moved by less than a hundredth."""
        asked = zip(self.old.articles, self.old.answers, self.new.answers, strict=True)
        rows = [row for row in asked if row[1].flagged == row[2].flagged and _move(row[1], row[2]) >= _LEAST_MOVE]
        return sorted(rows, key=lambda row: -_move(row[1], row[2]))[:most]


def _move(old: Answer, new: Answer) -> float:
    return abs(new.chance - old.chance)


def _figures(said: np.ndarray, true: np.ndarray, right: np.ndarray, missed: np.ndarray) -> np.ndarray:
    """Each figure, from flags, truth, right statuses and squared errors of the chances; arrays end in the articles."""
    hits = (said & true).sum(-1)
    found, cases = said.sum(-1), true.sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall, f1 = hits / found, hits / cases, 2 * hits / (found + cases)
    figures: np.ndarray = np.nan_to_num(np.stack([f1, precision, recall, right.mean(-1), missed.mean(-1)]))
    return figures


def compare(old: Model, new: Model, articles: Sequence[LabelledArticle]) -> Comparison:
    """Ask both models about the same articles."""
    asked = [[model_answer(model, article) for article in articles] for model in (old, new)]
    true = np.array([article.flagged for article in articles])
    said = [np.array([answer.flagged for answer in answers]) for answers in asked]
    right = [np.array([a.status is x.status for a, x in zip(answers, articles, strict=True)]) for answers in asked]
    missed = [(np.array([answer.chance for answer in answers]) - true) ** 2 for answers in asked]
    rows = np.random.default_rng(0).integers(0, len(articles), (_DRAWS, len(articles)))
    both = list(zip(said, right, missed, strict=True))
    drawn = [_figures(s[rows], true[rows], r[rows], m[rows]) for s, r, m in both]
    one, other = (_figures(s, true, r, m) for s, r, m in both)
    low, high = np.quantile(drawn[1] - drawn[0], [0.025, 0.975], axis=1)
    return Comparison(
        old=Evaluation("old", asked[0], articles),
        new=Evaluation("new", asked[1], articles),
        differences=tuple(
            Difference(name, float(a), float(b), (float(lo), float(hi)))
            for name, a, b, lo, hi in zip(_FIGURES, one, other, low, high, strict=True)
        ),
        changed=tuple(row for row in zip(articles, *asked, strict=True) if row[1].flagged != row[2].flagged),
    )


def doubtful_labels(answers: Evaluation, most: int = 20) -> list[tuple[LabelledArticle, Answer]]:
    """The articles to which models that never saw them give another status, the surest first: look at these labels first.

    Where cleanlab is installed only those it takes for wrong (confident learning), which may be fewer than ``most``.
    """
    said = [
        (article, answer, answer.found.probabilities)
        for article, answer in zip(answers.articles, answers.answers, strict=True)
        if answer.found
    ]
    likely = _likely_wrong([(article.status, chances) for article, _, chances in said])
    wrong = [said[i] for i in likely if said[i][1].status is not said[i][0].status]
    ordered = sorted(wrong, key=lambda one: one[2][one[0].status])
    return [(article, answer) for article, answer, _ in ordered[:most]]


def _likely_wrong(labelled: Sequence[tuple[Status, Mapping[Status, float]]]) -> Sequence[int]:
    try:
        from cleanlab.filter import find_label_issues
    except ImportError:
        return range(len(labelled))
    known = sorted({status for status, _ in labelled})
    chances = np.array([[told[status] for status in known] for _, told in labelled])
    chances /= chances.sum(axis=1, keepdims=True)
    labels = [known.index(status) for status, _ in labelled]
    wrong: Sequence[int] = find_label_issues(labels, chances, return_indices_ranked_by="self_confidence", n_jobs=1)
    return wrong
