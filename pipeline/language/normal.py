"""Text is normalised once, before anything is measured in it, so that offsets stay true."""

from __future__ import annotations

import re
import unicodedata

# Bytes of Windows-1252 that were read as Latin-1 are quotes, dashes and dots, not controls.
_MISREAD = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_BREAKS = dict.fromkeys(map(ord, "\r\v\f\u2028\u2029"), "\n")
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2007\u202f"), " ")
_DIRECTIONS = (
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # a word does not begin or end with them
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff" + _DIRECTIONS))
_CONTROLS = dict.fromkeys(code for code in [*range(0x20), 0x7F] if chr(code) not in "\n\r\t\v\f")
_TABLE = {**_CONTROLS, **_MISREAD, **_BREAKS, **_SPACES, **_INVISIBLE}
_NONCHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_EMPTY_LINES = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """The normal form of a text: NFC, ``\\n`` between lines, no other control characters,
    plain spaces, no marks of direction, no trailing spaces, at most one empty line in a row. Idempotent.
    """
    text = _NONCHARACTERS.sub("", text.replace("\r\n", "\n")).translate(_TABLE)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", text).strip()
