"""``netralitas collect``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.collecting import chosen_sources, collecting, leave, planned, show


@click.command()
@collecting
def command(demo: bool, sources: Path | None, out: Path, db: Path | None, contact: str | None, **bounds: Any) -> None:
    """Collect news into the store without assessing it; 'netralitas run' assesses it later.

    With --search and --since it goes back in time, by the sites' own search where they have one.
    """
    from pipeline.cli.progress import watching
    from pipeline.run import run, write_report
    from pipeline.store import Store

    plan = planned(**bounds)
    with (
        chosen_sources(demo, sources, out, contact) as listed,
        Store(db or out / "netralitas.db") as store,
        watching() as watcher,
    ):
        summary = run(listed, store, None, watcher, plan)
    report = out / "run.json"
    write_report(summary, plan, report)
    show(summary, {report: None})
    leave(summary)
