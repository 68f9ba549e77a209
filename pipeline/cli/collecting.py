"""What ``netralitas run`` and ``netralitas collect`` share: their options, their sources, what they show at the end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.exits import FINE, NOTHING_DONE, STOPPED, WITH_FAILURES
from pipeline.cli.options import CONTACT, JOBS, Day, Number
from pipeline.cli.plain import tell
from pipeline.cli.words import worded

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.collect import Plan
    from pipeline.collect.sources import Source
    from pipeline.run import Summary

_OPTIONS = (
    click.option("--demo", is_flag=True, help="Use the embedded newsroom: four invented outlets on this machine."),
    click.option("--sources", type=click.Path(path_type=Path), help="A TOML file that lists your sources."),
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("out"),
        show_default=True,
        help="Folder for what is written.",
    ),
    click.option(
        "--db", type=click.Path(path_type=Path, dir_okay=False), help="The store; OUT/netralitas.db unless given."
    ),
    CONTACT,
    click.option("--search", help="Ask the sites' own search for these words instead of reading what is newest."),
    click.option("--since", type=Day(), help="Go back to this day, such as 2024-08-01."),
    click.option("--max-minutes", type=Number(min=0, min_open=True), help="Stop asking after so long."),
    click.option("--max-stories", type=click.IntRange(min=1), help="Stop asking after so many stories."),
    click.option("--max-megabytes", type=Number(min=0, min_open=True), help="Stop asking after so much."),
    JOBS,
    click.option("--gate/--no-gate", default=True, help="Set pages aside that cannot be on topic.", show_default=True),
)


def collecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of collecting."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def planned(
    search: str | None,
    since: Any,
    max_minutes: float | None,
    max_stories: int | None,
    max_megabytes: float | None,
) -> Plan:
    """The options as a plan."""
    from pipeline.collect import Plan

    return Plan(
        search=search,
        since=since and since.date(),
        seconds=max_minutes and max_minutes * 60,
        pages=max_stories,
        bytes=int(max_megabytes * 1_000_000) if max_megabytes else None,
    )


@contextmanager
def chosen_sources(demo: bool, file: Path | None, out: Path, contact: str | None) -> Iterator[list[Source]]:
    """The sources to collect from; the embedded newsroom runs for as long as the context lasts."""
    if demo and not file:
        with _newsroom(out) as sources:
            yield sources
    elif file and not demo:
        from pipeline.collect import read_sources

        yield read_sources(file, contact)
    else:
        raise click.UsageError("Give either --demo or --sources FILE.")


@contextmanager
def _newsroom(out: Path) -> Iterator[list[Source]]:
    """The embedded newsroom, on the port it had the last time: the port is part of every story's address."""
    from pipeline.demo import newsroom

    memory = out / "newsroom.port"
    port = memory.read_text() if memory.is_file() else ""
    with newsroom(int(port) if port.isdigit() else 0) as room:
        out.mkdir(parents=True, exist_ok=True)
        memory.write_text(str(room.port))
        yield room.sources


def show(summary: Summary, files: dict[Path, int | None]) -> None:
    """Print what a run did: at each source, and in all."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(_by_source(summary))
    console.print(_in_all(summary))
    for path, rows in files.items():
        told = "" if rows is None else f"  ({rows} {'cases' if path.suffix == '.html' else 'rows'})"
        console.print(f"{path}{worded(told)}", highlight=False, markup=False, soft_wrap=True)


def _by_source(summary: Summary) -> Table:
    from rich.table import Table

    from pipeline.records import ZONE

    table = Table(title=worded("By source"), title_justify="left")
    table.add_column(worded("source"), overflow="fold")
    for name in ("found", "new", "unchanged", "changed"):
        table.add_column(worded(name), justify="right")
    table.add_column(worded("failed"), overflow="fold")
    for source, tally in summary.sources.items():
        failed = [f"{code} {count}" for code, count in sorted(tally.failures.items())]
        if tally.waits_until:
            failed.append(worded(f"left alone until {tally.waits_until.astimezone(ZONE):%Y-%m-%d %H:%M} WIB"))
        counts = map(str, (tally.found, tally.new, tally.unchanged, tally.changed))
        table.add_row(source, *counts, ", ".join(failed))
    return table


def _in_all(summary: Summary) -> Table:
    from rich.table import Table

    from pipeline.failures import hint

    title = "This run, stopped before its end" if summary.stopped else "This run"
    table = Table(title=worded(title), title_justify="left", show_header=False)
    assessed = [
        ("copies among them", summary.copies),
        ("newly flagged", summary.flagged),
        ("new cases", summary.new_cases),
        ("joined to a case", summary.joined),
    ]
    flagged = assessed if summary.model else []
    flagged_in_all = [("flagged in all", summary.held_flagged)] if summary.model else []
    for name, count in (
        ("pages collected", summary.pages),
        ("off topic among them", summary.off_topic),
        ("new articles", summary.total("new")),
        ("changed articles", summary.total("changed")),
        *flagged,
        ("articles held in all", summary.held),
        *flagged_in_all,
        ("failures", summary.failures.total()),
    ):
        table.add_row(worded(name), str(count))
    for code, count in sorted(summary.failures.items()):
        table.add_row(f"  {code}", f"{count}  {worded(hint(code))}")
    return table


def leave(summary: Summary) -> None:
    """End the command with the exit code that a run deserves."""
    if summary.stopped:
        leave_stopped()
    if summary.needs_mending:
        sys.exit(WITH_FAILURES if summary.held else NOTHING_DONE)
    sys.exit(FINE)


def say(line: str) -> None:
    """Tell the user something aside."""
    tell(f"netralitas: {line}", err=True)


def leave_stopped() -> NoReturn:
    """End a command that was stopped by hand."""
    say("stopped by hand. What was done is kept; the same command does the rest.")
    sys.exit(STOPPED)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM, as a service manager sends it, stop a run as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
