from collections import Counter
from urllib.request import urlopen

import pytest

from pipeline.collect import collect
from pipeline.demo import newsroom
from pipeline.demo.stories import read_stories
from pipeline.records import Page, Status


@pytest.fixture(scope="module")
def first_run():
    found: dict[str, int] = {}
    with newsroom(port=0) as room:
        outcomes = list(collect(room.sources, on_found=found.__setitem__))
    return room, outcomes, found


def test_thirty_stories_of_all_statuses() -> None:
    assert Counter(story.status for story in read_stories()) == {
        Status.DUGAAN: 5,
        Status.TERBUKTI: 4,
        Status.TIDAK_TERBUKTI: 3,
        Status.IMBAUAN: 7,
        Status.REKAP: 3,
        Status.TIDAK_RELEVAN: 8,
    }


def test_texts_are_plain() -> None:
    for story in read_stories():
        assert not set("[]|") & set(story.text), story.id
        assert 80 <= len(story.text.split()) <= 500, story.id


def test_everything_is_collected(first_run) -> None:
    room, outcomes, found = first_run
    assert all(isinstance(outcome, Page) for outcome in outcomes)
    pages = {page.url: page for page in outcomes}
    assert len(pages) == len(outcomes) == 32
    assert room.stories.keys() < pages.keys()
    assert sum(found.values()) == 32
    assert {page.source: page.home for page in outcomes} == {source.id: source.region for source in room.sources}


def test_long_stories_come_whole(first_run) -> None:
    room, outcomes, _ = first_run
    long = [page for page in outcomes if len(page.html) > 1]
    assert len(long) == 2
    for page in long:
        last = room.stories[page.url].paragraphs[-1]
        assert last[:40] in page.html[-1]


def test_odd_letters_survive(first_run) -> None:
    _, outcomes, _ = first_run
    assert any("GROBOGAN, BENGAWANPOS – " in page.html[0] for page in outcomes)


def test_second_run_on_the_same_port_finds_nothing_new(first_run) -> None:
    room, outcomes, _ = first_run
    with newsroom(port=room.port) as again:
        assert again.base == room.base
        assert list(collect(again.sources, [outcome.url for outcome in outcomes])) == []


def test_a_taken_port_is_no_trouble() -> None:
    with newsroom(port=0) as one, newsroom(port=one.port) as two:
        assert one.port != two.port
        assert b"User-agent" in urlopen(f"{two.base}/robots.txt").read()
