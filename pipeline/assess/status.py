"""What an article looks like as a whole: the features from which its status is told."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.assess.linear import log_odds
from pipeline.assess.reading import Cue, Reading
from pipeline.assess.words import LEAD_SENTENCES
from pipeline.records import Role

_SURE = 0.5


def _count_cues(cues: Sequence[Cue], prefix: str, features: dict[str, float]) -> None:
    for cue in cues:
        name = prefix + cue.name
        features[name] = features.get(name, 0) + 1


def _zones(reading: Reading, features: dict[str, float]) -> None:
    _count_cues(reading.title_cues, "t:", features)
    for number, cues in enumerate(reading.cues_in):
        _count_cues(cues, "l:" if number < LEAD_SENTENCES else "b:", features)


def _role_summary(reading: Reading, roles: Sequence[dict[str, float]], features: dict[str, float]) -> None:
    for role in (Role.TERDUGA, Role.DIIMBAU):
        chances = sorted((chance[role] for chance in roles), reverse=True)
        top = [*chances, 0.0, 0.0, 0.0][:3]
        features |= {f"r:{role}:{rank}": chance for rank, chance in enumerate(top, start=1)}
        features[f"r:{role}:sum"] = math.log1p(sum(chances))
        features[f"r:{role}:share"] = sum(chances) / len(chances) if chances else 0.0
        lead = [c[role] for c, p in zip(roles, reading.mentions, strict=True) if p.sentence < LEAD_SENTENCES]
        features[f"r:{role}:lead"] = max(lead, default=0.0)
        named = [c[role] for c, p in zip(roles, reading.mentions, strict=True) if p.mention.person]
        features[f"r:{role}:named"] = max(named, default=0.0)


def _case_cues(reading: Reading, roles: Sequence[dict[str, float]], features: dict[str, float]) -> None:
    """Cues in the sentences that hold a mention which looks accused, apart from all others."""
    accused = {p.sentence for c, p in zip(roles, reading.mentions, strict=True) if c[Role.TERDUGA] > _SURE}
    for sentence in accused:
        _count_cues(reading.cues_in[sentence], "a:", features)


def status_features(reading: Reading, roles: Sequence[dict[str, float]], words: dict[str, float]) -> dict[str, float]:
    """The features of one article.

    ``roles``: for each mention the probability of each role; ``words``: for each status the
    probability the word model gives. Both must come from models that never saw this article.
    """
    counts: dict[str, float] = {}
    _zones(reading, counts)
    _case_cues(reading, roles, counts)
    features = {name: math.log1p(count) for name, count in counts.items()}
    _role_summary(reading, roles, features)
    for placed in reading.title_mentions:
        features[f"tg:{placed.mention.group}"] = 1.0
    for group in dict.fromkeys(placed.mention.group for placed in reading.mentions):  # a sum depends on its order
        features[f"g:{group}"] = 1.0
    features |= {f"w:{status}": log_odds(chance) for status, chance in words.items()}
    return features
