"""How good a model is on labelled articles, beside the keyword search it has to beat."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.assess.model import Model
from pipeline.errors import CorpusError, InputError
from pipeline.language import normalise
from pipeline.learn.baseline import keyword_groups
from pipeline.learn.corpus import LabelledArticle, read_corpus, read_file
from pipeline.records import FLAGGED, Assessment, Bentuk, Group, Role, Status

_DRAWS = 1000


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
        return cls.of(*map(int, counts.sum(axis=1)), interval)


def _f1(right: int, found: int, support: int) -> float:
    return 2 * right / (found + support) if found + support else 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one article: by a model, or by the keyword search (no ``status``)."""

    status: Status | None
    flagged: bool
    chance: float
    terduga: frozenset[Group]

    @classmethod
    def of(cls, found: Assessment) -> Answer:
        accused = (m.group for m in found.mentions if m.role is Role.TERDUGA)
        return cls(found.status, found.flagged, found.flagged_probability, frozenset(accused if found.flagged else ()))


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


def _group_score(answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Score:
    """Micro-averaged over (case story, group): which groups are accused in the articles that are cases."""
    truth = [article.terduga if article.flagged else frozenset() for article in articles]
    right = [len(a.terduga & groups) for a, groups in zip(answers, truth, strict=True)]
    return Score.counted(right, [len(a.terduga) for a in answers], list(map(len, truth)))


def average_precision(chances: Sequence[float], flagged: Sequence[bool]) -> float:
    """Area under precision and recall over all thresholds."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(flagged, chances)) if any(flagged) else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Scores of one way to flag."""

    name: str
    statuses: dict[Status, Score]
    flagged: Score
    average_precision: float
    terduga: Score

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the statuses that occur."""
        return float(np.mean([score.f1 for score in self.statuses.values() if score.support]))


def evaluate_answers(name: str, answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Evaluation:
    """Compare answers with labels, article by article."""
    with_status = all(answer.status for answer in answers)
    said, true = [a.status for a in answers], [article.status for article in articles]
    flagged = [article.flagged for article in articles]
    return Evaluation(
        name=name,
        statuses={s: _score([x is s for x in said], [x is s for x in true]) for s in Status} if with_status else {},
        flagged=_score([a.flagged for a in answers], flagged),
        average_precision=average_precision([a.chance for a in answers], flagged),
        terduga=_group_score(answers, articles),
    )


def evaluate(model: Model, articles: Sequence[LabelledArticle]) -> list[Evaluation]:
    """The model, then the keyword search, on the same articles."""
    return [
        evaluate_answers("model", [model_answer(model, article) for article in articles], articles),
        evaluate_answers("keywords", [keyword_answer(article) for article in articles], articles),
    ]


def _outside_article(row: dict, where: str) -> LabelledArticle:
    try:
        status = Status(row["status"])
        return LabelledArticle(
            id=str(row.get("id", where)),
            title=normalise(row.get("title") or ""),
            text=normalise(row["text"]),
            status=status,
            bentuk=frozenset(map(Bentuk, row.get("bentuk") or ())) if status in FLAGGED else frozenset(),
            terduga=frozenset(map(Group, row.get("terduga") or ())),
            outlet=row.get("outlet") or "",
        )
    except KeyError as missing:
        raise CorpusError(f"{where}: the field {missing} is missing; each line needs text and status.") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise CorpusError(f"{where}: {wrong}.") from None


def read_labelled(path: Path) -> list[LabelledArticle]:
    """Labelled articles from a corpus folder, a corpus file, or JSON lines.

    JSON lines hold ``text`` and ``status``, and may hold ``id``, ``title``, ``outlet``, ``bentuk`` and
    ``terduga`` (the groups that are accused). Raises :class:`CorpusError` with the line that is wrong.
    """
    if path.is_dir():
        return read_corpus(path)
    if not path.exists():
        raise CorpusError(f"There is no {path}. Give a folder of labelled articles or a file of JSON lines.")
    if path.suffix != ".jsonl":
        return list(read_file(path))
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise CorpusError(f"{path.name} is no UTF-8 text. Save it as UTF-8.") from None
    articles = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path.name}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as broken:
                raise CorpusError(f"{where}: this is no JSON ({broken}).") from None
            articles.append(_outside_article(row, where))
    if not articles:
        raise CorpusError(f"{path} holds no articles.")
    return articles


def cross_validate(articles: Sequence[LabelledArticle], say: Callable[[str], None]) -> list[Evaluation]:
    """Train without one writer's articles, ask about those, for each writer; then the keyword search."""
    from pipeline.learn.train import folds, train

    answers: dict[str, Answer] = {}
    parts = folds(articles)
    for number, held_out in enumerate(parts, start=1):
        say(f"round {number} of {len(parts)}")
        held = set(held_out.tolist())
        model = train([article for i, article in enumerate(articles) if i not in held])
        answers |= {articles[i].id: model_answer(model, articles[i]) for i in held}
    return [
        evaluate_answers("model", [answers[article.id] for article in articles], articles),
        evaluate_answers("keywords", [keyword_answer(article) for article in articles], articles),
    ]
