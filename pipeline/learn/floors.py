"""The least a model must reach on the frozen test, from ``models/floors.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.train import corpus_digest

FLOORS = "floors.toml"


@dataclass(frozen=True, slots=True)
class Floors:
    """``least``: by figure. ``data``: the first digits of the digest of the articles they were measured on."""

    data: str
    least: Mapping[str, float]

    def below(self, figures: Mapping[str, float]) -> list[str]:
        """One sentence for each figure that is under its floor."""
        return [
            f"{name} is {figures.get(name, 0.0):.4f}, its floor {least:.4f}"
            for name, least in self.least.items()
            if figures.get(name, 0.0) < least
        ]

    def measured_on(self, articles: Sequence[LabelledArticle]) -> bool:
        """Whether these are the articles the floors are about."""
        return corpus_digest(articles).startswith(self.data)


def read_floors(path: Path) -> Floors:
    """Of several entries for one figure the last one counts."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Floors(told["data"], {entry["figure"]: entry["least"] for entry in told["floor"]})
