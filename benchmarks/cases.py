"""How well near-copies are told and stories are grouped into cases, on the chains of the corpus.

    python benchmarks/cases.py [fit]

prints Markdown for the test split, with the corpus' labels and with what the shipped model finds; every other flagged
article is a distractor. With ``fit`` it first learns ``data/cases.toml`` and ``data/common_words.csv`` from train
and dev. Mend by looking at train and dev; test only measures.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from command import options

from pipeline.assess import load_model
from pipeline.cases.copies import COPY, band_keys, shingles, standing_in
from pipeline.cases.rule import Rule, features, shipped_rule
from pipeline.cases.traits import common_words, make_traits
from pipeline.learn.cases import Told, by_labels, by_model, count_words, crowded, fit, group, measure, write_words
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.splits import only, read_splits, split_file

CORPUS = Path("corpus/articles")
DATA = Path("pipeline/data")
SAME_REGION = Rule(dict.fromkeys(features(*[make_traits("", None, None, (), ())] * 2), 0.0) | {"region": 1.0}, 1.0, 365)
_HEADER = "| | stories | pairs: right | wrong | missed | P | R | F1 | B-cubed: P | R | F1 | F1 of chained |"


def learn(articles: Sequence[LabelledArticle], assess) -> None:
    """Write the rule and the common words anew."""
    write_words(DATA / "common_words.csv", count_words(articles))
    common_words.cache_clear()
    shipped_rule.cache_clear()
    told = [by_labels(articles), by_model(articles, assess)]
    rule = fit([*told, *map(crowded, told)])
    weights = "\n".join(f'"{name}" = {weight}' for name, weight in rule.weights.items())
    (DATA / "cases.toml").write_text(
        "# Learned by 'python benchmarks/cases.py fit'; what each feature is: pipeline/cases/rule.py.\n"
        f"threshold = {rule.threshold}\nwindow = {rule.window}  # days\n\n[weights]\n{weights}\n",
        encoding="utf-8",
    )


def cases_row(name: str, stories: Sequence[Told], rule: Rule) -> str:
    """One line of the table of cases."""
    cases = group(stories, rule)
    found, chained = measure(stories, cases), measure(stories, cases, only_chained=True)
    shares = (found.pair_precision, found.pair_recall, found.pair_f1)
    cubed = (found.b3_precision, found.b3_recall, found.b3_f1, chained.b3_f1)
    counts = (name, found.stories, found.right, found.wrong, found.missed)
    return f"| {' | '.join(map(str, counts))} | {' | '.join(f'{value:.2f}' for value in (*shares, *cubed))} |"


def cases_table(articles: Sequence[LabelledArticle], assess, rule: Rule) -> str:
    """Grouping by labels and by the model, as the corpus is and with crowded regencies."""
    labels, model = by_labels(articles), by_model(articles, assess)
    sets = {
        "labels": labels,
        "model": model,
        "labels, 20 cases a regency": crowded(labels),
        "model, 20 cases a regency": crowded(model),
    }
    rows = [cases_row(name, stories, rule) for name, stories in sets.items()]
    rows += [cases_row(f"same region alone: {name}", stories, SAME_REGION) for name, stories in sets.items()]
    return "\n".join([_HEADER, "|" + "---|" * 12, *rows])


def made_copies(article: LabelledArticle, other: LabelledArticle) -> dict[str, str]:
    """The ways an outlet changes what it copies."""
    paragraphs, words = article.text.split("\n\n"), article.text.split()
    mixed = [word if random.random() > 0.1 else random.choice(words) for word in words]
    return {
        "cut to half": " ".join(words[: len(words) // 2]),
        "another lead": "\n\n".join([other.text.split("\n\n")[0], *paragraphs[1:]]),
        "60 foreign words behind": f"{article.text}\n\n{' '.join(other.text.split()[:60])}",
        "one word in ten changed": " ".join(mixed),
    }


def copies_table(articles: Sequence[LabelledArticle]) -> str:
    """How many made copies of 300 articles are told as such."""
    random.seed(1)
    found: dict[str, list[bool]] = {}
    for article in random.sample(articles, 300):
        known = shingles(article.text)
        keys = set(band_keys(known))
        for name, text in made_copies(article, random.choice(articles)).items():
            made = shingles(text)
            told = bool(keys.intersection(band_keys(made))) and standing_in(made, known) >= COPY
            found.setdefault(name, []).append(told)
    rows = [f"| {name} | {sum(told) / len(told):.2f} |" for name, told in found.items()]
    return "\n".join(["| made copies | told |", "|---|---|", *rows])


def corpus_copies(articles: Sequence[LabelledArticle]) -> str:
    """Where the likeness of real pairs lies: stories of one chain, and of none."""
    sets = {article.id: shingles(article.text) for article in articles}
    ordered = sorted(articles, key=lambda a: (a.published, a.id))
    inside: list[float] = []
    outside = 0.0
    for place, article in enumerate(ordered):
        for other in ordered[:place]:
            share = standing_in(sets[article.id], sets[other.id])
            if article.chain and article.chain == other.chain:
                inside.append(share)
            else:
                outside = max(outside, share)
    copies = [share for share in inside if share >= COPY]
    rest = max(share for share in inside if share < COPY)
    return (
        f"{len(copies)} of {len(inside)} pairs of one chain are copies, the least with a share of {min(copies):.2f}; "
        f"the other pairs of one chain share at most {rest:.2f}, pairs of different stories {outside:.2f}."
    )


def main() -> None:
    """Print the tables, and what a fingerprint costs."""
    parser = options(__doc__)
    parser.add_argument("fit", nargs="?", choices=["fit"])
    given = parser.parse_args()
    articles = read_corpus(CORPUS)
    parts = read_splits(split_file(CORPUS))
    model = load_model()

    def assess(article: LabelledArticle):
        return model.assess(article.text, article.title)

    if given.fit:
        learn(only(articles, parts, ("train", "dev")), assess)
    print(cases_table(only(articles, parts, ("test",)), assess, shipped_rule()))
    print(f"\n{copies_table(articles)}\n\n{corpus_copies(articles)}")
    begun = perf_counter()
    for article in articles:
        band_keys(shingles(article.text))
    print(f"\n{1000 * (perf_counter() - begun) / len(articles):.2f} ms a fingerprint")


if __name__ == "__main__":
    main()
