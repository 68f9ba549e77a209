"""Labelled articles from outside the corpus: JSON lines, a corpus file or folder."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.errors import CorpusError
from pipeline.language import normalise
from pipeline.learn.corpus import LabelledArticle, read_corpus, read_file
from pipeline.records import FLAGGED, Bentuk, Group, Status


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
        )
    except KeyError as missing:
        raise CorpusError(f"{where}: the field {missing} is missing; each line needs text and status.") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise CorpusError(f"{where}: {wrong}.") from None


def read_labelled(path: Path) -> list[LabelledArticle]:
    """Labelled articles from a corpus folder, a corpus file, or JSON lines.

    JSON lines hold ``text`` and ``status``, and may hold ``id``, ``title``, ``outlet``, ``bentuk`` and
    ``terduga`` (the groups that are accused). Raises :class:`CorpusError` with the line that is wrong.
    """
    if path.is_dir():
        return read_corpus(path)
    if not path.exists():
        raise CorpusError(f"There is no {path}. Give a folder of labelled articles or a file of JSON lines.")
    if path.suffix != ".jsonl":
        return list(read_file(path))
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise CorpusError(f"{path.name} is no UTF-8 text. Save it as UTF-8.") from None
    articles = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path.name}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as broken:
                raise CorpusError(f"{where}: this is no JSON ({broken}).") from None
            articles.append(_outside_article(row, where))
    if not articles:
        raise CorpusError(f"{path} holds no articles.")
    return articles
