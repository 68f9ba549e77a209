"""A page as a tree of its elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def tree_of(html: str) -> HtmlElement | None:
    """The tree of a page; None where there is nothing in it to read."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    try:
        return document_fromstring(html.encode("utf-8", "replace"), HTMLParser(encoding="utf-8"))
    except LxmlError:
        return None
