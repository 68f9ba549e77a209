"""Reviewed tables read back, however a spreadsheet changed them: other signs, other order, other dates, other columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import InputError
from pipeline.export.columns import columns
from pipeline.export.rows import REVIEW, ZONE
from pipeline.records import Review, Status, Verdict

_KEY = "tautan"
_DAY_ZERO = datetime(1899, 12, 30)
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%Y-%m-%d %H:%M:%S")
_VERDICTS = {
    "benar": Verdict.BENAR, "ya": Verdict.BENAR, "b": Verdict.BENAR, "right": Verdict.BENAR, "true": Verdict.BENAR,
    "salah": Verdict.SALAH, "tidak": Verdict.SALAH, "s": Verdict.SALAH, "wrong": Verdict.SALAH, "false": Verdict.SALAH,
    "ragu": Verdict.RAGU, "r": Verdict.RAGU, "?": Verdict.RAGU, "unsure": Verdict.RAGU,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    row: int
    reason: str


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]+", "_", text.casefold()).strip("_")


def _names() -> dict[str, str]:
    """From each heading, in either language, to its key."""
    wanted = {_KEY, *REVIEW}
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
    first = text.split("\n", 1)[0]
    if first.lower().startswith("sep="):
        text, first = text.split("\n", 1)[1], text.split("\n", 2)[1]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(10_000_000)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


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


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the heading, with its number as a spreadsheet shows it."""
    data = path.read_bytes()
    rows = enumerate(_workbook_rows(data) if data.startswith(b"PK") else _csv_rows(data), start=1)
    names, places = _names(), {}
    for _, row in rows:
        places = {names[_plain(cell)]: i for i, cell in enumerate(row) if _plain(cell) in names}
        if _KEY in places:
            break
    if _KEY not in places or not places.keys() & set(REVIEW):
        needed = ", ".join([_KEY, *REVIEW])
        raise InputError(
            "bad-table",
            f"bad-table: {path.name} lacks the columns {needed} (or their English headings). Keep the heading.",
        )
    for number, row in rows:
        cells = {key: row[i].strip().lstrip("'") if i < len(row) else "" for key, i in places.items()}
        if any(cells.get(key) for key in REVIEW):
            yield number, cells


def _moment(text: str, now: datetime) -> datetime:
    """When it was reviewed; a spreadsheet may have turned the day into a number."""
    if not text:
        return now
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return (_DAY_ZERO + timedelta(days=float(text))).replace(tzinfo=ZONE).astimezone(UTC)
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZONE).astimezone(UTC)
        except ValueError:
            continue
    raise ValueError(f"the date {text!r} is none; write it as 2024-10-14 or 14/10/2024")


def _one(cells: Mapping[str, str], known: Mapping[str, str], by: str, origin: str, batch: str, now: datetime) -> Review:
    url = cells[_KEY]
    if url not in known:
        raise ValueError(f"the store holds no assessed story at {url or 'an empty address'}")
    verdict, status = cells.get("putusan_analis", ""), _plain(cells.get("status_koreksi", ""))
    if verdict and verdict.casefold() not in _VERDICTS:
        raise ValueError(f"the verdict {verdict!r} is none of benar, salah, ragu")
    if status and status not in set(Status):
        raise ValueError(f"the status {status!r} is none of {', '.join(Status)}")
    return Review(
        url=url,
        model=known[url],
        verdict=_VERDICTS[verdict.casefold()] if verdict else None,
        reviewer=cells.get("peninjau") or by,
        decided_at=_moment(cells.get("tanggal_tinjau", ""), now),
        status=Status(status) if status else None,
        note=cells.get("catatan", ""),
        origin=origin,
        batch=batch,
    )


def read_reviews(
    path: Path, known: Mapping[str, str], by: str, batch: str, now: datetime
) -> tuple[list[Review], list[Refused]]:
    """The decisions of a reviewed table, and the rows that cannot be taken.

    ``known``: for each address in the store the model whose assessment was exported. ``by``: the reviewer where the table
    names none. Rows without a decision are passed over; of two rows for one story the last one counts.
    Raises :class:`InputError` where the file is no such table.
    """
    origin = "xlsx" if path.read_bytes()[:2] == b"PK" else "csv"
    taken: dict[str, Review] = {}
    refused = []
    for number, cells in _table(path):
        try:
            review = _one(cells, known, by, origin, batch, now)
            taken[review.url] = review
        except ValueError as problem:
            refused.append(Refused(number, str(problem)))
    return list(taken.values()), refused


def told(reviews: Iterable[Review]) -> str:
    """A few words on what was taken."""
    from collections import Counter

    counts = Counter(review.verdict or "no verdict" for review in reviews)
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
