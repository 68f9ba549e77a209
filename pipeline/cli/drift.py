"""``netralitas drift``"""

from __future__ import annotations

import shlex
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import click

from pipeline.cli.options import MODEL, STORE
from pipeline.cli.plain import tell, tell_json
from pipeline.cli.words import worded
from pipeline.counted import counted

_SHOWN = 8
"""So many weeks of a source are printed."""


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
        loaded = load_model(model)
        store.require_judged(loaded.name)
        for found in drift(store, loaded):
            if as_json:
                tell_json(asdict(found))
                continue
            told = "how many words are unknown was not kept when it was judged"
            if found.unknown is not None:
                told = f"{found.unknown:.0%} of words and pairs unknown in its latest {counted(found.read, 'story', 'stories')}"
            tell(f"{found.source}: {told}")
            if earlier := found.weeks[:-_SHOWN]:
                tell(f"  ({counted(len(earlier), 'week')} before these; --json tells all)")
            for week in found.weeks[-_SHOWN:]:
                groups = ", ".join(f"{group} {count}" for group, count in week.groups.items())
                tell(
                    f"  {week.week}  {counted(week.articles, 'story', 'stories')}, {week.flagged} flagged, mean chance {week.chance:.2f}"
                    f"{'' if week.unknown is None else f', {week.unknown:.0%} unknown'}"
                    f"{f', {week.strange} strange' if week.strange else ''}{f'; {groups}' if groups else ''}"
                )
            if not found.weeks:
                tell("  nothing by week: none of its stories has a date and was judged by this model")
            for warning in found.warnings:
                tell(f"  ! {worded(warning)}")
            if found.to_label:
                tell(f"  label some of it: {_sampling(db, model, found.source)}")
            if found.turned:
                table = "flagged.csv" if found.rose else "articles.csv"
                tell(f"  label that week in '{table}' of: {_exporting(db, model, found.turned)}")


def _sampling(db: Path, model: Path | None, source: str) -> str:
    """The command that chooses stories of a source to label."""
    return _called("sample", db, model, "--source", source, "--out", f"sample-{source}.csv")


def _exporting(db: Path, model: Path | None, week: str) -> str:
    """The command that writes the stories of a week as tables for verdicts."""
    last = date.fromisoformat(week) + timedelta(days=6)
    days = "--since", week, "--until", last.isoformat()
    return _called("export", db, model, *days, "--format", "csv", "--out", f"week-{week}")


def _called(name: str, db: Path, model: Path | None, *options: str) -> str:
    named = ["--model", str(model)] if model else []
    return shlex.join(["netralitas", name, "--db", str(db), *named, *options])
