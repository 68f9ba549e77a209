"""Reviewed tables read back, however a spreadsheet changed them: other signs, other order, other dates, other columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import InputError
from pipeline.export.columns import columns
from pipeline.export.rows import REVIEW, read_version
from pipeline.records import ZONE, Review, Status, Verdict
from pipeline.store import Proposal

Refused = tuple[int, str]
"""A row that was not taken, and why."""

_KEY, _VERSION = "tautan", "versi"
_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_YEAR = 2010
_VERDICTS = {
    "benar": Verdict.BENAR, "ya": Verdict.BENAR, "b": Verdict.BENAR, "right": Verdict.BENAR, "true": Verdict.BENAR,
    "salah": Verdict.SALAH, "tidak": Verdict.SALAH, "s": Verdict.SALAH, "wrong": Verdict.SALAH, "false": Verdict.SALAH,
    "ragu": Verdict.RAGU, "r": Verdict.RAGU, "?": Verdict.RAGU, "unsure": Verdict.RAGU,
}  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]+", "_", text.casefold()).strip("_")


def _names() -> dict[str, str]:
    """From each heading, in either language, to its key."""
    wanted = {_KEY, _VERSION, *REVIEW}
    return {_plain(name): c.key for c in columns("leads") if c.key in wanted for name in (c.key, c.en)}


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("not-text", "not-text: the file is neither CSV nor XLSX. Save it as CSV UTF-8 or as XLSX.")


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    lines = re.split("\r\n|\r|\n", text, maxsplit=2)
    if lines[0].lower().startswith("sep="):  # Excel's own first line
        text = text[len(lines.pop(0)) :].lstrip("\r\n")
    delimiter = max(",;\t|", key=(lines or [""])[0].count)
    csv.field_size_limit(10_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as broken:
        raise InputError(
            "bad-table", f"bad-table: the rows cannot be told apart ({broken}). Save it again as CSV."
        ) from None


def _workbook_rows(data: bytes) -> Iterator[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError) as broken:
        raise InputError(
            "not-text", f"not-text: the workbook cannot be read ({broken}). Save it again as XLSX."
        ) from None


def rows(path: Path) -> Iterator[list[str]]:
    """The cells of a CSV file or of the first sheet of a workbook, as text."""
    data = path.read_bytes()
    return _workbook_rows(data) if data.startswith(b"PK") else _csv_rows(data)


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the heading, with its number as a spreadsheet shows it."""
    numbered = enumerate(rows(path), start=1)
    names, places = _names(), {}
    for _, row in numbered:
        places = {names[_plain(cell)]: i for i, cell in enumerate(row) if _plain(cell) in names}
        if _KEY in places:
            break
    if _KEY not in places or not places.keys() & set(REVIEW):
        needed = ", ".join([_KEY, *REVIEW])
        raise InputError(
            "bad-table",
            f"bad-table: {path.name} lacks the columns {needed} (or their English headings). Keep the heading.",
        )
    for number, row in numbered:
        cells = {key: row[i].strip().lstrip("'") if i < len(row) else "" for key, i in places.items()}
        if any(cells.get(key) for key in REVIEW):
            yield number, cells


def _moment(text: str, now: datetime) -> datetime:
    """When it was reviewed: as a spreadsheet's number, ISO 8601, or any way people write dates, the day before the month."""
    moment = _parsed(text)
    if moment is None:
        raise ValueError(f"the date {text!r} is none; write it as 2024-10-14 or 14/10/2024")
    if not moment.year >= _FIRST_YEAR or moment.replace(tzinfo=ZONE) > now + timedelta(days=1):
        raise ValueError(f"the date {text!r} lies in the future or before {_FIRST_YEAR}; write the day of the review")
    return moment.replace(tzinfo=ZONE).astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _DAY_ZERO + timedelta(days=float(text.replace(",", ".")))
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        import dateparser

        settings = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
        try:
            found = dateparser.parse(text[:40], languages=["id", "en"], settings=settings)
        except (ValueError, OverflowError):
            return None
        return found and found.replace(tzinfo=None)


def _one(cells: Mapping[str, str], known: Mapping[str, str], by: str, origin: str, batch: str, now: datetime) -> Review:
    url = cells[_KEY]
    if url not in known:
        raise ValueError(f"the store holds no assessed story at {url or 'an empty address'}")
    verdict, status = cells.get("putusan_analis", ""), _plain(cells.get("status_koreksi", ""))
    if verdict and verdict.casefold() not in _VERDICTS:
        raise ValueError(f"the verdict {verdict!r} is none of benar, salah, ragu")
    if status and status not in set(Status):
        raise ValueError(f"the status {status!r} is none of {', '.join(Status)}")
    day = cells.get("tanggal_tinjau", "")
    return Review(
        url=url,
        model=known[url],
        verdict=_VERDICTS[verdict.casefold()] if verdict else None,
        reviewer=cells.get("peninjau") or by,
        decided_at=_moment(day, now) if day else now,
        status=Status(status) if status else None,
        note=cells.get("catatan", ""),
        origin=origin,
        batch=batch,
    )


def _proposal(row: int, cells: Mapping[str, str], review: Review) -> Proposal:
    said = {name for name in ("verdict", "status", "note") if getattr(review, name)}
    text_hash, seen = read_version(cells.get(_VERSION, ""))
    return Proposal(review, row, frozenset(said), seen, text_hash, bool(cells.get("tanggal_tinjau")))


def read_reviews(
    path: Path, known: Mapping[str, str], by: str, batch: str, now: datetime
) -> tuple[list[Proposal], list[Refused]]:
    """The decisions of a reviewed table, and the rows that cannot be taken, each with its reason.

    ``known``: for each address in the store the model whose assessment was exported. ``by``: the reviewer where the table
    names none. Rows without a decision are passed over; of two rows for one story the last one counts.
    Raises :class:`InputError` where the file is no such table.
    """
    origin = "xlsx" if path.read_bytes()[:2] == b"PK" else "csv"
    taken: dict[str, Proposal] = {}
    refused = []
    for number, cells in _table(path):
        try:
            review = _one(cells, known, by, origin, batch, now)
            taken[review.url] = _proposal(number, cells, review)
        except ValueError as problem:
            refused.append((number, str(problem)))
    return list(taken.values()), refused


def told(reviews: Iterable[Review]) -> str:
    """A few words on what was taken."""
    from collections import Counter

    counts = Counter(review.verdict or "no verdict" for review in reviews)
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
