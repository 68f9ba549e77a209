"""What leaves the store: tables, the workbook, the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.export.columns import columns
from pipeline.export.rows import Lead, article_row, lead_row, leads, mention_rows
from pipeline.export.tables import write_csv

if TYPE_CHECKING:
    from pipeline.store import Store

FORMATS = ("csv", "xlsx", "html")
LABEL_TOOLS = {"label-studio": "label-studio.json", "doccano": "doccano.jsonl", "prodigy": "prodigy.jsonl"}


@dataclass(frozen=True)
class Wish:
    """What is to be exported. ``since`` and ``until``: days of publication, both included; stories without a date always count.

    ``capacity``: so many of the likeliest cases, whatever the threshold says. ``mask``: names of the accused as initials.
    """

    formats: tuple[str, ...] = FORMATS
    lang: str = "id"
    delimiter: str = ","
    since: date | None = None
    until: date | None = None
    mask: bool = False
    capacity: int | None = None

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

    def cases(url: str) -> tuple[str, tuple[str, ...]]:
        return store.case_of(url) or "", tuple(store.also_in(url))

    def flagged() -> Iterator[Lead]:
        rows = store.assessed(model, flagged_only=wish.capacity is None, most=wish.capacity)
        return leads(rows, cases, wish.mask)

    def every() -> Iterator[Lead]:
        return filter(wish.holds, leads(store.assessed(model), cases, wish.mask))

    written = {}
    if "csv" in wish.formats:
        style = {"lang": wish.lang, "delimiter": wish.delimiter}
        tables = {
            "flagged.csv": ("leads", map(lead_row, filter(wish.holds, flagged()))),
            "articles.csv": ("articles", map(article_row, every())),
            "mentions.csv": ("mentions", (row for lead in every() for row in mention_rows(lead))),
        }
        for name, (table, rows) in tables.items():
            written[folder / name] = write_csv(folder / name, columns(table), rows, **style)
    if "xlsx" in wish.formats:
        from pipeline.export.workbook import write_workbook

        path = folder / "flagged.xlsx"
        written[path] = write_workbook(path, map(lead_row, filter(wish.holds, flagged())), wish.lang)
    if "html" in wish.formats:
        from pipeline.export.report import write_report

        before = wish.before and Wish(since=wish.before[0], until=wish.before[1])
        earlier = [lead for lead in flagged() if lead.day and before.holds(lead)] if before else None
        path = folder / "report.html"
        written[path] = write_report(path, filter(wish.holds, flagged()), earlier, wish.period, model)
    for tool in LABEL_TOOLS.keys() & set(wish.formats):
        from pipeline.export.label_tools import write_tasks

        path = folder / LABEL_TOOLS[tool]
        written[path] = write_tasks(path, tool, filter(wish.holds, flagged()))
    return written
