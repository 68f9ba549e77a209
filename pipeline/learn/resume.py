"""What a training that was stopped had done, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from typing import Any

from pipeline.files import whole

FOLDER = ".training"
_ROOMS = ("assess", "data", "language", "learn", "mentions", "places")


@cache
def code_digest() -> str:
    """SHA-256 over the code and data that training depends on."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted(Path(str(files("pipeline") / room)).rglob("*.*")):
            if path.suffix != ".pyc" and path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


class Steps:
    """Results of the steps of one training, as JSON in ``folder``; with ``None`` nothing is kept.

    ``key``: what is trained on. Results of another key, or of other code, are not taken up.
    """

    def __init__(self, folder: Path | None, key: str):
        self._all = folder and folder / FOLDER
        self._own = self._all and self._all / hashlib.sha256(f"{key} {code_digest()}".encode()).hexdigest()[:16]

    def get(self, step: int) -> list[Any] | None:
        """What a step gave; ``None`` where it has to be done."""
        try:
            return json.loads((self._own / f"{step}.json").read_text(encoding="utf-8")) if self._own else None
        except (FileNotFoundError, ValueError):
            return None

    def put(self, step: int, result: list[Any]) -> None:
        """Keep what a step gave."""
        if self._own:
            with whole(self._own / f"{step}.json") as unfinished:
                unfinished.write_text(json.dumps(result), encoding="utf-8")

    def clear(self) -> None:
        """The training is done."""
        if self._all:
            rmtree(self._all, ignore_errors=True)
