"""How well mentions are found, against those people marked.

A mention is found where one of the same group covers its first word, the post or the group itself; edges are lenient.
It is exact where both edges agree. A person is linked where the found mention carries the same name, titles aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.furniture import blank_furniture
from pipeline.language import parse
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.scores import Score
from pipeline.mentions import tag
from pipeline.records import Group, Mention

_FIRST_WORD = re.compile(r"\w+")
_TITLES = re.compile(r"^(?:(?:dr|drs|dra|h|hj|ir|prof|kh|k\.h)\.?\s+)+|,.*$", re.I)
Tagger = Callable[[str], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference. ``kind``: ``missed``, ``wrong`` (nobody marked it), ``edges`` or ``person``."""

    kind: str
    article: str
    found: Mention | None
    marked: Mention | None


@dataclass(frozen=True)
class Tagging:
    """Scores of mentions: by group, over all, with exact edges, and of the names beside them."""

    groups: dict[Group, Score]
    overall: Score
    exact: Score
    person: Score
    faults: tuple[Fault, ...]


def _same(found: Mention, marked: Mention) -> bool:
    head = _FIRST_WORD.search(marked.text)
    first = marked.start + (head.start() if head else 0)
    return found.group is marked.group and found.start <= first < found.end


def _name(mention: Mention) -> str:
    return _TITLES.sub("", mention.person or "").casefold().strip(" .")


def _pairs(found: Sequence[Mention], marked: Sequence[Mention]) -> Iterator[tuple[Mention | None, Mention | None]]:
    """Each found mention with the marked one it stands for; either may be missing."""
    left = list(found)
    for mention in marked:
        match = next((other for other in left if _same(other, mention)), None)
        if match:
            left.remove(match)
        yield match, mention
    for mention in left:
        yield mention, None


def _faults(article: str, found: Mention | None, marked: Mention | None) -> Iterator[Fault]:
    if found is None or marked is None:
        yield Fault("missed" if found is None else "wrong", article, found, marked)
        return
    if (found.start, found.end) != (marked.start, marked.end):
        yield Fault("edges", article, found, marked)
    if _name(found) != _name(marked):
        yield Fault("person", article, found, marked)


def _tag(text: str) -> Sequence[Mention]:
    return tag(parse(blank_furniture(text)))


def score_tagging(articles: Sequence[LabelledArticle], tagger: Tagger = _tag) -> Tagging:
    """Tag each article and compare with its marks. Articles without marks (``mentions`` is ``None``) are left out."""
    said: Counter[Group] = Counter()
    true: Counter[Group] = Counter()
    right: Counter[Group] = Counter()
    exact = named = names_said = names_true = 0
    faults: list[Fault] = []
    for article in articles:
        if article.mentions is None:
            continue
        for found, marked in _pairs(tagger(article.text), article.mentions):
            faults += _faults(article.id, found, marked)
            said.update([found.group] if found else ())
            true.update([marked.group] if marked else ())
            names_said += bool(found and found.person)
            names_true += bool(marked and marked.person)
            if found and marked:
                right[marked.group] += 1
                exact += (found.start, found.end) == (marked.start, marked.end)
                named += bool(marked.person) and _name(found) == _name(marked)
    return Tagging(
        groups={group: Score.of(right[group], said[group], true[group]) for group in Group},
        overall=Score.of(right.total(), said.total(), true.total()),
        exact=Score.of(exact, said.total(), true.total()),
        person=Score.of(named, names_said, names_true),
        faults=tuple(faults),
    )
