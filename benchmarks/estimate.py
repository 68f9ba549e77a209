"""Whether `netralitas estimate` is right on a feed that changes: many times the same ten weeks, in which the model gets worse.

    python benchmarks/estimate.py [--times 300]

prints Markdown: for some ways to draw, the true precision, recall and share of cases, what is told on the average over all times (the flags and cases
of all times put together), and how many of the 95 % intervals hold the truth. What a story is and says is drawn by lot; the draws, their store and
the estimate are the program's own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from command import options

from pipeline.assess import Model, load_model
from pipeline.extract import article_from_text
from pipeline.records import Assessment, Page, Review, Status
from pipeline.review.sampling import Estimate, Share, draw, estimate
from pipeline.store import Store

WEEKS, STORIES = 10, 60
BEGIN = datetime(2026, 1, 5, 5, tzinfo=UTC)
WAYS: dict[str, dict[float, int]] = {
    "every week, 5 drawn": {week: 50 for week in range(WEEKS)},
    "every second week, 10 drawn": {week: 100 for week in range(1, WEEKS, 2)},
    "twice in the last week, 25 drawn": {WEEKS - 1: 250, WEEKS - 1 + 0.5: 250},
    "5, 20, then 5 drawn": {1: 50, 5: 200, 9: 50},
}
"""How many rows are asked for, a tenth of them blind, at the end of which week."""


@dataclass(frozen=True)
class Story:
    url: str
    came: datetime
    flagged: bool
    case: bool


def feed(dice: random.Random) -> list[Story]:
    """Of 60 stories a week a third are flagged, and every week fewer of them are cases, and more of the others."""
    stories = []
    for number in range(WEEKS * STORIES):
        week = number // STORIES
        flagged = dice.random() < 1 / 3
        case = dice.random() < (0.95 - 0.06 * week if flagged else 0.02 + 0.02 * week)
        came = BEGIN + timedelta(weeks=week, minutes=number % STORIES)
        stories.append(Story(f"https://contoh.id/{number:03}", came, flagged, case))
    return stories


def judged(model: Model) -> dict[bool, Assessment]:
    """What the model says of a flagged story and of another; nothing else of it counts here."""
    said = model.assess("Bawaslu menerima laporan tentang camat.", "Laporan")
    return {flagged: replace(said, mentions=(), evidence=(), flagged=flagged) for flagged in (True, False)}


def lived_through(
    path: Path, stories: Sequence[Story], draws: Mapping[float, int], model: Model, dice: random.Random
) -> Estimate:
    """What is told at the end, after these draws, each reviewed at once and rightly."""
    said, truth = judged(model), {story.url: story for story in stories}
    with Store(path) as store:
        done = 0
        for week, number in draws.items():
            now = BEGIN + timedelta(weeks=week + 0.9)
            for story in stories[done : STORIES * (int(week) + 1)]:
                store.keep_assessment(story.url, said[story.flagged])
            done = STORIES * (int(week) + 1)
            chosen = draw(
                store.candidates(model.name), number, model.threshold, dice, {}, came_in=store.came_in(model.name)
            )
            blind = [one.url for one, kind in chosen if kind == "acak"]
            store.keep_sample(((url, "acak") for url in blind), now)
            for url in blind:
                status = Status.DUGAAN if truth[url].case else Status.TIDAK_RELEVAN
                store.decide(Review(url, model.name, None, "ani", now, status), None)
        return estimate(store, model.name)


def row(name: str, truth: float, told: Sequence[Share]) -> str:
    """One figure over all times."""
    mean = sum(sum(share.hits) for share in told) / sum(sum(share.hits + share.misses) for share in told)
    held = sum(low <= truth <= high for low, high in (share.interval for share in told)) / len(told)
    return f"| {name} | {truth:.3f} | {mean:.3f} | {held:.1%} |"


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=300)
    times = parser.parse_args().times
    model, stories = load_model(), feed(random.Random(7))
    flagged, cases = [story for story in stories if story.flagged], [story for story in stories if story.case]
    both = sum(story.case for story in flagged)
    truth = {
        "precision": both / len(flagged),
        "recall": both / len(cases),
        "cases": len(cases) / len(stories),
    }
    with TemporaryDirectory() as folder:
        base, path = Path(folder, "base.db"), Path(folder, "news.db")
        with Store(base) as store:
            for story in stories:
                article = article_from_text("Bawaslu.", title="Laporan", url=story.url, source="contoh")
                store.keep(Page(story.url, "contoh", "Contoh", "WIB", story.came, ("<p>x</p>",)), article)
        for way, draws in WAYS.items():
            told = []
            for time in range(times):
                copyfile(base, path)
                told.append(lived_through(path, stories, draws, model, random.Random(time)))
            print(f"\n{way}\n\n| | truth | told | intervals that hold it |\n|---|---|---|---|")
            for name, share in truth.items():
                print(row(name, share, [getattr(one, name) for one in told]))


if __name__ == "__main__":
    main()
