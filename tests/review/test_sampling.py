from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from scipy.stats import binomtest

from pipeline.assess import save_model
from pipeline.counted import counted
from pipeline.records import Page, Review, Status, Verdict, learned_mark
from pipeline.review.sampling import Share, draw, estimate
from pipeline.store import Candidate, Store
from pipeline.store.addresses import Visited
from pipeline.store.database import to_text, to_time
from tests.review.conftest import FIRST, HOSTILE, NOW, SECOND, call_all_right


def raw(share):
    return share.right, share.number


def urls(drawn):
    return [(one.url, kind) for one, kind in drawn]


def test_what_is_decided_already_is_drawn_blindly_all_the_same():
    decided = [Candidate(f"d{n}", 0.9, decided=True) for n in range(50)]
    unsure = [Candidate(f"r{n}", 0.5) for n in range(50)]
    drawn = list(draw([*decided, *unsure], 60, 0.5, random.Random(2), {}))
    blind = [one for one, kind in drawn if kind == "acak"]
    assert len(blind) == 6 and {one.url[0] for one in blind} == {"d", "r"}
    assert not any(one.decided for one, kind in drawn if kind == "ragu")


def test_what_waits_of_an_earlier_blind_draw_takes_the_place_of_others():
    candidates = [Candidate(f"u{n}", n / 100) for n in range(100)]
    kinds = [kind for _, kind in draw(candidates, 50, 0.5, random.Random(1), {}, waiting=3)]
    assert (kinds.count("acak"), kinds.count("ragu")) == (2, 45)
    kinds = [kind for _, kind in draw(candidates, 50, 0.5, random.Random(1), {}, waiting=60)]
    assert kinds == []


def test_only_what_came_in_after_what_the_model_learned_is_asked(db, run, store, model, tmp_path):
    later = replace(store.story(model.name, SECOND)[0], url="https://contoh.id/baru", text="Cuaca cerah di Rengat.")
    for at, urls in ((NOW, (FIRST, SECOND, HOSTILE)), (NOW + timedelta(days=1), ())):
        store.keep_sample([(url, "acak") for url in urls], at)
    for url in (FIRST, SECOND, HOSTILE):
        store.decide(Review(url, model.name, Verdict.BENAR, "ani", NOW), None)
    learned = {store.story(model.name, SECOND)[0].text_hash[:12]}
    assert estimate(store, model.name, {"0" * 12}).cases.number == 3
    assert (estimate(store, model.name, learned).cases.number, estimate(store, model.name, learned).before) == (0, 3)
    assert not any(one.fresh for one in store.candidates(model.name, since=store.fresh_since(learned)))
    store.keep(Page(later.url, "contoh", "Contoh", "WIB", NOW + timedelta(days=2), ("<p>x</p>",)), later)
    store.keep_assessment(later.url, model.assess_article(later))
    save_model(replace(model, manifest=model.manifest | {"learned": sorted(learned)}), tmp_path / "again")
    said = "--db", db, "--model", tmp_path / "again"
    drawn = run("sample", *said, "--out", tmp_path / "s.csv")
    assert "(1 row; 1 story drawn blindly, 0 of them" in drawn.stdout
    assert "3 stories not counted that came in before" in run("estimate", *said).stdout
    store.decide(Review(later.url, model.name, Verdict.BENAR, "ani", NOW), None)
    found = estimate(store, model.name, learned)
    assert (found.cases.number, found.waiting, found.before) == (1, 0, 3)


def test_what_came_in_later_in_the_same_run_is_not_fresh(store, model):
    learned = {store.story(model.name, FIRST)[0].text_hash[:12]}
    store.decide(Review(FIRST, model.name, Verdict.BENAR, "ani", NOW), None)
    at = store._db.execute("SELECT discovered_at FROM address WHERE url = ?", (FIRST,)).fetchone()[0]
    begun, after = to_time(at) - timedelta(minutes=1), to_text(to_time(at) + timedelta(minutes=1))
    store._db.execute("UPDATE address SET discovered_at = ? WHERE url = ?", (after, SECOND))
    store.keep_visit(Visited("contoh", begun, begun + timedelta(minutes=5), True, 3, 3, 0, 0, {}))
    assert not any(one.fresh for one in store.candidates(model.name, since=store.fresh_since(learned)))
    later = begun + timedelta(seconds=90)
    store.keep_visit(Visited("contoh", later, later, True, 0, 0, 0, 0, {}))
    assert {one.url: one.fresh for one in store.candidates(model.name, since=store.fresh_since(learned))}[SECOND]


