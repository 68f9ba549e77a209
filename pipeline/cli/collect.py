"""``netralitas collect``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.collecting import chosen_sources, collecting, leave, planned, say, show, stoppable
from pipeline.cli.words import worded


@click.command()
@collecting
def command(
    demo: bool,
    sources: Path | None,
    out: Path,
    db: Path | None,
    contact: str | None,
    jobs: int,
    gate: bool,
    **bounds: Any,
) -> None:
    """Collect news into the store without assessing it; 'netralitas run' assesses it later.

    With --search and --since it goes back in time, by the sites' own search where they have one. Ends with 3 where something needs
    mending, 4 where the store then holds nothing.
    """
    from pipeline.cli.progress import watching
    from pipeline.lock import one_run
    from pipeline.run import Way, run
    from pipeline.run_report import write_report
    from pipeline.store import Store

    plan, path = planned(**bounds), db or out / "netralitas.db"
    with chosen_sources(demo, sources, out, contact) as listed, one_run(path, say), stoppable(), Store(path) as store:
        with watching() as watcher:
            summary = run(listed, store, None, watcher, plan, Way(jobs, gate))
        report = write_report(summary, plan, store, out, worded)
    show(summary, dict.fromkeys(report))
    leave(summary)
