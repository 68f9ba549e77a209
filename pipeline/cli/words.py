"""What the command line says, in the language of who reads it: English stands in the code, Indonesian in ``data/messages_id.toml``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import click

LANGUAGE = "netralitas.language"
"""Under which name the root context of a command keeps its language."""
LANGUAGES = ("id", "en")
_PLACE = re.compile(r"\{(\w+)\}")
_AS_IT_IS = frozenset({"title", "url", "file", "keys", "fields", "choices"})
"""Places that hold what others wrote or named, or names that are the same in all languages."""
_NUMBER = re.compile(r"[\d.,%]+")
_DEEPEST = 24
"""How far what stands in a place of a message is looked into: a refusal within a row within a line, and each of some ten reasons within the rest of their list."""


def locale_language() -> str:
    """``id`` where the locale of the system says Indonesian, else ``en``."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "id" if re.split(r"[_.@]", told)[0] == "id" else "en"


def language() -> str:
    """The language of the command that runs, else the one that the environment names."""
    context = click.get_current_context(silent=True)
    asked = (context.meta.get(LANGUAGE) if context else None) or os.environ.get("NETRALITAS_LANG")
    return asked if asked in LANGUAGES else locale_language()


def worded(text: str) -> str:
    """A message in the language of who reads it, line by line. What the catalogue does not know stays as it is."""
    if language() != "id":
        return text
    return "\n".join(map(catalogue().worded, text.split("\n")))


@cache
def catalogue() -> Catalogue:
    """The Indonesian one."""
    from pipeline.shipped import read_toml

    return Catalogue(**read_toml("messages_id.toml"))


@dataclass(frozen=True, slots=True)
class Template:
    """A message with places: ``pieces`` is what always stands there, ``names`` are the places between. In a place called n, n2 … stands a number."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Template:
        """The template that is written as ``{path} is no shard``."""
        parts = _PLACE.split(text)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    @property
    def letters(self) -> int:
        """How many letters of a message it holds itself."""
        return sum(map(str.isalpha, "".join(self.pieces)))

    def places(self, text: str) -> dict[str, str] | None:
        """What stands in the places of a text; ``None`` where it is none of this template. Every piece is looked for once, left to right."""
        if not self.names:
            return {} if text == self.pieces[0] else None
        first, *between, last = self.pieces
        start, end = len(first), len(text) - len(last)
        if end < start or not text.startswith(first) or not text.endswith(last):
            return None
        found = []
        for piece in between:
            at = text.find(piece, start, end)
            if at < 0:
                return None
            found.append(text[start:at])
            start = at + len(piece)
        places = dict(zip(self.names, [*found, text[start:end]], strict=True))
        return places if all(map(_may_stand, places.items())) else None

    def filled(self, places: Mapping[str, str]) -> str:
        """The message with its places filled."""
        return "".join(map("".join, zip(self.pieces, [*map(places.__getitem__, self.names), ""], strict=True)))


def _may_stand(place: tuple[str, str]) -> bool:
    name, value = place
    return not re.fullmatch(r"n\d*", name) or bool(_NUMBER.fullmatch(value))


def _read(lines: Mapping[str, str]) -> Iterator[tuple[Template, Template]]:
    return ((Template.read(ours), Template.read(theirs)) for ours, theirs in lines.items())


class Catalogue:
    """Messages with what they are in another language. ``around``: what is taken off before a message is looked up."""

    def __init__(self, messages: Mapping[str, str], around: Mapping[str, str] | None = None):
        self._messages = [
            *_read(around or {}),
            *sorted(_read(messages), key=lambda pair: pair[0].letters, reverse=True),
        ]

    def worded(self, line: str, deep: int = _DEEPEST) -> str:
        """A line in the other language, and what stands in its places; as it is where no template fits it.

        Of several that fit the one counts that holds most letters itself, of those the first.
        """
        said = line.lstrip()
        if not deep or not said:
            return line
        for template, other in self._messages:
            places = template.places(said)
            if places is not None:
                told = {
                    name: value if name in _AS_IT_IS else self.worded(value, deep - 1) for name, value in places.items()
                }
                return line[: len(line) - len(said)] + other.filled(told)
        return line
