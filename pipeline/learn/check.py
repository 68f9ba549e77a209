"""Whether the corpus is sound: its regions, its labels, its copies, and that nobody wrote from a template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.regions import region_problem
from pipeline.records import Role, Status

COPY = 0.8
_FRAME = 8
_SHINGLE = 3
_WORD = re.compile(r"\w+")


def _words(article: LabelledArticle) -> list[str]:
    return _WORD.findall(article.text.lower())


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def template_share(articles: Sequence[LabelledArticle]) -> float:
    """The share of distinct sequences of eight words that stand in more than two articles.

    The stories of one chain count as one: telling an event again repeats it.
    """
    standing: dict[tuple[str, ...], set[str]] = {}
    for article in articles:
        for run in _runs(_words(article), _FRAME):
            standing.setdefault(run, set()).add(article.chain or article.id)
    return sum(len(where) > 2 for where in standing.values()) / max(len(standing), 1)


def near_copies(articles: Sequence[LabelledArticle]) -> Iterator[tuple[LabelledArticle, LabelledArticle, float]]:
    """Pairs whose sequences of three words overlap by ``COPY`` or more (Jaccard)."""
    shingles = [_runs(_words(article), _SHINGLE) for article in articles]
    holders: dict[tuple[str, ...], list[int]] = {}
    for i, found in enumerate(shingles):
        for run in found:
            holders.setdefault(run, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for where in holders.values():
        if 1 < len(where) <= 20:
            shared.update(combinations(where, 2))
    for (i, j), both in shared.items():
        likeness = both / (len(shingles[i]) + len(shingles[j]) - both)
        if likeness >= COPY:
            yield articles[i], articles[j], likeness


def problems(articles: Sequence[LabelledArticle]) -> list[str]:
    """Everything that has to be mended, one sentence each. What breaks the form fails at reading already."""
    found = [f"{a.id}: {problem}" for a in articles if (problem := region_problem(a.region))]
    for article in articles:
        accusing = any(mention.role is Role.TERDUGA for mention in article.mentions or ())
        if accusing and article.status in (Status.IMBAUAN, Status.TIDAK_RELEVAN) and not article.note:
            found.append(
                f"{article.id}: a terduga mention in a {article.status} article; say why in 'note:' or mend it"
            )
        if article.published and not 2010 <= article.published.year <= 2030:
            found.append(f"{article.id}: published in {article.published.year}")
        if len(article.text.split()) < 30:
            found.append(f"{article.id}: fewer than 30 words")
    for one, other, likeness in near_copies(articles):
        if one.chain is None or one.chain != other.chain:
            found.append(f"{one.id} and {other.id} are {likeness:.0%} alike but in no common chain")
    statuses: dict[str, set[Status]] = {}
    for article in articles:
        statuses.setdefault(article.writer, set()).add(article.status)
    found += [
        f"writer {w} lacks {', '.join(sorted(set(Status) - had))}" for w, had in statuses.items() if had != set(Status)
    ]
    return found
