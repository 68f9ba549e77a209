"""``netralitas drift``"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.options import MODEL, STORE


@click.command()
@STORE
@MODEL
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each source.")
def command(db: Path, model: Path | None, as_json: bool) -> None:
    """How the model's word moves by source and week, and a warning where the news is unlike what it was trained on."""
    from pipeline.assess import load_model
    from pipeline.learn.drift import drift
    from pipeline.store import Store

    with Store(db) as store:
        for found in drift(store, load_model(model)):
            if as_json:
                click.echo(json.dumps(asdict(found), ensure_ascii=False))
                continue
            click.echo(
                f"{found.source}: {found.unknown:.0%} of words and pairs unknown in its latest {found.read} stories"
            )
            for week in found.weeks:
                groups = ", ".join(f"{group} {count}" for group, count in week.groups.items())
                click.echo(
                    f"  {week.week}  {week.articles} stories, {week.flagged} flagged, mean chance {week.chance:.2f}"
                    f"{f', {week.strange} strange' if week.strange else ''}{f'; {groups}' if groups else ''}"
                )
            for warning in found.warnings:
                click.echo(f"  ! {warning}")
