"""The rule for cases, learned from the chains of the corpus, and measured on them."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np

from pipeline.cases.rule import Rule, features
from pipeline.cases.traits import keys_of, make_traits, words_of
from pipeline.extract.dateline import place_of
from pipeline.learn.corpus import LabelledArticle
from pipeline.places import region_of
from pipeline.places.gazetteer import NATIONAL
from pipeline.records import Assessment, Mention, Traits

WINDOW = 365
_LEAST_SHARE = 0.005
_CROWD = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A flagged story of the corpus: its chain (its own id where it stands alone) and its traits."""

    id: str
    chain: str
    traits: Traits


def by_labels(articles: Iterable[LabelledArticle]) -> list[Told]:
    """The case stories with traits from their labels."""
    return [_told(a, _code(a), a.mentions or (), a.bentuk or ()) for a in articles if a.flagged]


def by_model(articles: Iterable[LabelledArticle], assess: Callable[[LabelledArticle], Assessment]) -> list[Told]:
    """What a model flags, with traits from what it finds."""
    found = []
    for article in articles:
        assessment = assess(article)
        if assessment.flagged:
            region = region_of(article.title, article.text, place_of(article.text, article.outlet))
            found.append(_told(article, region.code if region else None, assessment.mentions, assessment.bentuk))
    return found


def crowded(stories: Sequence[Told]) -> list[Told]:
    """The same stories as if twenty cases at a time played in one regency within one month.

    In the corpus hardly two cases are neighbours. The words of each story's own region are out of its traits
    already; the days within a chain keep their distance.
    """
    first = {s.chain: _day(s) for s in sorted(stories, key=_day, reverse=True)}
    places = {}
    for number, chain in enumerate(sorted(first)):
        province, day = divmod(number, _CROWD)
        places[chain] = (f"{province:02}.01", date(2024, 10, 1 + day))
    return [
        replace(s, traits=replace(s.traits, region=code, day=day + (_day(s) - first[s.chain])))
        for s in stories
        for code, day in [places[s.chain]]
    ]


def count_words(articles: Sequence[LabelledArticle]) -> dict[str, float]:
    """The words in one of two hundred articles or more, each with the logarithm of how rare it is."""
    holders = Counter(word for a in articles for word in words_of(f"{a.title}\n{a.text}"))
    total = holders.total() and len(articles)
    return {w: round(math.log(total / n), 2) for w, n in sorted(holders.items()) if n >= _LEAST_SHARE * total}


def write_words(path: Path, words: Mapping[str, float]) -> None:
    """Write ``common_words.csv``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "weight"))
        writer.writerows(words.items())


def fit(sets: Sequence[Sequence[Told]]) -> Rule:
    """A logistic regression over the pairs of each set, with the threshold that groups the sets best."""
    from sklearn.linear_model import LogisticRegression

    pairs = [pair for stories in sets for pair in _pairs(stories)]
    names = list(features(*pairs[0][:2]))
    table = np.array([list(features(one, other).values()) for one, other, _ in pairs])
    same = np.array([same for *_, same in pairs])
    found = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5000).fit(table, same)
    weights = {name: round(float(weight), 2) for name, weight in zip(names, found.coef_[0], strict=True)}
    rules = [Rule(weights, step / 4, WINDOW) for step in range(-16, 17)]
    f1 = [sum(measure(stories, group(stories, rule)).pair_f1 for stories in sets) for rule in rules]
    best = [rule for rule, value in zip(rules, f1, strict=True) if value == max(f1)]
    return best[len(best) // 2]


def group(stories: Sequence[Told], rule: Rule) -> dict[str, str]:
    """Story id to the id of the first story of its case, taken in order of time as a run takes them."""
    cases: dict[str, str] = {}
    filed: dict[str, list[Told]] = defaultdict(list)
    for story in sorted(stories, key=lambda s: (_day(s), s.id)):
        keys = keys_of(story.traits)
        near = {other.id: other for key in keys for other in filed[key]}
        chosen = rule.choose(story.traits, [(cases[other.id], other.traits) for other in near.values()])
        cases[story.id] = chosen or story.id
        for key in keys:
            filed[key].append(story)
    return cases


@dataclass(frozen=True, slots=True)
class Grouping:
    """Counts of pairs (right, wrong, missed) and the mean precision and recall of B-cubed."""

    stories: int
    right: int
    wrong: int
    missed: int
    b3_precision: float
    b3_recall: float

    @property
    def pair_precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def pair_recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def pair_f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def b3_f1(self) -> float:
        return 2 * self.b3_precision * self.b3_recall / (self.b3_precision + self.b3_recall)


def measure(stories: Sequence[Told], cases: Mapping[str, str], only_chained: bool = False) -> Grouping:
    """How far the cases are the chains. B-cubed is over all stories, or over those whose chain has several."""
    sizes = Counter(s.chain for s in stories)
    held = Counter(cases[s.id] for s in stories)
    both = Counter((s.chain, cases[s.id]) for s in stories)
    right = sum(math.comb(n, 2) for n in both.values())
    counted = [s for s in stories if not only_chained or sizes[s.chain] > 1]
    shared = [(both[s.chain, cases[s.id]], held[cases[s.id]], sizes[s.chain]) for s in counted]
    return Grouping(
        stories=len(counted),
        right=right,
        wrong=sum(math.comb(n, 2) for n in held.values()) - right,
        missed=sum(math.comb(n, 2) for n in sizes.values()) - right,
        b3_precision=sum(n / case for n, case, _ in shared) / len(shared),
        b3_recall=sum(n / chain for n, _, chain in shared) / len(shared),
    )


def _told(article: LabelledArticle, region: str | None, mentions: Iterable[Mention], bentuk: Iterable[str]) -> Told:
    traits = make_traits(f"{article.title}\n{article.text}", article.published, region, mentions, bentuk)
    return Told(article.id, article.chain or article.id, traits)


def _day(story: Told) -> date:
    """That of publication; a story that tells none comes first."""
    return story.traits.day or date.min


def _code(article: LabelledArticle) -> str | None:
    code = article.region.split()[0]
    return None if code == NATIONAL else code


def _pairs(stories: Sequence[Told]) -> list[tuple[Traits, Traits, bool]]:
    return [
        (one.traits, other.traits, one.chain == other.chain)
        for one, other in combinations(stories, 2)
        if abs((_day(one) - _day(other)).days) <= WINDOW
    ]
