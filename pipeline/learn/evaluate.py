"""How good a model is on labelled articles, beside the keyword search it has to beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.assess.model import Model
from pipeline.counted import counted
from pipeline.errors import CorpusError, InputError
from pipeline.learn.baseline import keyword_groups
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.scores import Score, average_precision, brier, calibration_error
from pipeline.records import Assessment, Group, Role, Status, learned_mark


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one article: by a model, or by the keyword search (no ``status``, no ``found``)."""

    status: Status | None
    flagged: bool
    chance: float
    terduga: frozenset[Group]
    found: Assessment | None = None

    @classmethod
    def of(cls, found: Assessment) -> Answer:
        accused = (m.group for m in found.mentions if m.role is Role.TERDUGA)
        groups = frozenset(accused if found.flagged else ())
        return cls(found.status, found.flagged, found.flagged_probability, groups, found)


def model_answer(model: Model, article: LabelledArticle) -> Answer:
    """What the model says of one article."""
    try:
        return Answer.of(model.assess(article.text, article.title))
    except InputError as problem:
        raise CorpusError(f"{article.id}: {problem}") from None


def keyword_answer(article: LabelledArticle) -> Answer:
    """What the keyword search says of one article."""
    groups = keyword_groups(article.title, article.text)
    return Answer(None, bool(groups), float(bool(groups)), groups)


def _score(said: Sequence[bool], true: Sequence[bool]) -> Score:
    return Score.counted([one and other for one, other in zip(said, true, strict=True)], said, true)


def _set_score(said: Sequence[frozenset[str]], true: Sequence[frozenset[str]]) -> Score:
    """Micro-averaged over (article, member)."""
    right = [len(one & other) for one, other in zip(said, true, strict=True)]
    return Score.counted(right, list(map(len, said)), list(map(len, true)))


@dataclass(frozen=True)
class Evaluation:
    """What one way to flag said of labelled articles, and the scores of that.

    ``statuses`` and ``flagged``: of articles. ``terduga``: which groups are accused, over (case story, group).
    ``bentuk``: which forms are told, over (case story, form). ``roles``: of the mentions that were found and that a
    person marked. Articles of which nobody said the groups or forms take no part in theirs. The last three are empty for the
    keyword search, roles also where no mentions are marked.
    """

    name: str
    answers: Sequence[Answer]
    articles: Sequence[LabelledArticle]

    @cached_property
    def statuses(self) -> dict[Status, Score]:
        if not all(answer.status for answer in self.answers):
            return {}
        pairs = [(a.status, article.status) for a, article in zip(self.answers, self.articles, strict=True)]
        return {s: _score([said is s for said, _ in pairs], [true is s for _, true in pairs]) for s in Status}

    @cached_property
    def flagged(self) -> Score:
        return _score([a.flagged for a in self.answers], self._truth)

    @cached_property
    def terduga(self) -> Score:
        truth = [article.terduga if article.flagged else frozenset() for article in self.articles]
        known = [(a.terduga, true) for a, true in zip(self.answers, truth, strict=True) if true is not None]
        return _set_score([said for said, _ in known], [true for _, true in known])

    @cached_property
    def bentuk(self) -> Score | None:
        if not all(answer.found for answer in self.answers):
            return None
        told = [
            (frozenset(answer.found.bentuk), article.bentuk)
            for answer, article in zip(self.answers, self.articles, strict=True)
            if answer.found and article.flagged and article.bentuk is not None
        ]
        return _set_score([said for said, _ in told], [true for _, true in told]) if told else None

    @cached_property
    def roles(self) -> dict[Role, Score]:
        pairs = Counter(self._role_pairs())
        if not pairs:
            return {}
        return {
            role: Score.of(
                pairs[role, role],
                sum(n for (said, _), n in pairs.items() if said is role),
                sum(n for (_, true), n in pairs.items() if true is role),
            )
            for role in Role
        }

    def _role_pairs(self) -> Iterator[tuple[Role, Role]]:
        for answer, article in zip(self.answers, self.articles, strict=True):
            for mention in answer.found.mentions if answer.found else ():
                if role := article.role_of(mention):
                    yield mention.role, role

    @cached_property
    def _truth(self) -> list[bool]:
        return [article.flagged for article in self.articles]

    @cached_property
    def chances(self) -> list[float]:
        return [answer.chance for answer in self.answers]

    @property
    def average_precision(self) -> float:
        return average_precision(self.chances, self._truth)

    @property
    def calibration_error(self) -> float:
        return calibration_error(self.chances, self._truth)

    @property
    def brier(self) -> float:
        return brier(self.chances, self._truth)

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the statuses that occur."""
        return float(np.mean([score.f1 for score in self.statuses.values() if score.support]))

    @property
    def role_macro_f1(self) -> float | None:
        """The mean F1 of the roles; ``None`` where no mentions are marked."""
        return float(np.mean([score.f1 for score in self.roles.values()])) if self.roles else None

    def figures(self) -> dict[str, float]:
        """Every single figure, by name; those that cannot be had are left out."""
        found = {
            "flagged_f1": self.flagged.f1,
            "flagged_precision": self.flagged.precision,
            "flagged_recall": self.flagged.recall,
            "average_precision": self.average_precision,
            "terduga_f1": self.terduga.f1,
            "brier": self.brier,
            "calibration_error": self.calibration_error,
        }
        if self.statuses:
            found["status_macro_f1"] = self.macro_f1
        if (roles := self.role_macro_f1) is not None:
            found["role_macro_f1"] = roles
        if self.bentuk:
            found["bentuk_f1"] = self.bentuk.f1
        return {name: round(value, 4) for name, value in found.items()}


def evaluate(model: Model, articles: Sequence[LabelledArticle]) -> list[Evaluation]:
    """The model, then the keyword search, on the same articles."""
    return [
        Evaluation("model", [model_answer(model, article) for article in articles], articles),
        Evaluation("keywords", [keyword_answer(article) for article in articles], articles),
    ]


def figure_remarks(
    name: str, given: Sequence[LabelledArticle], asked: Sequence[LabelledArticle], *models: Model
) -> Iterator[str]:
    """What to know of the figures before they are read. ``given``: the articles as they came, ``asked``: the same, each text once."""
    if copies := len(given) - len(asked):
        yield f"{name}: {counted(copies, 'label repeats', 'labels repeat')} a text that was labelled before; each text counts once."
    if not any(article.flagged for article in asked):
        yield f"{name} holds no case, so precision and recall of flags say nothing."
    for model in models:
        if known := sum(learned_mark(article.text) in model.learned for article in asked):
            yield f"{name}: {known} of {counted(len(asked), 'text was', 'texts were')} learned by {model.name}: figures on them say nothing."


def cross_validate(articles: Sequence[LabelledArticle], say: Callable[[str], None]) -> list[Evaluation]:
    """Train without one writer's articles, ask about those, for each writer; then the keyword search."""
    from pipeline.learn.train import folds, train

    answers: dict[int, Answer] = {}
    parts = folds(articles)
    for number, held_out in enumerate(parts, start=1):
        say(f"round {number} of {len(parts)}")
        held = set(held_out.tolist())
        model = train([article for i, article in enumerate(articles) if i not in held])
        answers |= {i: model_answer(model, articles[i]) for i in held}
    return [
        Evaluation("model", [answers[i] for i in range(len(articles))], articles),
        Evaluation("keywords", [keyword_answer(article) for article in articles], articles),
    ]
