"""The stories of the newsroom, from the labelled text files beside this module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.learn.corpus import read_file

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class DemoStory:
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


def read_stories(folder: Path = FOLDER) -> list[DemoStory]:
    """All stories, newest first."""
    stories = [
        DemoStory(article.id, article.title, article.published, article.outlet, article.status, article.text)
        for path in sorted(folder.glob("*.txt"))
        for article in read_file(path)
        if article.published
    ]
    return sorted(stories, key=lambda story: (story.date, story.id), reverse=True)
