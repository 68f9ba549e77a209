"""What the corpus shows of unknown words, for ``pipeline/data/drift.toml``: models that never saw a writer, on that writer's articles.

    python benchmarks/drift.py

prints the mean share of unknown words for each writer, and the two bounds.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean

from pipeline.learn.splits import articles_of
from pipeline.learn.train import outside_opinions, sample

CORPUS = Path("corpus/articles")


def main() -> None:
    """Measure and print."""
    articles = articles_of(CORPUS, "train", "dev")
    opinions = outside_opinions([sample(article) for article in articles], lambda _: None)
    shares: dict[str, list[float]] = {}
    for article, opinion in zip(articles, opinions, strict=True):
        shares.setdefault(article.writer, []).append(1 - opinion.known)
    for writer, found in sorted(shares.items(), key=lambda pair: mean(pair[1])):
        print(f"{writer} {mean(found):.3f}  ({len(found)} articles)")
    print(f"unknown = {max(map(mean, shares.values())):.3f}\nstrange = 0.01")


if __name__ == "__main__":
    main()
