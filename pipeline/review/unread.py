"""Tables that somebody filled in and nobody read back yet, before they are written over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import InputError
from pipeline.review.sheets import holds_decisions, holds_own_columns, read_reviews
from pipeline.store import Store


def keep_unread(paths: Iterable[Path], store: Store, model: str) -> list[Path]:
    """Move tables aside that say what the store does not hold, as decisions that were not imported and columns of one's own. Returns where they lie now."""
    return [_aside(path) for path in paths if path.exists() and _is_unread(path, store, model)]


def _is_unread(path: Path, store: Store, model: str) -> bool:
    try:
        if holds_own_columns(path):
            return True
        if not holds_decisions(path):
            return False
        proposals, refused = read_reviews(path, store.assessed_by(model), "-", "", datetime.now(UTC))
    except InputError:  # whatever it is, it is not ours to write over
        return True
    return bool(refused or store.unkept(proposals))


def _aside(path: Path) -> Path:
    aside = path.with_name(f"{path.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}")
    return path.rename(aside)
