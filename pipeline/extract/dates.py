"""When a story was published: aware, in UTC, with where it was read. Never a guess by the clock.

A date without a time is taken as midday in the outlet's zone: so it stays the same day in all
three zones of Indonesia, and is wrong by half a day at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipeline.shipped import read_toml
from pipeline.zones import zone_named

_ZONES = {"wib": 7, "wita": 8, "wit": 9}
_MONTHS = {
    month[:3]: number
    for number, names in enumerate(
        [
            "januari january",
            "februari february pebruari",
            "maret march",
            "april",
            "mei may",
            "juni june",
            "juli july",
            "agustus august agt",
            "september",
            "oktober october",
            "november nopember",
            "desember december",
        ],
        1,
    )
    for month in names.split()
}
_MONTHS["ags"] = 8
_CLOCK = (
    r"(?:[\s,|\-–—@]{1,6}(?:pukul|jam|pkl\.?|at)?\s{0,2}(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.]\d{2})?)?(?:\s{0,2}\(?(?P<zone>wib|wita|wit|gmt|utc|[+-]\d{2}:?\d{2})\b)?"
)
_NAMED = re.compile(rf"(?i)\b(?P<day>\d{{1,2}})[ -](?P<month>[a-z]{{3,9}})\.?,?[ -](?P<year>\d{{4}})\b{_CLOCK}")
_NAMED_FIRST = re.compile(rf"(?i)\b(?P<month>[a-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})\b{_CLOCK}")
_NUMBERED = re.compile(rf"(?i)\b(?P<day>\d{{1,2}})[/-](?P<month>\d{{1,2}})[/-](?P<year>\d{{4}})\b{_CLOCK}")
_IN_ADDRESS = (
    re.compile(r"/(?P<year>20\d{2}|199\d)[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?=[/-]|$)"),
    re.compile(r"[/-](?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?=[/_-]|\d{0,6}[/-]|$)"),
)
_CLOCKED = re.compile(r"\d{1,2}[:.]\d{2}")
_ONLY_CLOCK = re.compile(r"(?i)[|,\-–—•\s]*(?:(?:pukul|jam|pkl\.?)\s*)?\d{1,2}[:.]\d{2}\s*(?:wib|wita|wit)?")
_CHANGED = re.compile(
    r"(?i)\b(?:(?:terakhir |last )?(?:diperba(?:ha)?rui|diupdate|updated?|pemba(?:ha)?ruan)(?: terakhir| pada)?)\s?:?\s+"
    r"(?=$|\d|(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\b|[a-z]{3,9} \d{1,2},? \d{4})"
)
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_MOST_BESIDE = 14
_Read = Callable[[ZoneInfo], datetime | None]
_ELSEWHERE = ZoneInfo("Pacific/Pago_Pago")
"""Not in Indonesia: what reads the same there names its own zone."""


class Dated(NamedTuple):
    """A moment, where it was read (``page``, ``feed``, ``text``, ``url``), and whether it names its own zone."""

    moment: datetime | None = None
    source: str | None = None
    zoned: bool = False


def published(
    *,
    page: Iterable[str],
    feed: str | None,
    text: Iterable[str],
    url: str,
    zone: str,
    fetched_at: datetime,
) -> Dated:
    """The first credible date.

    In this order: what the page states with an offset, the feed or REST answer, what the page states without an
    offset, a date printed near the top, the address. Of what is printed only lines count that are a date and what
    stands beside one, never prose, and those with a clock time first; such a line takes the place of what the page
    states without an offset where both name the same day. A date more than a day after the page was fetched is not
    credible. Where the page states the very clock time that is printed with WIB, WITA or WIT, but with another
    offset, what is printed is right.
    """
    stated, lines = list(page), [line for line in _joined(text) if is_date_line(line)]
    clocks = {moment.replace(tzinfo=None): moment for line in lines if (moment := _zoned(line))}
    latest, local = fetched_at + timedelta(days=1), zone_named(zone)
    printed = [
        ("text", lambda local, line=line: parse_printed(line, local))
        for line in sorted(lines, key=lambda line: not _CLOCKED.search(line))
    ]
    candidates = [
        *(("page", lambda _, value=value: _with_offset(value, clocks)) for value in stated),
        *([("feed", lambda local: parse_date(feed, local, fetched_at))] if feed else []),
        *(("page", lambda local, value=value: _iso(value, local) or parse_printed(value, local)) for value in stated),
        *printed,
        ("url", lambda local: date_in_address(url, local)),
    ]
    for number, (source, read) in enumerate(candidates):
        moment = _attempt(read, local)
        if moment and _EARLIEST <= moment <= latest:
            if source == "page" and number >= len(stated) and (found := _clocked(moment, lines, local)):
                source, read, moment = found
            return Dated(moment, source, moment == _attempt(read, _ELSEWHERE))
    return Dated()


def _clocked(stated: datetime, lines: list[str], local: ZoneInfo) -> tuple[str, _Read, datetime] | None:
    """The first line that prints a clock time for the day that is stated, or for the same moment told in UTC."""
    for line in filter(_CLOCKED.search, lines):

        def read(zone: ZoneInfo, line: str = line) -> datetime | None:
            return parse_printed(line, zone)

        moment = _attempt(read, local)
        if moment and (
            moment.astimezone(local).date() == stated.astimezone(local).date()
            or timedelta(0) <= stated.astimezone(local).replace(tzinfo=UTC) - moment < timedelta(minutes=1)
        ):
            return "text", read, moment
    return None


def is_date_line(line: str) -> bool:
    """Whether a line is a date with what stands beside one (a weekday, a place, a name, "Diposting oleh"), and no prose.

    Where a dash follows the date, only what stands before it is looked at: "BALIKPAPAN, 2 September 2024 – Bawaslu …".
    """
    dates = [found for pattern in (_NAMED, _NAMED_FIRST, _NUMBERED) for found in pattern.finditer(line[:300])]
    if not dates:
        return False
    first = min(dates, key=lambda found: (found.start(), -found.end()))
    before, behind = line[: first.start()], re.split(r"\s[-–—|•]+\s|[|•]", line[first.end() : 300], maxsplit=1)[0]
    words = re.findall(r"[^\W\d_]+", f"{before} {behind}")
    beside = _beside()
    if len(words) > _MOST_BESIDE or any(word[0].islower() and word not in beside for word in words):
        return False
    names, last = re.findall(r"[^\W\d_]+", before), before.rstrip(" (")
    apart = len(names) < 2 or not last[-1:].isalnum() or names[-1].casefold() in beside
    return apart and not re.search(r"[\w)][.!?]$", line[: first.end() + len(behind)].strip())


def printed_updates(text: Iterable[str]) -> Iterator[str]:
    """What short lines print behind "Diperbarui" or "Update" of the date of the last change, on the same line or the next."""
    before = ""
    for line in _joined(text):
        found = list(_CHANGED.finditer(line))
        behind = line[found[-1].end() :] if found else line
        if (found or _CHANGED.fullmatch(before)) and is_date_line(behind):
            yield behind
        before = f"{line.strip()} "


@cache
def _beside() -> frozenset[str]:
    data = read_toml("dateline.toml")
    return frozenset(data["beside_date"])


def _joined(text: Iterable[str]) -> list[str]:
    """Lines, with a clock time that stands on the next line set behind its date."""
    lines: list[str] = []
    for line in text:
        if lines and _ONLY_CLOCK.fullmatch(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _zoned(line: str) -> datetime | None:
    """The first date in a line that is printed with its clock time and its zone."""
    for found in _NAMED.finditer(line[:300]):
        if found["hour"] and (found["zone"] or "").lower() in _ZONES:
            return _attempt(partial(_at, found), _ELSEWHERE)
    return None


def _with_offset(value: str, clocks: dict[datetime, datetime]) -> datetime | None:
    """An ISO date that has an offset; the printed zone instead, where only the zones differ."""
    moment = _iso(value, None)
    if moment is None:
        return None
    clock = datetime.fromisoformat(value.strip()).replace(tzinfo=None, second=0, microsecond=0)
    printed = clocks[clock].astimezone(UTC) if clock in clocks else moment
    return moment if abs(moment - printed) < timedelta(minutes=1) else printed


def parse_date(value: str, zone: ZoneInfo, base: datetime) -> datetime | None:
    """A date as feeds and REST answers write it: ISO, RFC 2822, Indonesian; zones WIB, WITA, WIT."""
    return _iso(value, zone) or _mail(value, zone) or parse_printed(value, zone) or _loose(value, zone, base)


def parse_printed(value: str, zone: ZoneInfo) -> datetime | None:
    """The first full date in a line of text, such as "Senin, 2 September 2024 10:00 WITA"."""
    for pattern in (_NAMED, _NAMED_FIRST, _NUMBERED):
        for found in pattern.finditer(value[:300]):
            moment = _moment(found, zone)
            if moment:
                return moment
    return None


def date_in_address(url: str, zone: ZoneInfo) -> datetime | None:
    """The day in an address such as ``/2024/09/02/judul``, at midday."""
    for pattern in _IN_ADDRESS:
        for found in pattern.finditer(url):
            moment = _moment(found, zone)
            if moment:
                return moment
    return None


def _attempt(read: Callable[[ZoneInfo], datetime | None], zone: ZoneInfo) -> datetime | None:
    try:
        return read(zone)
    except (ValueError, OverflowError):
        return None


def _iso(value: str, zone: ZoneInfo | None) -> datetime | None:
    """An ISO date; one without an offset only if a zone is given for it."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        if zone is None:
            return None
        day_only = len(value.strip()) <= 10
        moment = (moment.replace(hour=12) if day_only else moment).replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _mail(value: str, zone: ZoneInfo) -> datetime | None:
    """An RFC 2822 date. The mail parser takes WIB, WITA and WIT for UTC, so these go elsewhere."""
    if re.search(r"(?i)\bwi(?:b|ta|t)\b", value):
        return None
    parts = parsedate_tz(value)
    if not parts or not re.search(r"\d:\d", value):
        return None
    named = re.search(r"(?:[+-]\d{4}|GMT|UTC?|Z)\s*(?:\(.*\))?$", value.strip())
    offset = timezone(timedelta(seconds=parts[9] or 0)) if named else zone
    return datetime(*parts[:6], tzinfo=offset).astimezone(UTC)


def _loose(value: str, zone: ZoneInfo, base: datetime) -> datetime | None:
    """Any other way to write a date, by dateparser; relative ones count from the fetch."""
    import dateparser

    settings = {
        "RELATIVE_BASE": base.astimezone(zone).replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": True,
        "TIMEZONE": zone.key,
        "PREFER_DATES_FROM": "past",
    }
    moment = dateparser.parse(value[:80], languages=["id"], settings=settings)
    return moment.astimezone(UTC) if moment else None


def _moment(found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    try:
        return _at(found, zone).astimezone(UTC)
    except ValueError:
        return None


def _at(found: re.Match[str], zone: ZoneInfo) -> datetime:
    parts = found.groupdict()
    month = parts["month"]
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower()[:3])
    hour, minute = (int(parts["hour"]), int(parts["minute"])) if parts.get("hour") else (12, 0)
    moment = datetime(int(parts["year"]), number or 0, int(parts["day"]), hour, minute)
    return moment.replace(tzinfo=_printed_zone(parts.get("zone")) or zone)


def _printed_zone(name: str | None) -> timezone | None:
    if not name:
        return None
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = int(name[1:3]), int(name[-2:])
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    return timezone(timedelta(hours=_ZONES.get(name.lower(), 0)))
