"""The leads as tasks for Label Studio, doccano and Prodigy. A span's label is its group and role: ``ASN:terduga``.

Every task carries the address of the story and the SHA-256 of its text, by which annotations are laid back on it. It shows what
stands: the model's status and roles, or the analyst's where one decided.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.export.changed import Into
from pipeline.export.rows import Lead
from pipeline.files import whole
from pipeline.records import Status


def countable(text: str) -> str:
    """The text with a box in the place of each sign that tools count differently, so that offsets mean the same in all of them.

    Such are emoji and whatever else UTF-16 writes in two parts, marks that join the letter before, and signs without a shape.
    """
    return "".join("□" if sign > "\uffff" or unicodedata.category(sign) in _JOINING else sign for sign in text)


_JOINING = {"Mn", "Me", "Mc", "Cf"}


def _status(lead: Lead) -> Status | None:
    return lead.decided if _decider(lead) else lead.assessment.status


def _decider(lead: Lead) -> str:
    """Who decided on the story, and not only noted something; empty where nobody did."""
    return lead.review.decider if lead.review and lead.review.decides else ""


def _about(lead: Lead) -> dict[str, str]:
    article = lead.article
    shown = {"url": article.url, "title": article.title, "sha256": article.text_hash, "version": lead.version}
    return shown | {"shown_status": _status(lead) or "", "decided_by": _decider(lead)}


def label_studio(lead: Lead) -> dict[str, Any]:
    """A task with a prediction; the label config names the controls ``label``, ``status`` and the object ``text``."""
    text = countable(lead.article.text)
    spans = [
        {
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": m.start, "end": m.end, "text": text[m.start : m.end], "labels": [f"{m.group}:{m.role}"]},
        }
        for m in lead.standing.mentions
    ]
    status = [
        {"from_name": "status", "to_name": "text", "type": "choices", "value": {"choices": [shown]}}
        for shown in [_status(lead)]
        if shown
    ]
    return {
        "data": _about(lead) | {"text": text},
        "predictions": [{"model_version": lead.assessment.model, "result": [*spans, *status]}],
    }


def doccano(lead: Lead) -> dict[str, Any]:
    """A line of JSONL for sequence labelling; what is not ``text`` or ``label`` comes back as it went."""
    labels = [[m.start, m.end, f"{m.group}:{m.role}"] for m in lead.standing.mentions]
    return {"text": countable(lead.article.text), "label": labels, "status": _status(lead) or ""} | _about(lead)


def prodigy(lead: Lead) -> dict[str, Any]:
    """A line of JSONL for ``ner.manual`` and ``choice``."""
    spans = [{"start": m.start, "end": m.end, "label": f"{m.group}:{m.role}"} for m in lead.standing.mentions]
    status = _status(lead)
    return {
        "text": countable(lead.article.text),
        "spans": spans,
        "accept": [status] if status else [],
        "meta": _about(lead),
    }


TOOLS: dict[str, Callable[[Lead], dict[str, Any]]] = {
    "label-studio": label_studio,
    "doccano": doccano,
    "prodigy": prodigy,
}


def write_tasks(path: Path, tool: str, leads: Iterable[Lead], into: Into = whole) -> int:
    """Write the tasks of one tool: a JSON array for Label Studio, JSON lines for the others. Returns how many."""
    tasks = [json.dumps(TOOLS[tool](lead), ensure_ascii=False) for lead in leads]
    text = "[\n" + ",\n".join(tasks) + "\n]\n" if tool == "label-studio" else "".join(f"{task}\n" for task in tasks)
    with into(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    return len(tasks)
