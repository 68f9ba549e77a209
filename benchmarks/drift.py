"""What the corpus shows of unknown words, for ``pipeline/data/drift.toml``: models that never saw a writer, on that writer's articles.

    python benchmarks/drift.py [LABELLED]

prints the mean share of unknown words for each writer; then, for some numbers of articles, the mean share of draws of so many from one
writer that one in a hundred goes over, for the writer where it is largest. The bound of ``drift.toml`` is that for its least number.
With LABELLED, a file of real articles, also how often as many of those go over the bound of ``drift.toml``, asked of the model that ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from time import process_time

import numpy as np
from command import options, there

from pipeline.assess import load_model
from pipeline.learn.drift import bounds
from pipeline.learn.labelled import read_labelled
from pipeline.learn.splits import articles_of
from pipeline.learn.train import outside_opinions, sample

CORPUS = Path("corpus/articles")
NUMBERS = (1, 5, 10, 20, 30)
DRAWS = 10_000


def means(shares: Sequence[float], number: int) -> np.ndarray:
    """The mean shares of draws of so many articles, with return, fixed seed."""
    return np.random.default_rng(0).choice(shares, (DRAWS, number)).mean(axis=1)


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("labelled", nargs="*", type=there)
    given = parser.parse_args()
    articles = articles_of(CORPUS, "train", "dev")
    opinions = outside_opinions([sample(article) for article in articles], lambda _: None)
    shares: dict[str, list[float]] = {}
    for article, opinion in zip(articles, opinions, strict=True):
        shares.setdefault(article.writer, []).append(1 - opinion.known)
    for writer, found in sorted(shares.items(), key=lambda pair: mean(pair[1])):
        print(f"{writer} {mean(found):.3f}  ({len(found)} articles)")
    bound = bounds()["unknown"]
    for number in NUMBERS:
        drawn = {writer: means(found, number) for writer, found in shares.items()}
        worst = max(drawn, key=lambda writer: np.quantile(drawn[writer], 0.99))
        over = np.mean([np.mean(found > bound) for found in drawn.values()])
        print(
            f"{number} articles: 99 % of the draws from {worst} are under {np.quantile(drawn[worst], 0.99):.3f}; "
            f"over {bound} are {np.mean(drawn[worst] > bound):.3f} of them, {over:.3f} of all writers'"
        )
    for path in given.labelled:
        model = load_model()
        begun = process_time()
        real = [model.assess(article.text, article.title).unknown for article in read_labelled(path)]
        each = 1000 * (process_time() - begun) / len(real)
        print(
            f"{path.name}: {mean(real):.3f} unknown, {min(real):.3f} to {max(real):.3f} ({len(real)} articles, {each:.0f} ms each)"
        )
        for number in NUMBERS:
            print(f"{number} articles: over {bound} are {np.mean(means(real, number) > bound):.3f} of the draws")


if __name__ == "__main__":
    main()
