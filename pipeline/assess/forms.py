"""Which forms of breach a case story tells: the features, from its words and from the cues of each form.

The whole story counts: sentences around the accused alone told the forms worse on every yardstick.
"""

from __future__ import annotations

from collections import Counter

from pipeline.assess.reading import Reading
from pipeline.assess.words import NAME, MaskedTokens
from pipeline.records import Bentuk

_FAMILIES = frozenset(Bentuk)


def form_features(reading: Reading, masked: MaskedTokens) -> dict[str, float]:
    """Counts of words, cue phrases and cue families; those of the title's cues apart."""
    counts = Counter(word for word in [*masked.title, *masked.text] if word and word != NAME)
    for cue in reading.cues:
        if cue.family in _FAMILIES:
            counts.update((f"c:{cue.family}", f"x:{cue.text}"))
    features: dict[str, float] = dict(counts)
    return features | {f"t:{cue.family}": 1.0 for cue in reading.title_cues if cue.family in _FAMILIES}
