"""``netralitas run``"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.cli.exits import FINE, NOTHING_DONE, WITH_FAILURES


@contextmanager
def _newsroom(out: Path) -> Iterator[list]:
    """The embedded newsroom, on the port it had the last time: the port is part of every story's address."""
    from pipeline.demo import newsroom

    memory = out / "newsroom.port"
    port = memory.read_text() if memory.is_file() else ""
    with newsroom(int(port) if port.isdigit() else 0) as room:
        out.mkdir(parents=True, exist_ok=True)
        memory.write_text(str(room.port))
        yield room.sources


@contextmanager
def _sources(demo: bool, file: Path | None, out: Path) -> Iterator[list]:
    if demo:
        with _newsroom(out) as sources:
            yield sources
        return
    from pipeline.collect import read_sources

    yield read_sources(file)


def _show(summary, files: dict[Path, int]) -> None:
    from rich.console import Console
    from rich.table import Table

    from pipeline.failures import hint

    table = Table(title="This run", title_justify="left", show_header=False)
    for name, count in (
        ("pages collected", summary.pages),
        ("new articles", summary.articles),
        ("newly flagged", summary.flagged),
        ("new cases", summary.cases),
        ("articles held in all", summary.held),
        ("flagged in all", summary.held_flagged),
        ("failures", summary.failures.total()),
    ):
        table.add_row(name, str(count))
    for code, count in sorted(summary.failures.items()):
        table.add_row(f"  {code}", f"{count}  {hint(code)}")
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)
    for path, rows in files.items():
        what = "cases" if path.suffix == ".html" else "rows"
        console.print(f"{path}  ({rows} {what})", highlight=False, soft_wrap=True)


@click.command()
@click.option("--demo", is_flag=True, help="Use the embedded newsroom: four invented outlets on this machine.")
@click.option("--sources", type=click.Path(path_type=Path), help="A TOML file that lists your sources.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the tables.",
)
@click.option(
    "--db", type=click.Path(path_type=Path, dir_okay=False), help="The store; OUT/netralitas.db unless given."
)
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
    demo: bool, sources: Path | None, out: Path, db: Path | None, model: Path | None, capacity: int | None
) -> None:
    """Collect news, assess it, group it into cases, and write tables, a workbook and a report into OUT.

    What was read once is not fetched again. Failures are counted, kept and shown with advice.
    """
    if demo == bool(sources):
        raise click.UsageError("Give either --demo or --sources FILE.")
    from pipeline.assess import load_model
    from pipeline.cli.progress import watching
    from pipeline.export import Wish, export
    from pipeline.run import run
    from pipeline.store import Store

    with _sources(demo, sources, out) as listed:
        loaded = load_model(model)
        with Store(db or out / "netralitas.db") as store:
            with watching() as watcher:
                summary = run(listed, store, loaded, watcher)
            files = export(store, loaded.name, out, Wish(capacity=capacity))
    _show(summary, files)
    if summary.needs_mending:
        sys.exit(WITH_FAILURES if summary.held else NOTHING_DONE)
    sys.exit(FINE)
