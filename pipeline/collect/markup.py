"""Bytes from the web as text: is it a page, and in which letters is it written."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.http import Response

MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\x00\x00\x00")
"""How pictures, PDFs, office files, sound, video and archives begin."""

BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_NULS = 0.01
"""The largest share of NULs in a page; a stray one is passed over."""
VAGUE = ("", "application/octet-stream", "application/xml", "application/xhtml+xml")


def is_page(body: bytes, content_type: str = "") -> bool:
    """Whether a body is text we can read as a page: by its declared type and by its first bytes."""
    kind = content_type.partition(";")[0].strip().lower()
    if not kind.startswith("text/") and kind not in VAGUE:
        return False
    start = body[:4096]
    return body.startswith(BOMS) or not (body.startswith(MAGIC) or start.count(0) > MOST_NULS * len(start))


def decode(body: bytes, content_type: str = "") -> str:
    """A page as text: by its BOM, its header, its own ``<meta>``, or else UTF-8 or windows-1252.

    What is called western and is whole UTF-8 is UTF-8: servers say so of all they have, and no other text looks it.
    What is called UTF-8 and has no letter of it beyond ASCII is windows-1252.
    """
    from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

    if not (body.isascii() or body.startswith(BOMS)):
        told = http_content_type_encoding(content_type) or html_body_declared_encoding(body) or ""
        western = told == "cp1252"  # by whatever name
        guess = _guess(body)
        if (western and guess == "utf-8") or (told == "utf-8" and body.decode("utf-8", "ignore").isascii()):
            content_type = f"text/html; charset={guess}"
    return html_to_unicode(content_type, body, auto_detect_fun=_guess, default_encoding="cp1252")[1]


def header(answer: Response, name: str) -> str:
    """A header of an answer; empty where it has none."""
    return (answer.headers.get(name) or b"").decode("latin-1").strip()


def plain(text: str | None) -> str | None:
    """A title or name without tags and entities; None if nothing is left."""
    if not text:
        return None
    from w3lib.html import remove_tags, replace_entities

    return " ".join(replace_entities(remove_tags(replace_entities(text))).split()) or None


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
