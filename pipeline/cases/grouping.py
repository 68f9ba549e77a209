"""Stories of one case put together, one by one in the order of their dates, so that new ones join what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256

from pipeline.cases.likeness import chance, days_apart, rule
from pipeline.cases.story import Story

_MOST_COMPARED = 200
Pair = frozenset[str]


def case_id(url: str) -> str:
    """The id of a case, from the address of its first story: the same in every run."""
    return sha256(url.encode()).hexdigest()[:12]


class Cases:
    """Cases as they grow. ``together`` and ``apart``: pairs of addresses an analyst joined or parted."""

    def __init__(self, together: Iterable[Pair] = (), apart: Iterable[Pair] = (), threshold: float | None = None):
        self.threshold = rule()["threshold"] if threshold is None else threshold
        self.stories: dict[str, list[Story]] = {}
        self._case_of: dict[str, str] = {}
        self._places: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._joined, self._parted = _by_address(together), _by_address(apart)

    def put(self, story: Story, case: str) -> None:
        """A story that belongs to a case already."""
        self.stories.setdefault(case, []).append(story)
        self._case_of[story.url] = case
        for key in _keys(story):
            if case not in self._places[key][-_MOST_COMPARED:]:
                self._places[key].append(case)

    def add(self, story: Story, copy_of: str | None = None) -> str:
        """Find the case of a new story, or open one; returns its id."""
        case = self._decided(story) or self._case_of.get(copy_of or "") or self._likeliest(story) or case_id(story.url)
        self.put(story, case)
        return case

    def _decided(self, story: Story) -> str | None:
        return next((self._case_of[url] for url in self._joined[story.url] if url in self._case_of), None)

    def _likeliest(self, story: Story) -> str | None:
        odds = {case: self._chance(story, case) for case in self._candidates(story)}
        best = max(odds, key=odds.__getitem__, default=None)
        return best if best is not None and odds[best] >= self.threshold else None

    def _candidates(self, story: Story) -> Iterator[str]:
        """Cases that share a region or a word of a name; the latest ones where there are many."""
        found = dict.fromkeys(case for key in _keys(story) for case in self._places[key][-_MOST_COMPARED:])
        for case in found:
            if not any(other.url in self._parted[story.url] for other in self.stories[case]):
                yield case

    def _chance(self, story: Story, case: str) -> float:
        """The mean chance over the latest stories of a case, none where all are too far in time."""
        near = [other for other in self.stories[case][-5:] if (days_apart(story, other) or 0) <= rule()["days"]]
        return sum(chance(story, other) for other in near) / len(near) if near else 0.0


def _by_address(pairs: Iterable[Pair]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in map(sorted, pairs):
        found[one].add(other)
        found[other].add(one)
    return found


def _keys(story: Story) -> Iterator[tuple[str, str]]:
    if story.region:
        yield "region", story.region
    for word in story.persons:
        yield "person", word


def in_order(stories: Iterable[Story]) -> list[Story]:
    """By date, then address; those without a date last."""
    return sorted(stories, key=lambda story: (story.day or date.max, story.url))
