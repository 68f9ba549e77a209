"""``netralitas run``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.collecting import chosen_sources, collecting, leave, planned, show


@click.command()
@collecting
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of a model; the one that ships unless given.",
)
@click.option(
    "--capacity",
    type=click.IntRange(min=1),
    help="Write so many of the likeliest cases to flagged.csv, whatever the threshold says.",
)
def command(
    demo: bool,
    sources: Path | None,
    out: Path,
    db: Path | None,
    contact: str | None,
    model: Path | None,
    capacity: int | None,
    **bounds: Any,
) -> None:
    """Collect news, assess it, group it into cases, and write tables, a workbook, a report and run.json into OUT.

    What was read once is not fetched again. Failures are counted, kept and shown with advice.
    """
    plan = planned(**bounds)
    with chosen_sources(demo, sources, out, contact) as listed:
        from pipeline.assess import load_model
        from pipeline.cli.progress import watching
        from pipeline.export import Wish, export
        from pipeline.run import run, write_report
        from pipeline.store import Store

        loaded = load_model(model)
        with Store(db or out / "netralitas.db") as store:
            with watching() as watcher:
                summary = run(listed, store, loaded, watcher, plan)
            files = export(store, loaded.name, out, Wish(capacity=capacity))
    report = out / "run.json"
    write_report(summary, plan, report)
    show(summary, files | {report: None})
    leave(summary)
