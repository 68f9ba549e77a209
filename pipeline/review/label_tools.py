"""Annotations of Label Studio, doccano and Prodigy as decisions: the status and the roles of mentions.

An annotation is laid only on the text it was made on. What it leaves as it was shown says nothing, except that whoever submits a
story on which nobody decided yet, and chooses the status of the model, judges it right. One without any phrase says nothing of phrases,
because tools write the same for somebody who took them all away and for somebody who was never shown them; only the JSON of Label Studio
tells who began from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.export.label_tools import countable
from pipeline.export.rows import read_version
from pipeline.export.tables import clean
from pipeline.records import Article, Assessment, Group, Mention, Review, Role, Status, Verdict
from pipeline.store import Proposal, Refused

Told = Callable[[str], tuple[Article, Assessment]]
"""From an address to the story in the store; raises :class:`InputError`."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated text. ``about``: what the task said of its story. ``spans``: start, end and label (``ASN:terduga``).

    ``quotes``: what the tool says stands at each span, where it tells. ``submitted``: somebody looked and sent it off. ``at``: when,
    in ISO 8601 or in seconds, where the tool tells. Who ``skipped`` a text marks nothing and gives no status. ``began_marked``: the tool
    tells that phrases stood there when it was begun, so that where none is left somebody took them away.
    """

    tool: str
    text: str
    about: dict[str, str]
    spans: tuple[tuple[int, int, str], ...]
    status: str | None
    annotator: str | None
    submitted: bool
    quotes: tuple[str | None, ...] = ()
    at: str | float | None = None
    skipped: bool = False
    began_marked: bool = False

    @property
    def silent(self) -> bool:
        """Whether it holds no phrases, and leaves open whether somebody took them away."""
        return not (self.spans or self.began_marked or self.skipped)


_ABOUT = ("url", "sha256", "version", "shown_status", "decided_by")
"""What a task says of its story, and is read here."""


def _about(said: Any) -> dict[str, str]:
    """What a task says of its story; raises :class:`ValueError` where that is no text."""
    if not isinstance(said, dict):
        raise ValueError(f"what the task says of its story is {said!r}; give it back as it was exported")
    about = {name: said[name] for name in _ABOUT if said.get(name) is not None}
    for name, value in about.items():
        if not isinstance(value, str):
            raise ValueError(f"{name!r} of the task is {value!r}, which is no text; give it back as it was exported")
    return {name: clean(value) for name, value in about.items()}


def _label_studio(task: dict[str, Any]) -> Iterator[Annotation]:
    for done in task.get("annotations") or ():
        skipped = bool(done.get("was_cancelled"))
        result = () if skipped else done["result"]
        values = [(one["type"], one["value"]) for one in result if "value" in one]  # a relation has none
        marked = [value for kind, value in values if kind == "labels"]
        quotes = tuple(value.get("text") for value in marked)
        status = next((", ".join(v["choices"]) for kind, v in values if kind == "choices"), None)
        by = done.get("completed_by")
        name = by.get("email") if isinstance(by, dict) else by and f"label-studio {by}"
        data, at, began_marked = task["data"], done.get("updated_at"), not skipped and _began_marked(done, task)
        yield Annotation(
            "label-studio",
            data["text"],
            _about(data),
            _spans(marked),
            status,
            name,
            submitted=True,
            quotes=quotes,
            at=at,
            skipped=skipped,
            began_marked=began_marked,
        )


def _began_marked(done: dict[str, Any], task: dict[str, Any]) -> bool:
    """Whether an annotation was begun from one with phrases, of the model or of somebody; "+" begins from none."""
    if by_model := done.get("parent_prediction"):
        shown = _with_id(by_model, (done.get("prediction"), *(task.get("predictions") or ())))
        return shown is None or _has_phrases(shown)  # where the export leaves it out it is the one we gave
    if by_somebody := done.get("parent_annotation"):
        shown = _with_id(by_somebody, task["annotations"])
        return shown is not None and (_has_phrases(shown) or bool(shown.get("parent_prediction")))
    return False


def _with_id(number: Any, among: Iterable[Any]) -> dict[str, Any] | None:
    return next((one for one in among if isinstance(one, dict) and one.get("id") == number), None)


def _has_phrases(annotated: dict[str, Any]) -> bool:
    return any(one["type"] == "labels" for one in annotated["result"])


def _label_studio_min(row: dict[str, Any]) -> Iterator[Annotation]:
    """A row of JSON-MIN, in which the controls lie flat beside the data."""
    if row["annotation_id"] is None:  # nobody annotated it, and all tasks were asked for
        return
    marked = row.get("label") or []
    quotes, by = tuple(value.get("text") for value in marked), row.get("annotator")
    name = by if isinstance(by, str) else by and f"label-studio {by}"
    yield Annotation(
        "label-studio",
        row["text"],
        _about(row),
        _spans(marked),
        row.get("status"),
        name,
        submitted=True,
        quotes=quotes,
        at=row.get("updated_at"),
    )


def _spans(marked: Iterable[dict[str, Any]]) -> tuple[tuple[int, int, str], ...]:
    return tuple((value["start"], value["end"], next(iter(value.get("labels") or ()), "")) for value in marked)


def _doccano(line: dict[str, Any]) -> Iterator[Annotation]:
    entities = line.get("entities")  # where the project also marks relations
    if entities is None:
        found = line["label"] if "label" in line else line["labels"]
    else:
        found = ((one["start_offset"], one["end_offset"], one["label"]) for one in entities)
    spans = tuple((one[0], one[1], one[2]) for one in found)
    text = line["data"] if "data" in line else line["text"]
    yield Annotation("doccano", text, _about(line), spans, line.get("status"), line.get("annotator"), submitted=False)


def _prodigy(line: dict[str, Any]) -> Iterator[Annotation]:
    if "answer" not in line:  # as it was exported
        return
    if line["answer"] == "reject":
        raise ValueError(
            "it was rejected, which does not say what is right; accept it with the right status, or ignore it"
        )
    skipped = line["answer"] != "accept"
    said = {} if skipped else line
    spans = tuple((span["start"], span["end"], span["label"]) for span in said.get("spans") or ())
    status = ", ".join(said.get("accept") or ()) or None
    name, at = line.get("_annotator_id"), line.get("_timestamp")
    about = _about(line["meta"])
    yield Annotation("prodigy", line["text"], about, spans, status, name, submitted=True, at=at, skipped=skipped)


def _annotations(task: Any) -> Iterator[Annotation]:
    if not isinstance(task, dict):
        raise ValueError("this is no task of Label Studio, doccano or Prodigy, but a bare value")
    if isinstance(task.get("data"), dict):
        return _label_studio(task)
    if "annotation_id" in task:
        return _label_studio_min(task)
    return _prodigy(task) if "meta" in task else _doccano(task)


def _tasks(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except ValueError:
        raise _no_export(path) from None
    if text.lstrip().startswith("["):
        yield from enumerate(_json(text, path, 1), start=1)
    else:
        lines = enumerate(text.split("\n"), start=1)
        yield from ((number, _json(line, path, number)) for number, line in lines if line.strip())


def _json(text: str, path: Path, line: int) -> Any:
    """What stands in a text, which begins in this line of its file."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as broken:
        raise InputError(
            "bad-line",
            f"bad-line: {path.name} cannot be read at line {line + broken.lineno - 1}, column {broken.colno}. Export it again from the label tool, as JSON or JSONL.",
        ) from None
    except (ValueError, RecursionError):
        raise _no_export(path) from None


