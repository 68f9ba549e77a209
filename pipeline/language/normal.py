"""Text is normalised once, before anything is measured in it, so that offsets stay true."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Bytes of Windows-1252 that were read as Latin-1 are quotes, dashes and dots, not controls.
_MISREAD = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_BREAKS = dict.fromkeys(map(ord, "\r\v\f\u2028\u2029"), "\n")
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2007\u202f"), " ")
_DIRECTIONS = (
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # a word does not begin or end with them
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff" + _DIRECTIONS))
_CONTROLS = dict.fromkeys(code for code in [*range(0x20), 0x7F] if chr(code) not in "\n\r\t\v\f")
_NONCHARACTERS = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
_BECOMES = {
    chr(code): sign or ""
    for code, sign in {**_NONCHARACTERS, **_CONTROLS, **_MISREAD, **_BREAKS, **_SPACES, **_INVISIBLE}.items()
}
_ODD = re.compile(f"[{re.escape(''.join(_BECOMES))}]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_NARROWEST, _WIDEST = 40, 120
_FEWEST_WRAPS, _MOSTLY = 3, 0.75


def _unwrapped(text: str) -> str:
    """A text whose lines were broken at a fixed width, with a space for each such break; any other text as it is.

    A line was broken where the first word below would not have fitted on it any more.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return text
    inner = [i for i, (line, below) in enumerate(pairwise(lines)) if line and below]
    full = {i for i in inner if len(lines[i]) + 1 + len(lines[i + 1].split()[0]) > width}
    going_on = sum(lines[i + 1][0].islower() for i in full)  # in a list every line starts anew
    if len(full) < max(_FEWEST_WRAPS, _MOSTLY * len(inner)) or going_on < len(full) / 2:
        return text
    return "".join(line + (" " if i in full else "\n") for i, line in enumerate(lines))[:-1]


def normalise(text: str) -> str:
    """The normal form of a text: NFC, ``\\n`` between lines, no other control characters,
    plain spaces, no marks of direction, no trailing spaces, at most one empty line in a row, no lines broken at a fixed width. Idempotent.
    """
    text = _ODD.sub(lambda odd: _BECOMES[odd[0]], text.replace("\r\n", "\n"))  # ten times as fast as str.translate
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = _EMPTY_LINES.sub("\n\n", text).strip()
    while (joined := _unwrapped(text)) != text:
        text = joined
    return text
