"""netralitas: finds, in Indonesian local news, where officials may have broken their duty of neutrality.

::

    import pipeline

    assessment = pipeline.classify("Bawaslu menerima laporan dugaan …", title="Camat Dilaporkan …")
    assessment.status, assessment.flagged, [m for m in assessment.mentions if m.role == "terduga"]

    frame = pipeline.to_frame(pipeline.classify_many([("judul", "teks"), …]))

What is flagged is a lead for a person to check, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import CorpusError, InputError, ModelError, NetralitasError, SourceFileError
from pipeline.records import (
    FLAGGED,
    Article,
    Assessment,
    Bentuk,
    Consideration,
    Doubt,
    Evidence,
    Failure,
    Group,
    Mention,
    Page,
    Pemilihan,
    Role,
    Status,
)

if TYPE_CHECKING:
    import pandas

    from pipeline.assess import Model

__all__ = [
    "FLAGGED",
    "Article",
    "Assessment",
    "Bentuk",
    "Consideration",
    "CorpusError",
    "Doubt",
    "Evidence",
    "Failure",
    "Group",
    "InputError",
    "Mention",
    "ModelError",
    "NetralitasError",
    "Page",
    "Pemilihan",
    "Role",
    "SourceFileError",
    "Status",
    "classify",
    "classify_many",
    "load_model",
    "to_frame",
]


def load_model(folder: str | None = None) -> Model:
    """The model that ships, or the one in ``folder``.

    Raises:
        ModelError: it is missing, altered, or of another format.
    """
    from pipeline.assess import load_model

    return load_model(folder)


@cache
def _model() -> Model:
    return load_model()


def classify(text: str, title: str = "") -> Assessment:
    """Assess one article with the model that ships, which is loaded once.

    Offsets of mentions and evidence count characters of the normalised text (NFC, ``\\n``).

    Raises:
        InputError: there is no text, or more than a million characters.
    """
    return _model().assess(text, title)


def classify_many(articles: Iterable[tuple[str, str]]) -> Iterator[Assessment]:
    """Assess ``(title, text)`` pairs in order, one by one as they are asked for. Raises as ``classify`` does."""
    return _model().assess_many(articles)


def to_frame(assessments: Iterable[Assessment]) -> pandas.DataFrame:
    """One row for each assessment.

    Columns: ``status``, ``probability``, ``flagged``, ``flagged_probability``, one ``p_STATUS`` for each
    status, ``bentuk`` (list), ``terduga`` (list of groups), ``persons`` (list of the accused named),
    ``evidence`` (list of sentences), ``pemilihan``, ``bantahan``, ``doubts`` (list of codes), ``model``.
    """
    import pandas

    return pandas.DataFrame([_row(assessment) for assessment in assessments])


def _row(assessment: Assessment) -> dict[str, object]:
    accused = [mention for mention in assessment.mentions if mention.role is Role.TERDUGA]
    return {
        "status": assessment.status.value,
        "probability": assessment.probability,
        "flagged": assessment.flagged,
        "flagged_probability": assessment.flagged_probability,
        **{f"p_{status}": value for status, value in assessment.probabilities.items()},
        "bentuk": [form.value for form in assessment.bentuk],
        "terduga": sorted({mention.group.value for mention in accused}),
        "persons": sorted({name for mention in accused for name in mention.persons}),
        "evidence": [part.text for part in assessment.evidence],
        "pemilihan": assessment.pemilihan.value,
        "bantahan": assessment.bantahan,
        "doubts": [doubt.value for doubt in assessment.doubts],
        "model": assessment.model,
    }
