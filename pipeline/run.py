"""The batch: collect, read and assess, compare, group, keep. Each page is kept as soon as it is back, so a run can stop at any time.

Pages are read and assessed on several processes; only this one writes to the store. A story is assessed before it is known to
be a copy of another: asking the store first would send each page to a process twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from pipeline.cases.grouping import find_original, group_new
from pipeline.collect import collect
from pipeline.collect.plan import ALL_NEW, Plan
from pipeline.failures import needs_mending
from pipeline.judge import OFF_TOPIC, Judge, Judged, died
from pipeline.listings import Listing, Rest, Sighting
from pipeline.records import Article, Assessment, Failure, Page
from pipeline.workers import spread

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

    ``found`` stories were listed, ``coming`` of them were to be fetched, ``held`` others are held and did not change; of those had, ``new``
    were not held, ``changed`` were held with another text, ``same`` with this one, and the gate set ``off_topic`` aside.
    ``done``: its list was read to the end.
    ``waits_until``: when a host of it may be asked again that is left alone.
    """

    found: int = 0
    coming: int = 0
    held: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    off_topic: int = 0
    done: bool = False
    failures: Counter[str] = field(default_factory=Counter)
    waits_until: datetime | None = None

    @property
    def unchanged(self) -> int:
        """Stories that were listed and held already, as they are."""
        return self.held + self.same

    @property
    def passed_over(self) -> int:
        """Stories that were listed, are not held and were not asked for: they had failed or were off topic before, or are forgotten."""
        return self.found - self.coming - self.held

    def had(self, kept: Kept) -> None:
        """One more story was read."""
        name = "same" if kept == "unchanged" else str(kept)
        setattr(self, name, getattr(self, name) + 1)


@dataclass
class Summary:
    """What a run did. ``held`` and ``held_flagged`` count everything in the store, the others what is new or changed.

    ``not_collected``, ``not_extracted`` and ``not_assessed``: failures by code. ``off_topic``: pages the gate set aside. ``compared``: articles compared with earlier ones,
    ``copies`` of which carry the text of another. ``new_cases`` and ``joined``: flagged stories that began a case or
    joined one. ``answers``: for each host the seconds each of its answers took. ``stopped``: by hand, before the end.
    """

    started: datetime
    finished: datetime
    model: str | None = None
    pages: int = 0
    off_topic: int = 0
    articles: int = 0
    compared: int = 0
    copies: int = 0
    assessed: int = 0
    flagged: int = 0
    new_cases: int = 0
    joined: int = 0
    not_collected: Counter[str] = field(default_factory=Counter)
    not_extracted: Counter[str] = field(default_factory=Counter)
    not_assessed: Counter[str] = field(default_factory=Counter)
    sources: dict[str, Tally] = field(default_factory=dict)
    answers: dict[str, list[float]] = field(default_factory=dict)
    stopped: bool = False
    held: int = 0
    held_flagged: int = 0

    @classmethod
    def begin(cls, model: Model | None) -> Summary:
        """That of a run which begins now."""
        now = datetime.now(UTC)
        return cls(now, now, model.name if model else None)

    def total(self, name: str) -> int:
        """The sum of one count, such as ``new``, over all sources."""
        return sum(getattr(tally, name) for tally in self.sources.values())

    @property
    def failures(self) -> Counter[str]:
        """All failures by code."""
        return self.not_collected + self.not_extracted + self.not_assessed

    @property
    def needs_mending(self) -> bool:
        """Whether some failure asks for a person; pages that are simply no story do not."""
        return any(needs_mending(code) for code in self.failures)


@dataclass(frozen=True, slots=True)
class Way:
    """How to work: on so many ``jobs`` (processes; 1 does all in this one), with the ``gate`` or reading whatever comes."""

    jobs: int = 1
    gate: bool = True


def run(
    sources: Iterable[Source],
    store: Store,
    model: Model | None,
    watcher: Watcher,
    plan: Plan = ALL_NEW,
    way: Way = Way(),
) -> Summary:
    """Collect what is new, keep it, assess everything this model has not seen yet, and group it into cases.

    Without a model it only collects. Stopped by hand (``KeyboardInterrupt``) it groups and counts what was done by then.
    """
    sources = list(sources)
    summary = Summary.begin(model)
    summary.sources = {source.id: Tally() for source in sources}
    try:
        if model:
            _take_up(store, model, summary, way)
        for found in _articles(sources, store, summary, watcher, plan, Judge(model, way.gate), way.jobs):
            if found.assessment and not _copies(found.article, store, summary):
                _keep_assessment(found.article, found.assessment, store, summary)
    except KeyboardInterrupt:
        summary.stopped = True
    _finish(store, summary)
    return summary


def reassess(store: Store, model: Model, done: Callable[[], None] = lambda: None, jobs: int = 1) -> Summary:
    """Assess every stored text that this model has not seen, without the network, and group it into cases.

    ``done`` is called after each. Stopped by hand it keeps what was done; calling it again does the rest.
    """
    summary = Summary.begin(model)
    try:
        _take_up(store, model, summary, Way(jobs), done)
    except KeyboardInterrupt:
        summary.stopped = True
    _finish(store, summary)
    return summary


