"""Labelled articles from outside the corpus: JSON lines, a corpus file or folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import CorpusError
from pipeline.language import normalise
from pipeline.learn.calibrate import Story
from pipeline.learn.corpus import LabelledArticle, read_corpus, read_file
from pipeline.records import FLAGGED, Bentuk, Group, Mention, Role, Status


def _rows(path: Path) -> Iterator[tuple[str, dict]]:
    """Each line of a file of JSON lines, with how to name it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise CorpusError(f"{path.name} is no UTF-8 text. Save it as UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path.name}, line {number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as broken:
                raise CorpusError(f"{where}: this is no JSON ({broken}).") from None
            yield where, row


def _mentions(row: dict, where: str) -> tuple[Mention, ...] | None:
    """The marked mentions, each of which has to say what stands there; ``None`` where nobody marked any."""
    if row.get("mentions") is None:
        return None
    text = normalise(row["text"])
    found = []
    for one in row["mentions"]:
        start, end = int(one["start"]), int(one["end"])
        if text[start:end] != one["text"]:
            raise CorpusError(
                f"{where}: {one['text']!r} does not stand at {start} to {end}; the text has changed since."
            )
        found.append(Mention(one["text"], start, end, Group(one["group"]), Role(one["role"]), one.get("person")))
    return tuple(found)


def _outside_article(row: dict, where: str) -> LabelledArticle:
    try:
        status = Status(row["status"])
        return LabelledArticle(
            id=str(row.get("id", where)),
            title=normalise(row.get("title") or ""),
            text=normalise(row["text"]),
            status=status,
            bentuk=frozenset(map(Bentuk, row.get("bentuk") or ())) if status in FLAGGED else frozenset(),
            terduga=frozenset(map(Group, row.get("terduga") or ())),
            outlet=row.get("outlet") or "",
            mentions=_mentions(row, where),
            writer=row.get("origin") or "",
        )
    except KeyError as missing:
        raise CorpusError(f"{where}: the field {missing} is missing; each line needs text and status.") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise CorpusError(f"{where}: {wrong}.") from None


def read_labelled(path: Path) -> list[LabelledArticle]:
    """Labelled articles from a corpus folder, a corpus file, or JSON lines.

    JSON lines hold ``text`` and ``status``, and may hold ``id``, ``title``, ``outlet``, ``bentuk``,
    ``terduga`` (the groups that are accused) and ``mentions``, as 'netralitas review labels' prints them. Raises :class:`CorpusError` with the line that is wrong.
    """
    if path.is_dir():
        return read_corpus(path)
    if not path.exists():
        raise CorpusError(f"There is no {path}. Give a folder of labelled articles or a file of JSON lines.")
    if path.suffix != ".jsonl":
        return list(read_file(path))
    articles = [_outside_article(row, where) for where, row in _rows(path)]
    if not articles:
        raise CorpusError(f"{path} holds no articles.")
    return articles


def read_stories(path: Path) -> list[Story]:
    """Stories of a feed from JSON lines: ``text``, and where known ``title`` and ``status``.

    Raises :class:`CorpusError` with the line that is wrong.
    """
    stories = []
    for where, row in _rows(path):
        try:
            status = Status(row["status"]) if row.get("status") else None
            stories.append(
                Story(str(row.get("title") or ""), row["text"], None if status is None else status in FLAGGED)
            )
        except KeyError:
            raise CorpusError(f"{where}: each line needs a text in 'text'.") from None
        except (ValueError, TypeError, AttributeError) as wrong:
            raise CorpusError(f"{where}: {wrong}.") from None
    return stories
