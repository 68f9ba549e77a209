"""``netralitas agreement``"""

from __future__ import annotations

import csv
from dataclasses import astuple
from pathlib import Path

import click

_FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the disagreements to this CSV.")
def command(first: Path, second: Path, out: Path | None) -> None:
    """How far two labellers agree on the same articles, as 'netralitas review labels' prints them.

    Needs the extra 'notebooks'.
    """
    from pipeline.export.tables import harmless
    from pipeline.files import whole
    from pipeline.learn.agreement import agreement
    from pipeline.learn.labelled import read_labelled

    figures, differing = agreement(read_labelled(first), read_labelled(second))
    click.echo("| | labelled | the same | kappa | alpha |\n|---|---|---|---|---|")
    for one in figures:
        kappa, alpha = ("–" if value is None else f"{value:.3f}" for value in (one.kappa, one.alpha))
        click.echo(f"| {one.name} | {one.number} | {one.same:.3f} | {kappa} | {alpha} |")
    if out:
        with whole(out) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "title", "what", "place", "first", "second", "settled"))
            writer.writerows([*map(harmless, astuple(one)), ""] for one in differing)
        click.echo(f"{out}  ({len(differing)} to settle)")
