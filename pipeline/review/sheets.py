"""Reviewed tables read back, however a spreadsheet changed them: other signs, other order, other dates, other columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from itertools import chain, pairwise, zip_longest
from pathlib import Path
from typing import TypeVar

from pipeline.errors import InputError
from pipeline.export.masking import is_known_address
from pipeline.export.rows import REVIEW, read_version
from pipeline.export.tables import unguarded
from pipeline.records import ZONE, Review, Status, Verdict
from pipeline.review.days import DAY_FIRST, Written, moment_of, order_of
from pipeline.review.headings import (
    DECIDING,
    LINK,
    NOTE,
    PUBLISHED,
    REVIEWED,
    SHOWN,
    SIGNED,
    VERSION,
    doubles,
    place_of,
    places,
    plain,
    renamed,
    sounds_deciding,
    unknown,
    unread,
)
from pipeline.review.spreadsheet import Sheet, parted_wrongly, read_sheets, stands_in_cells
from pipeline.shipped import read_toml
from pipeline.store import Proposal, Refused

_STRAY = (
    "something stands where there is no heading, and nothing in the analyst's columns; write below the headings, "
    "and save a CSV with texts in double quotes"
)
_NAME = re.compile(r"[^\W\d_].*[^\W\d_]", re.S)
_Published = Callable[[str], date | None]
_Choice = TypeVar("_Choice", Verdict, Status)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row in which somebody wrote. ``label``: its number as a spreadsheet shows it. ``problem``: why it cannot be read. ``order``: that
    of day and month in its table, see :func:`order_of`."""

    label: str
    cells: dict[str, str]
    problem: str | None = None
    order: str | None = DAY_FIRST


def _rows(path: Path, published: _Published, today: date) -> Iterator[_Row]:
    """The rows below each heading of every sheet that has one."""
    read = in_cells = False
    for sheet in read_sheets(path, _is_heading):
        headings = [number for number, row in enumerate(sheet.rows) if places(row)]
        for start, end in pairwise([*headings, len(sheet.rows)]):
            read, columns = True, places(sheet.rows[start])
            if problem := _renamed(path, sheet.rows[start:end], columns):
                yield _Row(_label(sheet, start), {}, problem)
            order = order_of(_days(sheet.rows[start:end], columns), published, today)
            yield from (replace(row, order=order) for row in _below(sheet, start, end, columns))
        in_cells = in_cells or (not read and stands_in_cells(sheet, _is_heading))
    if not read and in_cells:
        raise parted_wrongly()
    if not read:
        raise InputError(
            "bad-table",
            f"bad-table: {path.name} has no row of headings with {LINK} and one of {', '.join(REVIEW)} (or their English names). "
            "Give them their names back. From a label tool, export JSON or JSONL.",
        )


def _is_heading(row: list[str]) -> bool:
    return bool(places(row))


def _renamed(path: Path, rows: list[list[str]], columns: Mapping[str, int]) -> str | None:
    """That columns are missing while others are not known, so that something may go unread; refuses a table without verdicts."""
    heading, *below = rows
    missing = [key for key in (*REVIEW, VERSION, SHOWN) if key not in columns]
    strange = [*unread(heading).values()]
    if missing and any(map(partial(_beside, heading), below)):
        strange.append("an empty one")
    told = f"{path.name} has no column {' nor '.join(missing)}, and these headings are not known: {', '.join(strange) or 'none'}"
    if not columns.keys() & set(DECIDING) or (strange and DECIDING[0] in missing):
        raise InputError("bad-table", f"bad-table: {told}. Give them their names back.")
    return f"{told}; what stands below these was not read" if missing and strange else None


def _beside(heading: list[str], row: list[str]) -> bool:
    """Whether a row holds something where there is no heading."""
    return any(cell.strip() and not head.strip() for cell, head in zip_longest(row, heading, fillvalue=""))


def _days(rows: list[list[str]], columns: Mapping[str, int]) -> list[Written]:
    heading, *below = rows
    link, reviewed, published = columns[LINK], columns.get(REVIEWED), place_of(PUBLISHED, heading)
    return [Written(_cell(row, link), _day(row, reviewed), _day(row, published)) for row in below]


