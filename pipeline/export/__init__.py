"""What leaves the store: tables, the workbook, the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.export.columns import columns
from pipeline.export.masking import masked
from pipeline.export.names import fuller
from pipeline.export.rows import Lead, article_row, lead_row, leads, mention_rows
from pipeline.export.tables import write_csv

if TYPE_CHECKING:
    from pipeline.records import Article, Assessment, Review
    from pipeline.store import Store

FORMATS = ("csv", "xlsx", "html")
LABEL_TOOLS = {"label-studio": "label-studio.json", "doccano": "doccano.jsonl", "prodigy": "prodigy.jsonl"}


@dataclass(frozen=True)
class Wish:
    """What is to be exported. ``since`` and ``until``: days of publication, both included; stories without a date always count.

    ``capacity``: so many of the likeliest cases, whatever the threshold says. ``mask``: names of persons as initials.
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

    def holds(self, lead: Lead) -> bool:
        """Whether a lead is inside the period."""
        return not lead.day or (self.since or date.min).isoformat() <= lead.day <= (self.until or date.max).isoformat()

    @property
    def before(self) -> tuple[date, date] | None:
        """The period of the same length before; ``None`` where there is no beginning."""
        if not self.since:
            return None
        length = (self.until or date.today()) - self.since + timedelta(days=1)
        return self.since - length, self.since - timedelta(days=1)

    @property
    def period(self) -> str:
        """The period in words."""
        if not (self.since or self.until):
            return "seluruh berita yang tersimpan"
        return f"{self.since or 'awal'} sampai {self.until or 'kini'}"


def export(store: Store, model: str, folder: Path, wish: Wish) -> dict[Path, int]:
    """Write what is wished for into ``folder``; returns each path and its rows, or the cases of the report."""

    def cases(url: str) -> tuple[str, tuple[str, ...], Review | None]:
        return store.case_of(url) or "", tuple(store.also_in(url)), store.review_of(url)

    def names(lead: Lead) -> Iterator[str]:
        """Those that the stories of its case tell."""
        yield from store.persons_of(lead.article.url)
        for article, said in store.stories_of(lead.case, model) if lead.case else ():
            yield from (mention.person for mention in fuller(article.text, said.mentions) if mention.person)

    def shown(rows: Iterable[tuple[Article, Assessment]]) -> Iterator[Lead]:
        found = filter(wish.holds, leads(rows, cases))
        return (masked(lead, names(lead)) for lead in found) if wish.mask else found

    def likeliest() -> Iterator[tuple[Article, Assessment]]:
        return store.assessed(model, flagged_only=wish.capacity is None, most=wish.capacity)

    def flagged() -> Iterator[Lead]:
        return shown(likeliest())

    def every() -> Iterator[Lead]:
        return shown(store.assessed(model))

    written = {}
    if "csv" in wish.formats:
        style = {"lang": wish.lang, "delimiter": wish.delimiter}
        tables = {
            "flagged.csv": ("leads", map(lead_row, flagged())),
            "articles.csv": ("articles", map(article_row, every())),
            "mentions.csv": ("mentions", (row for lead in every() for row in mention_rows(lead))),
        }
        for name, (table, rows) in tables.items():
            written[folder / name] = write_csv(folder / name, columns(table), rows, **style)
    if "xlsx" in wish.formats:
        from pipeline.export.workbook import write_workbook

        path = folder / "flagged.xlsx"
        written[path] = write_workbook(path, map(lead_row, flagged()), wish.lang)
    if "html" in wish.formats:
        from pipeline.export.report import write_report

        before = wish.before and Wish(since=wish.before[0], until=wish.before[1])
        earlier = before and [lead for lead in leads(likeliest(), cases) if lead.day and before.holds(lead)]
        path = folder / "report.html"
        written[path] = write_report(path, flagged(), earlier, wish.period, model)
    for tool in LABEL_TOOLS.keys() & set(wish.formats):
        from pipeline.export.label_tools import write_tasks

        path = folder / LABEL_TOOLS[tool]
        written[path] = write_tasks(path, tool, flagged())
    return written
