"""Does more corpus help, and where does it stop?

    python benchmarks/learning_curve.py REAL.jsonl

trains on 10, 25, 50, 75 and 100 % of the training articles (whole chains, fixed seed, three draws for each
share but the last), measures on the corpus's test split and on real articles, prints a table and writes
``corpus/learning-curve.svg`` (needs matplotlib).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.evaluate import Evaluation, evaluate, read_labelled
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.learn.train import train

CORPUS = Path("corpus/articles")
SHARES = (10, 25, 50, 75, 100)
DRAWS = 3


def _drawn(articles: Sequence[LabelledArticle], share: int, seed: int) -> list[LabelledArticle]:
    chains = sorted({article.chain or article.id for article in articles})
    order = np.random.default_rng(seed).permutation(len(chains))
    kept = {chains[i] for i in order[: round(len(chains) * share / 100)]}
    return [article for article in articles if (article.chain or article.id) in kept]


def _measure(articles: Sequence[LabelledArticle], sets: dict[str, list[LabelledArticle]]) -> dict[str, Evaluation]:
    model = train(articles)
    return {name: evaluate(model, held_out)[0] for name, held_out in sets.items()}


def main() -> None:
    """Print the table and draw the figure."""
    everything, parts = read_corpus(CORPUS), read_splits(split_file(CORPUS))
    learn = only(everything, parts, ("train", "dev"))
    sets = {"corpus test": only(everything, parts, ("test",)), "real": read_labelled(Path(sys.argv[1]))}
    print("| share | articles | corpus test: flagged F1 | average precision | real: flagged F1 | average precision |")
    print("|---|---|---|---|---|---|", flush=True)
    curve: dict[str, list[float]] = {name: [] for name in sets}
    for share in SHARES:
        draws = [_drawn(learn, share, seed) for seed in range(DRAWS if share < 100 else 1)]
        found = [_measure(drawn, sets) for drawn in draws]
        cells = []
        for name in sets:
            cells.append(f"{mean(f[name].flagged.f1 for f in found):.2f}")
            cells.append(f"{mean(f[name].average_precision for f in found):.2f}")
            curve[name].append(mean(f[name].average_precision for f in found))
        print(f"| {share} % | {round(mean(map(len, draws)))} | " + " | ".join(cells) + " |", flush=True)
    _draw(curve, CORPUS.parent / "learning-curve.svg")


def _draw(curve: dict[str, list[float]], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "netralitas"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    for (name, values), style in zip(curve.items(), ("o-", "s--"), strict=True):
        axes.plot(SHARES, values, style, label=name)
    axes.set(xlabel="% of the training articles", ylabel="average precision, flagged", ylim=(0, 1.02), xticks=SHARES)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
