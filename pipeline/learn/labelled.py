"""Labelled articles from outside the corpus: JSON lines, a corpus file or folder."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pipeline.counted import counted
from pipeline.errors import CorpusError
from pipeline.language import normalise
from pipeline.learn.calibrate import StoryOfFeed
from pipeline.learn.corpus import LabelledArticle, member, read_corpus, read_file
from pipeline.records import Bentuk, Group, Mention, Role, Status
from pipeline.shipped import read_lines

_E = TypeVar("_E", Bentuk, Group)
_LISTS = ("terduga", "bentuk", "mentions", "diimbau")
"""Fields that hold lists; the last is told by the mentions."""
_FIELDS = frozenset(
    {*_LISTS, "status", "text", "title", "id", "outlet", "origin", "labeller", "labelled_at", "sha256", "partial"}
)
_WORDS = frozenset(word.casefold() for word in {*Status, *Role, *Bentuk, *Group} - {"lain"})
_MARKED = ("start", "end", "text", "group", "role")


_TABLES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".ods"})


def _refuse_table(path: Path) -> None:
    if path.suffix.casefold() in _TABLES:
        raise CorpusError(
            f"{path.name} is a table. Take its verdicts in with 'netralitas review import', then let 'netralitas review labels > labels.jsonl' "
            "write them as labels, and give that file."
        )


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
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


def _words(row: dict[str, Any], field: str, where: str, needed: bool = False) -> str:
    """What a field says; empty where it is not there, unless it is ``needed``."""
    value = row.get(field)
    if needed and value is None:
        raise CorpusError(f"{where}: the field '{field}' is missing; each line needs text and status.")
    if not isinstance(value, str | None):
        raise CorpusError(f"{where}: '{field}' holds {value!r}; write it in quotes, as text.")
    if needed and not (value or "").strip():
        raise CorpusError(f"{where}: '{field}' is empty. Write it, or take the line out.")
    return value or ""


def _yes(row: dict[str, Any], field: str, where: str) -> bool:
    """Whether a field says yes; no where it is not there."""
    value = row.get(field)
    if not isinstance(value, bool | None):
        raise CorpusError(f"{where}: '{field}' holds {value!r}; write true or false, without quotes.")
    return bool(value)


def _several(kind: type[_E], row: dict[str, Any], field: str, where: str) -> frozenset[_E] | None:
    """The labels in a list; ``None`` where nobody said any."""
    value = row.get(field)
    if value is None:
        return None
    if not isinstance(value, list):
        raise CorpusError(
            f"{where}: '{field}' holds {value!r}; write a list, such as [\"{next(iter(kind))}\"], or [] for none."
        )
    return frozenset(member(kind, one, where) for one in value)


def _mentions(row: dict[str, Any], where: str, text: str) -> tuple[Mention, ...] | None:
    """The marked mentions, in order; ``None`` where nobody marked any."""
    marked = row.get("mentions")
    if marked is None:
        return None
    if not isinstance(marked, list):
        raise CorpusError(
            f"{where}: 'mentions' holds {marked!r}; write a list, [] for none, or null where nobody marked any."
        )
    found = sorted((_mention(one, f"{where}, mention {n}", text) for n, one in enumerate(marked, 1)), key=_start)
    for one, other in pairwise(found):
        if other.start < one.end:
            raise CorpusError(
                f"{where}: the mentions {one.text!r} and {other.text!r} lie over each other. Keep one of them."
            )
    return tuple(found)


def _start(mention: Mention) -> int:
    return mention.start


def _mention(one: object, where: str, text: str) -> Mention:
    """One marked mention, which has to say what stands there."""
    if not isinstance(one, dict):
        raise CorpusError(f"{where}: {one!r} is none; it needs {', '.join(_MARKED)}.")
    if missing := [field for field in _MARKED if one.get(field) is None]:
        raise CorpusError(f"{where}: the field '{missing[0]}' is missing; it needs {', '.join(_MARKED)}.")
    if strange := sorted(one.keys() - {*_MARKED, "person"}):
        raise CorpusError(
            f"{where}: the field '{strange[0]}' is not known here. A mention has {', '.join(_MARKED)} and may have person; "
            "rename it as these, or take it out."
        )
    start, end, said = one["start"], one["end"], _words(one, "text", where, needed=True)
    if not (type(start) is type(end) is int and 0 <= start < end):
        raise CorpusError(
            f"{where}: 'start' and 'end' are {start!r} and {end!r}; they count the signs of the text from 0."
        )
    if text[start:end] != said:
        raise CorpusError(
            f"{where}: {said!r} does not stand at {start} to {end}, but {text[start:end]!r}; the text has changed since. Label it again."
        )
    group, role = member(Group, one["group"], where), member(Role, one["role"], where)
    return Mention(said, start, end, group, role, _words(one, "person", where) or None)


def _refuse_strange(row: dict[str, Any], where: str, lists: bool = False) -> None:
    """Refuse what may be labels, as a file of another scheme has them: lists, objects and words of the label scheme under names that are not known,
    names that mean labels, and known names in another spelling. ``lists``: lists and objects may stand there, such as the tags of a feed."""
    for name, value in sorted(row.items()):
        spelt = name.strip().casefold()
        if name in _FIELDS or value in (None, "", [], {}):
            continue
        if spelt in _FIELDS:
            raise CorpusError(f"{where}: the field '{name}' is not known here. Write it '{spelt}', or take it out.")
        told = lists and isinstance(value, list | dict)
        if spelt in read_lines("label_names.txt") | _WORDS or (not told and _may_be_label(value)):
            raise CorpusError(
                f"{where}: the field '{name}' is not known here, and may hold labels that would be lost. Labels stand in "
                f"status, {', '.join(_LISTS[:3])} (roles in mentions); rename it as these, or take it out."
            )


def _may_be_label(value: object) -> bool:
    """Whether a value holds a list, an object, or nothing but words of the label scheme."""
    if isinstance(value, list | dict):
        return bool(value)
    words = set(re.findall(r"\w+", value.casefold())) - {"dan"} if isinstance(value, str) else set()
    return bool(words) and words <= _WORDS


def _outside_article(row: dict[str, Any], where: str) -> LabelledArticle:
    _refuse_strange(row, where)
    text = normalise(_words(row, "text", where, needed=True))
    article = LabelledArticle(
        id=str(row.get("id") or where),
        title=normalise(_words(row, "title", where)),
        text=text,
        status=member(Status, _words(row, "status", where, needed=True), where),
        bentuk=_several(Bentuk, row, "bentuk", where),
        terduga=_several(Group, row, "terduga", where),
        outlet=_words(row, "outlet", where),
        mentions=_mentions(row, where, text),
        writer=_words(row, "origin", where),
        labeller=_words(row, "labeller", where),
        labelled_at=_words(row, "labelled_at", where),
        partial=_yes(row, "partial", where),
        where=where,
    )
    if row.get("sha256", article.text_hash) != article.text_hash:
        raise CorpusError(f"{where}: the text of {article.id} has changed since it was labelled. Label it again.")
    return article if article.flagged else replace(article, bentuk=frozenset())


def as_row(article: LabelledArticle) -> dict[str, Any]:
    """The same as one JSON object, as 'netralitas review labels' prints it."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "status": article.status,
        "terduga": article.terduga if article.terduga is None else sorted(article.terduga),
        "bentuk": article.bentuk if article.bentuk is None else sorted(article.bentuk),
        "mentions": None if article.mentions is None else list(map(asdict, article.mentions)),
        "outlet": article.outlet,
        "labeller": article.labeller,
        "labelled_at": article.labelled_at,
        "origin": article.writer,
        "sha256": article.text_hash,
    } | ({"partial": True} if article.partial else {})


