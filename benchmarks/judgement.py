"""What the judgement rests on: roles without parts of what they see, and stories with other names and places.

    python benchmarks/judgement.py

prints Markdown: how well roles are told from words alone, with cues, with structure, and in their story; then how many
stories of the test split are judged otherwise once all names of people and places in them are exchanged.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from command import options

from pipeline.assess import Model, load_model
from pipeline.assess.story import story_features
from pipeline.assess.words import MaskedTokens
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.fit import fit
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.learn.train import ROLES, STORY_ROLES, Sample, outside_opinions, sample
from pipeline.mentions.persons import given_names
from pipeline.places.gazetteer import place_names
from pipeline.records import Role

CORPUS = Path("corpus/articles")
Pairs = list[tuple[dict[str, float], Role]]
_WORD = re.compile(r"[^\W\d_]+")


def _kind(feature: str) -> str:
    if feature.startswith("g="):
        return "group"
    if re.match(r"(wl|wr|w[+-]\d|v[+-])=", feature):
        return "words"
    return "cues" if re.match(r"(s|[LR][38]|t|tx|p|n):", feature) else "structure"


def _pairs(samples: Sequence[Sample], features: Sequence[list[dict[str, float]]]) -> Pairs:
    return [
        (f, r) for s, found in zip(samples, features, strict=True) for f, r in zip(found, s.roles, strict=True) if r
    ]


def _role_line(name: str, train: Pairs, test: Pairs, settings: dict) -> str:
    from sklearn.metrics import f1_score

    model = fit([f for f, _ in train], [r for _, r in train], **settings)
    said = [max(chances := model.probabilities(f), key=chances.get) for f, _ in test]
    scores = f1_score([str(r) for _, r in test], said, labels=list(map(str, Role)), average=None)
    return f"| {name} | {' | '.join(f'{score:.3f}' for score in scores)} | {scores.mean():.3f} |"


def ablation(train: Sequence[Sample], test: Sequence[Sample], model: Model) -> str:
    """F1 of each role on the test split."""
    lines = ["| a mention's role from | " + " | ".join(Role) + " | macro F1 |", "|---|---|---|---|---|"]
    steps = [
        ("its group alone", {"group"}),
        ("words", {"group", "words"}),
        ("words and cues", {"group", "words", "cues"}),
    ]
    everything = {"group", "words", "cues", "structure"}
    steps += [("cues and structure", everything - {"words"}), ("words, cues and structure", everything)]
    seen, new = (_pairs(samples, [s.mentions for s in samples]) for samples in (train, test))
    for name, kinds in steps:
        kept = [[({n: v for n, v in f.items() if _kind(n) in kinds}, r) for f, r in pairs] for pairs in (seen, new)]
        lines.append(_role_line(name, *kept, ROLES))
    opinions = outside_opinions(train, lambda _: None)
    seen = _pairs(train, [story_features(s.reading, o.roles, o.words) for s, o in zip(train, opinions, strict=True)])
    told = [
        (model.role_chances(s.reading, MaskedTokens.of(s.reading)), model.words.probabilities(s.words)) for s in test
    ]
    new = _pairs(test, [story_features(s.reading, *opinion) for s, opinion in zip(test, told, strict=True)])
    return "\n".join([*lines, _role_line("**and the whole story**", seen, new, STORY_ROLES)])


def _exchanged(article: LabelledArticle, dice: random.Random) -> tuple[str, str]:
    """Title and text with each name of a person or a place turned into another one, the same one each time."""
    people, places = sorted(given_names()), sorted(name for name in place_names() if " " not in name)
    known: dict[str, str] = {}

    def other(match: re.Match) -> str:
        word = match[0]
        pool = people if word.lower() in given_names() else places if word.lower() in place_names() else None
        if pool is None or not word[:1].isupper():
            return word
        new = known.setdefault(word.lower(), dice.choice(pool).title())
        return new.upper() if word.isupper() else new

    return _WORD.sub(other, article.title), _WORD.sub(other, article.text)


def swap(articles: Sequence[LabelledArticle], model: Model) -> str:
    """How far judgements move when names and places are others."""
    dice = random.Random(0)
    pairs = []
    for article in articles:
        title, text = _exchanged(article, dice)
        pairs.append((model.assess(article.text, article.title), model.assess(text, title)))
    moved = np.array([abs(one.flagged_probability - other.flagged_probability) for one, other in pairs])
    flags = sum(one.flagged != other.flagged for one, other in pairs)
    statuses = sum(one.status is not other.status for one, other in pairs)
    return (
        f"{len(pairs)} stories with other names and places: {flags} flagged otherwise, {statuses} with another status; "
        f"the chance of a case moves by {np.median(moved):.3f} in the median, {np.quantile(moved, 0.95):.3f} at the 95th percentile"
    )


def main() -> None:
    """Print both."""
    options(__doc__).parse_args()
    corpus, splits = read_corpus(CORPUS), read_splits(split_file(CORPUS))
    test = only(corpus, splits, ("test",))
    model = load_model()
    print(ablation(list(map(sample, only(corpus, splits, ("train", "dev")))), list(map(sample, test)), model))
    print("\n" + swap(test, model))


if __name__ == "__main__":
    main()
