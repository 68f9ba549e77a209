"""Telephone numbers, identity numbers and house numbers, hidden before anything is kept."""

from __future__ import annotations

import re
import tomllib
from functools import cache, partial
from importlib.resources import files

HIDDEN = "•"
_STAY, _BEFORE = 3, 90


def hide_private(text: str) -> str:
    """The text with a dot in the place of most digits of what ``data/private.toml`` finds; as long as before."""
    for finds, behind in _patterns():
        text = finds.sub(partial(_dotted, behind), text)
    return text


def _dotted(behind: re.Pattern[str] | None, found: re.Match[str]) -> str:
    if behind and not behind.search(found.string[max(0, found.start() - _BEFORE) : found.start()]):
        return found[0]
    digits = len(re.findall(r"\d", found[0]))
    stay = iter([True] * (_STAY if digits > 2 * _STAY else 0) + [False] * digits)
    return re.sub(r"\d", lambda digit: digit[0] if next(stay) else HIDDEN, found[0])


@cache
def _patterns() -> list[tuple[re.Pattern[str], re.Pattern[str] | None]]:
    told = tomllib.loads((files("pipeline.data") / "private.toml").read_text(encoding="utf-8"))
    return [
        (re.compile(one["finds"], re.I), re.compile(one["behind"], re.I) if "behind" in one else None)
        for one in told["pattern"]
    ]
