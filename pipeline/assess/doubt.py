"""What the program does not know: reasons to trust an assessment less."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.assess.reading import Reading
from pipeline.extract.gates import foreign_language
from pipeline.records import FLAGGED, Doubt, Status
from pipeline.shipped import read_toml

_FEWEST_WORDS = 40
_NEAR_THRESHOLD = 0.6  # in log-odds: about 15 points of probability around one half
_STAGE_LEAD = 0.15
_LONGEST_SENTENCE = 120


@cache
def _data() -> dict[str, Any]:
    return read_toml("doubts.toml")


def meaning(doubt: Doubt) -> str:
    """What an analyst reads for a doubt."""
    return str(_data()["arti"][doubt])


def _cut_off(text: str) -> bool:
    """Whether the text ends as a teaser does, or in the middle of a sentence."""
    text = text.rstrip()
    last = text.rsplit("\n", 1)[-1]
    words = last.split()
    return text.lower().endswith(tuple(_data()["terpotong"]["akhir"])) or (
        len(words) > 12 and words[-1].isalpha() and words[-1].islower()
    )


def _no_story(text: str, words: int) -> bool:
    """Whether the text is a list or a heap of words: hardly a sentence in it ends as one."""
    ends = sum(map(text.count, ".!?"))
    return words > 2 * _FEWEST_WORDS and words > _LONGEST_SENTENCE * max(ends, 1)


def text_doubts(reading: Reading, known: float, least_known: float) -> list[Doubt]:
    """Doubts about the text itself. ``known``: the share of its words and pairs the model has seen."""
    text = reading.text
    words = len(text.split())
    doubts = {
        Doubt.BUKAN_INDONESIA: bool(foreign_language(text)),
        Doubt.TERLALU_PENDEK: words < _FEWEST_WORDS,
        Doubt.TERPOTONG: _cut_off(text),
        Doubt.BUKAN_BERITA: _no_story(text, words),
        Doubt.ASING: known < least_known,
    }
    return [doubt for doubt, found in doubts.items() if found]


def decision_doubts(distance: float, probabilities: dict[Status, float], flagged: bool) -> list[Doubt]:
    """Doubts about the decision. ``distance``: from the threshold, in log-odds."""
    doubts = [Doubt.AMBANG] if abs(distance) < _NEAR_THRESHOLD else []
    stages = sorted((probabilities[status] for status in FLAGGED), reverse=True)
    if flagged and stages[0] - stages[1] < _STAGE_LEAD * sum(stages):
        doubts.append(Doubt.TAHAP)
    return doubts
