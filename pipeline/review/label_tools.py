"""Annotations of Label Studio, doccano and Prodigy as decisions: the status and the roles of mentions.

An annotation is laid only on the text it was made on, and each span has to say what stands there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.export.label_tools import text_hash
from pipeline.records import Article, Assessment, Review, Role, Status
from pipeline.review.sheets import Refused

Told = Callable[[str], tuple[Article, Assessment]]
"""From an address to the story in the store; raises :class:`InputError`."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated text. ``spans``: start, end and label (``ASN:terduga``)."""

    tool: str
    url: str
    sha256: str
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
        yield Annotation("label-studio", task["data"]["url"], task["data"]["sha256"], spans, status, name)


def _doccano(line: dict[str, Any]) -> Iterator[Annotation]:
    spans = tuple((start, end, label) for start, end, label in line.get("label", line.get("labels")))
    yield Annotation("doccano", line["url"], line["sha256"], spans, line.get("status"), line.get("annotator"))


def _prodigy(line: dict[str, Any]) -> Iterator[Annotation]:
    if line.get("answer") == "accept":
        spans = tuple((span["start"], span["end"], span["label"]) for span in line.get("spans") or ())
        meta, status = line["meta"], next(iter(line.get("accept") or ()), None)
        yield Annotation("prodigy", meta["url"], meta["sha256"], spans, status, line.get("_annotator_id"))


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


def _decision(found: Annotation, story: Told, by: str, batch: str, now: datetime) -> Review:
    article, assessment = story(found.url)
    if found.sha256 != text_hash(article.text):
        raise ValueError("the text has changed since; label it again")
    if found.status and found.status not in set(Status):
        raise ValueError(f"the status {found.status!r} is none of {', '.join(Status)}")
    roles = {}
    at = {(m.start, m.end): m for m in assessment.mentions}
    for start, end, label in found.spans:
        group, _, role = label.partition(":")
        mention = at.get((start, end))
        if mention is None or mention.group != group or role not in set(Role):
            raise ValueError(
                f"{article.text[start:end]!r} as {label!r} is no mention the program knows with that group"
            )
        if mention.role != role:
            roles[start] = Role(role)
    return Review(
        url=found.url,
        model=assessment.model,
        verdict=None,
        reviewer=found.annotator or by,
        decided_at=now,
        status=Status(found.status) if found.status else None,
        roles=tuple(sorted(roles.items())),
        origin=found.tool,
        batch=batch,
    )


def read_annotations(path: Path, story: Told, by: str, batch: str, now: datetime) -> tuple[list[Review], list[Refused]]:
    """The decisions in an export of a label tool, and the tasks that cannot be taken, by number.

    A span the program did not find itself refuses its task: such a one belongs in the corpus. Of two annotations of one
    story the last one counts. Raises :class:`InputError` where the file is no such export.
    """
    taken: dict[str, Review] = {}
    refused = []
    for number, task in _tasks(path):
        try:
            for found in _annotations(task):
                taken[found.url] = _decision(found, story, by, batch, now)
        except InputError as unknown:
            refused.append(Refused(number, str(unknown)))
        except ValueError as problem:
            refused.append(Refused(number, str(problem)))
        except (KeyError, TypeError, AttributeError, IndexError) as missing:
            refused.append(Refused(number, f"this is no task of Label Studio, doccano or Prodigy ({missing!r})"))
    return list(taken.values()), refused


def is_annotations(path: Path) -> bool:
    """Whether a file is meant as an export of a label tool, by its name."""
    return path.suffix.lower() in {".json", ".jsonl"}
