"""Which model counts when nobody names one.

One ships with the package and is never written to. A promoted model is copied under its own name, which holds a digest of its
numbers, into ``promoted/`` of the folder of one's own models, and a line is added to ``promoted/log.jsonl``; the log alone says which
model counts, so that promoting and going back each change one file, at once or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from shutil import copytree, rmtree
from uuid import uuid4

from pipeline.errors import ModelError
from pipeline.files import whole

FOLDER = "NETRALITAS_MODELS"
"""The environment variable that names the folder of one's own models."""
KEPT = "promoted"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the log. ``kind``: ``promote`` or ``rollback``. ``model``: its name, ``""`` for the one that ships.

    ``at``: when, ISO 8601 in UTC. ``because``: why, as told. ``against``: what spoke against it and was overruled.
    """

    kind: str
    model: str
    at: str
    by: str
    because: str = ""
    against: tuple[str, ...] = ()


def read_log(models: Path) -> list[Step]:
    """Every promotion and rollback, oldest first. Raises :class:`ModelError` where the log cannot be read."""
    path = models / KEPT / LOG
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except UnicodeDecodeError:
        raise ModelError(
            f"{path} cannot be read: it is no text. Go back to a copy of it, or name a model with --model."
        ) from None
    return [_step(line, f"{path} cannot be read: line {number}") for number, line in enumerate(lines, 1)]


def _step(line: str, where: str) -> Step:
    try:
        row = json.loads(line)
        step = Step(**row | {"against": tuple(row["against"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        step = None
    if not step or not all(isinstance(told, str) for told in (step.kind, step.model, *step.against)):
        raise ModelError(
            f"{where} is no promotion as this program writes them. Mend it or take it out, or name a model with --model."
        )
    return step


def _standing(log: Sequence[Step]) -> list[str]:
    """The models that count or counted, each over the one it replaced; the last one counts."""
    names = [""]
    for step in log:
        if step.kind == "promote":
            names.append(step.model)
        elif len(names) > 1:
            names.pop()
    return names


def shipped_folder() -> Path:
    """The model that ships: in the package, or beside it in a checkout."""
    package = Path(str(files("pipeline")))
    packaged = package / "models"
    return (packaged if packaged.is_dir() else package.parent / "models") / "default"


def models_folder() -> Path:
    """The folder of one's own models: as the environment names it, else ``models`` where the command is called."""
    return Path(os.environ.get(FOLDER) or "models")


def folder_of(models: Path, name: str) -> Path:
    """Where a promoted model is kept; the one that ships where the name is empty."""
    return models / KEPT / name if name else shipped_folder()


def promoted_folder(models: Path) -> Path:
    """The folder of the model that counts."""
    return folder_of(models, _standing(read_log(models))[-1])


def before(models: Path) -> str:
    """The name of the model that counted before the one that counts now.

    Raises :class:`ModelError` where there is none.
    """
    names = _standing(read_log(models))
    if len(names) < 2:
        raise ModelError("The model that ships counts; there is none before it to go back to.")
    return names[-2]


def refuse_kept(folder: Path) -> None:
    """Raises :class:`ModelError` where a folder is that of the model that ships, or lies among those that were promoted."""
    place, kept = folder.resolve(), (models_folder() / KEPT).resolve()
    if place == shipped_folder().resolve() or place == kept or kept in place.parents:
        raise ModelError(
            f"{folder} is not yours to write: what ships or was promoted stays as it is. Give another --out."
        )


def keep_copy(models: Path, folder: Path, name: str) -> Path:
    """Copy a model under its name, whole or not at all; returns where it is kept."""
    kept = folder_of(models, name)
    if not kept.exists():
        part = kept.with_name(f".{uuid4().hex}")
        try:
            copytree(folder, part)
            part.rename(kept)
        finally:
            rmtree(part, ignore_errors=True)
    return kept


def add(models: Path, step: Step) -> None:
    """Add a line to the log; from then on it counts."""
    path = models / KEPT / LOG
    lines = path.read_text(encoding="utf-8") if path.exists() else ""
    with whole(path) as unfinished:
        unfinished.write_text(f"{lines}{json.dumps(asdict(step), ensure_ascii=False)}\n", encoding="utf-8")
