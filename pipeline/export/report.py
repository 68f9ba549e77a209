"""The report: one HTML file that works offline, for the cases of a period beside those of the period before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pipeline.assess.doubt import meaning
from pipeline.assess.law import Provision, legal_basis
from pipeline.cases.grouping import stage_of
from pipeline.export.rows import NO_CASE, Lead, accused, percent, status_words
from pipeline.files import whole
from pipeline.records import ZONE, Evidence, Mention, Role, Status

_MOST_BARS, _MOST_DAYS = 10, 62
_NO_REGION = "wilayah tidak disebut"


class Part(StrEnum):
    """The parts of the report in which cases are told, in order, each by its heading."""

    COUNTED = "Kasus, yang paling mungkin lebih dulu"
    BELOW = "Di bawah ambang: diminta untuk dilihat, bukan kasus"
    SETTLED = "Selesai ditinjau: bukan kasus, atau tidak terbukti"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an evidence sentence; ``mention`` where it names somebody."""

    text: str
    mention: Mention | None = None


def pieces(evidence: Evidence, mentions: Iterable[Mention]) -> Iterator[Piece]:
    """The sentence in order, its mentions apart."""
    done = 0
    for mention in mentions:
        start, end = mention.start - evidence.start, mention.end - evidence.start
        if start >= done and end <= len(evidence.text) and evidence.text[start:end] == mention.text:
            yield Piece(evidence.text[done:start])
            yield Piece(mention.text, mention)
            done = end
    yield Piece(evidence.text[done:])


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as the report shows it, its stories oldest first; the likeliest story of its latest stage speaks for it.

    What an analyst decided goes before what the model says, and a story judged to be no case is left out of what is told.
    """

    leads: Sequence[Lead]

    @property
    def dismissed(self) -> bool:
        """Whether analysts judged every story of it to be no case."""
        return all(lead.dismissed for lead in self.leads)

    @property
    def settled(self) -> bool:
        """Whether it counts no longer as a lead: it is no case, or an analyst read in its last story that it was cleared."""
        return self.dismissed or self.told[-1].decided is Status.TIDAK_TERBUKTI

    @property
    def below(self) -> bool:
        """Whether none of its stories is flagged, so that it is no case, only among the likeliest that were asked for."""
        return not self.dismissed and not any(lead.standing.flagged for lead in self.told)

    @property
    def part(self) -> Part:
        """Where the report tells it."""
        if self.settled:
            return Part.SETTLED
        return Part.BELOW if self.below else Part.COUNTED

    @property
    def accuses(self) -> bool:
        """Whether the report says whom it accuses, and of what: not of what is no case."""
        return not (self.dismissed or self.below)

    @property
    def told(self) -> Sequence[Lead]:
        """The stories that tell the case; all of them where it is none."""
        return [lead for lead in self.leads if not lead.dismissed] or self.leads

    @property
    def status(self) -> Status:
        """The latest outcome its stories tell, else ``dugaan``."""
        return stage_of([lead.standing.status for lead in self.told])

    @property
    def chance(self) -> float:
        return max(lead.assessment.flagged_probability for lead in self.told)

    @property
    def best(self) -> Lead:
        staged = [lead for lead in self.told if lead.standing.status is self.status] or self.told
        return max(staged, key=lambda lead: lead.assessment.flagged_probability)

    @property
    def status_words(self) -> str:
        if self.below:
            return f"di bawah ambang; dibaca sebagai {self.best.standing.status.replace('_', ' ')}"
        return NO_CASE if self.dismissed else status_words(self.status)

    @property
    def region(self) -> str:
        found = (lead.region for lead in self.told)
        return next((region.name for region in found if region and region.code), _NO_REGION)

    @property
    def outlets(self) -> list[str]:
        return list(dict.fromkeys(lead.article.outlet for lead in self.told))

    @property
    def groups(self) -> list[str]:
        return sorted({m.group.value for lead in self.told for m in lead.standing.mentions if m.role is Role.TERDUGA})

    @property
    def accused(self) -> list[str]:
        return list(
            dict.fromkeys(one for lead in self.told for one in accused(lead.article.text, lead.standing.mentions))
        )

    @property
    def forms(self) -> list[str]:
        return list(dict.fromkeys(form.value for lead in self.told for form in lead.standing.bentuk))

    @property
    def denied(self) -> bool:
        return any(lead.assessment.bantahan for lead in self.told)

    @property
    def evidence(self) -> list[tuple[list[Piece], str]]:
        """Each deciding sentence in pieces, and why it decided."""
        said = self.best.standing
        return [(list(pieces(part, said.mentions)), "; ".join(part.reasons)) for part in said.evidence]

    @property
    def doubts(self) -> list[str]:
        return [meaning(doubt) for doubt in self.best.assessment.doubts]

    @property
    def rules(self) -> tuple[Provision, ...]:
        published = self.best.article.published_at
        return legal_basis(self.best.standing, published.date() if published else None)


def case_pages(leads: Iterable[Lead]) -> list[CasePage]:
    """The leads by case: the likeliest first, those that were cleared behind them, then what lies below the threshold, and those that
    count no longer last; a story without a case stands alone."""
    grouped: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        grouped[lead.case or lead.article.url].append(lead)
    pages = []
    for found in grouped.values():
        found.sort(key=lambda lead: (lead.day or "9", lead.article.url))
        pages.append(CasePage(found))
    return sorted(pages, key=_order)


def _order(page: CasePage) -> tuple[bool, bool, bool, float]:
    return page.settled, page.below, page.status is Status.TIDAK_TERBUKTI, -page.chance


Bars = list[tuple[str, int, int]]
"""Name, count now, count in the period before."""


def _bars(now: Counter[str], before: Counter[str]) -> Bars:
    """The names counted in either period, the most counted first, the last of many as one."""
    bars = [(name, now[name], before[name]) for name in {**now, **before}]
    bars.sort(key=lambda bar: (-bar[1], -bar[2]))
    if len(bars) <= _MOST_BARS:
        return bars
    rest = bars[_MOST_BARS - 1 :]
    others = (f"lainnya ({len(rest)})", sum(bar[1] for bar in rest), sum(bar[2] for bar in rest))
    return [*bars[: _MOST_BARS - 1], others]


def charts(now: Sequence[CasePage], before: Sequence[CasePage]) -> dict[str, Bars]:
    """Cases by group, form, stage, region and outlet, beside the period before."""
    kinds: dict[str, Callable[[CasePage], Iterable[str]]] = {
        "Kelompok terduga": lambda page: page.groups,
        "Bentuk yang diceritakan": lambda page: page.forms,
        "Tahap": lambda page: [page.status_words],
        "Wilayah": lambda page: [page.region],
        "Media": lambda page: page.outlets,
    }
    counted = {
        title: [Counter(value for page in pages for value in values(page)) for pages in (now, before)]
        for title, values in kinds.items()
    }
    return {title: _bars(*counts) for title, counts in counted.items()}


def timeline(pages: Sequence[CasePage]) -> list[tuple[str, int]]:
    """Flagged stories by day of publication, every day of the stretch; by month where it is long."""
    days = Counter(lead.day for page in pages for lead in page.told if lead.day)
    if not days:
        return []
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    every = [(first + timedelta(days=step)).isoformat() for step in range((last - first).days + 1)]
    if len(every) <= _MOST_DAYS:
        return [(day, days[day]) for day in every]
    months = dict.fromkeys((day[:7] for day in every), 0)
    for day, count in days.items():
        months[day[:7]] += count
    return list(months.items())


def _parted(pages: Iterable[CasePage]) -> dict[Part, list[CasePage]]:
    parts: dict[Part, list[CasePage]] = {part: [] for part in Part}
    for page in pages:
        parts[page.part].append(page)
    return parts


def write_report(
    path: Path,
    now: Iterable[Lead],
    before: Iterable[Lead] | None,
    period: str,
    model: str,
    outside: Iterable[Lead] = (),
) -> int:
    """Write the report; returns how many cases it tells.

    ``before``: the leads of the period before, ``None`` where there is none. ``period``: what is written above it.
    ``outside``: the leads of any other day, which are only counted, and only where the period has none.
    """
    from jinja2 import Environment, PackageLoader

    templates = Environment(
        loader=PackageLoader("pipeline.export"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    parts, earlier = _parted(case_pages(now)), _parted(case_pages(before or ()))[Part.COUNTED]
    counted = parts[Part.COUNTED]
    older = 0 if counted else sum(1 for _ in outside)
    html = templates.get_template("report.html").render(
        older=older, parts=parts, counted=counted, settled=parts[Part.SETTLED], earlier=len(earlier), charts=charts(counted, earlier), timeline=timeline(counted),
        period=period, model=model, outlets=len({outlet for page in counted for outlet in page.outlets}),
        regions=len({page.region for page in counted} - {_NO_REGION}), told_roles={Role.TERDUGA, Role.DIIMBAU}, percent=percent, made=datetime.now(ZONE).date(), cleared=Status.TIDAK_TERBUKTI, compared=before is not None,
    )  # fmt: skip
    with whole(path) as unfinished:
        unfinished.write_text(html, encoding="utf-8")
    return sum(not page.below for pages in parts.values() for page in pages)