def marks(article: LabelledArticle) -> frozenset[tuple[int, int, Group, Role]] | None:
    """What was marked, to be compared; ``None`` where nobody marked any."""
    if article.mentions is None:
        return None
    return frozenset((m.start, m.end, m.group, m.role) for m in article.mentions)


def by_text(articles: Iterable[LabelledArticle]) -> dict[str, LabelledArticle]:
    """The articles by the SHA-256 of their text.

    Raises :class:`CorpusError` where one text is labelled twice and otherwise; labels that are alike count once, each telling what the other leaves open.
    """
    found: dict[str, LabelledArticle] = {}
    for new in articles:
        old = found.setdefault(new.text_hash, new)
        forms = {old.bentuk, new.bentuk} - {None}
        if old.status is not new.status or not _go_together(old, new) or len(forms) > 1 or accuse_otherwise(old, new):
            said = " and ".join(f"{_told(a)} by {a.labeller or a.writer or 'somebody'}" for a in (old, new))
            places = "; ".join(a.where or a.id for a in (old, new))
            raise CorpusError(
                f"{new.id} is labelled twice, {said}, with other labels ({places}). Let 'netralitas agreement' show where two "
                "labellers differ, settle it, and give the settled file (accused groups without mentions: write them alike)."
            )
        fuller = new if old.mentions is None or (old.partial and new.mentions is not None) else old
        found[new.text_hash] = replace(
            fuller,
            mentions=_all_marked(old, new),
            bentuk=next(iter(forms), None),
            terduga=new.terduga if old.terduga is None else old.terduga,
        )
    return found


