"""A story that stands in no element of its page, only in the data by which a script draws it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from pipeline.language.key import key

_SCRIPTS = re.compile(
    r"<script\b[^>]*(?:application/ld\+json|\bid=[\"']?__NEXT_DATA__\b)[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL
)
_TITLES = ("headline", "title", "judul")
_LEAST = 40
_SHORTEST_TITLE = 12
_DEEPEST = 30
_PARAGRAPH = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)


def holds_stories(html: str) -> bool:
    """Whether a page has data in which stories could stand."""
    return "articleBody" in html or "__NEXT_DATA__" in html


def story_in_data(html: str, titles: Iterable[str]) -> str | None:
    """A document of the story with one of these ``titles`` that the data of a page holds: the longest; None where it holds none.

    Only what stands right beside the headline counts, since such data hold other stories too.
    """
    wanted = [key(title) for title in titles]
    found = [
        (text, title) for said in _SCRIPTS.findall(html) for title, text in _stories(said) if _is_of(title, wanted)
    ]
    if not found:
        return None
    text, title = max(found, key=lambda one: len(one[0]))
    if not _PARAGRAPH.search(text):
        text = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    return f"<html><body><article><h1>{escape(title)}</h1>{text}</article></body></html>"


def _is_of(title: str, wanted: list[str]) -> bool:
    bare = key(title)
    return len(bare) >= _SHORTEST_TITLE and any(
        words.startswith(bare) or bare.startswith(words) for words in wanted if words
    )


def _stories(script: str) -> Iterator[tuple[str, str]]:
    """Headline and text of each object that has both."""
    try:
        objects = list(_objects(json.loads(script.strip(), strict=False)))
    except (ValueError, RecursionError):
        return
    for item in objects:
        title = next((title for name in _TITLES if isinstance(title := item.get(name), str)), "")
        texts = [unescape(value) if "&lt;" in value else value for value in _strings(item)]
        yield from ((title, text) for text in texts if title and len(text.split()) >= _LEAST)


def _strings(item: dict[str, object]) -> Iterator[str]:
    """The strings of an object, and those that it wraps once more, as in ``{"content": {"rendered": …}}``."""
    for value in item.values():
        inner = value.values() if isinstance(value, dict) and not set(_TITLES) & value.keys() else [value]
        yield from (one for one in inner if isinstance(one, str))


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if depth < _DEEPEST:
        for one in inner:
            yield from _objects(one, depth + 1)
