"""How well stories of one case are put together, on the chains of the corpus among all its other flagged articles.

    python benchmarks/cases.py [--fit]

prints Markdown for dev and test: pairwise and B-cubed precision, recall and F1, with the corpus' own labels and with what the
model that ships finds. ``--fit`` prints the weights for ``pipeline/data/cases.toml`` instead, fitted on train.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from pipeline.assess import load_model
from pipeline.cases import Cases, Story, find_copies, in_order
from pipeline.cases.likeness import likeness
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.places import region_of

CORPUS = Path("corpus/articles")
Teller = Callable[[LabelledArticle], Story | None]


def labelled(article: LabelledArticle) -> Story | None:
    """The story as the corpus labels it; the region as the program finds it."""
    if not article.flagged:
        return None
    region = region_of(article.title, article.text)
    return Story.told(
        url=article.id, title=article.title, outlet=article.outlet, text=article.text, day=article.published,
        status=article.status, region=region.code if region else None, mentions=article.mentions or (),
        forms=article.bentuk, election=article.election,
    )  # fmt: skip


def found() -> Teller:
    """The story as the model that ships finds it."""
    model = load_model()

    def tell(article: LabelledArticle) -> Story | None:
        said = model.assess(article.text, article.title)
        region = region_of(article.title, article.text)
        return Story.told(
            url=article.id, title=article.title, outlet=article.outlet, text=article.text, day=article.published,
            status=said.status, region=region.code if region else None, mentions=said.mentions,
            forms=said.bentuk, election=said.pemilihan,
        ) if said.flagged else None  # fmt: skip

    return tell


def scores(
    stories: Sequence[Story], truth: dict[str, str], threshold: float | None = None
) -> dict[str, tuple[float, float, float]]:
    """Pairwise and B-cubed precision, recall, F1."""
    cases = Cases(threshold=threshold)
    said = {story.url: cases.add(story) for story in in_order(stories)}
    by_case, by_truth = defaultdict(set), defaultdict(set)
    for url, case in said.items():
        by_case[case].add(url)
        by_truth[truth[url]].add(url)
    pairs, real = (
        {frozenset(p) for group in groups.values() for p in combinations(sorted(group), 2)}
        for groups in (by_case, by_truth)
    )
    shared = {url: len(by_case[said[url]] & by_truth[truth[url]]) for url in said}
    precision = np.mean([shared[url] / len(by_case[said[url]]) for url in said])
    recall = np.mean([shared[url] / len(by_truth[truth[url]]) for url in said])
    right = len(pairs & real)
    return {
        "pairs": _figures(right / len(pairs) if pairs else 1.0, right / len(real) if real else 1.0),
        "B-cubed": _figures(float(precision), float(recall)),
    }


def _figures(precision: float, recall: float) -> tuple[float, float, float]:
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _truth(articles: Sequence[LabelledArticle]) -> dict[str, str]:
    return {article.id: article.chain or article.id for article in articles}


def _told(articles: Sequence[LabelledArticle], teller: Teller) -> list[Story]:
    return [story for story in map(teller, articles) if story]


def fit(stories: Sequence[Story], truth: dict[str, str]) -> str:
    """A logistic rule over all pairs of one case and those others that share a region, a province or a name."""
    from sklearn.linear_model import LogisticRegression

    rows, labels = [], []
    for one, other in combinations(stories, 2):
        same = truth[one.url] == truth[other.url]
        near = (
            one.region == other.region
            or one.persons & other.persons
            or (one.region or "?")[:2] == (other.region or "!")[:2]
        )
        if same or near:
            rows.append(likeness(one, other))
            labels.append(same)
    names = list(rows[0])
    model = LogisticRegression(C=1.0, max_iter=1000).fit([[row[name] for name in names] for row in rows], labels)
    lines = [f"bias = {model.intercept_[0]:.2f}", "", "[weights]"]
    return (
        "\n".join(lines + [f"{name} = {weight:.2f}" for name, weight in zip(names, model.coef_[0], strict=True)])
        + f"\n# {sum(labels)} pairs of one case, {len(labels)} in all"
    )


def copy_table(articles: Sequence[LabelledArticle]) -> str:
    """How many made copies are found, and how many stories are wrongly taken for copies, by threshold."""
    dice = random.Random(0)
    texts = [(article.id, article.text) for article in articles if len(article.text.split()) > 60]
    made = []
    for key, text in dice.sample(texts, 150):
        parts = text.split("\n\n")
        kept = parts[: max(2, int(len(parts) * dice.choice((0.7, 0.85, 1.0))))]
        made.append(
            (f"{key}*", f"Laporan kontributor kami dari lapangan. {chr(10).join(kept)} Baca berita lain di sini.")
        )
    lines = ["| shared runs of words | made copies found | other stories taken for copies |", "|---|---|---|"]
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        said = dict(find_copies([*texts, *made], least))
        right = sum(said[key] == key[:-1] for key, _ in made)
        wrong = sum(said[key] is not None for key, _ in texts)
        lines.append(f"| {least} | {right} of {len(made)} | {wrong} of {len(texts)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the weights, or the scores."""
    corpus, splits = read_corpus(CORPUS), read_splits(split_file(CORPUS))
    if "--fit" in sys.argv:
        train = only(corpus, splits, ("train",))
        print(fit(_told(train, labelled), _truth(train)))
        stories, dev = _told(only(corpus, splits, ("dev",)), labelled), only(corpus, splits, ("dev",))
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
            print(
                f"# dev, threshold {threshold}: B-cubed F1 {scores(stories, _truth(dev), threshold)['B-cubed'][2]:.3f}, pairs {scores(stories, _truth(dev), threshold)['pairs'][2]:.3f}"
            )
        return
    print("| split, seen by | stories | cases | measure | precision | recall | F1 |\n|---|---|---|---|---|---|---|")
    for part in ("dev", "test"):
        articles = only(corpus, splits, (part,))
        for name, teller in (("labels", labelled), ("model", found())):
            stories = _told(articles, teller)
            truth = _truth(articles)
            number = len({truth[story.url] for story in stories})
            for measure, row in scores(stories, truth).items():
                print(
                    f"| {part}, {name} | {len(stories)} | {number} | {measure} | "
                    + " | ".join(f"{value:.3f}" for value in row)
                    + " |"
                )
    print("\n" + copy_table(corpus))


if __name__ == "__main__":
    main()
