"""``netralitas sources``"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.exits import FINE, NOTHING_DONE, WITH_FAILURES
from pipeline.cli.options import CONTACT
from pipeline.cli.plain import pass_on, plain, tell
from pipeline.cli.words import worded
from pipeline.errors import NetralitasError

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.collect.sources import Source
    from pipeline.store import Activity

_SOURCES = click.option(
    "--sources", type=click.Path(path_type=Path), help="A TOML file that lists your sources; ours unless given."
)
_OWN = Path("sources.toml")
_REGION = click.option(
    "--region", help="Only sources of this region, by its code or official name: 63, 'Kalimantan Selatan'."
)


@click.group()
def command() -> None:
    """List, check, find and watch over sources."""


def _read(file: Path | None, region: str | None, contact: str | None = None) -> list[Source]:
    from pipeline.collect import read_sources
    from pipeline.collect.register import SHIPPED

    found = read_sources(file or str(SHIPPED), contact)
    if not region:
        return found
    code = _code(region)
    return [source for source in found if _within(source.region, code)]


def _code(region: str) -> str:
    from pipeline.places.gazetteer import region_names

    named = {name.casefold(): code for code, name in region_names().items()}
    code = named.get(region.casefold(), region)
    if code not in region_names():
        raise NetralitasError(f"There is no region {region!r}. Write its code, such as 63, or its official name.")
    return code


def _within(region: str | None, wanted: str) -> bool:
    return region == wanted or (region or "").startswith(f"{wanted}.")


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table()
    for column in columns:
        table.add_column(worded(column), overflow="fold")
    return table


def _add(table: Table, *cells: str | None) -> None:
    from rich.text import Text

    table.add_row(*(Text(plain(cell or "")) for cell in cells))


def _print(table: Table) -> None:
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 140).print(table)


@command.command("list")
@_SOURCES
@_REGION
@click.option("--toml", is_flag=True, help="Print them as a source file.")
def list_(sources: Path | None, region: str | None, toml: bool) -> None:
    """Show the sources of a file, or those that come with the program."""
    from pipeline.collect.register import entry

    found = _read(sources, region)
    if toml:
        pass_on('[collect]\n# contact = "you@your-office.id"\n')
        click.echo("\n".join(map(entry, found)), nl=False)
        return
    table = _table("id", "outlet", "kind", "region", "status", "address")
    for source in found:
        _add(table, source.id, source.outlet, source.kind, source.region, source.status, source.place)
    _print(table)
    tell(f"{len(found)} sources")


@command.command()
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default=lambda: _OWN if _OWN.exists() else None,
    help="A TOML file that lists your sources; sources.toml where there is one, else ours.",
)
@_REGION
@CONTACT
@click.option("--write", is_flag=True, help="Write what was found into the file, as status and note.")
def check(sources: Path | None, region: str | None, contact: str | None, write: bool) -> None:
    """Ask every source for its list, and no story. Ends with 3 where one does not answer as it should, 4 where none does."""
    from pipeline.collect import Plan, collect
    from pipeline.collect.register import mark, standing
    from pipeline.failures import hint, needs_mending
    from pipeline.records import Failure

    if write and not sources:
        raise click.UsageError("--write needs a file of your own: give --sources.")
    asked = _read(sources, region, contact)
    listed = dict.fromkeys((source.id for source in asked), 0)
    codes: dict[str, str] = {}
    outcomes = collect(
        asked,
        plan=Plan(lists_only=True),
        on_listed=lambda source, stories, coming: listed.update({source: listed[source] + stories}),
    )
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            codes.setdefault(outcome.source, outcome.code)
    table = _table("id", "stories listed", "trouble")
    for source in asked:
        code = codes.get(source.id)
        _add(table, source.id, str(listed[source.id]), f"{code}: {worded(hint(code))}" if code else "")
    _print(table)
    alive = sum(1 for count in listed.values() if count)
    tell(f"{alive} of {len(asked)} answer")
    if write and sources:
        mark(sources, {id: standing(count, codes.get(id)) for id, count in listed.items()})
    mending = any(needs_mending(code) for code in codes.values())
    sys.exit((WITH_FAILURES if alive else NOTHING_DONE) if mending else FINE)


@command.command()
@click.argument("url")
@CONTACT
def discover(url: str, contact: str | None) -> None:
    """Propose entries for a source file from the address of a home page; the first is the best. Ends with 4 where there is none."""
    from pipeline.collect.discover import discover as find
    from pipeline.collect.register import ZONE_UNKNOWN, entry
    from pipeline.failures import hint

    found, failures = find(url, contact)
    for one in found:
        tell(f"# lists {one.stories} stories")
        pass_on(entry(one.source, one.zoned).replace(ZONE_UNKNOWN, worded(ZONE_UNKNOWN)))
    if found:
        tell("# Take one, give it a region, and see that its timezone is right.")
        return
    for failure in failures:
        tell(f"netralitas: {failure.url}: {failure.code}: {hint(failure.code)}", err=True)
    sys.exit(NOTHING_DONE)


@command.command()
@_SOURCES
@_REGION
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=Path("out/netralitas.db"),
    show_default=True,
    help="The store that runs have filled.",
)
def status(sources: Path | None, region: str | None, db: Path) -> None:
    """Show when each source was last read, what it usually brings in a day, and who has gone quiet."""
    from pipeline.store import Activity, Store

    with Store(db) as store:
        activity = store.activity()
    ids = [source.id for source in _read(sources, region)] if sources or region else list(activity)
    table = _table("id", "last success", "newest story", "a day", "last run")
    now = datetime.now(UTC)
    for id in ids:
        _add(table, id, *_told(activity.get(id, Activity()), now))
    _print(table)


def _told(activity: Activity, now: datetime) -> tuple[str, ...]:
    troubles = ", ".join(f"{code} {count}" for code, count in (activity.failures or {}).items())
    told = worded("never visited") if activity.visited is None else troubles or worded("fine")
    quiet = worded("gone quiet; ") if activity.is_quiet(now) else ""
    return _day(activity.succeeded), _day(activity.newest), f"{activity.usual:g}", quiet + told


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "–"
