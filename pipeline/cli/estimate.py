"""``netralitas estimate``"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import STORE


@click.command()
@STORE
def command(db: Path) -> None:
    """How good the model is on your own feed, from the blindly drawn stories that were reviewed; 95 % intervals."""
    from pipeline.review.sampling import estimate
    from pipeline.store import Store

    with Store(db) as store:
        found = estimate(store)
    click.echo(f"precision of flags  {found.precision}")
    click.echo(f"recall of cases     {found.recall}")
    click.echo(f"share of cases      {found.cases}")
    if found.open:
        click.echo(f"{found.open} left open by their reviewers")
    if found.cases.number < 30:
        click.echo("Too few to lean on: 'netralitas sample' draws more.")
