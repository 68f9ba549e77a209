"""``netralitas reassess``"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.collecting import leave_stopped, say, stoppable
from pipeline.cli.options import JOBS, MODEL, STORE
from pipeline.cli.plain import pass_on, tell, tell_json


def _show(old: str, new: str, changes: Sequence[sqlite3.Row]) -> None:
    turned = Counter((row["old_flagged"], row["new_flagged"]) for row in changes)
    tell(f"{old} → {new}: {len(changes)} articles changed, {turned[0, 1]} newly flagged, {turned[1, 0]} no longer")
    for (before, after), count in Counter((row["old_status"], row["new_status"]) for row in changes).most_common():
        pass_on(f"  {before} → {after}: {count}")
    for row in changes:
        pass_on(
            f"{row['old_status']} {row['old_flagged_probability']:.2f} → {row['new_status']} "
            f"{row['new_flagged_probability']:.2f}  {row['title']}  {row['url']}"
        )


@click.command()
@STORE
@MODEL
@JOBS
@click.option("--against", help="The name of the model to compare with; the one of the latest other run unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each article that changed.")
def command(db: Path, model: Path | None, against: str | None, as_json: bool, jobs: int) -> None:
    """Assess all stored text with another model, without the network, and show what changed.

    Each model's word is kept beside the others', and what a model read once it does not read again: after a change of lexicon or cues,
    train under another name. Copies are left to their original. Stopped, it goes on from there the next time. 'netralitas run' with the
    same model writes the tables.
    """
    from pipeline.assess import load_model
    from pipeline.errors import NetralitasError
    from pipeline.lock import one_run
    from pipeline.run import reassess
    from pipeline.store import Store

    loaded = load_model(model)
    with one_run(db, say), stoppable(), Store(db) as store:
        known = [name for name in store.models() if name != loaded.name]
        if against and against not in known:
            raise NetralitasError(f"Nothing was assessed by {against}; known are {', '.join(known) or 'none'}.")
        summary = reassess(store, loaded, jobs=jobs)
        tell(f"{summary.assessed} articles assessed by {loaded.name}, {summary.flagged} flagged", err=True)
        if not (summary.assessed or summary.not_assessed or summary.stopped):
            say(
                "this model has read all of it already. After a change of lexicon or cues, train under another --name, and give that model here."
            )
        old = against or next(iter(known), None)
        changes = list(store.changes(old, loaded.name)) if old else []
    if as_json:
        for row in changes:
            tell_json(dict(row))
    elif old:
        _show(old, loaded.name, changes)
    if summary.stopped:
        leave_stopped()
