"""One page through the rooms: its gate, its text, what the model thinks of it. All that a worker process has to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract import extract
from pipeline.gate import off_topic, story_off_topic
from pipeline.records import Article, Assessment, Failure, Page

if TYPE_CHECKING:
    from pipeline.assess import Model


OFF_TOPIC = "off-topic"
"""The code of pages that the gate sets aside."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article and what a model thinks of it; None where there is no model."""

    article: Article
    assessment: Assessment | None


def read_page(page: Page, gate: bool = True) -> Article | Failure:
    """The story of a page, or why there is none; with ``gate`` none that cannot be on topic."""
    aside = Failure(OFF_TOPIC, page.url, page.source)
    if gate and off_topic(page):
        return aside
    found = extract(page)
    return aside if gate and isinstance(found, Article) and story_off_topic(found) else found


@dataclass(frozen=True, slots=True)
class Judge:
    """What to do with each page. Without a ``model`` it is only read; without ``gate`` it is read whatever it speaks of.

    It can be sent to another process.
    """

    model: Model | None
    gate: bool = True

    def __call__(self, item: Page | Article | Failure) -> Judged | Failure:
        """The article of a page and its assessment, or why there is none. What has failed already stays failed."""
        if isinstance(item, Page):
            item = read_page(item, self.gate)
        if isinstance(item, Failure):
            return item
        return Judged(item, self.model.assess_article(item) if self.model else None)


def died(item: Page | Article | Failure) -> Failure:
    """What stands for an item whose process died."""
    return Failure("worker-died", item.url, item.source)
