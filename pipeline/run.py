"""The batch: collect, extract, assess, keep. Each page is kept as soon as it is read, so a run can stop at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from pipeline.collect import collect
from pipeline.extract import extract
from pipeline.failures import needs_mending
from pipeline.records import Article, Failure

if TYPE_CHECKING:
    from pipeline.assess import Model
    from pipeline.collect.sources import Source
    from pipeline.store import Store


class Watcher(Protocol):
    """Whoever wants to see a run go on."""

    def found(self, source: str, stories: int) -> None:
        """``stories`` of a source are to be expected so far."""

    def done(self, source: str, failure: Failure | None) -> None:
        """One story of a source was read, or failed."""


@dataclass
class Summary:
    """What a run did. ``articles``, ``flagged`` and ``cases`` count what is new; ``held`` and ``held_flagged`` everything."""

    pages: int = 0
    articles: int = 0
    flagged: int = 0
    cases: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    held: int = 0
    held_flagged: int = 0

    @property
    def needs_mending(self) -> bool:
        """Whether some failure asks for a person; pages that are simply no story do not."""
        return any(needs_mending(code) for code in self.failures)


def run(sources: Iterable[Source], store: Store, model: Model, watcher: Watcher) -> Summary:
    """Collect what is new, keep it, and assess everything this model has not seen yet."""
    started = datetime.now(UTC)
    summary = Summary()
    for article in store.unassessed(model.name):
        summary.flagged += _assess(article, store, model)
    for item in _articles(sources, store, summary, watcher):
        summary.articles += 1
        summary.flagged += _assess(item, store, model)
    summary.cases = group(store, model.name)
    summary.held, summary.held_flagged = store.counts(model.name)
    store.keep_run(
        started, datetime.now(UTC), model.name, summary.pages, summary.articles, summary.flagged, dict(summary.failures)
    )
    return summary


def group(store: Store, model: str) -> int:
    """Put the flagged stories that are new into cases; returns how many cases they opened."""
    from pipeline.cases import Cases, Story, find_copies, in_order
    from pipeline.cases.likeness import rule

    new = {article.url: (article, assessment) for article, assessment in store.uncased(model)}
    if not new:
        return 0
    stories = in_order(Story.of(*pair) for pair in new.values())
    days = [story.day for story in stories if story.day]
    since = min(days) - timedelta(days=rule()["days"]) if days else None
    cases, texts = Cases(*store.decisions()), []
    for article, assessment, case_id in store.cased(model, since):
        cases.put(Story.of(article, assessment), case_id)
        texts.append((article.url, article.text))
    before = len(cases.stories)
    copies = dict(find_copies([*texts, *((story.url, new[story.url][0].text) for story in stories)]))
    store.keep_cases([(story.url, cases.add(story, copies[story.url]), copies[story.url]) for story in stories])
    return len(cases.stories) - before


def _articles(sources: Iterable[Source], store: Store, summary: Summary, watcher: Watcher) -> Iterator[Article]:
    """The new articles, kept already; failures are counted and kept."""
    with closing(collect(sources, store.known(), on_found=watcher.found)) as items:
        for page in items:
            if isinstance(page, Failure):
                found: Article | Failure = page
            else:
                summary.pages += 1
                found = extract(page)
            if isinstance(found, Failure):
                summary.failures[found.code] += 1
                store.keep_failure(found, datetime.now(UTC))
                watcher.done(found.source, found)
                continue
            store.keep(page, found)
            watcher.done(found.source, None)
            yield found


def _assess(article: Article, store: Store, model: Model) -> bool:
    assessment = model.assess_article(article)
    store.keep_assessment(article.url, assessment)
    return assessment.flagged
