from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.cases.grouping import group_new
from pipeline.errors import ConflictError
from pipeline.learn.labelled import as_row
from pipeline.records import Bentuk, Group, Mention, Page, Review, Role, Status, Verdict
from pipeline.review.labels import labelled, labels_of
from pipeline.store import Proposal, Sieve
from pipeline.store.reviews import _NOT_TAKEN_BACK
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND


@pytest.fixture(params=[0, 5_000])
def either_way(request, monkeypatch):
    """What passes a filter taken at once, and each story looked up."""
    monkeypatch.setattr("pipeline.store.queue._FEW", request.param)


def review(model, url=FIRST, **values):
    return Review(
        **{"url": url, "model": model.name, "verdict": Verdict.BENAR, "reviewer": "ani", "decided_at": NOW} | values
    )


def row(review, says=("verdict",), **values):
    return Proposal(review, "2", frozenset(says), **values)


def test_a_decision_counts_until_it_is_undone(store, model):
    first = store.decide(review(model), None)
    second = store.decide(review(model, verdict=Verdict.SALAH), first.id)
    assert store.review_of(FIRST) == second and list(store.reviews()) == [second]
    with pytest.raises(ConflictError):
        store.undo(FIRST, "budi", NOW, first.id)  # who undoes has to have seen what they undo
    store.undo(FIRST, "budi", NOW, second.id)
    assert store.review_of(FIRST) == first
    store.undo(FIRST, "budi", NOW, first.id)
    assert store.review_of(FIRST) is None
    store.undo(FIRST, "budi", NOW, None)
    assert [(one.id, bool(undo)) for one, undo in store.history(FIRST)] == [(first.id, True), (second.id, True)]
    assert {undo.reviewer for _, undo in store.history(FIRST)} == {"budi"}


def test_a_label_names_who_marked_the_roles_that_another_left_as_they_stood(store, model):
    start = store.story(model.name, FIRST)[1].mentions[0].start
    store.decide(Review(FIRST, model.name, None, "imp", NOW, roles=((start, Role.LAIN),), origin="doccano"), None)
    assert [found for found, _ in labels_of(store)] == [
        "roles without a verdict, which become labels once somebody gives one"
    ]
    marked = store.review_of(FIRST)
    store.decide(replace(marked, verdict=Verdict.BENAR, reviewer="cica", origin="csv", id=0), marked.id)
    (label,) = labelled(store)
    assert (label.labeller, label.writer) == ("cica and imp", "csv")


def test_two_people_never_overwrite_each_other(store, model):
    store.decide(review(model), None)
    with pytest.raises(ConflictError, match="by ani"):
        store.decide(review(model, reviewer="budi", verdict=Verdict.SALAH), None)
    assert store.review_of(FIRST).reviewer == "ani"


def test_the_queue_holds_what_waits_the_likeliest_first(store, model, either_way):
    def urls(after=None, **sieve):
        return [article.url for article, _ in store.queue(model.name, Sieve(**sieve), after)]

    both = urls()
    assert sorted(both) == [FIRST, HOSTILE] and store.waiting(model.name, Sieve()) == 2
    assert urls(store.place(model.name, both[0])) == both[1:] and urls(store.place(model.name, both[1])) == []
    store.decide(review(model), None)
    assert urls() == [HOSTILE] and urls(reviewed="sudah") == [FIRST] and len(urls(reviewed="")) == 2
    assert (
        urls(words="SCRIP camat") == [HOSTILE]
        and urls(words="100%") == []
        and urls(words="cam* OR") == []
        and urls(words="!? 😀") == []
        and urls(outlet="Lain") == []
    )
    assert urls(group="ASN") == [HOSTILE] and urls(group="TNI") == [] and urls(status="terbukti") == []
    assert urls(since="2024-10-15") == [] and urls(since="2024-10-14") == [HOSTILE] and urls(until="2024-10-13") == []
    assert urls(since="2024-10-15") == [] and urls(until="2024-10-14") == [HOSTILE]


def found(store, model, **sieve):
    return [article.url for article, _ in store.queue(model.name, Sieve(**sieve))]


def test_the_search_finds_names_posts_regions_and_text(store, model):
    for words in ("darlis", "camat sungai lala", "indragiri hulu riau", "laporannya sudah"):
        assert sorted(found(store, model, words=words)) == [FIRST, HOSTILE], words
    assert found(store, model, words="sragen") == []


def test_a_region_lets_through_what_lies_in_it(store, model, either_way):
    assert store.lead_regions() == ["14.02"]
    assert found(store, model, region="14") == found(store, model, region="14.02") != []
    assert found(store, model, region="14.01") == found(store, model, region="33") == []
    for no_code in ("*", "1", "14.02.01", "?4"):
        with pytest.raises(ValueError):
            Sieve(region=no_code)


