"""``netralitas cases``"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import MODEL, STORE
from pipeline.cli.plain import pass_on, tell, tell_json
from pipeline.cli.words import worded
from pipeline.records import Case, CaseStory

if TYPE_CHECKING:
    from datetime import datetime

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a case.")


def _day(when: datetime | None) -> str:
    return when.date().isoformat() if when else worded("no date")


def _stage(told: Case | CaseStory) -> str:
    """What is reported, or that a person found no case in it."""
    if told.dismissed:
        return worded("no case, as a reviewer found")
    return told.stage if isinstance(told, Case) else told.status


def _as_json(case: Case) -> dict[str, Any]:
    return asdict(case) | {"dismissed": case.dismissed}


@click.group()
def command() -> None:
    """Show the cases the stories tell, and join or split them by hand. What is done by hand stays over later runs."""


@command.command("list")
@STORE
@MODEL
@_JSON
def list_(db: Path, model: Path | None, as_json: bool) -> None:
    """One line for each case, the one with the latest story first; how many stories it has stands at the end."""
    from pipeline.assess import load_model
    from pipeline.cases.grouping import case
    from pipeline.store import Store

    name = load_model(model).name
    with Store(db) as store:
        store.require_judged(name)
        for id in store.case_ids(name):
            found = case(store, id, name)
            if as_json:
                tell_json(_as_json(found))
                continue
            place = found.place or "Indonesia"
            pass_on(f"{id}  {_day(found.last)}  {_stage(found)}  {place}  {found.title} ({len(found.stories)})")


@command.command()
@STORE
@MODEL
@_JSON
@click.argument("id")
def show(db: Path, model: Path | None, as_json: bool, id: str) -> None:
    """A case with its stories in order of time, and where else each was printed."""
    from pipeline.assess import load_model
    from pipeline.cases.grouping import case
    from pipeline.store import Store

    name = load_model(model).name
    with Store(db) as store:
        store.require_judged(name)
        found = case(store, id, name)
    if as_json:
        tell_json(_as_json(found))
        return
    pass_on(f"{found.id}  {found.title}")
    tell(f"  stage: {_stage(found)}\n  place: {found.place or 'Indonesia'}")
    tell(f"  persons: {', '.join(found.persons) or 'none named'}\n  bentuk: {', '.join(found.bentuk)}")
    for story in found.stories:
        pass_on(f"{_day(story.published_at)}  {_stage(story)}  {story.outlet}: {story.title}\n  {story.url}")
        for url in story.copies:
            tell(f"  also in {url}")


@command.command()
@STORE
@click.argument("id")
@click.argument("other")
def join(db: Path, id: str, other: str) -> None:
    """Put the stories of case OTHER into case ID. The id OTHER leads to ID from then on."""
    from pipeline.store import Store

    with Store(db) as store:
        tell(f"{other} is now part of {store.join_cases(id, other)}")


@command.command()
@STORE
@click.argument("urls", metavar="ADDRESS...", nargs=-1, required=True)
def split(db: Path, urls: tuple[str, ...]) -> None:
    """Move stories, given by their addresses, out of their case into a new one."""
    from pipeline.store import Store

    with Store(db) as store:
        tell(f"{store.split_case(urls)} is the new case")
