"""Text is normalised once, before anything is measured in it, so that offsets stay true."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import unescape
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
_BLOCKS = "address|article|aside|blockquote|br|center|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|section|table|tbody|td|tfoot|th|thead|tr|ul"
_INLINE = "a|abbr|b|big|cite|code|del|em|font|i|iframe|img|ins|label|mark|picture|q|s|small|source|span|strike|strong|sub|sup|time|u"
_NAMED = "amp|apos|bull|copy|gt|hellip|laquo|ldquo|lsquo|lt|mdash|middot|nbsp|ndash|quot|raquo|rdquo|rsquo|shy"
_MARKUP = re.compile(
    rf"</?(?:(?P<block>{_BLOCKS})|{_INLINE})(?:\s[^<>]{{0,1000}})?/?>|<!--[^<>]{{0,1000}}-->"
    rf"|(?P<entity>&(?:{_NAMED}|#[0-9]{{1,7}}|#x[0-9a-f]{{1,6}});)",
    re.IGNORECASE,
)
_ESCAPED = 3  # "&amp;lt;b&amp;gt;" was escaped twice
_AROUND_MARKUP = re.compile(rf"{_MARKUP.pattern}|[^<&]+|[<&]", re.IGNORECASE)
_LETTER = r"\n -~\u00c0-\u024f"  # what neither vanishes nor is ever composed with what stands before it
_LETTERS = re.compile(rf"\r\n|[{_LETTER}][^{_LETTER}]*|[^{_LETTER}]+")
Places = list[tuple[int, int]]
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


def _plain_characters(text: str) -> str:
    text = _ODD.sub(lambda odd: _BECOMES[odd[0]], text.replace("\r\n", "\n"))  # ten times as fast as str.translate
    return unicodedata.normalize("NFC", text)


def _said(markup: re.Match[str]) -> str:
    """What a tag or an entity says in plain text."""
    if markup["entity"]:
        return unescape(markup["entity"])
    return "\n" if markup["block"] else ""


def _without_markup(text: str) -> str:
    return _MARKUP.sub(_said, text)


def _changed(
    text: str, places: Places | None, change: Callable[[str], str], parts: re.Pattern[str]
) -> tuple[str, Places | None]:
    """A text changed, and where each of its characters stood; ``parts``: what of it changes by itself."""
    if places is None:
        return change(text), None
    words, moved = [], []
    for part in parts.finditer(text):
        new, old = change(part[0]), places[part.start() : part.end()]
        words.append(new)
        moved += old if len(new) == len(old) else [(old[0][0], old[-1][1])] * len(new)
    return "".join(words), moved


def _characters(text: str, places: Places | None = None) -> tuple[str, Places | None]:
    """A text in plain characters, with no HTML left in it, unless there is no end to it."""
    first = text, places = _changed(text, places, _plain_characters, _LETTERS)
    for _ in range(_ESCAPED):
        if not ("<" in text or "&" in text) or not _MARKUP.search(text):
            return text, places
        text, places = _changed(text, places, _without_markup, _AROUND_MARKUP)
        text, places = _changed(text, places, _plain_characters, _LETTERS)
    return first if _MARKUP.search(text) else (text, places)


def normalise(text: str) -> str:
    """The normal form of a text: NFC, ``\\n`` between lines, no other control characters, no tags and entities of HTML,
    plain spaces, no marks of direction, no trailing spaces, at most one empty line in a row, no lines broken at a fixed width. Idempotent.
    """
    text, _ = _characters(text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = _EMPTY_LINES.sub("\n\n", text).strip()
    while (joined := _unwrapped(text)) != text:
        text = joined
    return text


def places_in(text: str) -> Places:
    """For each character of ``normalise(text)`` that is no space, in order, where it stands in ``text``."""
    plain, places = _characters(text, [(i, i + 1) for i in range(len(text))])
    return [place for char, place in zip(plain, places or (), strict=True) if not char.isspace()]
