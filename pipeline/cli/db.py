"""``netralitas db``"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.exits import FINE, WITH_FAILURES
from pipeline.cli.options import STORE


@click.group()
def command() -> None:
    """Look after the store: check it, copy it, make it smaller."""


@command.command()
@STORE
def check(db: Path) -> None:
    """Look for damage and lost rows, and count what is held. Ends with 3 where something is wrong."""
    from pipeline.store import Store

    with Store(db) as store:
        problems = store.problems()
        for table, rows in store.sizes().items():
            click.echo(f"{table}: {rows}")
    for problem in problems:
        click.echo(problem)
    click.echo(
        f"{len(problems)} problems; go back to a backup, or run again on a new store"
        if problems
        else "the store is sound"
    )
    sys.exit(WITH_FAILURES if problems else FINE)


@command.command()
@STORE
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(db: Path, target: Path) -> None:
    """Copy the store to TARGET, also while a run goes on. Nothing is overwritten."""
    from pipeline.store import Store

    with Store(db) as store:
        store.back_up(target)
    click.echo(f"{target}  ({target.stat().st_size:,} bytes)")


@command.command()
@STORE
def vacuum(db: Path) -> None:
    """Give the room of deleted rows back. Needs as much free disk as the store takes, and no run going on."""
    from pipeline.store import Store

    with Store(db) as store:
        before, after = store.vacuum()
    click.echo(f"{db}  ({before:,} bytes before, {after:,} now)")
