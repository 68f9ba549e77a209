"""``netralitas db``"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.exits import FINE, WITH_FAILURES
from pipeline.cli.options import STORE, Day
from pipeline.cli.plain import pass_on, tell
from pipeline.cli.words import worded
from pipeline.errors import NetralitasError

_SHOWN = 20


@click.group()
def command() -> None:
    """Look after the store: check it, copy it, make it smaller."""


@command.command()
@STORE
def check(db: Path) -> None:
    """Look for damage and lost rows, and count what is held. Ends with 3 where something is wrong, 2 where it cannot even be opened."""
    from pipeline.store import Store

    if not db.stat().st_size:
        raise NetralitasError(f"{db} is empty: nothing is held in it. Go back to a backup, or delete it.")
    with Store(db) as store:
        problems = store.problems()
        for table, rows in store.sizes().items():
            pass_on(f"{table}: {rows}")
    for problem in problems:
        tell(problem)
    tell(
        f"{len(problems)} problems; go back to a backup, or run again on a new store"
        if problems
        else "the store is sound"
    )
    sys.exit(WITH_FAILURES if problems else FINE)


@command.command()
@STORE
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(db: Path, target: Path) -> None:
    """Copy the store to TARGET, also while a run goes on. Nothing is overwritten."""
    from pipeline.store import Store

    with Store(db) as store:
        store.back_up(target)
    tell(f"{target}  ({target.stat().st_size:,} bytes)")


@command.command()
@STORE
def vacuum(db: Path) -> None:
    """Give the room of deleted rows back. Needs as much free disk as the store takes, and no run going on."""
    from pipeline.store import Store

    with Store(db) as store:
        before, after = store.vacuum()
    tell(f"{db}  ({before:,} bytes before, {after:,} now)")


@command.command()
@STORE
@click.option("--person", help="Stories that name this person, in any version, caption or byline.")
@click.option("--outlet", help="Everything that was collected from this outlet, by its name or the id of its source.")
@click.option("--before", type=Day(), help="Stories published before this day.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(db: Path, person: str | None, outlet: str | None, before: datetime | None, yes: bool) -> None:
    """Delete stories for good, with what was said and decided of them; they are not kept again.

    Where another story's page, lines left out of it or a note name the person, that story stays without that page and name.
    Needs as much free disk as the store takes, and no run going on.
    """
    from pipeline.lock import one_run
    from pipeline.store import Store

    if sum(map(bool, (person, outlet, before))) != 1:
        raise click.UsageError("Say what is to be forgotten: --person, --outlet or --before, one of them.")
    with one_run(db, tell), Store(db) as store:
        beside, sources = [], []
        if person:
            urls, beside = store.naming(person), store.naming_beside(person)
        elif outlet:
            sources = store.sources_of(outlet)
            if not sources:
                raise NetralitasError(
                    f"Nothing is held of {outlet!r}. The outlets held: {', '.join(store.outlets()) or 'none'}."
                )
            urls = store.of_sources(sources)
        elif before:
            urls = store.older_than(before.date())
        _show(urls, f"{len(urls)} addresses")
        question = "Delete all of them, and every decision on them?"
        if beside:
            _show(beside, f"{len(beside)} that name this person only in their page beside the story, or in a note")
            question = f"{question} The latter stay, without that page and that name."
        if not (urls or beside or sources) or not (yes or _agreed(question)):
            return
        if person:
            store.blot_out(person, beside)
        store.forget(urls, sources)
    tell(f"{len(urls)} forgotten. Backups, exports and label files still hold them: delete those too.")


def _agreed(question: str) -> bool:
    answer: str = click.prompt(f"{worded(question)} [y/N]", default="", show_default=False)
    return answer.strip().lower() in {"y", "yes", "ya"}


def _show(urls: list[str], what: str) -> None:
    for url in urls[:_SHOWN]:
        pass_on(url)
    tell(f"{what}{f', {_SHOWN} of them shown' if len(urls) > _SHOWN else ''}")