def _day(row: list[str], place: int | None) -> str:
    return "" if place is None else _cell(row, place).lstrip("'")


def _label(sheet: Sheet, number: int) -> str:
    return f"{sheet.name}!{number + 1}" if sheet.name else str(number + 1)


def _below(sheet: Sheet, start: int, end: int, columns: Mapping[str, int]) -> Iterator[_Row]:
    heading, *below = sheet.rows[start:end]
    others, strange, instead = doubles(heading), unknown(heading), renamed(heading)
    nameless = [place for place, name in enumerate(heading) if place in strange or not name.strip()]
    read = {*columns.values(), *others}
    for number, row in enumerate(below, start=start + 1):
        cells = {key: _cell(row, i) for key, i in columns.items()}
        apart = [*nameless, *range(len(heading), len(row))]
        notes, problems = _told_apart(heading, row, cells, others, apart)
        cells[NOTE] = "\n".join(filter(None, [cells.get(NOTE, ""), *notes]))
        bare = (place for place in apart if not _head(heading, place))
        broken = [sheet.broken[number, i] for i in {*read, *bare, *instead} if (number, i) in sheet.broken]
        problem = next(chain(broken, problems, _unread(heading, row, cells, instead)), None)
        if problem or any(cells.get(key) for key in REVIEW):
            yield _Row(_label(sheet, number), cells, problem)
        elif _beside(heading, row):
            yield _Row(_label(sheet, number), {}, _STRAY)


def _cell(row: list[str], place: int) -> str:
    return unguarded(row[place].strip()) if place < len(row) else ""


def _head(heading: list[str], place: int) -> str:
    return heading[place].strip() if place < len(heading) else ""


def _told_apart(
    heading: list[str], row: list[str], cells: Mapping[str, str], others: Mapping[int, str], apart: list[int]
) -> tuple[list[str], list[str]]:
    """What stands beside the ``cells`` that are read: what goes to the note, and why the row cannot be read.

    ``others``: further columns of the analyst's. Of notes they go to the note; so do a second name or day, and what has no heading,
    where the row says something; what decides must not decide something else. ``apart``: what has no heading or an unknown one, where
    no verdict may stand, for it is not read.
    """
    notes, problems = [], []
    said = any(cells.get(key) for key in REVIEW)
    for place in (*others, *apart):
        head, text, key = _head(heading, place), _cell(row, place), others.get(place)
        if not text:
            continue
        if key in DECIDING:
            if _meant(key, text) != _meant(key, cells.get(key, "")):
                problems.append(
                    f"another column, {heading[place]!r}, is {key} too and says {text!r}; leave one of them, or import one after the other"
                )
        elif key or not head:
            if (said or key == NOTE) and text != cells.get(key or ""):
                notes.append(f"{head or '(tanpa judul)'}: {text}")
        elif _is_unread(head, row[place], cells):
            problems.append(
                f"the column {heading[place]!r} says {row[place].strip()!r}, and is not read; rename it {DECIDING[0]} in the place of that one, or empty it"
            )
    return notes, problems


def _unread(
    heading: list[str], row: list[str], cells: Mapping[str, str], instead: Mapping[int, list[str]]
) -> Iterator[str]:
    """Why a row cannot be read where something stands in what may be a column of the analyst's; ``instead``: see :func:`renamed`."""
    for place, keys in instead.items():
        text = _cell(row, place)
        if text and (may_be := keys or _may_be(text, cells)):
            yield (
                f"the column {heading[place]!r} says {text!r}, and is not read; it may be {' / '.join(may_be)}, which the table lacks: "
                "give it that name back, or, where it is something else, add the column that is lacking, empty"
            )


def _may_be(text: str, cells: Mapping[str, str]) -> list[str]:
    """Which lacking column of the analyst's a text may be of, wherever it stands: a status corrects, and two letters may sign what the row decides."""
    status, decided = DECIDING[1], any(cells.get(key) for key in (*DECIDING, NOTE))
    if status not in cells and _choice(Status, status, text):
        return [status]
    return [SIGNED] if SIGNED not in cells and decided and _NAME.search(text) else []


