from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.cases.grouping import case as read_case
from pipeline.cases.grouping import find_original, group_new, stage_of
from pipeline.cases.traits import keys_of, traits_of
from pipeline.errors import NetralitasError
from pipeline.records import Review, Role, Status, Verdict
from tests.cases.conftest import NOW
from tests.conftest import ROOT

ONE, TWO, THREE = (f"https://outlet{number}.example/berita" for number in range(3))


@pytest.fixture
def tell(store, keep, model):
    """Keep, assess and group one story; returns its case."""

    def told(story: tuple[str, str], url: str, day: int = 14) -> str:
        article = keep(*story, url, day)
        find_original(article, store)
        store.keep_assessment(url, model.assess_article(article))
        group_new(store, model.name)
        return store.case_of(url)

    return told


def test_a_follow_up_joins_its_case_and_another_does_not(tell, store, model, case, verdict, elsewhere):
    first = tell(case, ONE)
    assert tell(verdict, TWO, day=28) == first
    assert tell(elsewhere, THREE, day=15) != first
    found = read_case(store, first, model.name)
    assert [story.url for story in found.stories] == [ONE, TWO]
    assert found.title == case[0] and found.stage is Status.TERBUKTI
    assert found.place == "Kabupaten Indragiri Hulu, Riau" and found.persons == ("Darlis",)
    assert (found.first.day, found.last.day) == (14, 28)
    assert store.case_ids(model.name)[0] == first


def test_what_an_analyst_cleared_accuses_nobody_any_more(tell, store, model, run, case, verdict):
    first = tell(case, ONE)
    assert tell(verdict, TWO, day=28) == first

    def decide(url, says, **more):
        standing = store.review_of(url)
        store.decide(Review(url, model.name, says, "ani", NOW, **more), standing and standing.id)
        return read_case(store, first, model.name)

    found = decide(TWO, Verdict.SALAH)
    assert (found.stage, found.dismissed) == (Status.DUGAAN, False) and [s.dismissed for s in found.stories] == [
        False,
        True,
    ]
    assert decide(ONE, None, status=Status.TIDAK_TERBUKTI).stage is Status.TIDAK_TERBUKTI
    found = decide(ONE, None, status=Status.IMBAUAN)
    assert found.dismissed and found.persons == () and found.bentuk == ()
    told = run("cases", "list", "--db", store.path).stdout + run("cases", "show", "--db", store.path, first).stdout
    assert json.loads(run("cases", "show", "--db", store.path, first, "--json").stdout)["dismissed"] is True
    assert told.count("no case, as a reviewer found") == 4 and "persons: none named" in told
    roles = tuple((mention.start, Role.LAIN) for mention in store.story(model.name, ONE)[1].mentions)
    found = decide(ONE, Verdict.BENAR, roles=roles)
    assert found.persons == () and not found.dismissed


def test_datasette_tells_what_people_decided(tell, store, model, case, verdict):
    """As the desk and the report do: cleared as cleared, a note alone decides nothing."""
    queries = json.loads((ROOT / "docs" / "datasette.json").read_text(encoding="utf-8"))["databases"]["netralitas"][
        "queries"
    ]
    store._db.execute("INSERT INTO run VALUES (1, '', '', ?, 1, 1, 1, '{}')", (model.name,))
    first = tell(case, ONE)

    def asked(name):
        return [tuple(row) for row in store._db.execute(queries[name]["sql"], {"case_id": first})]

    def decide(says, **more):
        standing = store.review_of(ONE)
        store.decide(Review(ONE, model.name, says, "ani", NOW, **more), standing and standing.id)

    assert [row[:3] for row in asked("accused")] == [("Darlis", "ASN", "dugaan")] and len(asked("leads")) == 1
    decide(None, note="cek lagi")
    assert len(asked("leads")) == 1, "a note decides nothing"
    decide(None, status=Status.TIDAK_TERBUKTI)
    assert [row[2] for row in asked("accused")] == ["tidak_terbukti"] and asked("leads") == []
    mentions = store.story(model.name, ONE)[1].mentions
    decide(None, mentions=tuple(replace(one, person="Darlis Umar") for one in mentions))
    assert [row[0] for row in asked("accused")] == ["Darlis Umar"]
    decide(None, mentions=tuple(replace(one, role=Role.LAIN) for one in mentions))
    assert asked("accused") == []
    decide(Verdict.SALAH)
    assert asked("accused") == [] and "bukan kasus, menurut peninjau" in asked("cases")[0]
    for name in ("flagged", "one_case"):
        assert "bukan kasus, menurut peninjau" in asked(name)[0] and "salah" in asked(name)[0]


def test_grouping_again_changes_nothing(tell, store, model, case, verdict):
    cases = {tell(case, ONE), tell(verdict, TWO)}
    assert group_new(store, model.name) == (0, 0)
    assert {store.case_of(ONE), store.case_of(TWO)} == cases


def test_the_id_does_not_depend_on_what_else_is_held(tell, case):
    assert tell(case, ONE) == "kcc8a3bdfaf"


def test_a_copy_shares_the_case_of_its_original(tell, store, keep, model, case):
    held = tell(case, ONE)
    find_original(keep(*case, TWO), store)
    assert store.case_of(TWO) == held
    assert read_case(store, held, model.name).stories[0].copies == (TWO,)


def test_a_join_by_hand_stays(tell, store, model, case, verdict, elsewhere):
    one, other = tell(case, ONE), tell(elsewhere, TWO)
    assert store.join_cases(other, one) == other
    assert store.case_of(ONE) == other == store.standing_id(one)
    assert tell(verdict, THREE, day=28) == other
    assert len(read_case(store, one, model.name).stories) == 3
    with pytest.raises(NetralitasError, match="one case already"):
        store.join_cases(one, other)


def test_a_story_kept_for_a_case_joined_meanwhile_goes_along(tell, store, keep, model, case, verdict, elsewhere):
    one, other = tell(case, ONE), tell(elsewhere, TWO)
    store.join_cases(other, one)
    article = keep(*verdict, THREE, day=28)
    assessment = model.assess_article(article)
    store.keep_assessment(THREE, assessment)
    traits = traits_of(article, assessment)
    assert store.keep_story(THREE, traits, keys_of(traits), one) == other


def test_a_split_by_hand_stays(tell, store, model, case, verdict):
    one = tell(case, ONE)
    tell(verdict, TWO, day=28)
    new = store.split_case([ONE])
    assert new != one and store.case_of(ONE) == new and store.case_of(TWO) == one
    group_new(store, model.name)
    assert store.case_of(ONE) == new
    with pytest.raises(NetralitasError, match="leave at least one"):
        store.split_case([ONE])


def test_wrong_ids_and_addresses_are_said(tell, store, case, elsewhere):
    tell(case, ONE), tell(elsewhere, TWO)
    with pytest.raises(NetralitasError, match="cases list"):
        store.join_cases("k0", "k1")
    with pytest.raises(NetralitasError, match="No case holds"):
        store.split_case(["https://tidak.example/"])
    with pytest.raises(NetralitasError, match="several cases"):
        store.split_case([ONE, TWO])


@pytest.mark.parametrize(
    ("statuses", "stage"),
    [
        (["dugaan"], "dugaan"),
        (["dugaan", "terbukti", "dugaan"], "terbukti"),
        (["dugaan", "tidak_terbukti", "terbukti"], "terbukti"),
        (["terbukti", "tidak_terbukti"], "tidak_terbukti"),
        ([], "dugaan"),
    ],
)
def test_the_stage_is_the_latest_outcome(statuses, stage):
    assert stage_of([Status(status) for status in statuses]) == stage
