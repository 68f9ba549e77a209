"""The model card: what a model is, how good it is, what it must not be used for. Written anew with every measurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.assess.model import Model
from pipeline.learn.evaluate import Evaluation
from pipeline.learn.report import chapters

CARD = "CARD.md"


def write_card(model: Model, yardsticks: Mapping[str, Sequence[Evaluation]], folder: Path) -> Path:
    """Write ``CARD.md`` into the folder of the model; returns its path."""
    from jinja2 import Environment, PackageLoader

    templates = Environment(loader=PackageLoader("pipeline.learn"), trim_blocks=True, lstrip_blocks=True)
    page = templates.get_template("card.md").render(
        model=model,
        chapters=chapters(yardsticks),
        forms=", ".join(sorted(model.forms)),
        origins=model.manifest.get("origins", {}),
    )
    path = folder / CARD
    path.write_text(page.rstrip() + "\n", encoding="utf-8")
    return path