def test_what_a_colleague_decided_elsewhere_is_known_by_its_text(store, model):
    """No decision on it is in this store; an earlier version counts, a text that comes once more does not."""
    old, came = store.story(model.name, SECOND)[0], to_text(NOW)
    assert store.fresh_since({learned_mark(old.text)}) == came and store.fresh_since({"0" * 12}) == ""
    page = Page(SECOND, "contoh", "Contoh", "WIB", NOW + timedelta(days=1), ("<p>x</p>",))
    store.keep(page, replace(old, text="Cuaca cerah di Rengat."))
    again = replace(page, url="https://contoh.id/lagi", fetched_at=NOW + timedelta(days=3))
    store.keep(again, replace(old, url=again.url))
    assert store.fresh_since({learned_mark(old.text), "0" * 12}) == came


def test_what_the_model_learned_is_looked_for_once(db, run, store, model, monkeypatch):
    asked = []
    monkeypatch.setattr(Store, "fresh_since", lambda self, learned: asked.append(learned) or "")
    assert run("sample", "--db", db, "--out", db.parent / "s.csv").exit_code == 0 and asked == [model.learned]


def test_fewer_than_a_tenth_are_explained(db, run, store, model, tmp_path):
    said = "--db", db, "--out", tmp_path / "s.csv"
    few = run("sample", *said).stderr
    assert "3 instead of 5 stories drawn blindly: there is no other story that was not drawn before." in few
    assert "instead" not in run("sample", *said, "-n", 30).stderr, "those that wait are counted"
    mark = learned_mark(store.story(model.name, SECOND)[0].text)
    save_model(replace(model, manifest=model.manifest | {"learned": [mark]}), tmp_path / "again")
    few = run("sample", *said, "--model", tmp_path / "again").stderr
    assert "decided; collect more" in few and "instead" not in few
    store._db.execute("DELETE FROM sample")
    few = run("sample", *said, "--model", tmp_path / "again").stderr
    assert "0 instead of 5 stories drawn blindly: there is no other story that came in since the newest" in few
    assert f"Collect more with 'netralitas run --model {tmp_path / 'again'}'" in few
    assert "instead" not in run("sample", *said, "--source", "contoh").stderr


def test_a_table_of_another_model_tells_how_it_is_taken_back(db, run, model, tmp_path):
    """The verdicts are about what that model says, which the one that counts reads otherwise."""
    mine, path = tmp_path / "my model", tmp_path / "s.csv"
    save_model(replace(model, calibration=replace(model.calibration, shift=9.0)), mine)
    run("reassess", "--db", db, "--model", mine)
    told = run("sample", "--db", db, "--model", mine, "--out", path).stdout
    assert f"'netralitas review --model '{mine}' import {path}' takes it back in" in told
    call_all_right(path)
    assert "1 row refused" in run("review", "--db", db, "import", path).stdout
    assert "1 decision taken, 1 with nothing new" in run("review", "--db", db, "--model", mine, "import", path).stdout
    assert "takes it back in" not in run("sample", "--db", db, "--out", path).stdout


def test_the_estimate_says_what_to_do_where_nothing_is_left_to_draw(db, run, store):
    store.keep_sample([(FIRST, "acak"), (SECOND, "acak")], NOW)
    assert "'netralitas sample' draws more" in run("estimate", "--db", db).stdout
    store.keep_sample([(HOSTILE, "acak")], NOW)
    assert (
        "no other story may be drawn yet: collect and judge more with 'netralitas run'; then 'netralitas sample' draws more."
        in run("estimate", "--db", db).stdout
    )


def test_the_estimate_is_not_moved_by_what_was_decided_first(db, run, store, model):
    """Every flag is decided, then everything is drawn: the flags count."""
    for url in (FIRST, HOSTILE):
        store.decide(Review(url, model.name, Verdict.BENAR, "ani", NOW), None)
    store.keep_sample([(FIRST, "ragu")], NOW)
    result = run("sample", "--db", db, "-n", 30, "--out", db.parent / "s.csv")
    assert "(1 row; 3 stories drawn blindly, 2 of them decided already)" in result.stdout
    store.decide(Review(SECOND, model.name, Verdict.BENAR, "ani", NOW), None)
    assert raw(estimate(store, model.name).precision) == (2, 2)
    assert "Too few to lean on" in run("estimate", "--db", db).stdout


