"""One run at a time on one store.

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


@contextmanager
def one_run(store: Path, say: Callable[[str], None], instead: str = "use --db") -> Iterator[None]:
    """Hold the lock of a store. ``instead``: what else to do where it is held. ``say`` hears where an earlier run ended without finishing.

    Raises :class:`NetralitasError` where another run holds it, with its process and age.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    note = store.with_name(f"{store.name}.running")
    try:
        lock = FileLock(store.with_name(f"{store.name}.lock")).acquire(timeout=0)
    except Timeout:
        raise NetralitasError(
            f"Another run works on {store} ({_holder(note)}). Wait until it is done, or stop that process, or {instead}."
        ) from None
    with lock:
        if note.exists():
            say(f"The last run ({_holder(note)}) ended without finishing; taking over from where it stopped.")
        note.write_text(json.dumps({"process": os.getpid(), "started": datetime.now(UTC).isoformat()}))
        try:
            yield
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
