"""The failure codes of ``data/failures.toml``: what each means and what to do."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def failure_codes() -> dict[str, dict]:
    """By code: ``kind`` (``failed`` or ``skipped``), ``retry``, ``hint``."""
    return tomllib.loads((files("pipeline") / "data" / "failures.toml").read_text(encoding="utf-8"))


def hint(code: str) -> str:
    """What to do about a failure."""
    return failure_codes()[code]["hint"]


def needs_mending(code: str) -> bool:
    """Whether somebody should look; pages that are simply no story do not need it."""
    return failure_codes()[code]["kind"] == "failed"


def is_final(code: str) -> bool:
    """Whether asking again would give the same."""
    return not failure_codes()[code]["retry"]
