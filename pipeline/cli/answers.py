"""Assessments as the JSON objects that ``netralitas classify`` prints, for one story or for many, on one process or several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.failures import hint
from pipeline.records import Assessment
from pipeline.workers import spread

if TYPE_CHECKING:
    from pipeline.assess import Model

Line = tuple[int, str]
"""A line of a file with its number."""


def as_object(assessment: Assessment) -> dict[str, object]:
    """One assessment as the JSON object that ``--json`` prints."""
    from pipeline.assess.doubt import meaning

    return {
        "status": assessment.status,
        "probability": round(assessment.probability, 4),
        "probabilities": {status: round(value, 4) for status, value in assessment.probabilities.items()},
        "flagged": assessment.flagged,
        "flagged_probability": round(assessment.flagged_probability, 4),
        "bentuk": list(assessment.bentuk),
        "mentions": [
            {"text": m.text, "start": m.start, "end": m.end, "group": m.group, "role": m.role, "person": m.person}
            for m in assessment.mentions
        ],
        "evidence": [
            {"text": e.text, "start": e.start, "end": e.end, "reasons": list(e.reasons)} for e in assessment.evidence
        ],
        "pemilihan": assessment.pemilihan,
        "pasal": list(assessment.pasal),
        "bantahan": assessment.bantahan,
        "considerations": [{"text": c.text, "weight": c.weight} for c in assessment.considerations],
        "uncertain": assessment.uncertain,
        "doubts": [{"code": doubt, "text": meaning(doubt)} for doubt in assessment.doubts],
        "model": assessment.model,
    }


def law(assessment: Assessment, published: date | None = None) -> dict[str, object]:
    """The rules that may apply, as they stand in that object."""
    from pipeline.assess.law import legal_basis

    return {
        "dasar_hukum": [
            {
                "pasal": rule.pasal,
                "isi": rule.isi,
                "sanksi_menurut_teks": rule.sanksi,
                "keyakinan": rule.keyakinan,
                "sumber": rule.sumber,
            }
            for rule in legal_basis(assessment, published)
        ]
    }


def where(title: str, text: str, place: str | None = None) -> dict[str, object]:
    """The region of a story as it stands in that object: its official code (null for the whole country) and name."""
    from pipeline.places import region_of

    region = region_of(title, text, place)
    return {"wilayah": {"code": region.code, "name": region.name} if region else None}


def _answer(numbered: Line, model: Model) -> tuple[dict[str, object], bool]:
    """The object for one line of JSON lines, and whether it went well."""
    number, line = numbered
    name: object = number
    try:
        row = json.loads(line)
        if isinstance(row, dict):
            name = row.get("id", number)
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError("bad-line", f"line {number}: each line must be an object with a text in 'text'.")
        title = str(row.get("title") or "")
        assessment = model.assess(row["text"], title)
        return {"id": name} | where(title, row["text"]) | as_object(assessment) | law(assessment), True
    except InputError as problem:
        return {"id": name, "error": {"code": problem.code, "message": str(problem)}}, False
    except (ValueError, RecursionError) as broken:
        return {"id": name, "error": {"code": "bad-line", "message": f"line {number} is no JSON: {broken}"}}, False


def _died(numbered: Line) -> tuple[dict[str, object], bool]:
    code = "worker-died"
    return {"id": numbered[0], "error": {"code": code, "message": f"line {numbered[0]}: {hint(code)}"}}, False


def answers(lines: Iterable[str], folder: Path | None, jobs: int = 1) -> Iterator[tuple[dict[str, object], bool]]:
    """For each line of JSON lines its object, and whether it went well; in order, as soon as each is known.

    With several ``jobs`` the lines go to that many processes in batches, and no more are read than these can take.
    """
    from pipeline.assess import load_model

    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    for _, answer in spread(partial(_answer, model=load_model(folder)), numbered, jobs, _died):
        yield answer
