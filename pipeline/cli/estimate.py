"""``netralitas estimate``"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import MODEL, STORE, by_model
from pipeline.cli.plain import tell
from pipeline.counted import counted

_FEW = 30
"""Stories under which an interval is too wide to be of use."""


@click.command()
@STORE
@MODEL
def command(db: Path, model: Path | None) -> None:
    """How good the model is on your own feed, from the blindly drawn stories that were reviewed; 95 % intervals.

    Only draws count of which every blind story was reviewed: those that are reviewed first are no fair share. Each story stands for as many as came in
    between the same two draws.
    """
    from pipeline.assess import load_model
    from pipeline.review.sampling import estimate
    from pipeline.store import Store

    loaded = load_model(model)
    name = loaded.name
    with Store(db) as store:
        store.require_judged(name)
        found = estimate(store, name, loaded.learned)
    tell(f"of {name}, on {counted(found.cases.number, 'story', 'stories')} drawn blindly of {found.speaks_for:,}")
    tell(f"precision of flags  {found.precision}")
    tell(f"recall of cases     {found.recall}")
    tell(f"share of cases      {found.cases}")
    if found.uneven:
        tell("Stories of a time of which a smaller share was drawn count for more.")
    if found.cases.number and found.unspoken:
        tell(
            f"{counted(found.unspoken, 'story', 'stories')} not spoken for: they came in since the last draw, or at a time of which no draw counts."
        )
    if found.open:
        tell(f"{found.open} left open by their reviewers, or not read by this model")
    if found.waiting:
        tell(
            f"{counted(found.waiting, 'story', 'stories')} drawn blindly not reviewed yet, and the draws with them not counted: fill in the whole "
            "table of 'netralitas sample', also what was not flagged."
        )
    if found.before:
        tell(
            f"{counted(found.before, 'story', 'stories')} not counted that came in before the newest this model was trained on: what it was told says nothing "
            "of it."
        )
    if found.cases.number < _FEW:
        more = f"{by_model('sample', model)} draws more."
        first = f", and no other story may be drawn yet: collect and judge more with {by_model('run', model)}; then"
        tell(f"Too few to lean on{':' if found.left else first} {more}")
