"""``netralitas run``"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from pipeline.cli.collecting import chosen_sources, collecting, leave, planned, say, show, stoppable
from pipeline.cli.options import DELIMITER, LANG, MODEL, say_moved
from pipeline.cli.words import worded
from pipeline.counted import counted

_WEEK = 7


@click.command()
@collecting
@MODEL
@click.option(
    "--capacity",
    type=click.IntRange(min=1),
    help="Write so many of the likeliest stories to flagged.csv, whatever the threshold says; one decided on already takes no place.",
)
@LANG
@DELIMITER
@click.option(
    "--report-days",
    type=click.IntRange(0, 3650),
    help="The report tells the stories of so many days up to today, beside as many before; 0: everything stored. "
    "[default: 7; with --demo, --search or --since 0]",
)
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the figures to this file, for Prometheus' textfile collector.",
)
def command(
    demo: bool,
    sources: Path | None,
    out: Path,
    db: Path | None,
    contact: str | None,
    model: Path | None,
    capacity: int | None,
    report_days: int | None,
    jobs: int,
    gate: bool,
    metrics: Path | None,
    delimiter: str,
    lang: str,
    **bounds: Any,
) -> None:
    """Collect news, assess it, group it into cases, and write tables, a workbook, a report and run.md into OUT.

    The tables hold everything stored, the report the last days.

    What was read once is not fetched again. Failures are counted, kept and shown with advice. Stopped by Ctrl-C
    or SIGTERM, it writes what is done by then. Ends with 3 where something needs mending, 4 where the store then holds nothing.
    """
    plan = planned(**bounds)
    if report_days is None:
        report_days = 0 if demo or plan.search or plan.since else _WEEK
    path = db or out / "netralitas.db"
    with chosen_sources(demo, sources, out, contact) as listed:
        from pipeline.assess import load_model
        from pipeline.cli.progress import watching
        from pipeline.export import Wish, export, today
        from pipeline.lock import one_run
        from pipeline.run import Way, run
        from pipeline.run_metrics import require_metrics, write_metrics
        from pipeline.run_report import write_report
        from pipeline.store import Store

        if metrics:
            require_metrics()
        loaded = load_model(model)
        with one_run(path, say), stoppable(), Store(path) as store:
            with watching() as watcher:
                summary = run(listed, store, loaded, watcher, plan, Way(jobs, gate))
            files = export(
                store, loaded.name, out, Wish(("csv", "xlsx"), lang, delimiter, capacity=capacity), say_moved
            )
            since = today() - timedelta(days=report_days - 1) if report_days else None
            files |= export(store, loaded.name, out, Wish(("html",), since=since, capacity=capacity))
            report = write_report(summary, plan, store, out, worded)
            if metrics:
                write_metrics(summary, metrics)
                report.append(metrics)
    show(summary, files | dict.fromkeys(report))
    if since and not files[out / "report.html"]:
        _say_what_lies_outside(files[out / "flagged.csv"], since)
    leave(summary)


def _say_what_lies_outside(flagged: int, since: date) -> None:
    """Tell why the report is empty beside a full table."""
    if flagged:
        stories = counted(flagged, "flagged story", "flagged stories")
        say(f"the report is empty: {stories} in flagged.csv, none from {since} on. --report-days 0 reports them all.")
