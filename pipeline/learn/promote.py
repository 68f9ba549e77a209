"""A better model takes the place of the one that counts, if it is not worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.assess import load_model
from pipeline.assess.promoted import Step, add, before, folder_of, keep_copy, promoted_folder, shipped_folder
from pipeline.errors import ModelError
from pipeline.learn.card import write_card
from pipeline.learn.compare import Comparison, compare
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.evaluate import Evaluation, keyword_answer
from pipeline.learn.floors import FLOORS, read_floors


@dataclass(frozen=True)
class Trial:
    """A model beside the one that counts, on the frozen test. ``against``: what speaks against promoting it."""

    name: str
    comparison: Comparison
    against: tuple[str, ...]


def try_model(models: Path, folder: Path, test: Sequence[LabelledArticle]) -> Trial:
    """Ask the model in ``folder`` and the one that counts about the same articles."""
    new = load_model(folder)
    found = compare(load_model(promoted_folder(models)), new, test)
    against = [f"{one.figure} falls from {one.old:.3f} to {one.new:.3f}, more than chance" for one in found.losses]
    return Trial(new.name, found, (*against, *_below_floors(found.new, test)))


def _below_floors(found: Evaluation, test: Sequence[LabelledArticle]) -> list[str]:
    floors = read_floors(shipped_folder().parent / FLOORS)
    if not floors.measured_on(test):
        return [f"{FLOORS} was measured on other articles than these {len(test)}"]
    return floors.below(found.figures())


def promote(models: Path, folder: Path, trial: Trial, by: str, because: str = "", force: bool = False) -> Path:
    """Make the model the one that counts, with its card written anew; returns where it is kept.

    Raises :class:`ModelError` where something speaks against it and it is not forced with a reason.
    """
    if load_model(promoted_folder(models)).name == trial.name:
        raise ModelError(f"{trial.name} counts already; nothing was changed.")
    if trial.against and not (force and because.strip()):
        raise ModelError(
            f"{trial.name} is not promoted: {'; '.join(trial.against)}. "
            'Train a better one, or overrule this with --force --because "why".'
        )
    kept = keep_copy(models, folder, trial.name)
    test = trial.comparison.new.articles
    keywords = Evaluation("keywords", [keyword_answer(article) for article in test], test)
    write_card(load_model(kept), {"split test": [trial.comparison.new, keywords]}, kept)
    add(models, Step("promote", trial.name, datetime.now(UTC).isoformat(), by, because, trial.against))
    return kept


def roll_back(models: Path, by: str, because: str = "") -> Path:
    """Let the model count that counted before; returns where it is. Raises :class:`ModelError` where there is none."""
    name = before(models)
    folder = folder_of(models, name)
    load_model(folder)
    add(models, Step("rollback", name, datetime.now(UTC).isoformat(), by, because))
    return folder