def _meant(key: str, written: str) -> str:
    """What was decided by a word, or the word where it is none."""
    found = _choice(Verdict, key, written) if key == DECIDING[0] else _choice(Status, key, written)
    return found or written


def _is_unread(head: str, cell: str, cells: Mapping[str, str]) -> bool:
    """Whether a verdict stands in a cell of a column that is not read, and another, or none, in the one that is.

    Below a heading that does not speak of verdicts only the words themselves are one: *ya* and *tidak* answer many questions.
    """
    if not (sounds_deciding(head) or _plain_word(cell) in set(Verdict)):
        return False
    said = _choice(Verdict, DECIDING[0], cell)
    return bool(said) and said is not _choice(Verdict, DECIDING[0], cells.get(DECIDING[0], ""))


def _chosen(choices: type[_Choice], what: str, column: str, cells: Mapping[str, str]) -> _Choice | None:
    """What was chosen in a column, however people write it; ``None`` where it is empty."""
    written = cells.get(column, "").lstrip("'")
    found = _choice(choices, column, written)
    if written and not found:
        raise ValueError(f"the {what} {written!r} is none of {', '.join(choices)}")
    return found


def _choice(choices: type[_Choice], column: str, written: str) -> _Choice | None:
    word = _plain_word(written)
    told = (one for one in choices if word == _plain_word(one) or word in _also_written(column).get(one, ()))
    return next(told, None)


def _plain_word(text: str) -> str:
    return re.sub(r"(?:[^\w?]|_)+", " ", text.casefold()).strip()


@cache
def _also_written(column: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = read_toml("verdicts.toml")[column]
    return told


def _one(row: _Row, known: Mapping[str, str], by: str, origin: str, batch: str, now: datetime) -> Review:
    cells = row.cells
    url = cells[LINK]
    if is_known_address(url):
        raise ValueError(
            "this table was written with --mask-names, which cannot come back; import the one it was made beside"
        )
    if url not in known:
        raise ValueError(f"the store holds no assessed story at {url or 'an empty address'}")
    verdict = _chosen(Verdict, "verdict", "putusan_analis", cells)
    status = _chosen(Status, "status", "status_koreksi", cells)
    day = cells.get(REVIEWED, "").lstrip("'")
    return Review(
        url=url,
        model=known[url],
        verdict=verdict,
        reviewer=cells.get("peninjau") or by,
        decided_at=moment_of(day, row.order, now) if day else now,
        status=status,
        note=cells[NOTE],
        origin=origin,
        batch=batch,
    )


def _proposal(row: _Row, review: Review, by: str, now: datetime) -> Proposal:
    said = {name for name in ("verdict", "status", "note") if getattr(review, name)}
    text_hash, seen = read_version(row.cells.get(VERSION, ""))
    dated = bool(row.cells.get(REVIEWED))
    return Proposal(
        review, row.label, frozenset(said), seen, text_hash, dated, by, now, plain(row.cells.get(SHOWN, ""))
    )


def read_reviews(
    path: Path,
    known: Mapping[str, str],
    by: str,
    batch: str,
    now: datetime,
    published: _Published = lambda url: None,
) -> tuple[list[Proposal], list[Refused]]:
    """The decisions of a reviewed table, and the rows that cannot be taken, each with its reason.

    ``known``: for each address in the store the model whose assessment was exported. ``by``: the reviewer where the table
    names none. ``published``: when the story at an address was, which tells in which order a table writes days. Rows that decide nothing are passed over. Raises :class:`InputError` where the file is no such table.
    """
    origin = "xlsx" if path.read_bytes()[:2] == b"PK" else "csv"
    read, refused = [], []
    for row in _rows(path, published, now.astimezone(ZONE).date()):
        try:
            if row.problem:
                raise ValueError(row.problem)
            read.append(_proposal(row, _one(row, known, by, origin, batch, now), by, now))
        except ValueError as problem:
            refused.append((row.label, str(problem)))
    return [proposal for proposal in read if proposal.says], refused