def accuse_otherwise(one: LabelledArticle, other: LabelledArticle) -> bool:
    """Whether two labels say different accused groups."""
    return None not in (one.terduga, other.terduga) and one.terduga != other.terduga


def _go_together(one: LabelledArticle, other: LabelledArticle) -> bool:
    """Whether the mentions of two labels say nothing different; of a partial one only what it tells counts."""
    first, second = marks(one), marks(other)
    if first is None or second is None:
        return True
    if one.partial and other.partial:
        return all(one[1] <= other[0] for one, other in pairwise(sorted(first | second)))
    return (first <= second) if one.partial else (second <= first) if other.partial else first == second


def _all_marked(one: LabelledArticle, other: LabelledArticle) -> tuple[Mention, ...] | None:
    """The mentions of two labels that go together."""
    if one.mentions is None or other.mentions is None:
        return other.mentions if one.mentions is None else one.mentions
    return tuple(sorted({(m.start, m.end): m for m in (*one.mentions, *other.mentions)}.values(), key=_start))


def _told(article: LabelledArticle) -> str:
    said = ", ".join([*sorted(article.bentuk or ()), *(f"{group} accused" for group in sorted(article.terduga or ()))])
    return f"{article.status}{f' ({said})' if said else ''}"


def read_labelled(path: Path) -> list[LabelledArticle]:
    """Labelled articles from a corpus folder, a corpus file, or JSON lines.

    JSON lines hold ``text`` and ``status``, and may hold ``id``, ``title``, ``outlet``, ``bentuk``,
    ``terduga`` (the groups that are accused) and ``mentions``, as 'netralitas review labels' prints them. What is missing or null nobody
    said; an empty list says that there is none. Raises :class:`CorpusError` with the line that is wrong.
    """
    if path.is_dir():
        return read_corpus(path)
    if not path.exists():
        raise CorpusError(f"There is no {path}. Give a folder of labelled articles or a file of JSON lines.")
    _refuse_table(path)
    if path.suffix == ".jsonl":
        articles = [_outside_article(row, where) for where, row in _rows(path)]
    else:
        articles = list(read_file(path))
    if not articles:
        raise CorpusError(
            f"{path} holds no articles. 'netralitas review labels' prints what was decided; what gives no label it names."
        )
    return articles


def each_once(articles: Iterable[LabelledArticle]) -> list[LabelledArticle]:
    """The articles, each text once. Raises as :func:`by_text` does."""
    return list(by_text(articles).values())


def together(
    corpus: Sequence[LabelledArticle], labels: Sequence[LabelledArticle], test: Sequence[LabelledArticle]
) -> list[LabelledArticle]:
    """All of both, each text once. Raises as :func:`by_text` does, and where a label is of the frozen ``test``."""
    frozen = {article.text_hash for article in test}
    if held := [label.id for label in labels if label.text_hash in frozen]:
        raise CorpusError(f"{held[0]} is of the test split, which is never trained on. Take it out of the labels.")
    return each_once([*corpus, *labels])


def label_remarks(labels: Sequence[LabelledArticle], few: int = 5) -> Iterator[str]:
    """What to know of one's own labels before training on them: how many of each status, and what is missing."""
    counts = Counter(article.status for article in labels)
    yield f"{counted(len(labels), 'label')}: " + ", ".join(f"{status} {counts[status]}" for status in Status)
    if len(counts) == 1:
        yield (
            f"All of them are {labels[0].status}: the model will lean towards it. Label other kinds too ('netralitas sample' chooses some)."
        )
    elif rare := [status for status in Status if counts[status] < few]:
        yield f"Fewer than {few} labels of {', '.join(rare)}: on these the model will learn little of your news."


def read_stories(path: Path) -> list[StoryOfFeed]:
    """Stories of a feed from JSON lines: ``text``, and where known ``title``; those with labels as for :func:`read_labelled`.

    Raises :class:`CorpusError` with the line that is wrong, and where one text is labelled twice and otherwise.
    """
    _refuse_table(path)
    stories, labels = [], []
    for where, row in _rows(path):
        if any(row.get(field) not in (None, "", []) for field in ("status", *_LISTS)):
            label = _outside_article(row, where)
            labels.append(label)
            stories.append(StoryOfFeed(label.title, label.text, label.flagged))
        else:
            stories.append(_unlabelled(row, where))
    by_text(labels)
    return stories


def _unlabelled(row: dict[str, Any], where: str) -> StoryOfFeed:
    _refuse_strange(row, where, lists=True)
    text = normalise(_words(row, "text", where))
    if not text:
        raise CorpusError(f"{where}: each line needs a text in 'text'.")
    return StoryOfFeed(normalise(_words(row, "title", where)), text)
