from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cases import Cases, Story, find_copies, in_order
from pipeline.cases.timeline import Case
from pipeline.errors import InputError
from pipeline.extract import article_from_text
from pipeline.records import Page, Status
from pipeline.run import group
from pipeline.store import Store

DAY = datetime(2024, 10, 14, 5, tzinfo=UTC)
LATER = (
    "Camat Sungai Lala Darlis Terbukti Langgar Netralitas",
    "RENGAT – Bawaslu Indragiri Hulu menyatakan Camat Sungai Lala, Darlis, terbukti melanggar netralitas ASN, Senin "
    "(28/10/2024). Ia mengarahkan sejumlah kepala desa untuk mendukung salah satu pasangan calon bupati. Rekomendasi "
    "sanksi diteruskan ke BKN, kata Ketua Bawaslu Indragiri Hulu, Rahmat Fajri.",
)
OTHER = (
    "Kades di Klungkung Diduga Bagikan Amplop Caleg, Bawaslu Turun Tangan",
    "SEMARAPURA – Bawaslu Klungkung menelusuri dugaan Perbekel Tihingan, Made Sukarta, membagikan amplop berisi uang kepada "
    "warga untuk memilih seorang caleg pada Pemilu 2024. Video pembagian itu beredar di media sosial, Jumat (2/2/2024).",
)


def article(number: int, story: tuple[str, str], days: int = 0, outlet: str = "Contoh"):
    return article_from_text(
        story[1], title=story[0], url=f"https://contoh.id/{number}", source="contoh", outlet=outlet,
        published_at=DAY + timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def stories(model, case):
    articles = [article(1, case), article(2, LATER, 14), article(3, OTHER, -250)]
    return [Story.of(one, model.assess_article(one)) for one in articles]


@pytest.fixture
def store(tmp_path, model, case):
    with Store(tmp_path / "netralitas.db") as opened:
        for one in (article(1, case), article(2, LATER, 14), article(3, OTHER, -250), article(4, case, 1, "Salinan")):
            opened.keep(Page(one.url, "contoh", one.outlet, "Asia/Jakarta", DAY, ("<p>x</p>",)), one)
            opened.keep_assessment(one.url, model.assess_article(one))
        yield opened


def test_a_follow_up_joins_its_case_and_another_story_does_not(stories):
    cases = Cases()
    first, second, third = (cases.add(story) for story in stories)
    assert first == second != third


def test_the_order_of_arrival_changes_nothing_but_the_id(stories):
    grouped = [{frozenset(s.url for s in group) for group in _grouped(order)} for order in (stories, stories[::-1])]
    assert grouped[0] == grouped[1]


def _grouped(stories):
    cases = Cases()
    for story in in_order(stories):
        cases.add(story)
    return cases.stories.values()


def test_stories_far_apart_in_time_are_two_cases(stories):
    first, second, _ = stories
    cases = Cases()
    old = replace(second, day=first.day - timedelta(days=2000))
    assert cases.add(old) != cases.add(first)


def test_what_was_joined_or_parted_stays_so(stories):
    first, second, third = stories
    together = Cases(together=[frozenset((first.url, third.url))])
    assert together.add(first) == together.add(third)
    apart = Cases(apart=[frozenset((first.url, second.url))])
    assert apart.add(first) != apart.add(second)


def test_a_copy_is_found_though_its_head_and_tail_are_others(case):
    changed = f"Laporan kontributor kami. {case[1]} Ikuti kami di saluran berita."
    said = dict(find_copies([("a", case[1]), ("b", LATER[1]), ("c", changed), ("d", case[1])]))
    assert said == {"a": None, "b": None, "c": "a", "d": "a"}


def test_a_run_groups_what_is_new_and_keeps_what_was_decided(store, model):
    assert group(store, model.name) == 2
    assert group(store, model.name) == 0
    cases = store.cases_of(model.name)
    one, two, three, four = (cases[f"https://contoh.id/{n}"] for n in (1, 2, 3, 4))
    assert one[0] == two[0] == four[0] != three[0]
    assert one[1] == ("https://contoh.id/4",) and four[1] == ("https://contoh.id/1",) and two[1] == ()
    case = Case(one[0], store.case(model.name, one[0]))
    assert case.status is Status.TERBUKTI and len(case.stories) == 3 and case.title == LATER[0]
    assert case.persons == ["Darlis"] and case.region.code == "14.02" and case.first == DAY
    store.part_story("https://contoh.id/2", "new", "me", DAY)
    store.join_cases(three[0], "new", "me", DAY)
    assert group(store, model.name) == 0
    assert store.cases_of(model.name)["https://contoh.id/2"][0] == three[0]


def test_parting_what_is_alone_or_unknown_is_refused(store, model):
    group(store, model.name)
    for url, code in (("https://contoh.id/3", "only-story"), ("https://contoh.id/9", "no-such-story")):
        with pytest.raises(InputError, match=code):
            store.part_story(url, "new", "me", DAY)
    with pytest.raises(InputError, match="no-such-case"):
        store.join_cases("x", "y", "me", DAY)


def test_the_commands(store, model, run):
    group(store, model.name)
    listed = run("cases", "--db", store.path, "list")
    assert listed.exit_code == 0 and len(listed.stdout.splitlines()) == 2
    ids = [line.split()[0] for line in listed.stdout.splitlines()]
    shown = run("cases", "--db", store.path, "show", ids[0]).stdout
    assert "https://contoh.id/2" in shown and "accused, as told: Darlis" in shown
    assert run("cases", "--db", store.path, "split", "https://contoh.id/2", "--by", "me").exit_code == 0
    assert "1 stories joined" in run("cases", "--db", store.path, "join", ids[0], ids[1], "--by", "me").stdout
    assert run("cases", "--db", store.path, "show", "nothing").exit_code == 2
