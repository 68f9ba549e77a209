"""An evaluation as a page to read: figures, confusions, how honest the chances are, slices, the worst errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.evaluate import Answer, Evaluation
from pipeline.learn.scores import Bin, Score, reliability
from pipeline.places.gazetteer import province_of, region_names
from pipeline.records import Status

_WORST = 10
_EXCERPT = 600
_FEWEST = 5
_LENGTHS = ((120, "under 120 words"), (351, "120 to 350 words"), (901, "351 to 900 words"))


@dataclass(frozen=True)
class Chapter:
    """One yardstick: the model and the keyword search on the same articles."""

    name: str
    model: Evaluation
    keywords: Evaluation

    @property
    def confusion(self) -> list[tuple[Status, list[int]]]:
        """For each true status, how many were called what, in the order of ``Status``."""
        counts = {true: dict.fromkeys(Status, 0) for true in Status}
        for answer, article in self._pairs():
            if answer.status:
                counts[article.status][answer.status] += 1
        return [(true, list(row.values())) for true, row in counts.items()]

    @property
    def bins(self) -> list[Bin]:
        return reliability(self.model.chances, [article.flagged for article in self.model.articles])

    @property
    def curve(self) -> list[tuple[float, float]]:
        """Recall and precision over all thresholds, from the strictest on."""
        from sklearn.metrics import precision_recall_curve

        truth = [article.flagged for article in self.model.articles]
        if not any(truth):
            return []
        precision, recall, _ = precision_recall_curve(truth, self.model.chances)
        return [(float(r), float(p)) for p, r in zip(precision[::-1], recall[::-1], strict=True)]

    @property
    def slices(self) -> list[tuple[str, list[tuple[str, Score]]]]:
        """F1 of flagging by kind of article; slices with few cases are left out."""
        found = ((name, self._slice(values)) for name, values in _SLICES.items())
        return [(name, rows) for name, rows in found if len(rows) > 1]

    def _slice(self, values: Callable[[LabelledArticle], Iterable[str]]) -> list[tuple[str, Score]]:
        inside: dict[str, list[int]] = defaultdict(list)
        for i, article in enumerate(self.model.articles):
            for value in values(article):
                inside[value].append(i)
        rows = [(value, self._part(places)) for value, places in sorted(inside.items())]
        return [(value, score) for value, score in rows if score.support >= _FEWEST]

    def _part(self, places: Sequence[int]) -> Score:
        answers, articles = self.model.answers, self.model.articles
        return Evaluation("", [answers[i] for i in places], [articles[i] for i in places]).flagged

    @property
    def worst(self) -> dict[str, list[tuple[Answer, LabelledArticle]]]:
        """False flags with the highest chances, and cases missed with the lowest."""
        wrong = [(answer, article) for answer, article in self._pairs() if answer.flagged != article.flagged]
        ordered = sorted(wrong, key=lambda pair: pair[0].chance)
        return {
            "flagged, but no case": [pair for pair in reversed(ordered) if pair[0].flagged][:_WORST],
            "a case, but not flagged": [pair for pair in ordered if not pair[0].flagged][:_WORST],
        }

    def _pairs(self) -> Iterable[tuple[Answer, LabelledArticle]]:
        return zip(self.model.answers, self.model.articles, strict=True)


def _length(article: LabelledArticle) -> str:
    words = len(article.text.split())
    return next((name for limit, name in _LENGTHS if words < limit), "over 900 words")


def _province(article: LabelledArticle) -> str:
    return region_names().get(province_of(article.region), "") if article.region else ""


_SLICES: dict[str, Callable[[LabelledArticle], Iterable[str]]] = {
    "accused group (only recall says something)": lambda article: (
        sorted(article.terduga or ()) if article.flagged else ()
    ),
    "election": lambda article: filter(None, [article.election]),
    "province": lambda article: filter(None, [_province(article)]),
    "year": lambda article: [str(article.published.year)] if article.published else (),
    "length": lambda article: [_length(article)],
    "hand": lambda article: filter(None, [article.writer]),
}


def chapters(yardsticks: Mapping[str, Sequence[Evaluation]]) -> list[Chapter]:
    """One chapter for each set of labelled articles."""
    return [Chapter(name, *found) for name, found in yardsticks.items()]


def write_report(yardsticks: Mapping[str, Sequence[Evaluation]], model: str, folder: Path) -> list[Path]:
    """Write ``report.html`` and ``report.md`` into ``folder``; returns their paths.

    The worst errors stand there with the beginning of their text: what is measured on somebody's articles must be
    kept as those are.
    """
    from jinja2 import Environment, PackageLoader

    templates = Environment(
        loader=PackageLoader("pipeline.learn"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in ("report.html", "report.md"):
        page = templates.get_template(name).render(
            chapters=chapters(yardsticks), model=model, statuses=list(Status), excerpt=_EXCERPT
        )
        paths.append(folder / name)
        paths[-1].write_text(page, encoding="utf-8")
    return paths
