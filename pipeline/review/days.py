"""Days as people and spreadsheets write them: which comes first, the day or the month, a whole table tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from pipeline.records import ZONE

DAY_FIRST, MONTH_FIRST = "DMY", "MDY"
_NUMBERS = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_CENTURY = 2000

_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_YEAR = 2010
_AUGUST = re.compile(r"\b(ags|agust|agus)\b\.?", re.I)
_FRIDAY = re.compile(r"\bjum\Wat\b", re.I)
"""Ways to write them that dateparser does not know."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a row says, word for word: the address of its story, and the days of its review and its publication."""

    url: str
    reviewed: str
    published: str


def order_of(rows: Sequence[Written], published: Callable[[str], date | None], today: date) -> str | None:
    """Whether a table writes the day or the month first; ``None`` where it speaks for both.

    ``published``: the day on which the story at an address was published, where it is known. A day that can only be read in one
    way tells; then a day of publication that is known; then days of review that would lie in the future or before the publication.
    Where nothing tells, the day comes first, as Indonesians write.
    """
    unclear = [row for row in rows if _is_unclear(row.reviewed)]
    if not unclear:
        return DAY_FIRST
    known = cache(published)
    for told in (
        [_only(row.reviewed) | _only(row.published) for row in rows],
        (_only(row.published, day, day) for row in rows if _is_unclear(row.published) and (day := known(row.url))),
    ):
        if orders := set[str]().union(*told):
            return orders.pop() if len(orders) == 1 else None
    likely = [_only(row.reviewed, known(row.url) or date.min, today) for row in unclear]
    if {MONTH_FIRST} not in likely:
        return DAY_FIRST
    return MONTH_FIRST if all(orders == {MONTH_FIRST} for orders in likely) else None


def moment_of(text: str, order: str | None, now: datetime) -> datetime:
    """When it was reviewed: as a spreadsheet's number, ISO 8601, or any way people write dates. ``order``: see :func:`order_of`."""
    if order is None and _is_unclear(text):
        one, other = _meanings(text).values()
        raise ValueError(
            f"the date {text!r} may be {one} or {other}, and the table speaks for both; write the month as a word, as 14 Okt 2024"
        )
    moment = _parsed(text, order or DAY_FIRST)
    if moment is None:
        raise ValueError(f"the date {text!r} is none; write it as 2024-10-14 or 14/10/2024")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if moment.year < _FIRST_YEAR or moment.astimezone(ZONE).date() > now.astimezone(ZONE).date():
        raise ValueError(f"the date {text!r} lies in the future or before {_FIRST_YEAR}; write the day of the review")
    return moment.astimezone(UTC)


def _meanings(text: str) -> dict[str, date]:
    """The days that numbers alone may mean, by the order in which they are read; empty for anything else."""
    found = _NUMBERS.match(text)
    if not found:
        return {}
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += _CENTURY if len(found[4]) == 2 else 0
    meanings = {}
    for order, day, month in ((DAY_FIRST, first, second), (MONTH_FIRST, second, first)):
        try:
            meanings[order] = date(year, month, day)
        except ValueError:
            continue
    return meanings


def _is_unclear(text: str) -> bool:
    return len(set(_meanings(text).values())) > 1


def _only(text: str, earliest: date = date.min, latest: date = date.max) -> set[str]:
    """The order in which a day is to be read where only one gives a day between two others."""
    orders = {order for order, day in _meanings(text).items() if earliest <= day <= latest}
    return orders if len(orders) == 1 else set()


@cache
def _parsed(text: str, order: str) -> datetime | None:
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _DAY_ZERO + timedelta(days=float(text.replace(",", ".")))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        import dateparser

        settings = {"DATE_ORDER": order, "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
        try:
            known = _FRIDAY.sub("Jumat", _AUGUST.sub("Agt", text[:40]))
            found: datetime | None = dateparser.parse(known, languages=["id", "en"], settings=settings)
        except (ValueError, OverflowError):
            return None
        return found
