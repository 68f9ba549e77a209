from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.cases.rule import features, shipped_rule
from pipeline.cases.traits import common_words, keys_of, make_traits
from pipeline.records import Group, Mention, Role
from tests.conftest import ROOT

TEXT = "Camat Sungai Lala, Darlis, dilaporkan ke Bawaslu Indragiri Hulu."


@pytest.fixture
def traits():
    mentions = [
        Mention("Camat Sungai Lala", 0, 17, Group.ASN, Role.TERDUGA, "Darlis"),
        Mention("Bawaslu", 41, 48, Group.PENYELENGGARA),
    ]
    return make_traits(TEXT, date(2024, 10, 14), "14.02", mentions, ["mobilisasi"])


def test_only_the_accused_count(traits):
    assert traits.persons == {"darlis"} and traits.posts == {"camat", "sungai", "lala"}
    assert traits.groups == {"ASN"}


def test_words_of_the_region_tell_nothing(traits):
    assert "darlis" in traits.words and not {"indragiri", "hulu"} & traits.words.keys()


def test_the_rule_knows_its_features(traits):
    assert set(features(traits, traits)) == set(shipped_rule().weights)


def test_like_is_like_and_too_late_is_another(traits):
    rule = shipped_rule()
    late = replace(traits, day=date(2026, 10, 14))
    assert rule.choose(traits, [("k1", traits)]) == "k1"
    assert rule.choose(late, [("k1", traits)]) is None
    assert rule.choose(traits, []) is None


def test_a_story_without_anything_has_no_keys():
    empty = make_traits("", None, None, (), ())
    assert keys_of(empty) == frozenset()
    assert shipped_rule().score(empty, empty) < shipped_rule().threshold


def test_common_words_hold_no_names():
    assert {"bawaslu", "camat", "dugaan"} <= common_words().keys() and "darlis" not in common_words()


def test_names_of_a_national_campaign_tell_no_case():
    lines = (ROOT / "pipeline" / "data" / "known_names.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    assert len(names) == len(set(names)) and all(name == name.strip().lower() for name in names)
    assert set(names) <= common_words().keys()