def index_is_sound(store):
    """Whether the index holds the words of what is held now, and no others."""
    store._db.execute("INSERT INTO lead_words (lead_words, rank) VALUES ('integrity-check', 1)")
    return True


def test_the_search_follows_an_edit_a_new_assessment_and_forgetting(store, model):
    article, assessment = store.story(model.name, FIRST)
    text = article.text.replace("Darlis", "Sutarno").replace("RENGAT", "SRAGEN").replace("Indragiri Hulu", "Sragen")
    edited = replace(article, title="Camat di Sragen", text=text, place="Sragen")
    store.keep(Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",)), edited)
    assert found(store, model, words="sutarno") == [] and index_is_sound(store)  # not assessed yet
    store.keep_assessment(FIRST, replace(model.assess_article(edited), flagged=True))
    assert found(store, model, words="sutarno") == [FIRST] and found(store, model, words="darlis") == [HOSTILE]
    assert "33.14" in store.lead_regions() and found(store, model, words="tengah") == [FIRST] and index_is_sound(store)
    store.keep_assessment(FIRST, replace(assessment, flagged=False))
    assert store.lead_regions() == ["14.02"] and index_is_sound(store)
    store.forget([HOSTILE])
    assert store.lead_regions() == [] and index_is_sound(store)


@pytest.mark.parametrize(("side", "day"), [("since", "0001-01-01"), ("until", "9999-12-31"), ("since", "kemarin")])
def test_a_day_the_calendar_does_not_hold_is_a_value_error(side, day):
    with pytest.raises(ValueError):
        Sieve(**{side: day})


def test_the_queue_shows_a_case_once_by_its_most_urgent_story(store, model, either_way):
    def urls(**sieve):
        return [article.url for article, _ in store.queue(model.name, Sieve(**sieve))]

    first, other = urls()
    group_new(store, model.name)
    assert store.case_of(first) == store.case_of(other) and store.case_size(store.case_of(first), model.name) == 2
    assert urls() == [first] and store.waiting(model.name, Sieve()) == 1
    words = {FIRST: "diduga", HOSTILE: "script"}[other]
    assert urls(words=words) == [other]  # a story that a filter hides stands in nobody's way
    later = replace(store.story(model.name, other)[0], published_at=NOW + timedelta(days=3))
    store.keep(Page(other, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",)), later)
    assert urls(since=later.published_at.date().isoformat()) == [other] and urls() == [first]
    store.decide(review(model, first), None)
    assert urls() == [other] and urls(reviewed="sudah") == [first]


def test_of_two_stories_as_likely_the_younger_is_more_urgent(store, model):
    article, assessment = store.story(model.name, FIRST)
    old, less = replace(article, published_at=NOW - timedelta(days=30)), assessment.flagged_probability - 0.2
    store.keep(Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",)), old)
    store.keep_assessment(FIRST, assessment)
    store.keep_assessment(HOSTILE, replace(store.story(model.name, HOSTILE)[1], flagged_probability=less))
    assert [article.url for article, _ in store.queue(model.name, Sieve())] == [HOSTILE, FIRST]


def test_what_counts_is_found_without_going_through_the_log(store):
    for column, index in (("url", "review_url"), ("batch", "review_batch")):
        asked = f"EXPLAIN QUERY PLAN SELECT max(id) FROM review AS one WHERE {column} = 'x' AND {_NOT_TAKEN_BACK}"
        assert index in store._db.execute(asked).fetchone()["detail"]


def test_a_decision_counts_only_for_the_text_it_was_made_on(store, model):
    article, _ = store.story(model.name, FIRST)
    first = store.decide(review(model), None, article.text_hash)
    page = Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",))
    changed = replace(article, text=article.text + " Kasusnya ditutup.")
    store.keep(page, changed)
    store.keep_assessment(FIRST, model.assess_article(changed))
    assert store.review_of(FIRST) is None, "it counts no more"
    assert [(one.text, earlier) for one, earlier in labels_of(store)] == [(article.text, True)], "the label is not lost"
    assert FIRST in [a.url for a, _ in store.queue(model.name, Sieve(), most=9)]
    with pytest.raises(ConflictError, match="has changed since"):
        store.decide(review(model), None, article.text_hash)
    assert "has changed since" in store.take([row(review(model), text_hash=article.text_hash[:12])]).refused[0][1]
    second = store.decide(review(model, verdict=Verdict.SALAH), None, changed.text_hash)
    store.undo(FIRST, "ani", NOW, second.id)
    assert store.review_of(FIRST) is None  # what was decided on the old text does not come back
    assert [one.id for one, _ in store.history(FIRST)] == [first.id, second.id]


def test_labels_of_one_source_alone(db, run, store, model):
    """Also of a text that changed since."""
    article, said = store.story(model.name, FIRST)
    page = Page("https://lain.id/1", "lain", "Lain", "Asia/Jakarta", NOW, ("<p>y</p>",))
    other = replace(article, url=page.url, source="lain", outlet="Lain")
    store.keep(page, other)
    store.keep_assessment(page.url, said)
    for url in (FIRST, page.url):
        store.decide(replace(review(model), url=url), None, article.text_hash)
    assert [found.id for found, _ in labels_of(store, "lain")] == [page.url]
    store.keep(page, replace(other, text=other.text + " Ralat."))
    assert [(found.id, changed) for found, changed in labels_of(store, "lain")] == [(page.url, True)]
    assert [found.id for found, _ in labels_of(store, "contoh")] == [FIRST] and len(list(labels_of(store))) == 2
    assert json.loads(run("review", "--db", db, "labels", "--source", "lain").stdout)["id"] == page.url
    none = run("review", "--db", db, "labels", "--source", "laen")
    assert none.exit_code == 2 and "No story came from laen; there are contoh, lain" in none.stderr


def test_a_new_title_leaves_a_decision_standing(store, model):
    article, _ = store.story(model.name, FIRST)
    store.decide(review(model), None)
    store.keep(Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",)), replace(article, title="Lain"))
    assert [one.title for one in labelled(store)] == ["Lain"], "not assessed again yet, and decided all the same"
    store.keep_assessment(FIRST, replace(model.assess_article(article), model="other"))
    assert [one.status for one in labelled(store)] == ["dugaan"]


def test_phrases_marked_by_hand_become_labels(store, model):
    article, _ = store.story(model.name, FIRST)
    marked = (Mention(article.text[:6], 0, 6, Group.TNI, Role.TERDUGA, "X"),)
    store.decide(review(model, mentions=marked), None)
    assert store.review_of(FIRST).mentions == marked
    (found,) = labelled(store)
    assert found.terduga == {Group.TNI} and [m.end for m in found.mentions] == [6]


def test_the_log_tells_the_phrases_that_were_marked(store, model, run):
    article, _ = store.story(model.name, FIRST)
    store.decide(review(model, mentions=(Mention(article.text[:6], 0, 6, Group.TNI, Role.TERDUGA, "X"),)), None)
    (told,) = map(json.loads, run("review", "--db", store.path, "log").stdout.splitlines())
    assert told["mentions"] == [{"start": 0, "end": 6, "text": article.text[:6], "group": "TNI", "role": "terduga"}]


def test_decisions_become_labels_with_origin_and_time(store, model):
    _, assessment = store.story(model.name, FIRST)
    start = next(m.start for m in assessment.mentions if m.role is Role.TERDUGA)
    store.decide(review(model, roles=((start, Role.LAIN),), status=Status.IMBAUAN), None)
    store.decide(review(model, HOSTILE), None)
    store.decide(review(model, SECOND, verdict=Verdict.SALAH), None)
    first, second = map(as_row, labelled(store))
    assert first["status"] == "imbauan" and first["terduga"] == [] and first["labeller"] == "ani"
    assert [(m["start"], m["role"]) for m in first["mentions"]] == [(start, "lain")], (
        "the roles that were changed, no others"
    )
    assert second["status"] == "dugaan" and second["origin"] == "desk"
    assert second["mentions"] is second["terduga"] is second["bentuk"] is None, "what the model said is no label"


def test_roles_decided_on_an_earlier_text_are_labels_of_that_text(store, model):
    article, assessment = store.story(model.name, FIRST)
    mention = assessment.mentions[0]
    store.decide(review(model, roles=((mention.start, Role.DIIMBAU),), bentuk=(Bentuk.HADIR,)), None)
    page = Page(FIRST, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>y</p>",))
    for text in ("Ralat. ", "Ralat lagi. "):
        store.keep(page, replace(article, text=text + article.text))
    (found,) = labelled(store)
    assert found.text == article.text and found.bentuk == {"hadir"} and found.labeller == "ani"
    assert [(m.text, m.start, m.role) for m in found.mentions] == [(mention.text, mention.start, "diimbau")]
    store.decide(review(model, status=Status.IMBAUAN), None)
    assert [(one.status, earlier) for one, earlier in labels_of(store)] == [("imbauan", False)]