def _no_export(path: Path) -> InputError:
    return InputError(
        "bad-line",
        f"bad-line: {path.name} is no export of a label tool. Export it again from the label tool, as JSON or JSONL.",
    )


def _marked(found: Annotation, article: Article, assessment: Assessment) -> tuple[Mention, ...]:
    """The mentions as they were annotated, or as they are where that is left open; a phrase the program knows keeps the person beside it."""
    known = {(m.start, m.end): m.person for m in assessment.mentions}
    for (start, end, _), quote in zip(found.spans, found.quotes, strict=False):
        if quote is not None and quote != found.text[start:end]:
            raise ValueError(f"at {start} to {end} stands {found.text[start:end]!r}, not {quote!r}")
    marked: list[Mention] = []
    for start, end, label in sorted(found.spans):
        if not label:
            phrase = found.text[start:end]
            raise ValueError(
                f"the phrase {phrase!r} at {start} has no label; give it one or remove it, and export again"
            )
        group, _, role = label.partition(":")
        if group not in set(Group) or role not in set(Role):
            there = f"groups are {', '.join(Group)}, roles {', '.join(Role)}"
            raise ValueError(f"the label {label!r} is no group and role, such as ASN:terduga; {there}")
        if not 0 <= start < end <= len(article.text) or (marked and start < marked[-1].end):
            raise ValueError(f"the phrase at {start} to {end} lies outside the text or over another")
        if (start, end) not in known and _cuts(found.text, start, end):
            raise ValueError(
                f"the phrase {found.text[start:end]!r} at {start} begins or ends within a word or at a space, as where the places have shifted; mark whole words"
            )
        marked.append(Mention(article.text[start:end], start, end, Group(group), Role(role), known.get((start, end))))
    return tuple(marked) if marked or found.began_marked else assessment.mentions


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a phrase begins or ends within a word, or at a space."""
    within = (text[at - 1 : at].isalnum() and text[at : at + 1].isalnum() for at in (start, end))
    return text[start:end] != text[start:end].strip() or any(within)


def _status(found: Annotation, assessment: Assessment, seen: int | None) -> tuple[Verdict | None, Status | None]:
    """The verdict and the corrected status; neither where the annotation says nothing of it."""
    if not found.status:
        return None, None
    if found.status not in set(Status):
        raise ValueError(f"the status {found.status!r} is none of {', '.join(Status)}")
    changed = found.status != found.about.get("shown_status", assessment.status)
    open_yet = not found.about.get("decided_by", seen)
    if not changed and not (found.submitted and open_yet):
        return None, None
    return (Verdict.BENAR, None) if found.status == assessment.status else (None, Status(found.status))


def _proposal(found: Annotation, row: str, story: Told, by: str, batch: str, now: datetime) -> tuple[Proposal, bool]:
    """What an annotation brings, and whether phrases stand of which it leaves open if somebody took them away."""
    article, assessment = story(found.about["url"])
    if found.about["sha256"] != article.text_hash:
        raise ValueError("the text has changed since; label it again")
    if found.text != countable(article.text):
        raise ValueError("the tool gives back another text than it was given; label the text as it was exported")
    _, seen = read_version(found.about.get("version") or "")
    verdict, status = _status(found, assessment, seen)
    marked = _marked(found, article, assessment)
    plain = _phrases(marked) == _phrases(assessment.mentions)
    roles = {m.start: m.role for m, old in zip(marked, assessment.mentions, strict=plain) if m.role is not old.role}
    review = Review(
        url=article.url,
        model=assessment.model,
        verdict=verdict,
        reviewer=clean(str(found.annotator or "")).strip() or by,
        decided_at=_moment(found.at, now),
        status=status,
        roles=tuple(roles.items()) if plain else (),
        origin=found.tool,
        batch=batch,
        mentions=None if plain else marked,
    )
    said = (("verdict", verdict), ("status", status), ("roles", found.spans or found.began_marked))
    says = frozenset(name for name, value in said if value)
    proposal = Proposal(review, row, says, seen, article.text_hash, dated=bool(found.at))
    return proposal, found.silent and bool(assessment.mentions)


def _moment(at: str | float | None, now: datetime) -> datetime:
    """When it was annotated; ``now`` where the tool does not tell, or tells a time to come."""
    if not at:
        return now
    try:
        moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else datetime.fromisoformat(at)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{at!r} is no time at which it may have been annotated; export it again") from None
    return min(now, moment)


def _phrases(mentions: tuple[Mention, ...]) -> list[tuple[int, int, Group]]:
    return [(m.start, m.end, m.group) for m in mentions]


def read_annotations(
    path: Path, story: Told, by: str, batch: str, now: datetime
) -> tuple[list[Proposal], list[Refused], frozenset[str]]:
    """The decisions in an export of a label tool, the tasks that cannot be taken, by number, and the numbers of those without phrases
    that leave open whether somebody took them away.

    Where somebody marked other phrases than the program found, all of theirs are kept. Of two annotations of one
    story what the last one says counts. Raises :class:`InputError` where the file is no such export.
    """
    read: list[Proposal] = []
    refused: list[Refused] = []
    silent: set[str] = set()
    for number, task in _tasks(path):
        annotations: tuple[Annotation, ...] = ()
        with _refusing(str(number), "", refused):
            annotations = tuple(_annotations(task))
        for place, found in enumerate(annotations, start=1):
            row = str(number) if place == 1 else f"{number}.{place}"
            with _refusing(row, str(found.about.get("url", "")), refused):
                proposal, left_open = _proposal(found, row, story, by, batch, now)
                read.append(proposal)
                silent |= {row} if left_open else set()
    return sorted(read, key=lambda one: one.review.decided_at), refused, frozenset(silent)


@contextmanager
def _refusing(row: str, url: str, refused: list[Refused]) -> Iterator[None]:
    """What cannot be read inside is refused, and why; ``url``: of its story, where that is known."""
    stranger = "this is no task of Label Studio, doccano or Prodigy"
    why = ""
    try:
        yield
    except KeyError as missing:
        why = f"{stranger}: it lacks {missing}"
    except (TypeError, AttributeError, IndexError):
        why = f"{stranger}: its phrases or answers are not written as these tools write them; export it again"
    except (InputError, ValueError) as problem:
        why = str(problem)
    if why:
        refused.append((row, f"{url}: {why}" if url else why))


def is_annotations(path: Path) -> bool:
    """Whether a file is meant as an export of a label tool, by its name."""
    return path.suffix.lower() in {".json", ".jsonl"}
