from __future__ import annotations

import pytest


def test_the_reasons_are_in_words_and_the_heaviest_come_first(model, case):
    found = model.assess(case[1], case[0]).considerations
    assert any(one.text == "peran yang disebut seperti pada berita kasus" and one.weight > 0 for one in found)
    weights = [abs(one.weight) for one in found]
    assert weights == sorted(weights, reverse=True) and len(weights) <= 8


def test_a_reminder_is_told_why_it_is_none(model, reminder):
    found = model.assess(reminder[1], reminder[0]).considerations
    assert sum(one.weight for one in found) < 0
    assert any(one.text == "peran yang disebut tidak seperti pada berita kasus" for one in found)


def test_a_cue_that_is_missing_is_no_reason(model):
    found = model.assess("Harga cabai di Pasar Sentral naik menjelang akhir pekan, kata para pedagang di sana.")
    assert not [one.text for one in found.considerations if ": dugaan" in one.text or ": laporan" in one.text]


def test_all_contributions_and_the_average_story_make_up_the_score(model, case):
    from pipeline.assess.reading import read
    from pipeline.assess.status import status_features
    from pipeline.assess.words import MaskedTokens, word_counts

    reading = read(*case)
    masked = MaskedTokens.of(reading)
    words = model.words.probabilities(word_counts(reading, masked))
    features = status_features(reading, model.role_chances(reading, masked), words)
    average = float(model.case.weights[0].astype(float) @ model.case.mean + model.case.bias[0])
    assert model.case_score(features) == pytest.approx(sum(model.case.contributions(features, "ya").values()) + average)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Camat itu dijatuhi sanksi.", "sanksi"),
        ("Camat itu tidak dijatuhi sanksi.", "sanksi~"),
        ("Camat itu akan dijatuhi sanksi.", "sanksi+"),
        ("Ia pergi bila camat itu terbukti melanggar.", "terbukti?"),
        ("Bila hujan, camat itu terbukti melanggar.", "terbukti"),
        ("Ia tidak hadir, tetapi terbukti melanggar.", "terbukti"),
    ],
)
def test_cues_under_denial_condition_and_future_are_told_apart(sentence, name):
    from pipeline.assess.reading import find_cues
    from pipeline.language import parse

    assert name in [cue.name for cue in find_cues(parse(sentence))]
