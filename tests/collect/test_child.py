"""What becomes of a crawl whose process dies, or that nobody wants any more."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from pipeline.collect import child, collect
from pipeline.collect.plan import Plan
from pipeline.collect.sources import Source
from pipeline.listings import Past
from pipeline.records import Page


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen]:
    started: list[subprocess.Popen] = []

    def start(*args, **kwargs) -> subprocess.Popen:
        started.append(popen(*args, **kwargs))
        return started[-1]

    popen = subprocess.Popen
    monkeypatch.setattr(child.subprocess, "Popen", start)
    return started


@pytest.fixture
def slow_feed(site):
    """A feed of two stories, the second of which never comes while the test runs."""
    gate = threading.Event()
    first = site.put("/a/1111/berita-yang-pertama", site.page())
    site.answers["/a/2222/berita-yang-kedua"] = lambda: (gate.wait(30), (200, {}, b"x"))[1]
    yield Source(
        id="feed",
        outlet="F",
        kind="feed",
        address=site.put_feed("/feed", [first, f"{site.base}/a/2222/berita-yang-kedua"]),
        own_network=True,
    )
    gate.set()


def test_a_killed_child_is_a_failure_of_what_was_not_done(
    site, slow_feed: Source, children: list[subprocess.Popen]
) -> None:
    done = Source(id="kosong", outlet="K", kind="feed", address=site.put_feed("/kosong", []), own_network=True)
    outcomes = collect([slow_feed, done])
    seen = [next(outcomes), next(outcomes)]
    children[0].kill()
    (failure,) = outcomes
    assert {type(outcome).__name__ for outcome in seen} == {"Page", "Failure"}
    assert (failure.code, failure.source, failure.url) == ("interrupted", "feed", slow_feed.address)


def test_closing_the_iterator_ends_the_child(slow_feed: Source, children: list[subprocess.Popen]) -> None:
    outcomes = collect([slow_feed])
    assert isinstance(next(outcomes), Page)
    outcomes.close()
    assert children[0].poll() is not None


def test_a_child_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "COMMAND", [sys.executable, "-c", "raise SystemExit('tidak bisa')"])
    sources = [Source(id=name, outlet=name, kind="feed", address="http://127.0.0.1:1/") for name in "ab"]
    failures = list(collect(sources))
    assert [(failure.code, failure.source, failure.detail) for failure in failures] == [
        ("interrupted", "a", "tidak bisa"),
        ("interrupted", "b", "tidak bisa"),
    ]


def test_timeout(slow_feed: Source, site) -> None:
    (page, failure) = collect([slow_feed.model_copy(update={"timeout": 0.3})])
    assert isinstance(page, Page)
    assert failure.code == "timeout"


def test_a_bug_in_one_source_is_a_failure_of_that_source(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.collect.spider import NewsSpider

    async def broken(self: NewsSpider, source: Source) -> None:
        raise RuntimeError("aduh")

    async def send(message: dict) -> None:
        messages.append(message)

    messages: list[dict] = []
    monkeypatch.setattr(NewsSpider, "_cover", broken)
    source = Source(id="a", outlet="A", kind="feed", address="http://127.0.0.1:1/")
    asyncio.run(NewsSpider(sources=[source], past=Past(), urls={}, plan=Plan(), send=send).cover(source))
    failure = {"code": "interrupted", "url": source.address, "source": "a", "detail": "RuntimeError: aduh"} | {
        "changed": None
    }
    assert messages == [{"failure": failure, "done": "a"}]


def test_nothing_to_do_starts_no_child(children: list[subprocess.Popen]) -> None:
    assert list(collect([])) == []
    assert children == []


def test_import_is_light() -> None:
    code = "import sys, pipeline.collect, pipeline.demo; print({'scrapy', 'pydantic', 'lxml', 'jinja2', 'http'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=child._environment(), check=True
    )
    assert done.stdout.strip() == "set()"
