"""What a hundred new labels give where a model has never been: each large region and a kind of election left out of training; real news.

    python benchmarks/adaptation.py [--draws 3] [--real LABELLED]

prints Markdown: a model trained without that part of the corpus, and the same with 100 of its articles, drawn by chain, both asked
about the rest of the part; then all regions together, each story by the models of its own region. Medians over the draws, and the
95 % interval of the difference of the first draw (paired bootstrap). The frozen test split takes no part in it.

With LABELLED, a file of real articles, instead: the model that ships, and the same with half of those articles, counting once and
five times, asked about the other half; then the halves change places, and the figures are over all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from command import options, there

from pipeline.assess import Model, load_model
from pipeline.assess.promoted import shipped_folder
from pipeline.learn.compare import Comparison, Difference, compare
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.labelled import read_labelled
from pipeline.learn.splits import articles_of
from pipeline.learn.train import Sample, sample, train_on
from pipeline.records import Assessment, Pemilihan

CORPUS = Path("corpus/articles")
LABELS = 100
WEIGHTS = (1.0, 5.0)
REGIONS = {"Sumatra": "12", "Java": "3", "Kalimantan": "6", "Sulawesi": "7", "Maluku and Papua": "89"}
"""First digits of the codes. Bali and Nusa Tenggara are left out: a hundred labels leave five articles there to ask about."""


class Crossed:
    """Several models as one, each asked only about what it was not trained on."""

    def __init__(self, asked_about: dict[str, Model]):
        self.asked_about = asked_about

    def assess(self, text: str, title: str) -> Assessment:
        """What the model says that never saw this text."""
        return self.asked_about[text].assess(text, title)


Asked = tuple[Crossed, Crossed, list[LabelledArticle]]
"""The model without the part, the one with labels of it, and what both are asked about."""


def _draw(samples: Sequence[Sample], rng: np.random.Generator) -> tuple[list[Sample], list[Sample]]:
    """About ``LABELS`` samples to train on, whole chains, and the rest."""
    chains: dict[str, list[Sample]] = {}
    for one in samples:
        chains.setdefault(one.article.chain or one.article.id, []).append(one)
    taken: list[Sample] = []
    for name in rng.permutation(sorted(chains)):
        if len(taken) >= LABELS:
            break
        taken += chains.pop(name)
    return taken, [one for left in chains.values() for one in left]


def _left_out(name: str, samples: Sequence[Sample], part: Callable[[LabelledArticle], bool], draws: int) -> list[Asked]:
    """For each draw the models without and with labels of a part."""
    inside = [one for one in samples if part(one.article)]
    outside = [one for one in samples if not part(one.article)]
    base, rng, found = train_on(outside), np.random.default_rng(0), []
    for _ in range(draws):
        taken, rest = _draw(inside, rng)
        texts, new = [one.article.text for one in rest], train_on([*outside, *taken])
        print(f"{name}: {len(outside)} + {len(taken)}, asked about {len(rest)}", file=sys.stderr)
        found.append(
            (Crossed(dict.fromkeys(texts, base)), Crossed(dict.fromkeys(texts, new)), [one.article for one in rest])
        )
    return found


def _together(parts: Sequence[Asked]) -> Asked:
    """Several parts as one."""
    old, new = (
        {k: v for one in side for k, v in one.asked_about.items()} for side in list(zip(*parts, strict=True))[:2]
    )
    return Crossed(old), Crossed(new), [article for _, _, articles in parts for article in articles]


def _row(name: str, draws: Sequence[Comparison]) -> str:
    """The figures over the draws: medians, and the interval of the first."""
    cells = [_cell(figures) for figures in zip(*(one.differences for one in draws), strict=True)]
    old, new = (
        median(found.average_precision for found in side) for side in zip(*((d.old, d.new) for d in draws), strict=True)
    )
    asked = len(draws[0].old.articles)
    return f"| {name} | {asked} | {' | '.join(cells)} | {old:.2f} → {new:.2f} |"


def _cell(draws: Sequence[Difference]) -> str:
    old, new, (low, high) = median(one.old for one in draws), median(one.new for one in draws), draws[0].interval
    digits = 3 if draws[0].figure == "brier" else 2
    return f"{old:.{digits}f} → {new:.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def _real(samples: Sequence[Sample], path: Path, weight: float) -> str:
    articles = read_labelled(path)
    order = np.random.default_rng(0).permutation(len(articles))
    halves = [[articles[i] for i in part] for part in np.array_split(order, 2)]
    asked_about = {}
    for learned, asked in (halves, halves[::-1]):
        model = train_on([*samples, *(sample(article, weight) for article in learned)])
        asked_about |= {article.text: model for article in asked}
        print(f"{path.name}: {len(samples)} + {len(learned)}, asked about {len(asked)}", file=sys.stderr)
    return _row(
        f"{path.name}, counting {weight:.0f}", [compare(load_model(shipped_folder()), Crossed(asked_about), articles)]
    )


def main() -> None:
    """Leave out, train, compare, print."""
    parser = options(__doc__)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--real", type=there, metavar="LABELLED")
    given = parser.parse_args()
    samples = [sample(article) for article in articles_of(CORPUS, "train", "dev")]
    figures = "flagged F1 | flagged precision | flagged recall | status accuracy | Brier score | average precision"
    print(f"| left out | asked about | {figures} |\n{'|---' * 8}|")
    if given.real:
        for weight in WEIGHTS:
            print(_real(samples, given.real, weight), flush=True)
        return
    regions = []
    for name, digits in REGIONS.items():
        regions.append(
            _left_out(name, samples, lambda article, of=digits: article.region[:1] in tuple(of), given.draws)
        )
        print(_row(name, [compare(*one) for one in regions[-1]]), flush=True)
    print(_row("all of these", [compare(*_together(draw)) for draw in zip(*regions, strict=True)]), flush=True)
    name = "general elections (pemilu)"
    pemilu = _left_out(name, samples, lambda article: article.election is Pemilihan.PEMILU, given.draws)
    print(_row(name, [compare(*one) for one in pemilu]), flush=True)


if __name__ == "__main__":
    main()
