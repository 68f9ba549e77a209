"""Which forms of breach a case story tells: the features, from the sentences around the accused."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assess.reading import Reading
from pipeline.assess.words import NAME, masked_tokens
from pipeline.records import Bentuk, Role

_LIKELY = 0.3
FORM_FAMILIES = frozenset(Bentuk)


def case_sentences(reading: Reading, roles: Sequence[dict[str, float]]) -> list[int]:
    """The sentences that speak of an accused one, or stand beside such a sentence."""
    accused = {p.sentence for c, p in zip(roles, reading.mentions, strict=True) if c[Role.TERDUGA] > _LIKELY}
    beside = {number + step for number in accused for step in (0, 1)}
    return sorted(number for number in beside if number < len(reading.sentences))


def form_features(reading: Reading, roles: Sequence[dict[str, float]]) -> dict[str, float]:
    """Words and cues of the title and of the case sentences; of the lead where there is no accused."""
    sentences = case_sentences(reading, roles) or list(range(min(3, len(reading.sentences))))
    words = masked_tokens(reading.doc, reading.mentions)
    title = masked_tokens(reading.title, reading.title_mentions, headline=True)
    features: dict[str, float] = {word: 1.0 for word in title if word and word != NAME}
    for number in sentences:
        start, end = reading.sentences[number]
        features |= {word: 1.0 for word in words[start:end] if word and word != NAME}
    near = [cue for number in sentences for cue in reading.cues_in[number]]
    features |= {f"c:{cue.family}": 1.0 for cue in near if cue.family in FORM_FAMILIES}
    features |= {f"t:{cue.family}": 1.0 for cue in reading.title_cues if cue.family in FORM_FAMILIES}
    return features