def _take_up(store: Store, model: Model, summary: Summary, way: Way, done: Callable[[], None] = lambda: None) -> None:
    """Do what an earlier run left, and what is new to this model."""
    for article in store.uncompared():
        _copies(article, store, summary)
    with closing(spread(Judge(model), store.unassessed(model.name), way.jobs, died)) as judged:
        for _, found in judged:
            if isinstance(found, Failure):
                summary.not_assessed[found.code] += 1
                store.keep_failure(found, datetime.now(UTC))
            elif found.assessment:
                _keep_assessment(found.article, found.assessment, store, summary)
            done()


def _articles(
    sources: list[Source], store: Store, summary: Summary, watcher: Watcher, plan: Plan, judge: Judge, jobs: int
) -> Iterator[Judged]:
    """The new and the changed articles, kept already; failures are counted and kept."""

    def listed(source: str, stories: int, coming: list[Sighting]) -> None:
        summary.sources[source].found += stories
        summary.sources[source].coming += len(coming)
        if coming:
            store.keep_sightings(coming, datetime.now(UTC))

    def held(source: str, stories: int) -> None:
        summary.sources[source].held += stories

    def answered(host: str, seconds: float) -> None:
        summary.answers.setdefault(host, []).append(seconds)

    def done(source: str, listings: list[Listing]) -> None:
        summary.sources[source].done = True
        store.keep_listings(listings)

    def resting(rest: Rest) -> None:
        tally = summary.sources[rest.source]
        tally.waits_until = max(tally.waits_until or rest.until, rest.until)
        store.keep_rest(rest, datetime.now(UTC))

    past = store.past(datetime.now(UTC))
    with (
        closing(
            collect(
                sources,
                past,
                plan=plan,
                on_found=watcher.found,
                on_listed=listed,
                on_done=done,
                on_rest=resting,
                on_held=held,
                on_answer=answered,
            )
        ) as items,
        closing(spread(judge, _unlike(store, items, summary, watcher), jobs, died)) as judged,
    ):
        for item, found in judged:
            summary.pages += isinstance(item, Page)
            if isinstance(found, Failure) and found.code == OFF_TOPIC and store.holds(found.url):
                found = Judge(judge.model, gate=False)(item)  # what it says now replaces what is held
            if not isinstance(found, Failure) and (twin := store.twin(found.article)):
                found = Failure("same-story", item.url, item.source, twin)
            if isinstance(found, Failure):
                _keep_failure(found, item, store, summary)
                watcher.done(found.source, None if found.code == OFF_TOPIC else found)
            elif isinstance(item, Page):
                kept = store.keep(item, found.article)
                summary.sources[item.source].had(kept)
                watcher.done(item.source, None)
                if kept != "unchanged":
                    summary.articles += 1
                    yield found


def _unlike(
    store: Store, items: Iterable[Page | Failure], summary: Summary, watcher: Watcher
) -> Iterator[Page | Failure]:
    """What came, but for pages that are held just as they are, which only count as unchanged."""
    for item in items:
        if isinstance(item, Page) and store.came_again(item):
            summary.pages += 1
            summary.sources[item.source].same += 1
            watcher.done(item.source, None)
        else:
            yield item


def _keep_failure(failure: Failure, item: Page | Failure, store: Store, summary: Summary) -> None:
    tally, page = summary.sources[failure.source], item if isinstance(item, Page) else None
    if failure.code == OFF_TOPIC:
        summary.off_topic += 1
        tally.off_topic += 1
    else:
        (summary.not_extracted if page else summary.not_collected)[failure.code] += 1
        tally.failures[failure.code] += 1
    store.keep_failure(failure, datetime.now(UTC), page)


def _copies(article: Article, store: Store, summary: Summary) -> bool:
    """Whether an article carries the text of an earlier one."""
    copied = find_original(article, store) is not None
    summary.compared += 1
    summary.copies += copied
    return copied


def _keep_assessment(article: Article, assessment: Assessment, store: Store, summary: Summary) -> None:
    store.keep_assessment(article.url, assessment)
    summary.assessed += 1
    summary.flagged += assessment.flagged


def _finish(store: Store, summary: Summary) -> None:
    from pipeline.store import Visited

    if summary.model:
        summary.new_cases, summary.joined = group_new(store, summary.model)
    summary.held, summary.held_flagged = store.counts(summary.model or "")
    summary.finished = datetime.now(UTC)
    for source, tally in summary.sources.items():
        counts = (tally.found, tally.new, tally.changed, tally.unchanged)
        store.keep_visit(Visited(source, summary.started, summary.finished, tally.done, *counts, dict(tally.failures)))
    if summary.model:
        judged = (summary.pages, summary.assessed, summary.flagged)
        store.keep_run(summary.started, summary.finished, summary.model, *judged, dict(summary.failures))
