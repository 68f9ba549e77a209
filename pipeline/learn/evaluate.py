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


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1; ``support``: how many there really are."""

    precision: float
    recall: float
    f1: float
    support: int

    @classmethod
    def of(cls, right: int, found: int, support: int) -> Score:
        precision = right / found if found else 0.0
        recall = right / support if support else 0.0
        total = found + support
        return cls(precision, recall, 2 * right / total if total else 0.0, support)


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


def _flag_score(answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Score:
    right = sum(a.flagged and article.flagged for a, article in zip(answers, articles, strict=True))
    return Score.of(right, sum(a.flagged for a in answers), sum(article.flagged for article in articles))


def _status_score(status: Status, answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Score:
    right = sum(a.status is status is article.status for a, article in zip(answers, articles, strict=True))
    return Score.of(
        right, sum(a.status is status for a in answers), sum(article.status is status for article in articles)
    )


def _group_score(answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Score:
    """Micro-averaged over (case story, group): which groups are accused in the articles that are cases."""
    truth = [article.terduga if article.flagged else frozenset() for article in articles]
    right = sum(len(a.terduga & groups) for a, groups in zip(answers, truth, strict=True))
    return Score.of(right, sum(len(a.terduga) for a in answers), sum(map(len, truth)))


def _interval(
    answers: Sequence[Answer], articles: Sequence[LabelledArticle], rounds: int = 1000
) -> tuple[float, float]:
    """The 95 % bootstrap interval of the flagged F1 (percentiles, articles drawn with return, fixed seed)."""
    said = np.array([a.flagged for a in answers])
    true = np.array([article.flagged for article in articles])
    drawn = np.random.default_rng(0).integers(0, len(said), (rounds, len(said)))
    right = (said & true)[drawn].sum(axis=1)
    f1 = 2 * right / np.maximum(said[drawn].sum(axis=1) + true[drawn].sum(axis=1), 1)
    return float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975))


def average_precision(chances: Sequence[float], flagged: Sequence[bool]) -> float:
    """Area under precision and recall over all thresholds."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(flagged, chances)) if any(flagged) else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Scores of one way to flag. ``interval``: 95 % bootstrap interval of the flagged F1."""

    name: str
    statuses: dict[Status, Score]
    flagged: Score
    interval: tuple[float, float]
    average_precision: float
    terduga: Score


def evaluate_answers(name: str, answers: Sequence[Answer], articles: Sequence[LabelledArticle]) -> Evaluation:
    """Compare answers with labels, article by article."""
    with_status = all(answer.status for answer in answers)
    return Evaluation(
        name=name,
        statuses={s: _status_score(s, answers, articles) for s in Status} if with_status else {},
        flagged=_flag_score(answers, articles),
        interval=_interval(answers, articles),
        average_precision=average_precision([a.chance for a in answers], [article.flagged for article in articles]),
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