def test_a_later_draw_is_from_what_came_in_since_and_then_fills_up_evenly():
    """Else a week that is over would be drawn from again and again, and the newest hardly."""
    old, new = ([Candidate(f"{name}{n:03}", 0.5, period=period) for n in range(60)] for period, name in enumerate("ab"))
    came_in = {0: 65, 1: 60}
    blind = [one for one, kind in draw([*old, *new], 50, 0.5, random.Random(1), {}, came_in=came_in) if kind == "acak"]
    assert len(blind) == 5 and {one.period for one in blind} == {1}
    blind = [one for one, kind in draw([*old, *new], 250, 0.5, random.Random(1), {}, came_in=came_in) if kind == "acak"]
    assert sorted(one.period for one in blind) == [0] * 11 + [1] * 14, "16 of 65, 14 of 60"
    drawn = [draw(old, 10, 0.5, random.Random(seed), {}) for seed in range(600)]
    first = {next(iter(one))[0].url for one in drawn}
    assert len(first) == 60, "each has its chance"


def test_a_tenth_is_blind_and_the_rest_is_unsure_one_of_each_case():
    candidates = [Candidate(f"u{n:03}", n / 200, f"k{n // 4}" if n > 100 else None) for n in range(200)]
    drawn = urls(draw(candidates, 40, 0.6, random.Random(1), {}))
    assert len(drawn) == len({url for url, _ in drawn}) == 40
    assert [kind for _, kind in drawn].count("acak") == 4
    unsure = [int(url[1:]) for url, kind in drawn if kind == "ragu"]
    assert min(unsure) >= 40 and len({n // 4 for n in unsure if n > 100}) == sum(n > 100 for n in unsure)
    assert urls(draw(candidates, 40, 0.6, random.Random(1), {})) == drawn


def test_what_the_model_saw_least_of_is_among_them():
    """The unsurest are all about ASN; a judge and two provinces stand far from the threshold."""
    candidates = [Candidate(f"u{n:03}", 0.5, about=frozenset({"ASN"})) for n in range(100)]
    rare = {"hakim": "HAKIM", "papua": "91", "riau": "14"}
    candidates += [Candidate(url, 0.01, about=frozenset({"ASN", about})) for url, about in rare.items()]
    chosen = {
        url for url, kind in urls(draw(candidates, 12, 0.5, random.Random(3), {"ASN": 900, "HAKIM": 4, "14": 80}))
    }
    assert {"hakim", "papua"} <= chosen and "riau" not in chosen and len(chosen) == 12


def test_of_one_source_nothing_is_drawn_blindly(db, run, store, model):
    none = run("sample", "--db", db, "--source", "lain", "--out", db.parent / "s.csv")
    assert none.exit_code == 2 and "No story came from lain; there are contoh" in none.stderr
    drawn = run("sample", "--db", db, "--source", "contoh", "--out", db.parent / "s.csv")
    assert "(3 rows)" in drawn.stdout and len(store.candidates(model.name, "contoh")) == 3
    again = run("sample", "--db", db, "--source", "contoh", "--out", db.parent / "t.csv")
    assert "(3 rows)" in again.stdout, "what was chosen and not decided is chosen again"
    for url in (FIRST, SECOND, HOSTILE):
        store.decide(Review(url, model.name, Verdict.BENAR, "ani", NOW), None)
    none = run("sample", "--db", db, "--source", "contoh", "--out", db.parent / "t.csv")
    assert "(0 rows)" in none.stdout and "is decided" in none.stderr


def test_candidates_tell_what_they_are_about(store, model):
    found = {one.url: one for one in store.candidates(model.name)}
    assert "ASN" in found[SECOND].about and found.keys() == {FIRST, SECOND, HOSTILE}
    assert model.manifest["seen"]["ASN"] > model.manifest["seen"]["TNI"] > 0


def test_no_more_is_drawn_than_there_is():
    assert sorted(urls(draw([Candidate("a", 0.5), Candidate("b", 0.5)], 50, 0.5, random.Random(1), {})))[0][0] == "a"
    assert list(draw([], 50, 0.5, random.Random(1), {})) == []


def test_a_share_tells_how_sure_it_is():
    """As scipy tells it where all count alike; stories that stand for more make it less sure."""
    even = Share((7.0,) * 8, (7.0,) * 2)
    assert str(even) == "0.80 (0.49–0.94), 8 of 10"
    wilson = binomtest(8, 10).proportion_ci(method="wilson")
    assert even.interval == pytest.approx((wilson.low, wilson.high))
    uneven = Share((10.0,) + (1.0,) * 7, (1.0,) * 2)
    assert uneven.share == pytest.approx(17 / 19) and uneven.interval[0] < 0.4
    assert Share().interval == (0.0, 1.0) and str(Share()).startswith("–")
    assert Share((2.0,) * 3).interval[1] == 1.0


def test_the_estimate_rests_on_what_was_drawn_blindly(store, model):
    store.keep_sample([(FIRST, "acak"), (SECOND, "acak"), (HOSTILE, "ragu")], NOW)
    for url, verdict, status in (
        (FIRST, Verdict.BENAR, None),
        (SECOND, None, Status.DUGAAN),
        (HOSTILE, Verdict.SALAH, None),
    ):
        store.decide(Review(url, model.name, verdict, "ani", NOW, status), None)
    found = estimate(store, model.name)
    assert [raw(one) for one in (found.precision, found.recall, found.cases)] == [(1, 1), (1, 2), (2, 2)]
    store.undo(SECOND, "ani", NOW, store.review_of(SECOND).id)
    store.decide(Review(SECOND, model.name, Verdict.RAGU, "ani", NOW), None)
    assert estimate(store, model.name).open == 1


def test_a_draw_counts_once_all_of_it_is_reviewed(store, model):
    """Else the flags that are decided first would stand for the whole feed."""
    store.keep_sample([(FIRST, "acak"), (SECOND, "acak")], NOW)
    store.decide(Review(FIRST, model.name, Verdict.BENAR, "ani", NOW), None)
    found = estimate(store, model.name)
    assert (raw(found.cases), found.waiting) == ((0, 0), 1)
    store.decide(Review(SECOND, model.name, Verdict.BENAR, "ani", NOW), None)
    store.keep_sample([(HOSTILE, "acak")], NOW + timedelta(days=1))
    found = estimate(store, model.name)
    assert (raw(found.cases), found.waiting) == ((1, 2), 1), "the earlier draw is whole"


def test_each_story_stands_for_as_many_as_came_in_when_it_did(db, run, store, model):
    """Two thirds came in before the first draw, of which one was drawn; the last was drawn after it."""
    store._db.execute("UPDATE address SET discovered_at = ? WHERE url = ?", (to_text(NOW + timedelta(days=2)), HOSTILE))
    store.keep_sample([(FIRST, "acak")], NOW + timedelta(days=1))
    store.decide(Review(FIRST, model.name, Verdict.BENAR, "ani", NOW), None)
    first = estimate(store, model.name)
    assert (first.speaks_for, first.unspoken, first.uneven) == (2, 1, False)
    assert {one.url: one.period for one in store.candidates(model.name)} == {SECOND: 0, HOSTILE: 1}
    store.keep_sample([(HOSTILE, "acak")], NOW + timedelta(days=3))
    store.decide(Review(HOSTILE, model.name, None, "ani", NOW, Status.IMBAUAN), None)
    found = estimate(store, model.name)
    assert (found.cases, found.speaks_for, found.unspoken, found.uneven) == (Share((2.0,), (1.0,)), 3, 0, True)
    assert "share of cases      0.67 (" in (said := run("estimate", "--db", db).stdout) and "count for more" in said
    store.decide(Review(HOSTILE, model.name, Verdict.RAGU, "ani", NOW), store.review_of(HOSTILE).id)
    assert estimate(store, model.name).cases == Share((2.0,)), "one that is left open speaks for none"


def test_the_estimate_is_of_the_model_that_is_asked(store, model):
    store.keep_sample([(FIRST, "acak")], NOW)
    store.decide(Review(FIRST, model.name, Verdict.BENAR, "ani", NOW), None)
    store.keep_assessment(
        FIRST, replace(store.says(model.name, FIRST), model="lain", status=Status.IMBAUAN, flagged=False)
    )
    assert raw(estimate(store, model.name).recall) == (1, 1) and raw(estimate(store, "lain").recall) == (0, 1)
    assert estimate(store, "tiada").open == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_commands(db, run, tmp_path, number):
    path = tmp_path / "sample.csv"
    result = run("sample", "--db", db, "-n", number, "--out", path, "--seed", 1)
    assert result.exit_code == 0 and f"({counted(number, 'row')}; 1 story drawn blindly, 0 of them" in result.stdout
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == number
    if number == 3:  # the two that were not drawn blindly may be, and wait for a verdict still
        again = run("sample", "--db", db, "--out", path).stdout
        assert "(3 rows; 2 stories" in again and "1 of the rows from an earlier draw that waits" in again
        assert "(3 rows; 0 stories" in run("sample", "--db", db, "--out", path).stdout, "none is lost with its table"
    said = run("estimate", "--db", db).stdout
    assert re.search(r"\d stor(y|ies) drawn blindly not reviewed yet", said) and "0 of 0" in said
    assert "Too few to lean on" in said, "also while some wait"
