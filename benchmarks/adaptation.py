"""What a hundred new labels give where a model has never been: a region, and a kind of election, left out of training.

    python benchmarks/adaptation.py [DRAWS]

prints Markdown: a model trained without that part of the corpus, and the same with 100 of its articles, drawn by chain, both asked
about the rest of the part; median over the draws (3 unless given), and the 95 % interval of the difference of the first draw
(paired bootstrap). The frozen test split takes no part in it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from pipeline.learn.compare import compare
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.splits import articles_of
from pipeline.learn.train import Sample, sample, train_on
from pipeline.records import Pemilihan

CORPUS = Path("corpus/articles")
LABELS = 100
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
    lines = []
    for figures in zip(*(comparison.differences for comparison in found), strict=True):
        low, high = figures[0].interval
        cells = (median(f.old for f in figures), median(f.new for f in figures), low, high)
        lines.append("| {} | {} | {:.2f} | {:.2f} | {:+.2f} to {:+.2f} |".format(name, figures[0].figure, *cells))
    return lines


def main() -> None:
    """Leave out, train, compare, print."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    articles = articles_of(CORPUS, "train", "dev")
    samples = [sample(article) for article in articles]
    print("| left out | figure | without | with 100 labels | difference, 95 % |\n|---|---|---|---|---|")
    for name, part in PARTS.items():
        print("\n".join(_lines(name, samples, part, draws)), flush=True)


if __name__ == "__main__":
    main()
