"""The stories of the newsroom, from the labelled text files beside this module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "stories"
MENTION = re.compile(r"\[\[([^\[\]|]+)(?:\|[^\[\]|]+){2,3}\]\]")


@dataclass(frozen=True, slots=True)
class Story:
    """One story as an outlet prints it, and the status it is labelled with."""

    id: str
    title: str
    date: date
    outlet: str
    status: str
    text: str

    @property
    def slug(self) -> str:
        """The title as it stands in an address."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower()))[:80].strip("-")

    @property
    def number(self) -> int:
        """The number in the id."""
        return int(self.id.rpartition("-")[2])

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(part.split()) for part in self.text.split("\n\n") if part.strip()]


def read_stories(folder: Path = FOLDER) -> list[Story]:
    """All stories, newest first."""
    stories = [story for path in sorted(folder.glob("*.txt")) for story in _parse(path.read_text(encoding="utf-8"))]
    return sorted(stories, key=lambda story: (story.date, story.id), reverse=True)


def _parse(text: str) -> Iterator[Story]:
    """The stories of one file: header lines, an empty line, the text with its mentions marked, ``=====`` between."""
    for block in re.split(r"(?m)^=====\s*$", text):
        head, _, body = block.strip().partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        yield Story(
            id=fields["id"],
            title=fields["title"],
            date=date.fromisoformat(fields["date"]),
            outlet=fields["outlet"],
            status=fields["status"],
            text=MENTION.sub(r"\1", body),
        )
