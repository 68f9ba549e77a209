"""``netralitas review``"""

from __future__ import annotations

import getpass
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from pipeline.cli.exits import WITH_FAILURES
from pipeline.cli.options import MODEL, STORE
from pipeline.cli.plain import tell, tell_json
from pipeline.counted import counted

if TYPE_CHECKING:
    from pipeline.records import Mention
    from pipeline.store import Proposal, Refused, Store, Taken


@click.group()
@STORE
@MODEL
@click.pass_context
def command(context: click.Context, db: Path, model: Path | None) -> None:
    """Read reviewed tables back in, take them back, or write decisions as training labels."""
    from pipeline.store import Store

    context.obj = context.with_resource(Store(db)), model


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", default=getpass.getuser, help="Reviewer, where the table names none.")
@click.option("--replace", is_flag=True, help="Take also rows on which somebody else decided since the table was made.")
@click.pass_obj
def import_file(obj: tuple[Store, Path | None], file: Path, by: str, replace: bool) -> None:
    """Take the decisions of a reviewed flagged.csv or flagged.xlsx, or of a label tool's export (.json, .jsonl).

    All of its good rows are taken, or none. What a row leaves empty stays as it stands. Ends with 3 where a row is refused, 2 where the
    table is.
    """
    from pipeline.assess import load_model
    from pipeline.review.cut import with_whole_notes
    from pipeline.review.label_tools import is_annotations, read_annotations
    from pipeline.review.sheets import read_reviews

    store, folder = obj
    by = by.strip() or getpass.getuser()
    now = datetime.now(UTC)
    batch = f"{file.name}-{sha256(file.read_bytes() + now.isoformat().encode()).hexdigest()[:8]}"
    model = load_model(folder).name
    silent: frozenset[str] = frozenset()
    if is_annotations(file):
        proposals, refused, silent = read_annotations(file, partial(store.story, model), by, batch, now)
    else:
        proposals, refused = read_reviews(file, store.assessed_by(model), by, batch, now, store.published_on)
        proposals = with_whole_notes(proposals, store)
    taken = store.take(proposals, replace)
    refused += taken.refused
    try:
        for line in _row_by_row(taken, refused, silent):
            tell(line)
    except (KeyboardInterrupt, BrokenPipeError):  # what is taken stays so
        _tell_all(taken, refused, store, batch, err=True)
        raise
    _tell_all(taken, refused, store, batch)
    if not (proposals or refused):
        tell(_nothing_yet(file))
    if refused:
        sys.exit(WITH_FAILURES)


def _tell_all(taken: Taken, refused: list[Refused], store: Store, batch: str, err: bool = False) -> None:
    """What became of a file, and how that is undone."""
    together = f", {len(taken.joined)} together with another row" if taken.joined else ""
    tell(
        f"{counted(len(taken.new), 'decision')} taken, {len(taken.same)} with nothing new{together}, {counted(len(refused), 'row')} refused",
        err=err,
    )
    if taken.new:
        tell(f"'netralitas review --db {quote(str(store.path))} undo {quote(batch)}' takes them back", err=err)


def _nothing_yet(file: Path) -> str:
    """That nobody wrote anything into a file, and what to do."""
    from pipeline.review.label_tools import is_annotations

    if is_annotations(file):
        return f"no task in {file.name} is annotated yet; submit or accept them in the label tool, export them again, and import that file"
    return f"nothing is filled in in {file.name} as it was saved, in the columns that are read; fill them in, save it, and import it again"


def _row_by_row(taken: Taken, refused: list[Refused], silent: frozenset[str]) -> list[str]:
    """What became of each row, in the order of the file. ``silent``: those that leave open whether phrases were taken away."""
    rows = [(one.row, f"taken: {_said(one)}") for one in taken.new]
    rows += [(one.row, f"nothing new: {one.review.url}") for one in taken.same]
    rows += [(one.row, f"together with row {row}: {one.review.url}") for one, row in taken.joined]
    rows += [
        (
            row,
            "holds no phrases; whether somebody removed them or never saw them is not told, so they stand as they were",
        )
        for row, _ in list(rows)
        if row in silent
    ]
    rows += [(row, f"refused: {reason}") for row, reason in refused]
    return [f"row {row} {what}" for row, what in sorted(rows, key=_in_file)]


def _in_file(row: tuple[str, str]) -> tuple[str, float]:
    sheet, _, number = row[0].rpartition("!")
    return sheet, float(number)


def _said(proposal: Proposal) -> str:
    review = proposal.review
    words = [str(getattr(review, name)) for name in ("verdict", "status") if name in proposal.says]
    words += [name for name in ("roles", "note") if name in proposal.says]
    return f"{', '.join(words)} by {review.reviewer}: {review.url}"


@command.command()
@click.argument("batch")
@click.option("--by", default=getpass.getuser, help="Who takes them back.")
@click.pass_obj
def undo(obj: tuple[Store, Path | None], batch: str, by: str) -> None:
    """Take back what one file brought; what was decided before counts again."""
    tell(f"{counted(obj[0].undo_batch(batch, by, datetime.now(UTC)), 'decision')} taken back")


@command.command()
@click.option("--source", default="", metavar="ID", help="Only stories of this source.")
@click.pass_obj
def labels(obj: tuple[Store, Path | None], source: str) -> None:
    """Print what was decided as labelled articles, JSON lines for evaluate, calibrate and the corpus."""
    from pipeline.learn.labelled import as_row
    from pipeline.review.labels import labels_of

    without: Counter[str] = Counter()
    earlier = 0
    obj[0].require_source(source)
    number = 0
    for found, changed in labels_of(obj[0], source):
        if isinstance(found, str):
            without[found] += 1
            continue
        tell_json(as_row(found))
        number += 1
        earlier += changed
    if not number:
        tell("0 labels: a verdict, a status, a role or a form that a person decided makes one", err=True)
    for reason, times in without.items():
        tell(f"no label from {counted(times, 'story', 'stories')}: {reason}", err=True)
    if earlier:
        tell(
            f"{counted(earlier, 'label')} of a text that the outlet has changed since: the label holds that text; the new one waits in the desk",
            err=True,
        )


@command.command()
@click.pass_obj
def log(obj: tuple[Store, Path | None]) -> None:
    """Print every decision ever made, oldest first, as JSON lines, each with who took it back and when."""
    for review, undo in obj[0].review_log():
        row = {
            "id": review.id, "url": review.url, "verdict": review.verdict, "status": review.status, "note": review.note,
            "roles": dict(review.roles), "bentuk": review.bentuk, "mentions": review.mentions and [_phrase(one) for one in review.mentions],
            "reviewer": review.reviewer, "judge": review.decider, "decided_at": review.decided_at.isoformat(), "origin": review.origin,
            "batch": review.batch, "undone": undo is not None, "undone_by": undo and undo.reviewer,
            "undone_at": undo and undo.decided_at.isoformat(),
        }  # fmt: skip
        tell_json(row)


def _phrase(mention: Mention) -> dict[str, object]:
    return {name: getattr(mention, name) for name in ("start", "end", "text", "group", "role")}
