"""The batch: collect, extract, assess, keep. Each page is kept as soon as it is read, so a run can stop at any time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.collect import collect
from pipeline.collect.plan import ALL_NEW, Plan
from pipeline.extract import extract
from pipeline.failures import needs_mending
from pipeline.records import Article, Failure, Listing, Page, Sighting

if TYPE_CHECKING:
    from pipeline.assess import Model
    from pipeline.collect.sources import Source
    from pipeline.store import Kept, Store


class Watcher(Protocol):
    """Whoever wants to see a run go on."""

    def found(self, source: str, stories: int) -> None:
        """``stories`` of a source are to be expected so far."""

    def done(self, source: str, failure: Failure | None) -> None:
        """One story of a source was read, or failed."""


@dataclass
class Tally:
    """What a run found at one source.

    ``found`` stories were listed, ``coming`` of them were to be fetched; of those had, ``new`` were not held,
    ``changed`` were held with another text, ``same`` with this one. ``done``: its list was read to the end.
    """

    found: int = 0
    coming: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    done: bool = False
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def unchanged(self) -> int:
        """Stories that were listed and held already, as they are."""
        return self.found - self.coming + self.same

    def had(self, kept: Kept) -> None:
        """One more story was read."""
        name = "same" if kept == "unchanged" else str(kept)
        setattr(self, name, getattr(self, name) + 1)


@dataclass
class Summary:
    """What a run did.

    ``articles`` and ``flagged`` count what is new or changed, ``cases`` what is new; ``held`` and ``held_flagged``
    everything.
    """

    started: datetime
    finished: datetime | None = None
    model: str | None = None
    pages: int = 0
    articles: int = 0
    flagged: int = 0
    cases: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    sources: dict[str, Tally] = field(default_factory=dict)
    held: int = 0
    held_flagged: int = 0

    def total(self, name: str) -> int:
        """The sum of one count, such as ``new``, over all sources."""
        return sum(getattr(tally, name) for tally in self.sources.values())

    @property
    def needs_mending(self) -> bool:
        """Whether some failure asks for a person; pages that are simply no story do not."""
        return any(needs_mending(code) for code in self.failures)


def run(
    sources: Iterable[Source], store: Store, model: Model | None, watcher: Watcher, plan: Plan = ALL_NEW
) -> Summary:
    """Collect what is new, keep it, and assess everything this model has not seen yet; without a model only collect."""
    sources = list(sources)
    summary = Summary(datetime.now(UTC), model=model and model.name)
    summary.sources = {source.id: Tally() for source in sources}
    if model:
        for article in store.unassessed(model.name):
            summary.flagged += _assess(article, store, model)
    for item in _articles(sources, store, summary, watcher, plan):
        summary.articles += 1
        summary.flagged += bool(model) and _assess(item, store, model)
    summary.cases = group(store, model.name) if model else 0
    summary.held, summary.held_flagged = store.counts(summary.model or "")
    summary.finished = datetime.now(UTC)
    _keep(summary, store)
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


def _articles(sources: list[Source], store: Store, summary: Summary, watcher: Watcher, plan: Plan) -> Iterator[Article]:
    """The new and the changed articles, kept already; failures are counted and kept."""

    def listed(source: str, stories: int, coming: list[Sighting]) -> None:
        summary.sources[source].found += stories
        summary.sources[source].coming += len(coming)
        if coming:
            store.keep_sightings(coming, datetime.now(UTC))

    def done(source: str, listings: list[Listing]) -> None:
        summary.sources[source].done = True
        store.keep_listings(listings)

    past = store.past(datetime.now(UTC))
    with closing(collect(sources, past, plan=plan, on_found=watcher.found, on_listed=listed, on_done=done)) as items:
        for item in items:
            found = extract(item) if isinstance(item, Page) else item
            summary.pages += isinstance(item, Page)
            tally = summary.sources[found.source]
            if isinstance(found, Failure):
                summary.failures[found.code] += 1
                tally.failures[found.code] += 1
                store.keep_failure(found, datetime.now(UTC), item if isinstance(item, Page) else None)
                watcher.done(found.source, found)
                continue
            kept = store.keep(item, found)
            tally.had(kept)
            watcher.done(found.source, None)
            if kept != "unchanged":
                yield found


def _keep(summary: Summary, store: Store) -> None:
    from pipeline.store import Visit

    for source, tally in summary.sources.items():
        counts = (tally.found, tally.new, tally.changed, tally.unchanged)
        store.keep_visit(Visit(source, summary.started, summary.finished, tally.done, *counts, dict(tally.failures)))
    if summary.model:
        counts = (summary.pages, summary.articles, summary.flagged)
        store.keep_run(summary.started, summary.finished, summary.model, *counts, dict(summary.failures))


def write_report(summary: Summary, plan: Plan, path: Path) -> None:
    """Write what a run did as JSON: when, with which wishes, and the counts of every source."""
    sources = {
        source: asdict(tally) | {"unchanged": tally.unchanged, "failures": dict(tally.failures)}
        for source, tally in summary.sources.items()
    }
    report = asdict(summary) | {"plan": asdict(plan), "sources": sources, "failures": dict(summary.failures)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, default=lambda value: value.isoformat()) + "\n", encoding="utf-8")


def _assess(article: Article, store: Store, model: Model) -> bool:
    assessment = model.assess_article(article)
    store.keep_assessment(article.url, assessment)
    return assessment.flagged
