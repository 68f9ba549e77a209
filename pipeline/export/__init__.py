"""What leaves the store: tables, the workbook, the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.export.changed import keeping_changes
from pipeline.export.columns import columns
from pipeline.export.masking import masked
from pipeline.export.names import fuller
from pipeline.export.rows import Lead, article_row, day_of, lead_row, leads, likeliest, mention_rows
from pipeline.export.tables import write_together
from pipeline.lock import one_export
from pipeline.records import ZONE

if TYPE_CHECKING:
    from pipeline.records import Article, Review
    from pipeline.store import Store

FORMATS = ("csv", "xlsx", "html")
LABEL_TOOLS = {"label-studio": "label-studio.json", "doccano": "doccano.jsonl", "prodigy": "prodigy.jsonl"}


@dataclass(frozen=True)
class Wish:
    """What is to be exported. ``since`` and ``until``: days of publication, both included; a story without a date counts on the day it was first seen.

    ``capacity``: so many of the likeliest stories of the period on which nobody decided yet, whatever the threshold says, and the decided ones among them. ``mask``: names
    of persons as initials.
    Raises :class:`InputError` for a period that ends before it begins, and for masked tasks of a label tool.
    """

    formats: tuple[str, ...] = FORMATS
    lang: str = "id"
    delimiter: str = ","
    since: date | None = None
    until: date | None = None
    mask: bool = False
    capacity: int | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise InputError(
                "bad-period", f"bad-period: {self.since} is after {self.until}. Change the two days round."
            )
        if self.mask and (tools := sorted(LABEL_TOOLS.keys() & set(self.formats))):
            raise InputError(
                "bad-wish",
                f"bad-wish: names cannot be masked for {tools[0]}, which marks the text as it is. Leave one out.",
            )

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment is inside the period; one that nobody knows always is."""
        day = day_of(moment)
        return not day or (self.since or date.min).isoformat() <= day <= (self.until or date.max).isoformat()

    @property
    def before(self) -> tuple[date, date] | None:
        """The period of the same length before; ``None`` where there is no beginning, or nothing before it."""
        if not self.since:
            return None
        length = (self.until or max(today(), self.since)) - self.since + timedelta(days=1)
        if self.since - date.min < length:
            return None
        return self.since - length, self.since - timedelta(days=1)

    @property
    def period(self) -> str:
        """The period in words."""
        if not (self.since or self.until):
            return "seluruh berita yang tersimpan"
        return f"{self.since or 'awal'} sampai {self.until or 'kini'}"


def today() -> date:
    """The day it is in Jakarta."""
    return datetime.now(ZONE).date()


def export(
    store: Store, model: str, folder: Path, wish: Wish, moved: Callable[[Path], None] = lambda aside: None
) -> dict[Path, int]:
    """Write what is wished for into ``folder``; returns each path and its rows, or the cases of the report.

    Tables that somebody changed are renamed, never written over; ``moved`` hears where they lie now. Raises :class:`NetralitasError` where
    another export into this folder takes too long.
    """
    with one_export(folder):
        return _export(store, model, folder, wish, moved)


def _export(store: Store, model: str, folder: Path, wish: Wish, moved: Callable[[Path], None]) -> dict[Path, int]:
    into = keeping_changes(moved)
    reviewers = store.reviewers() if wish.mask else set()
    first_seen = cache(store.first_seen)

    def cases(url: str) -> tuple[str, tuple[str, ...], Review | None]:
        return store.case_of(url) or "", tuple(store.also_in(url)), store.review_of(url)

    def names(lead: Lead) -> Iterator[str]:
        """Those that the stories of its case tell."""
        yield from store.persons_of(lead.article.url)
        for article, said in store.stories_of(lead.case, model) if lead.case else ():
            yield from (mention.person for mention in fuller(article.text, said.mentions) if mention.person)

    def within(period: Wish, article: Article) -> bool:
        return period.holds(article.published_at or first_seen(article.url))

    def told(holds: Callable[[Article], bool], flagged: bool = True) -> Iterator[Lead]:
        """What is assessed of a period, the likeliest first: all of it, or the leads among it."""
        rows = store.assessed(model, flagged_only=flagged and wish.capacity is None)
        found = leads((row for row in rows if holds(row[0])), cases)
        if flagged and wish.capacity is None:  # what an analyst found to be a case is one, whatever the model says
            found = (lead for lead in found if lead.assessment.flagged or lead.standing.flagged)
        return likeliest(found, wish.capacity) if flagged and wish.capacity else found

    def shown(flagged: bool = True) -> Iterator[Lead]:
        found = told(partial(within, wish), flagged)
        return (masked(lead, names(lead), reviewers) for lead in found) if wish.mask else found

    written: dict[Path, int] = {}
    if "csv" in wish.formats:
        write = partial(write_together, lang=wish.lang, delimiter=wish.delimiter, into=into)
        of_leads = {folder / "flagged.csv": (columns("leads"), lambda lead: (lead_row(lead),))}
        of_all = {
            folder / "articles.csv": (columns("articles"), lambda lead: (article_row(lead),)),
            folder / "mentions.csv": (columns("mentions"), mention_rows),
        }
        written = write(of_leads, shown()) | write(of_all, shown(flagged=False))
    if "xlsx" in wish.formats:
        from pipeline.export.workbook import write_workbook

        path = folder / "flagged.xlsx"
        written[path] = write_workbook(path, map(lead_row, shown()), wish.lang, into)
    if "html" in wish.formats:
        from pipeline.export.report import write_report

        before = Wish(since=wish.before[0], until=wish.before[1]) if wish.before else None
        earlier = told(partial(within, before)) if before else None
        outside = told(lambda article: not within(wish, article))
        path = folder / "report.html"
        written[path] = write_report(path, shown(), earlier, wish.period, model, outside)
    for tool in LABEL_TOOLS.keys() & set(wish.formats):
        from pipeline.export.label_tools import write_tasks

        path = folder / LABEL_TOOLS[tool]
        written[path] = write_tasks(path, tool, shown(), into)
    return written
