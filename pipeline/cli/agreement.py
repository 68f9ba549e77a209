"""``netralitas agreement``"""

from __future__ import annotations

import csv
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.exits import WITH_FAILURES
from pipeline.cli.plain import pass_on, tell, tell_json
from pipeline.counted import counted

if TYPE_CHECKING:
    from pipeline.learn.agreement import Compared
    from pipeline.learn.corpus import LabelledArticle

_FILE = click.Path(path_type=Path, exists=True)


def _show(found: Compared) -> None:
    pass_on("| | labelled | the same | kappa | alpha |\n|---|---|---|---|---|")
    for one in found.figures:
        kappa, alpha = ("–" if value is None else f"{value:.3f}" for value in (one.kappa, one.alpha))
        pass_on(f"| {one.name} | {one.number} | {one.same:.3f} | {kappa} | {alpha} |")
    if found.one_sided:
        tell(f"\n{counted(found.one_sided, 'mention')} marked by one of them only: in no figure, but to settle")
    if found.unanswered:
        tell(
            f"{counted(found.unanswered, 'mention')} changed by one of them only, while the other left the roles as the model told them: "
            "in no figure, which then say little of roles. Who looked at all of them says so in the notebook."
        )
    if found.changed:
        tell(f"not compared, another text in each file: {', '.join(found.changed)}", err=True)


def _write(found: Compared, path: Path) -> None:
    from pipeline.export.tables import harmless
    from pipeline.files import whole
    from pipeline.learn.settle import HEADING, rows_of

    if path.exists():
        raise click.UsageError(f"{path} exists already, and may hold what somebody settled; give another name.")
    with whole(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows(map(harmless, row) for row in rows_of(found.differing))
    tell(f"{path}  ({len(found.differing)} to settle)")


def _settle(labels: tuple[list[LabelledArticle], list[LabelledArticle]], table: Path, by: str) -> None:
    from pipeline.learn.labelled import as_row
    from pipeline.learn.settle import HEADING, read_settled, settle
    from pipeline.review.spreadsheet import read_sheets

    rows = next(read_sheets(table, lambda row: bool({*row} & {*HEADING}))).rows
    found = settle(*labels, read_settled(rows, table.name), by, datetime.now(UTC))
    for article in found.articles:
        tell_json(as_row(article))
    if found.open:
        tell(f"left out until they are settled: {', '.join(found.open)}", err=True)
        sys.exit(WITH_FAILURES)


@click.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the disagreements to this CSV.")
@click.option(
    "--settled",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="That CSV, with the column settled filled in: print all labels of both, as settled, for 'netralitas train'.",
)
@click.option("--by", default=getpass.getuser, help="Who settled it.")
def command(first: Path, second: Path, out: Path | None, settled: Path | None, by: str) -> None:
    """How far two labellers agree on the same articles, as 'netralitas review labels' prints them.

    To settle where they differ, write a status, forms with commas between them, a mention as GROUP:role, or - for no form and no mention into
    the last column. Needs the extra 'notebooks', but for --settled. Ends with 3 where --settled leaves some open.
    """
    from pipeline.learn.agreement import compare_labels
    from pipeline.learn.labelled import read_labelled

    if first.samefile(second):
        raise click.UsageError("The two files are one; give the labels of two people.")
    labels = read_labelled(first), read_labelled(second)
    if settled:
        _settle(labels, settled, by)
        return
    found = compare_labels(*labels)
    _show(found)
    if out:
        _write(found, out)
