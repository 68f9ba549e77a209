"""What a hundred new labels give where a model has never been: a region, and a kind of election, left out of training; real news.

    python benchmarks/adaptation.py [--draws 3] [--real LABELLED]

prints Markdown: a model trained without that part of the corpus, and the same with 100 of its articles, drawn by chain, both asked
about the rest of the part; median over the draws, and the 95 % interval of the difference of the first draw (paired bootstrap). The
frozen test split takes no part in it.

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
from pipeline.learn.compare import Difference, compare
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.labelled import read_labelled
from pipeline.learn.splits import articles_of
from pipeline.learn.train import Sample, sample, train_on
from pipeline.records import Assessment, Pemilihan

CORPUS = Path("corpus/articles")
LABELS = 100
WEIGHTS = (1.0, 5.0)
EAST = {"81", "82", "91", "92", "93", "94", "95", "96"}
PARTS: dict[str, Callable[[LabelledArticle], bool]] = {
    "Maluku and Papua": lambda article: article.region[:2] in EAST,
    "general elections (pemilu)": lambda article: article.election is Pemilihan.PEMILU,
}


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


def _lines(name: str, samples: Sequence[Sample], part: Callable[[LabelledArticle], bool], draws: int) -> list[str]:
    inside = [one for one in samples if part(one.article)]
    outside = [one for one in samples if not part(one.article)]
    base, rng = train_on(outside), np.random.default_rng(0)
    found = []
    for _ in range(draws):
        taken, rest = _draw(inside, rng)
        found.append(compare(base, train_on([*outside, *taken]), [one.article for one in rest]))
        print(f"{name}: {len(outside)} + {len(taken)}, asked about {len(rest)}", file=sys.stderr)
    return [_line(name, figures) for figures in zip(*(one.differences for one in found), strict=True)]


def _line(name: str, draws: Sequence[Difference]) -> str:
    """One figure over the draws: medians, and the interval of the first."""
    old, new, (low, high) = median(one.old for one in draws), median(one.new for one in draws), draws[0].interval
    return f"| {name} | {draws[0].figure} | {old:.2f} | {new:.2f} | {low:+.2f} to {high:+.2f} |"


class Crossed:
    """Two models as one, each asked only about what it was not trained on."""

    def __init__(self, asked_about: dict[str, Model]):
        self.asked_about = asked_about

    def assess(self, text: str, title: str) -> Assessment:
        """What the model says that never saw this text."""
        return self.asked_about[text].assess(text, title)


def _real(samples: Sequence[Sample], path: Path, weight: float) -> list[str]:
    articles = read_labelled(path)
    order = np.random.default_rng(0).permutation(len(articles))
    halves = [[articles[i] for i in part] for part in np.array_split(order, 2)]
    asked_about = {}
    for learned, asked in (halves, halves[::-1]):
        model = train_on([*samples, *(sample(article, weight) for article in learned)])
        asked_about |= {article.text: model for article in asked}
        print(f"{path.name}: {len(samples)} + {len(learned)}, asked about {len(asked)}", file=sys.stderr)
    found, name = compare(load_model(), Crossed(asked_about), articles), f"{path.name}, counting {weight:.0f}"
    old, new = found.old.average_precision, found.new.average_precision
    return [
        *(_line(name, [one]) for one in found.differences),
        f"| {name} | average precision | {old:.2f} | {new:.2f} | |",
    ]


def main() -> None:
    """Leave out, train, compare, print."""
    parser = options(__doc__)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--real", type=there, metavar="LABELLED")
    given = parser.parse_args()
    samples = [sample(article) for article in articles_of(CORPUS, "train", "dev")]
    print("| left out | figure | without | with 100 labels | difference, 95 % |\n|---|---|---|---|---|")
    if given.real:
        for weight in WEIGHTS:
            print("\n".join(_real(samples, given.real, weight)), flush=True)
        return
    for name, part in PARTS.items():
        print("\n".join(_lines(name, samples, part, given.draws)), flush=True)


if __name__ == "__main__":
    main()
