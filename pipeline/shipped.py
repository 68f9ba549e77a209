"""The facts that ship with the program, in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("pipeline") / "data"


def read_toml(name: str) -> dict[str, Any]:
    """A file of facts in TOML."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def read_lines(name: str) -> frozenset[str]:
    """The lines of a list, without comments."""
    lines = map(str.strip, (DATA / name).read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
