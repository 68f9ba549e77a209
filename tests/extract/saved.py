"""Saved pages with what a reader sees on them: ``NAME.json`` beside ``NAME.html``, or beside the pages it is spread over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.records import Page

PRESS = Path(__file__).with_name("press")


@dataclass(frozen=True)
class Saved:
    """A page and what it should give. ``addresses``: of the documents it is spread over."""

    name: str
    page: Page
    expected: dict
    addresses: tuple[str, ...]

    @property
    def published(self) -> datetime:
        """When the story was published, with the offset of the outlet."""
        return datetime.fromisoformat(self.expected["published"])


def saved_pages(folder: Path = PRESS, documents: Path | None = None) -> list[Saved]:
    """All pages that a folder describes; ``documents``: where their HTML lies, if elsewhere."""
    return [_saved(path, documents or folder) for path in sorted(folder.glob("*.json"))]


def _saved(path: Path, documents: Path) -> Saved:
    spec = json.loads(path.read_text("utf-8"))
    html = tuple((documents / name).read_text("utf-8", errors="replace") for name in spec["documents"])
    page = Page(fetched_at=datetime(2027, 1, 1, tzinfo=UTC), html=html, **spec["page"])
    return Saved(path.stem, page, spec["expected"], tuple(spec.get("addresses", [])))
