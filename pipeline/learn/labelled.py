"""Labelled articles from outside the corpus: JSON lines, a corpus file or folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pipeline.errors import CorpusError
from pipeline.language import normalise
from pipeline.learn.calibrate import Story
from pipeline.learn.corpus import LabelledArticle, member, read_corpus, read_file
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
            if not isinstance(row, dict):
                raise CorpusError(f"{where}: this is no JSON object; each line needs text and status.")
            yield where, row


def _mentions(row: dict, where: str, text: str) -> tuple[Mention, ...] | None:
    """The marked mentions, each of which has to say what stands there; ``None`` where nobody marked any."""
    if row.get("mentions") is None:
        return None
    found = []
    for one in row["mentions"]:
        start, end = int(one["start"]), int(one["end"])
        if text[start:end] != one["text"]:
            raise CorpusError(
                f"{where}: {one['text']!r} does not stand at {start} to {end}; the text has changed since. Label it again."
            )
        group, role = member(Group, one["group"], where), member(Role, one["role"], where)
        found.append(Mention(one["text"], start, end, group, role, one.get("person")))
    return tuple(found)


def _outside_article(row: dict, where: str) -> LabelledArticle:
    try:
        status, text = member(Status, row["status"], where), normalise(row["text"])
        article = LabelledArticle(
            id=str(row.get("id", where)),
            title=normalise(row.get("title") or ""),
            text=text,
            status=status,
            bentuk=frozenset(member(Bentuk, one, where) for one in row.get("bentuk") or ()),
            terduga=frozenset(member(Group, one, where) for one in row.get("terduga") or ()),
            outlet=row.get("outlet") or "",
            mentions=_mentions(row, where, text),
            writer=row.get("origin") or "",
            labeller=row.get("labeller") or "",
            labelled_at=row.get("labelled_at") or "",
        )
    except KeyError as missing:
        raise CorpusError(f"{where}: the field {missing} is missing; each line needs text and status.") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise CorpusError(f"{where}: {wrong}.") from None
    if row.get("sha256", article.text_hash) != article.text_hash:
        raise CorpusError(f"{where}: the text of {article.id} has changed since it was labelled. Label it again.")
    return article if article.flagged else replace(article, bentuk=frozenset())


def as_row(article: LabelledArticle) -> dict:
    """The same as one JSON object, as 'netralitas review labels' prints it."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "status": article.status,
        "terduga": sorted(article.terduga),
        "bentuk": sorted(article.bentuk),
        "mentions": None if article.mentions is None else list(map(asdict, article.mentions)),
        "outlet": article.outlet,
        "labeller": article.labeller,
        "labelled_at": article.labelled_at,
        "origin": article.writer,
        "sha256": article.text_hash,
    }


def marks(article: LabelledArticle) -> frozenset[tuple[int, int, Group, Role]] | None:
    """What was marked, to be compared; ``None`` where nobody marked any."""
    if article.mentions is None:
        return None
    return frozenset((m.start, m.end, m.group, m.role) for m in article.mentions)


def by_text(articles: Iterable[LabelledArticle]) -> dict[str, LabelledArticle]:
    """The articles by the SHA-256 of their text.

    Raises :class:`CorpusError` where one text is labelled twice and otherwise; of labels that are alike the first counts.
    """
    found: dict[str, LabelledArticle] = {}
    for new in articles:
        old = found.setdefault(new.text_hash, new)
        marked = {marks(old), marks(new)} - {None}
        if old.status is not new.status or len(marked) > 1:
            said = " and ".join(f"{a.status} by {a.labeller or a.writer or 'somebody'}" for a in (old, new))
            raise CorpusError(
                f"{new.id} is labelled twice, {said}, with other labels. Let 'netralitas agreement' show where two "
                "labellers differ, settle it, and give the settled file."
            )
        if old.mentions is None:
            found[new.text_hash] = new
    return found


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


def together(
    corpus: Sequence[LabelledArticle], labels: Sequence[LabelledArticle], test: Sequence[LabelledArticle]
) -> list[LabelledArticle]:
    """All of both, each text once. Raises as :func:`by_text` does, and where a label is of the frozen ``test``."""
    frozen = {article.text_hash for article in test}
    if held := [label.id for label in labels if label.text_hash in frozen]:
        raise CorpusError(f"{held[0]} is of the test split, which is never trained on. Take it out of the labels.")
    return list(by_text([*corpus, *labels]).values())


def remarks(labels: Sequence[LabelledArticle], few: int = 5) -> Iterator[str]:
    """What to know of one's own labels before training on them: how many of each status, and what is missing."""
    counts = Counter(article.status for article in labels)
    yield f"{len(labels)} labels: " + ", ".join(f"{status} {counts[status]}" for status in Status)
    if len(counts) == 1:
        yield (
            f"All of them are {labels[0].status}: the model will lean towards it. Label other kinds too ('netralitas sample' chooses some)."
        )
    elif rare := [status for status in Status if counts[status] < few]:
        yield f"Fewer than {few} labels of {', '.join(rare)}: on these the model will learn little of your news."


def read_stories(path: Path) -> list[Story]:
    """Stories of a feed from JSON lines: ``text``, and where known ``title`` and ``status``.

    Raises :class:`CorpusError` with the line that is wrong.
    """
    stories = []
    for where, row in _rows(path):
        try:
            status = member(Status, row["status"], where) if row.get("status") else None
            stories.append(
                Story(str(row.get("title") or ""), row["text"], None if status is None else status in FLAGGED)
            )
        except KeyError:
            raise CorpusError(f"{where}: each line needs a text in 'text'.") from None
        except (ValueError, TypeError, AttributeError) as wrong:
            raise CorpusError(f"{where}: {wrong}.") from None
    return stories
