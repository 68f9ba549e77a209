"""What files bring into the log of decisions, beside what stands there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.errors import InputError
from pipeline.export.rows import Lead
from pipeline.records import Role, Status, Verdict
from pipeline.review.labels import labelled
from pipeline.store import Proposal, Taken, one_for_each
from tests.review.conftest import FIRST, HOSTILE, NOW
from tests.review.test_log import review, row


def test_a_file_is_taken_whole_or_not_at_all_and_can_be_taken_back(store, model):
    rows = [row(review(model, url, batch="b", origin="csv")) for url in (FIRST, HOSTILE)]
    with pytest.raises(Exception, match="constraint"):
        store.take([*rows, row(review(model, "https://nowhere.id/"))])
    assert list(store.reviews()) == []
    assert len(store.take(rows).new) == 2 and store.take(rows) == Taken(same=rows)
    assert store.undo_batch("b", "ani", NOW) == 2 and list(store.reviews()) == []
    with pytest.raises(InputError, match="no-such-batch"):
        store.undo_batch("b", "ani", NOW)


def test_a_row_changes_only_what_it_says(store, model):
    _, assessment = store.story(model.name, FIRST)
    roles = ((assessment.mentions[0].start, Role.LAIN),)
    first = store.decide(review(model, roles=roles, note="n", status=Status.TERBUKTI), None)
    taken = store.take([row(review(model, verdict=Verdict.SALAH, origin="csv"), seen=first.id)])
    second = store.review_of(FIRST)
    assert len(taken.new) == 1 and second.status is Status.TERBUKTI  # which goes with another verdict than before
    assert (second.verdict, second.roles, second.note) == ("salah", roles, "n")
    only_roles = row(review(model, verdict=None, origin="doccano"), says=("roles",), seen=second.id)
    assert len(store.take([only_roles]).new) == 1 and store.review_of(FIRST).roles == ()
    assert store.review_of(FIRST).verdict == "salah"


@pytest.mark.parametrize(
    ("standing", "coming", "taken"),
    [
        ({}, {"seen": 0}, False),  # decided after the table was made
        ({}, {}, False),  # a table that does not tell its version
        ({}, {"seen": 0, "dated": True, "decided_at": NOW + timedelta(hours=1)}, False),
        ({}, {"dated": True, "decided_at": NOW + timedelta(hours=1)}, True),
        ({}, {"dated": True, "decided_at": NOW - timedelta(hours=1)}, False),
        ({"origin": "csv"}, {"seen": 0}, True),  # one's own table, filled in further
        ({"origin": "csv"}, {"dated": True, "decided_at": NOW - timedelta(days=1)}, False),  # and an older one
        ({"origin": "csv", "reviewer": "budi"}, {"seen": 0}, False),
        ({"origin": "csv", "reviewer": "Ani"}, {"seen": 0}, True),
        ({"origin": "xlsx"}, {"dated": True, "decided_at": NOW - timedelta(hours=2)}, True),  # the same day
    ],
)
def test_an_older_file_never_lays_itself_over_a_newer_decision(store, model, standing, coming, taken):
    store.decide(review(model, **standing), None)
    values = {name: coming.pop(name) for name in ("decided_at",) if name in coming}
    proposal = row(review(model, verdict=Verdict.SALAH, origin="csv", **values), **coming)
    found = store.take([proposal])
    assert len(found.new) == taken and len(found.refused) == (not taken)
    assert taken or "decided benar on 2024-10-14" in found.refused[0][1]
    assert len(store.take([proposal], replace_others=True).new) == (not taken)


@pytest.mark.parametrize(
    ("standing", "said", "verdict", "status"),
    [
        ({"verdict": Verdict.SALAH}, {"status": Status.IMBAUAN}, Verdict.SALAH, Status.IMBAUAN),
        ({"verdict": Verdict.BENAR}, {"status": Status.IMBAUAN}, None, Status.IMBAUAN),
        ({"verdict": Verdict.RAGU}, {"status": Status.IMBAUAN}, None, Status.IMBAUAN),
        ({"verdict": Verdict.SALAH}, {"status": Status.DUGAAN}, None, Status.DUGAAN),
        ({"status": Status.IMBAUAN}, {"verdict": Verdict.BENAR}, Verdict.BENAR, None),
        ({"status": Status.IMBAUAN}, {"verdict": Verdict.SALAH}, Verdict.SALAH, Status.IMBAUAN),
        ({"status": Status.IMBAUAN}, {"verdict": Verdict.RAGU}, Verdict.RAGU, None),
    ],
)
def test_verdict_and_status_stay_beside_each_other_unless_they_contradict(
    store, model, standing, said, verdict, status
):
    empty = {"verdict": None, "status": None}
    first = store.decide(review(model, **empty | standing), None)
    store.take([row(review(model, **empty | said), says=said, seen=first.id)])
    found = store.review_of(FIRST)
    assert (found.verdict, found.status) == (verdict, status)


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.BENAR, Status.IMBAUAN), (Verdict.SALAH, Status.DUGAAN)])
def test_a_row_that_contradicts_itself_is_refused(store, model, verdict, status):
    taken = store.take([row(review(model, verdict=verdict, status=status), says=("verdict", "status"))])
    assert taken.new == [] and "leave one of them empty" in taken.refused[0][1]


def test_who_changes_a_row_another_decided_signs_it_without_touching_the_name(store, model):
    first = store.decide(review(model, verdict=Verdict.SALAH, reviewer="budi"), None)
    later = NOW + timedelta(days=3)
    shown = review(model, reviewer="budi", origin="csv")  # name and day as the table showed them
    assert len(store.take([row(shown, seen=first.id, dated=True, by="ani", at=later)]).new) == 1
    found = store.review_of(FIRST)
    assert (found.verdict, found.reviewer, found.decided_at) == (Verdict.BENAR, "ani", later)


def test_a_note_that_stays_keeps_its_writer(store, model):
    first = store.decide(review(model, verdict=Verdict.SALAH, reviewer="budi", note="sudah ditelepon"), None)
    store.take([row(review(model, origin="csv"), seen=first.id)])
    second = store.review_of(FIRST)
    assert (second.reviewer, second.note) == ("ani", "[oleh budi] sudah ditelepon")
    store.take([row(review(model, verdict=Verdict.RAGU, reviewer="cici", origin="csv"), seen=second.id)])
    assert store.review_of(FIRST).note == "[oleh budi] sudah ditelepon"


def test_rows_on_one_story_are_put_together_and_what_differs_is_named(model):
    rows = [
        replace(row(review(model, note="")), row="2"),
        replace(row(review(model, verdict=None, note="x"), says=("note",)), row="3"),
        replace(row(review(model, verdict=Verdict.SALAH)), row="4"),
    ]
    (found,), others = one_for_each(rows)
    assert (found.review.verdict, found.review.note, found.row) == (Verdict.SALAH, "x", "4")
    ((label, told),) = others.refused
    assert label == "2" and "says otherwise" in told and others.joined == [(rows[1], "4")]


def export_row(model, standing, **changes):
    """A row as a table shows it beside a decision, with what somebody changed in it; brought by ani three days later."""
    said = {name: getattr(standing, name) for name in ("verdict", "status", "note", "reviewer")} | changes
    told = frozenset(name for name in ("verdict", "status", "note") if said[name])
    shown = {"dated": True, "by": "ani", "at": NOW + timedelta(days=3), "seen": standing.id}
    return Proposal(review(model, origin="csv", **said), "2", told, **shown)


def test_what_a_table_showed_and_nobody_changed_says_nothing(store, model):
    first = store.decide(review(model, verdict=Verdict.SALAH, reviewer="budi", note="n"), None)
    untouched = export_row(model, first)
    store.undo(FIRST, "budi", NOW, first.id)
    taken = store.take([untouched], replace_others=True)
    assert taken.new == taken.refused == [] and store.review_of(FIRST) is None  # what was taken back stays so
    changed = store.take([export_row(model, first, verdict=Verdict.BENAR)])
    assert changed.new == [] and "was taken back" in changed.refused[0][1]
    second = store.decide(review(model, reviewer="budi"), None)
    assert store.take([untouched], replace_others=True).new == [] and store.review_of(FIRST) == second


def test_who_only_adds_a_note_does_not_sign_the_verdict(store, model):
    first = store.decide(review(model, verdict=Verdict.SALAH, status=Status.IMBAUAN, reviewer="budi"), None)
    ((kept,),) = [store.take([export_row(model, first, note="lihat juga yang lain")]).new]
    found = store.review_of(FIRST)
    assert (found.verdict, found.reviewer, found.decider, found.note) == (
        "salah",
        "ani",
        "budi",
        "[oleh ani] lihat juga yang lain",
    )
    assert kept.review == found and [one.labeller for one in labelled(store)] == ["budi"]


@pytest.mark.parametrize("dated", [True, False])
def test_a_name_left_in_the_row_signs_nothing(store, model, dated):
    first = store.decide(review(model, verdict=Verdict.SALAH, reviewer="budi", note="saya telepon"), None)
    row = replace(export_row(model, first, verdict=Verdict.BENAR), dated=dated)
    store.take([row])
    found = store.review_of(FIRST)
    assert (found.verdict, found.reviewer, found.note) == ("benar", "ani", "[oleh budi] saya telepon")


def test_rows_by_two_people_are_not_put_together(model):
    rows = [row(review(model)), replace(row(review(model, reviewer="budi", note="x"), says=("note",)), row="3")]
    (found,), others = one_for_each(rows)
    assert found.review.reviewer == "budi" and found.says == {"note"} and others.refused[0][0] == "2"


def test_a_verdict_is_about_the_status_that_was_shown(store, model):
    store.decide(review(model), None)
    article, assessment = store.story(model.name, FIRST)
    store.keep_assessment(FIRST, replace(assessment, model="other", status=Status.TIDAK_RELEVAN, flagged=False))
    again = Lead(*store.story("other", FIRST), review=store.review_of(FIRST))
    assert again.decided is Status.DUGAAN and again.standing.flagged and not again.dismissed
    assert FIRST in [a.url for a, _ in store.assessed("other", flagged_only=True)]
    wrong = replace(store.review_of(FIRST), verdict=Verdict.SALAH)
    terbukti = replace(assessment, status=Status.TERBUKTI)
    assert Lead(article, assessment, review=wrong).dismissed and not Lead(article, terbukti, review=wrong).dismissed
    row = replace(export_row(model, store.review_of(FIRST), verdict=Verdict.SALAH), shown="terbukti")
    assert "the model reads dugaan" in store.take([row]).refused[0][1]


def test_taking_a_file_back_takes_its_verdict_out_of_later_notes(store, model):
    store.take([row(review(model, verdict=Verdict.SALAH, batch="b", origin="csv"))])
    first = store.review_of(FIRST)
    store.take([export_row(model, first, note="cek", reviewer="budi")])
    assert store.review_of(FIRST).decider == "ani"
    assert store.undo_batch("b", "ani", NOW) == 1
    left = store.review_of(FIRST)
    assert not left.decides and "cek" in left.note and left.reviewer == "budi"
