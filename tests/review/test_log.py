from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import ConflictError, InputError
from pipeline.records import Review, Role, Status, Verdict
from pipeline.review.labels import labelled
from pipeline.store import Place, Sieve
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND


def review(model, url=FIRST, **values):
    return Review(
        **{"url": url, "model": model.name, "verdict": Verdict.BENAR, "reviewer": "ani", "decided_at": NOW} | values
    )


def test_a_decision_counts_until_it_is_undone(store, model):
    first = store.decide(review(model), None)
    second = store.decide(review(model, verdict=Verdict.SALAH), first.id)
    assert store.review_of(FIRST) == second and list(store.reviews()) == [second]
    assert store.undo(FIRST, "budi", NOW) and store.review_of(FIRST) == first
    assert store.undo(FIRST, "budi", NOW) and store.review_of(FIRST) is None
    assert not store.undo(FIRST, "budi", NOW)
    assert [(one.id, undone) for one, undone in store.history(FIRST)] == [(first.id, True), (second.id, True)]


def test_two_people_never_overwrite_each_other(store, model):
    store.decide(review(model), None)
    with pytest.raises(ConflictError, match="by ani"):
        store.decide(review(model, reviewer="budi", verdict=Verdict.SALAH), None)
    assert store.review_of(FIRST).reviewer == "ani"


def test_the_queue_holds_what_waits_the_likeliest_first(store, model):
    def urls(after=None, **sieve):
        return [article.url for article, _ in store.queue(model.name, Sieve(**sieve), after)]

    both = urls()
    assert sorted(both) == [FIRST, HOSTILE] and store.waiting(model.name, Sieve()) == 2
    chance = store.story(model.name, both[0])[1].flagged_probability
    assert urls(Place(chance, both[0])) == both[1:]
    store.decide(review(model), None)
    assert urls() == [HOSTILE] and urls(reviewed="sudah") == [FIRST] and len(urls(reviewed="")) == 2
    assert urls(words="script") == [HOSTILE] and urls(words="100%") == [] and urls(outlet="Lain") == []
    assert urls(group="ASN") == [HOSTILE] and urls(group="TNI") == [] and urls(status="terbukti") == []
    assert urls(since="2024-10-15") == [] and urls(until="2024-10-14") == [HOSTILE]


def test_a_file_is_taken_whole_or_not_at_all_and_can_be_taken_back(store, model):
    rows = [review(model, batch="b", origin="csv"), review(model, HOSTILE, batch="b", origin="csv")]
    with pytest.raises(Exception, match="constraint"):
        store.decide_all([*rows, replace(rows[0], url="https://nowhere.id/")])
    assert list(store.reviews()) == []
    assert store.decide_all(rows) == 2 and store.decide_all(rows) == 0
    assert store.undo_batch("b", "ani", NOW) == 2 and list(store.reviews()) == []
    with pytest.raises(InputError, match="no-such-batch"):
        store.undo_batch("b", "ani", NOW)


def test_decisions_become_labels_with_origin_and_time(store, model):
    _, assessment = store.story(model.name, FIRST)
    start = next(m.start for m in assessment.mentions if m.role is Role.TERDUGA)
    store.decide(review(model, roles=((start, Role.LAIN),), status=Status.IMBAUAN), None)
    store.decide(review(model, HOSTILE), None)
    store.decide(review(model, SECOND, verdict=Verdict.SALAH), None)
    first, second = labelled(store)
    assert first["status"] == "imbauan" and first["terduga"] == [] and first["labeller"] == "ani"
    assert next(m for m in first["mentions"] if m["start"] == start)["role"] == "lain"
    assert second["status"] == "dugaan" and second["terduga"] == ["ASN"] and second["origin"] == "desk"
