"""Telephone numbers, identity numbers and house numbers, hidden before anything is kept; what readers wrote is left out."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

from pipeline.shipped import read_toml
from pipeline.trees import tree_of

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


def without_remarks(html: str) -> str:
    """A page without the parts that ``data/private.toml`` names as remarks of readers; as it is where there are none."""
    from lxml.etree import Element
    from lxml.html import tostring

    names = frozenset(_told()["remarks"])
    if not any(name in html for name in names):
        return html
    document = tree_of(html)
    if document is None:
        return html
    for element in list(document.iterdescendants(Element)):
        called = {element.get("id", ""), *element.get("class", "").split()}
        if called & names and element.tag != "body" and element.find(".//h1") is None:
            element.drop_tree()
    return str(tostring(document, encoding="unicode"))


@cache
def _told() -> dict[str, Any]:
    return read_toml("private.toml")


@cache
def _patterns() -> list[tuple[re.Pattern[str], re.Pattern[str] | None]]:
    return [
        (re.compile(one["finds"], re.I), re.compile(one["behind"], re.I) if "behind" in one else None)
        for one in _told()["pattern"]
    ]
