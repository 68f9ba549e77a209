from __future__ import annotations

import asyncio

import pytest
from scrapy.http import Response

from pipeline.collect import Plan
from pipeline.collect.net import NETWORK_AT_ONCE, Net
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble

SOURCE = Source(id="a", outlet="A", kind="feed", address="https://kabar.id/feed")


async def answer(request) -> Response:
    return Response(request.url, body=b"x" * 100)


def get(net: Net, url: str = "https://kabar.id/a") -> Response:
    return asyncio.run(net.get(SOURCE, url, 1_000))


def test_bytes_are_bounded() -> None:
    net = Net(answer, Plan(bytes=150))
    for _ in range(2):
        get(net)
        net.count_bytes(b"x" * 100)
    with pytest.raises(Trouble, match="run-limit: 150 bytes"):
        get(net)


def test_stories_are_bounded() -> None:
    net = Net(answer, Plan(pages=1))
    net.check()
    net.count_story()
    with pytest.raises(Trouble, match="run-limit: 1 stories"):
        get(net)


def test_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("pipeline.collect.net.time.monotonic", lambda: now[0])
    net = Net(answer, Plan(seconds=60))
    now[0] += 59
    get(net)
    now[0] += 2
    with pytest.raises(Trouble, match="run-limit: 60 seconds"):
        get(net)


def test_an_answer_that_takes_longer_than_the_run_is_not_waited_for() -> None:
    async def never(request) -> Response:
        await asyncio.Event().wait()

    with pytest.raises(Trouble, match=r"run-limit: 0\.01 seconds"):
        get(Net(never, Plan(seconds=0.01)))


def test_the_hosts_of_one_network_are_asked_few_at_a_time() -> None:
    running: list[int] = [0]
    most: dict[str, int] = {}

    async def busy(request) -> Response:
        running[0] += 1
        most["all"] = max(most.get("all", 0), running[0])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running[0] -= 1
        return await answer(request)

    async def ask(urls: list[str]) -> None:
        net = Net(busy, Plan())
        await asyncio.gather(*(net.get(SOURCE, url, 1_000) for url in urls))

    asyncio.run(ask([f"https://biro{n}.kabar.id/" for n in range(6)]))
    assert most.pop("all") == NETWORK_AT_ONCE
    asyncio.run(ask([f"https://kabar{n}.id/" for n in range(6)]))
    assert most["all"] == 6
