"""The role of each mention in the light of its whole story: what its neighbours and its namesakes seem to be.

``roles`` looks at a mention by itself. Here its chances are seen beside those of the mentions that name the same
person, the same post or the same group, and beside what the words of the story say.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.assess.linear import log_odds
from pipeline.assess.reading import Placed, Reading
from pipeline.records import FLAGGED, Mention, Role, Status

_CERTAIN = 0.9
_TELLING = (Role.TERDUGA, Role.DIIMBAU)
Chances = Sequence[dict[str, float]]
Key = tuple[str, object]


def _keys(placed: Placed) -> Iterator[Key]:
    """What this mention may share with others: its sentence, group, words, post and person."""
    mention = placed.mention
    yield "sentence", placed.sentence
    yield "group", mention.group
    yield "text", mention.text.lower()
    yield "post", (mention.group, mention.text.split()[0].lower())
    if mention.person:
        yield "person", mention.person.split()[0].lower()


class _Shared:
    """The chances of the mentions that share one key, so that each can be told what the others are."""

    def __init__(self) -> None:
        self.number = 0
        self.sums = dict.fromkeys(_TELLING, 0.0)
        self.most = {role: (0.0, 0.0) for role in _TELLING}

    def add(self, chance: dict[str, float]) -> None:
        self.number += 1
        for role in _TELLING:
            self.sums[role] += chance[role]
            first, second, _ = sorted((*self.most[role], chance[role]), reverse=True)
            self.most[role] = first, second

    def without(self, chance: dict[str, float], name: str) -> Iterator[tuple[str, float]]:
        """What the others are, seen from one that was added."""
        others = self.number - 1
        yield f"{name}:number", math.log1p(others)
        for role in _TELLING if others else ():
            first, second = self.most[role]
            yield f"{name}:{role}:mean", (self.sums[role] - chance[role]) / others
            yield f"{name}:{role}:most", second if chance[role] == first else first


def _of_neighbours(i: int, mentions: Sequence[Placed], chances: Chances) -> Iterator[tuple[str, float]]:
    for step in (-1, 1):
        if 0 <= i + step < len(mentions):
            yield f"{step:+}:same", float(mentions[i].mention.group is mentions[i + step].mention.group)
            for role in _TELLING:
                yield f"{step:+}:{role}", chances[i + step][role]


def _of_story(chances: Chances, words: dict[str, float]) -> dict[str, float]:
    features = {f"words:{status}": log_odds(chance) for status, chance in words.items()}
    for role in _TELLING:
        features[f"story:{role}:most"] = max(chance[role] for chance in chances)
        features[f"story:{role}:sum"] = math.log1p(sum(chance[role] for chance in chances))
    return features


def _of_itself(placed: Placed, chance: dict[str, float], words: dict[str, float]) -> dict[str, float]:
    group = placed.mention.group
    case = sum(words.get(status, 0.0) for status in Status if status in FLAGGED)  # a sum depends on its order
    features = {f"own:{role}": log_odds(chance[role]) for role in Role} | {f"g={group}": 1.0}
    for role in _TELLING:
        features[f"own:{role},g={group}"] = chance[role]
        features[f"own:{role},case"] = chance[role] * case
        features[f"own:{role},reminder"] = chance[role] * words.get(Status.IMBAUAN, 0.0)
    return features


def story_features(reading: Reading, chances: Chances, words: dict[str, float]) -> list[dict[str, float]]:
    """The features of each mention. ``chances`` and ``words``: see ``status.status_features``."""
    if not chances:
        return []
    sharing: dict[Key, _Shared] = defaultdict(_Shared)
    for placed, chance in zip(reading.mentions, chances, strict=True):
        for key in _keys(placed):
            sharing[key].add(chance)
    story = _of_story(chances, words)
    samples = []
    for i, placed in enumerate(reading.mentions):
        features = _of_itself(placed, chances[i], words) | story
        for key in _keys(placed):
            features.update(sharing[key].without(chances[i], key[0]))
        features.update(_of_neighbours(i, reading.mentions, chances))
        samples.append(features)
    return samples


def spare_relatives(reading: Reading, chances: Iterable[dict[str, float]]) -> list[dict[str, float]]:
    """The chances, none of an official to be accused where only a relative is spoken of: "Istri Camat Marau"."""
    return [
        chance | {Role.TERDUGA: 0.0, Role.LAIN: chance[Role.LAIN] + chance[Role.TERDUGA]} if placed.kin else chance
        for placed, chance in zip(reading.mentions, chances, strict=True)
    ]


def decide_roles(reading: Reading, chances: Chances, status: Status) -> tuple[Mention, ...]:
    """The mentions with the role each most likely has, in keeping with what the whole story is.

    Outside case stories and recaps, ``terduga`` takes near certainty: there a wrong one accuses a
    person. A case story has at least one, the likeliest, where no mention is so by itself; unless it may be of a relative.
    """
    mentions = [
        replace(placed.mention, role=_likeliest(chance, status))
        for placed, chance in zip(reading.mentions, chances, strict=True)
    ]
    of_relative = any(placed.kin for placed in reading.mentions)
    unnamed = mentions and not of_relative and all(mention.role is not Role.TERDUGA for mention in mentions)
    if status in FLAGGED and unnamed:
        best = max(range(len(mentions)), key=lambda i: chances[i][Role.TERDUGA])
        mentions[best] = replace(mentions[best], role=Role.TERDUGA)
    return tuple(mentions)


def _likeliest(chance: dict[str, float], status: Status) -> Role:
    accusing = status in FLAGGED or status is Status.REKAP or chance[Role.TERDUGA] >= _CERTAIN
    return max((role for role in Role if accusing or role is not Role.TERDUGA), key=lambda role: chance[role])
