"""``netralitas cases``"""

from __future__ import annotations

import getpass
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.cases.timeline import Case


@click.group()
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=Path("out/netralitas.db"),
    show_default=True,
    help="The store.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of a model; the one that ships unless given.",
)
@click.pass_context
def command(context: click.Context, db: Path, model: Path | None) -> None:
    """Show the cases, join two, or part a story from its case."""
    from pipeline.store import Store

    context.obj = context.with_resource(Store(db)), model


def _model_name(folder: Path | None) -> str:
    from pipeline.assess import load_model

    return load_model(folder).name


def _day(moment: datetime | None) -> str:
    from pipeline.export.rows import ZONE

    return moment.astimezone(ZONE).date().isoformat() if moment else "no date"


def _line(case: Case) -> str:
    region = f", {case.region.name}" if case.region else ""
    return (
        f"{case.id}  {_day(case.last)}  {case.status}  {case.chance:.2f}  stories: {len(case.stories)}, "
        f"outlets: {len(case.outlets)}{region}: {case.title}"
    )


@command.command("list")
@click.pass_obj
def list_cases(obj: tuple) -> None:
    """One line for each case, the latest first."""
    from pipeline.cases.timeline import Case

    store, folder = obj
    grouped = defaultdict(list)
    for article, assessment, case_id in store.cased(_model_name(folder)):
        grouped[case_id].append((article, assessment))
    cases = [Case(case_id, stories) for case_id, stories in grouped.items()]
    for case in sorted(cases, key=lambda case: _day(case.last), reverse=True):
        click.echo(_line(case))


@command.command()
@click.argument("case_id")
@click.pass_obj
def show(obj: tuple, case_id: str) -> None:
    """The timeline of one case."""
    from pipeline.cases.timeline import Case

    store, folder = obj
    case = Case(case_id, store.case(_model_name(folder), case_id))
    click.echo(_line(case))
    if case.persons:
        click.echo(f"accused, as told: {'; '.join(case.persons)}")
    for article, assessment in case.stories:
        click.echo(
            f"  {_day(article.published_at)}  {assessment.status}  {article.outlet}: {article.title}\n      {article.url}"
        )


@command.command()
@click.argument("into")
@click.argument("case_id")
@click.option("--by", default=getpass.getuser, help="Who decides; the user of this machine unless given.")
@click.pass_obj
def join(obj: tuple, into: str, case_id: str, by: str) -> None:
    """Put the stories of CASE_ID into the case INTO. It stays so in later runs."""
    if into == case_id:
        raise click.UsageError("Give the ids of two cases.")
    moved = obj[0].join_cases(into, case_id, by, datetime.now(UTC))
    click.echo(f"{into}: {moved} stories joined")


@command.command()
@click.argument("url")
@click.option("--by", default=getpass.getuser, help="Who decides; the user of this machine unless given.")
@click.pass_obj
def split(obj: tuple, url: str, by: str) -> None:
    """Part the story at URL from its case. It stays so in later runs."""
    from pipeline.cases.grouping import case_id

    new = case_id(f"{url} parted")
    obj[0].part_story(url, new, by, datetime.now(UTC))
    click.echo(f"{new}: a case of its own")
