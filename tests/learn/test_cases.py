from __future__ import annotations

from datetime import date

import pytest

from pipeline.cases.rule import shipped_rule
from pipeline.cases.traits import make_traits
from pipeline.learn.cases import Told, by_labels, crowded, fit, group, measure
from pipeline.learn.splits import articles_of
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def dev():
    return by_labels(articles_of(ROOT / "corpus" / "articles", "dev"))


def told(id: str, chain: str) -> Told:
    return Told(id, chain, make_traits(id, date(2024, 1, 1), None, (), ()))


def test_measures_by_hand():
    stories = [told("a", "x"), told("b", "x"), told("c", "x"), told("d", "d")]
    found = measure(stories, {"a": "a", "b": "a", "c": "c", "d": "c"})
    assert (found.right, found.wrong, found.missed) == (1, 1, 2)
    assert found.pair_precision == 0.5 and found.pair_recall == pytest.approx(1 / 3)
    assert found.b3_precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_the_shipped_rule_groups_the_dev_chains(dev):
    found = measure(dev, group(dev, shipped_rule()))
    assert found.pair_f1 >= 0.9 and found.b3_f1 >= 0.9


def test_a_rule_can_be_learned(dev):
    rule = fit([dev])
    assert rule.weights["rare words"] > 0
    assert measure(dev, group(dev, rule)).pair_f1 > 0.9


def test_crowded_keeps_the_days_within_a_chain(dev):
    days = {}
    for before, after in zip(dev, crowded(dev), strict=True):
        assert (before.id, before.chain) == (after.id, after.chain)
        days.setdefault(before.chain, set()).add((before.traits.day - after.traits.day).days)
    assert all(len(shifts) == 1 for shifts in days.values())
