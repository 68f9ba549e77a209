"""The failure codes of ``data/failures.toml``: what each means and what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import NotRequired, TypedDict

from pipeline.shipped import read_toml

WAITS = tuple(timedelta(hours=hours) for hours in (0, 0.25, 1, 6, 24, 72, 72, 72))
"""How long to wait after the first try, the second, and so on; after the last there is none."""


class Code(TypedDict):
    """What ``data/failures.toml`` says of a code; ``kind`` is ``failed``, ``skipped`` or ``refused``. ``waits``: in hours, where they are not the usual ones."""

    kind: str
    retry: bool
    hint: str
    waits: NotRequired[list[float]]


@cache
def failure_codes() -> dict[str, Code]:
    """All of them, by code."""
    return read_toml("failures.toml")


def hint(code: str) -> str:
    """What to do about a failure."""
    return failure_codes()[code]["hint"]


def needs_mending(code: str) -> bool:
    """Whether somebody should look; pages that are simply no story do not need it."""
    return failure_codes()[code]["kind"] == "failed"


def is_final(code: str) -> bool:
    """Whether asking again would give the same."""
    return not failure_codes()[code]["retry"]


def next_try(code: str, tries: int, now: datetime) -> datetime | None:
    """When to ask again after so many ``tries`` that ended in ``code``; None for never."""
    own = failure_codes()[code].get("waits")
    waits = WAITS if own is None else [timedelta(hours=hours) for hours in own]
    return None if is_final(code) or tries > len(waits) else now + waits[tries - 1]
