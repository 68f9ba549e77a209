"""One run at a time on one store, and one export at a time into one folder.

The system frees the lock of a process that is gone, whatever ended it; a note beside the lock tells who held it and
since when.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import NetralitasError

_PATIENCE = 30.0
"""Seconds an export waits for another."""


@contextmanager
def one_run(store: Path, say: Callable[[str], None], instead: str = "use --db") -> Iterator[None]:
    """Hold the lock of a store. ``instead``: what else to do where it is held. ``say`` hears where an earlier run ended without finishing.

    Raises :class:`NetralitasError` where another run holds it, with its process and age.
    """
    with _held(store, f"Another run works on {store}", instead) as left:
        if left:
            say(f"The last run ({left}) ended without finishing; taking over from where it stopped.")
        yield


@contextmanager
def one_export(folder: Path) -> Iterator[None]:
    """Hold the lock of the tables in a folder; waits a little for who holds it. Raises as :func:`one_run`."""
    with _held(folder / ".tables", f"Another export writes into {folder}", "write into another folder", _PATIENCE):
        yield


@contextmanager
def _held(path: Path, busy: str, instead: str, patience: float = 0) -> Iterator[str | None]:
    """Hold the lock beside a path. Gives who held it and ended without finishing, or ``None``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    note = path.with_name(f"{path.name}.running")
    try:
        lock = FileLock(path.with_name(f"{path.name}.lock")).acquire(timeout=patience)
    except Timeout:
        raise NetralitasError(
            f"{busy} ({_holder(note)}). Wait until it is done, or stop that process, or {instead}."
        ) from None
    with lock:
        left = _holder(note) if note.exists() else None
        note.write_text(json.dumps({"process": os.getpid(), "started": datetime.now(UTC).isoformat()}))
        try:
            yield left
        finally:
            note.unlink(missing_ok=True)


def _holder(note: Path) -> str:
    """``process 4711, begun 3 h 20 min ago``, as far as the note tells."""
    try:
        told = json.loads(note.read_text())
        minutes = int((datetime.now(UTC) - datetime.fromisoformat(told["started"])).total_seconds()) // 60
        return f"process {told['process']}, begun {age(max(0, minutes))} ago"
    except (OSError, ValueError, KeyError, TypeError):
        return "process unknown"


def age(minutes: int) -> str:
    """``45 min``, ``3 h 20 min``, ``2 d 4 h``."""
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
