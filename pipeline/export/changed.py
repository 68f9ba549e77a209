"""Tables that somebody changed since they were written: they are moved aside right before new ones take their place.

Beside the tables of a folder lies ``.tables.json`` with the digest of each as it was written. What is not as it says was changed by
hand, in whatever way, or written by somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from pipeline.files import whole

_NOTES = ".tables.json"
Into = Callable[[Path], AbstractContextManager[Path]]
"""From a path to the file to write, which takes its place when it is finished, as :func:`pipeline.files.whole`."""


def keeping_changes(moved: Callable[[Path], None]) -> Into:
    """As ``whole``, but what somebody changed is renamed; ``moved`` hears where it lies now."""

    @contextmanager
    def into(path: Path) -> Iterator[Path]:
        path = path.resolve()  # through a link, whose file it is that changes
        with whole(path) as unfinished:
            yield unfinished
            if path.exists() and _noted(path.parent).get(path.name) != _digest(path):
                moved(_aside(path))
            _note(path, _digest(unfinished))

    return into


def _note(path: Path, digest: str) -> None:
    notes = _noted(path.parent) | {path.name: digest}
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
