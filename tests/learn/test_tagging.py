from __future__ import annotations

import pytest

from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.tagging import score_tagging
from pipeline.records import Group, Mention, Status

TEXT = "Camat Marau, Darlis, dan Bawaslu hadir."


def _mention(words: str, group: Group, person: str | None = None) -> Mention:
    start = TEXT.index(words)
    return Mention(words, start, start + len(words), group, person=person)


@pytest.fixture
def article():
    marked = (_mention("Camat Marau", Group.ASN, "Darlis"), _mention("Bawaslu", Group.PENYELENGGARA))
    return LabelledArticle("x-1", "", TEXT, Status.TIDAK_RELEVAN, mentions=marked)


def test_the_same_mentions_score_one(article):
    found = score_tagging([article], lambda _: article.mentions)
    assert found.overall.f1 == found.exact.f1 == found.person.f1 == 1.0
    assert found.faults == ()


def test_edges_count_apart_and_titles_of_a_name_do_not_count(article):
    found = score_tagging([article], lambda _: [_mention("Camat", Group.ASN, "H. Darlis"), article.mentions[1]])
    assert (found.overall.f1, found.exact.f1, found.person.f1) == (1.0, 0.5, 1.0)
    assert [fault.kind for fault in found.faults] == ["edges"]


def test_another_group_is_missed_and_wrong(article):
    found = score_tagging([article], lambda _: [_mention("Camat Marau", Group.KEPALA_DESA)])
    assert found.groups[Group.ASN].recall == 0.0
    assert sorted(fault.kind for fault in found.faults) == ["missed", "missed", "wrong"]


def test_articles_nobody_marked_are_left_out():
    assert score_tagging([LabelledArticle("x-2", "", TEXT, Status.TIDAK_RELEVAN)], lambda _: []).overall.support == 0
