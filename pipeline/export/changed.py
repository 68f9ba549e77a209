"""Tables that somebody changed since they were written: they are moved aside before new ones take their place.

Beside the tables of a folder lies ``.tables.json`` with the digest of each as it was written. What is not as it says was changed by
hand, in whatever way, or written by somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from pipeline.files import whole

_NOTES = ".tables.json"


def move_changed_aside(paths: Iterable[Path]) -> list[Path]:
    """Rename those that are there and not as they were written. Returns where they lie now."""
    return [_aside(path) for path in paths if path.exists() and _noted(path.parent).get(path.name) != _digest(path)]


def note_written(paths: Iterable[Path]) -> None:
    """Remember these tables as they are now."""
    for path in paths:
        notes = _noted(path.parent) | {path.name: _digest(path)}
        with whole(path.with_name(_NOTES)) as unfinished:
            unfinished.write_text(json.dumps(notes, indent=1, sort_keys=True), encoding="utf-8")


def _noted(folder: Path) -> dict[str, str]:
    try:
        notes = json.loads((folder / _NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _aside(path: Path) -> Path:
    return path.rename(path.with_name(f"{path.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}"))
