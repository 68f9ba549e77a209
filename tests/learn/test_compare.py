"""Which stories two models see most differently."""

from __future__ import annotations

import pytest

from pipeline.learn.compare import Comparison
from pipeline.learn.evaluate import Answer, Evaluation


@pytest.fixture
def compared():
    """From what each model said of articles ``a``, ``b`` and so on."""

    def made(*chances, threshold=0.5):
        names = "abcdef"[: len(chances)]
        old, new = (
            Evaluation("", [Answer(None, chance >= threshold, chance, frozenset()) for chance in said], names)
            for said in zip(*chances, strict=True)
        )
        return Comparison(old, new, (), ())

    return made


def test_those_that_moved_most_come_first_whichever_way(compared):
    found = compared((0.1, 0.2), (0.9, 0.6), (0.7, 0.75)).moved()
    assert [article for article, _, _ in found] == ["b", "a", "c"]
    assert (found[0][1].chance, found[0][2].chance) == (0.9, 0.6)
    assert len(compared((0.1, 0.2), (0.9, 0.6), (0.7, 0.75)).moved(most=2)) == 2


def test_what_changed_its_flag_or_hardly_moved_is_not_among_them(compared):
    assert compared((0.4, 0.6), (0.2, 0.205), (0.9, 0.9)).moved() == []
