"""Annotations of Label Studio, doccano and Prodigy as decisions: the status and the roles of mentions.

An annotation is laid only on the text it was made on, and each span has to say what stands there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.export.rows import read_version
from pipeline.records import Article, Assessment, Group, Mention, Review, Role, Status
from pipeline.review.sheets import Refused
from pipeline.store import Proposal

Told = Callable[[str], tuple[Article, Assessment]]
"""From an address to the story in the store; raises :class:`InputError`."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated text. ``about``: what the task said of its story. ``spans``: start, end and label (``ASN:terduga``)."""

    tool: str
    about: dict[str, str]
    spans: tuple[tuple[int, int, str], ...]
    status: str | None
    annotator: str | None


def _label_studio(task: dict[str, Any]) -> Iterator[Annotation]:
    for done in task.get("annotations") or ():
        if done.get("was_cancelled"):
            continue
        values = [(one["type"], one["value"]) for one in done["result"]]
        spans = tuple((v["start"], v["end"], v["labels"][0]) for kind, v in values if kind == "labels")
        status = next((v["choices"][0] for kind, v in values if kind == "choices"), None)
        by = done.get("completed_by")
        name = by.get("email") if isinstance(by, dict) else by and f"label-studio {by}"
        yield Annotation("label-studio", task["data"], spans, status, name)


def _doccano(line: dict[str, Any]) -> Iterator[Annotation]:
    entities = line.get("entities")  # where the project also marks relations
    found = (
        line.get("label", line.get("labels"))
        if entities is None
        else ((one["start_offset"], one["end_offset"], one["label"]) for one in entities)
    )
    spans = tuple((start, end, label) for start, end, label in found)
    yield Annotation("doccano", line, spans, line.get("status"), line.get("annotator"))


def _prodigy(line: dict[str, Any]) -> Iterator[Annotation]:
    if line.get("answer") == "accept":
        spans = tuple((span["start"], span["end"], span["label"]) for span in line.get("spans") or ())
        status = next(iter(line.get("accept") or ()), None)
        yield Annotation("prodigy", line["meta"], spans, status, line.get("_annotator_id"))


def _annotations(task: dict[str, Any]) -> Iterator[Annotation]:
    if "data" in task:
        return _label_studio(task)
    return _prodigy(task) if "meta" in task else _doccano(task)


def _tasks(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if text.lstrip().startswith("["):
            yield from enumerate(json.loads(text), start=1)
        else:
            yield from ((n, json.loads(line)) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
    except (ValueError, RecursionError) as broken:
        raise InputError("bad-line", f"bad-line: {path.name} is no export of a label tool ({broken}).") from None


def _marked(found: Annotation, article: Article, assessment: Assessment) -> tuple[Mention, ...]:
    """The mentions as they were annotated; a phrase the program knows keeps the person beside it."""
    known = {(m.start, m.end): m.person for m in assessment.mentions}
    marked = []
    for start, end, label in sorted(found.spans):
        group, _, role = label.partition(":")
        if group not in set(Group) or role not in set(Role):
            known = f"groups are {', '.join(Group)}, roles {', '.join(Role)}"
            raise ValueError(f"the label {label!r} is no group and role, such as ASN:terduga; {known}")
        if not 0 <= start < end <= len(article.text) or (marked and start < marked[-1].end):
            raise ValueError(f"the phrase at {start} to {end} lies outside the text or over another")
        marked.append(Mention(article.text[start:end], start, end, Group(group), Role(role), known.get((start, end))))
    return tuple(marked)


def _decision(found: Annotation, story: Told, by: str, batch: str, now: datetime) -> Review:
    article, assessment = story(found.about["url"])
    if found.about["sha256"] != article.text_hash:
        raise ValueError("the text has changed since; label it again")
    if found.status and found.status not in set(Status):
        raise ValueError(f"the status {found.status!r} is none of {', '.join(Status)}")
    marked = _marked(found, article, assessment)
    plain = [replace(m, role=Role.LAIN) for m in marked] == [replace(m, role=Role.LAIN) for m in assessment.mentions]
    roles = {m.start: m.role for m, old in zip(marked, assessment.mentions, strict=plain) if m.role is not old.role}
    return Review(
        url=article.url,
        model=assessment.model,
        verdict=None,
        reviewer=found.annotator or by,
        decided_at=now,
        status=Status(found.status) if found.status else None,
        roles=tuple(roles.items()) if plain else (),
        origin=found.tool,
        batch=batch,
        mentions=None if plain else marked,
    )


def read_annotations(
    path: Path, story: Told, by: str, batch: str, now: datetime
) -> tuple[list[Proposal], list[Refused]]:
    """The decisions in an export of a label tool, and the tasks that cannot be taken, by number.

    Where somebody marked other phrases than the program found, all of theirs are kept. Of two annotations of one
    story the last one counts. Raises :class:`InputError` where the file is no such export.
    """
    taken: dict[str, Proposal] = {}
    refused = []
    for number, task in _tasks(path):
        try:
            for found in _annotations(task):
                review = _decision(found, story, by, batch, now)
                said = frozenset({"roles", "status"} if review.status else {"roles"})
                _, seen = read_version(found.about.get("version") or "")
                taken[review.url] = Proposal(review, number, said, seen, found.about["sha256"])
        except InputError as unknown:
            refused.append((number, str(unknown)))
        except ValueError as problem:
            refused.append((number, str(problem)))
        except (KeyError, TypeError, AttributeError, IndexError) as missing:
            refused.append((number, f"this is no task of Label Studio, doccano or Prodigy ({missing!r})"))
    return list(taken.values()), refused


def is_annotations(path: Path) -> bool:
    """Whether a file is meant as an export of a label tool, by its name."""
    return path.suffix.lower() in {".json", ".jsonl"}
