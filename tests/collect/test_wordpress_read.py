"""The first read of a WordPress, while posts come and go."""

from __future__ import annotations

import asyncio
import json
import random
from urllib.parse import parse_qsl, urlsplit

import pytest
from scrapy.http import Response

from pipeline.collect import Plan
from pipeline.collect.kinds import batches
from pipeline.collect.net import Net
from pipeline.collect.sources import Source
from pipeline.collect.trouble import Trouble
from pipeline.collect.visit import Visit


class Blog:
    """A WordPress as its database answers: posts of one date in any order, and after each answer one goes and one comes.

    ``heeds``: the wishes it knows.
    """

    def __init__(self, dates: list[str], heeds: str = "before exclude page"):
        self.posts = [self.post(number, date) for number, date in enumerate(dates, 1)]
        self.first = {post["link"] for post in self.posts}
        self.heeds = heeds.split()
        self.chance = random.Random(6)

    def post(self, number: int, date: str) -> dict:
        return {"id": number, "date": date, "link": f"https://k.id/{number}/", "title": "T", "content": "<p>Isi</p>"}

    def answer(self, wishes: dict[str, str]) -> Response:
        wishes = {name: wish for name, wish in wishes.items() if name in self.heeds}
        seen, before = wishes.get("exclude", "").split(","), wishes.get("before", "9")
        found = [post for post in self.posts if post["date"] < before and str(post["id"]) not in seen]
        self.chance.shuffle(found)
        found.sort(key=lambda post: post["date"], reverse=True)
        start = (int(wishes["page"]) - 1) * 100
        self.posts.remove(found[start])
        self.posts.append(self.post(self.posts[-1]["id"] + 1, "2024-12-01T00:00:00"))
        body = json.dumps(found[start : start + 100]).encode()
        return Response("https://k.id/", headers={"X-WP-TotalPages": str(-(-len(found) // 100))}, body=body)


def listed_by(blog: Blog, limit: int) -> tuple[set[str], int]:
    """The stories of a blog that is read for the first time, and how many answers that took."""
    source = Source(id="anu", outlet="Anu", kind="wordpress", address="https://k.id/", limit=limit)
    asked: list[str] = []

    async def answer(request) -> Response:
        asked.append(request.url)
        return blog.answer(dict(parse_qsl(urlsplit(request.url).query)))

    async def fail(url: str, trouble: Trouble) -> None:
        raise trouble

    async def read() -> set[str]:
        found = batches(Visit(source, Plan(), Net(answer, Plan()), {}, fail, lambda url: False))
        return {link.url async for links in found for link in links}

    return asyncio.run(read()), len(asked)


@pytest.mark.parametrize("at_once", [1, 5, 30, 130])
def test_the_first_read_of_a_wordpress_passes_over_nothing(at_once: int) -> None:
    dates = [f"2024-10-14T{n // at_once // 60:02}:{n // at_once % 60:02}:00" for n in range(700)]
    blog = Blog(dates)
    found, asked = listed_by(blog, 10_000)
    assert blog.first <= found and asked <= 9


def test_the_first_read_of_a_wordpress_ends_at_its_limit() -> None:
    assert listed_by(Blog([f"2024-10-14T{n // 60:02}:{n % 60:02}:00" for n in range(700)]), 250)[1] == 3


@pytest.mark.parametrize(("heeds", "least"), [("page", 250), ("page before", 320)])
def test_a_wordpress_that_does_not_heed_dates_is_read_by_pages(heeds: str, least: int) -> None:
    blog = Blog([f"2024-10-{n % 27 + 1:02}T00:00:00" for n in range(350)], heeds)
    found, asked = listed_by(blog, 10_000)
    assert asked <= 9 and len(found & blog.first) >= least
