"""``netralitas export``"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.options import DELIMITER, LANG, MODEL, STORE, Day, dictionary_of, say_moved
from pipeline.cli.plain import tell


@click.command()
@STORE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder to write into.",
)
@MODEL
@click.option(
    "--format",
    "formats",
    type=click.Choice(["csv", "xlsx", "html", "label-studio", "doccano", "prodigy"]),
    multiple=True,
    default=["csv", "xlsx", "html"],
    show_default=True,
    help="csv: flagged.csv, articles.csv, mentions.csv; xlsx: flagged.xlsx; html: report.html; the others: the leads as tasks for that label tool. May be given again.",
)
@LANG
@DELIMITER
@click.option(
    "--since",
    type=Day(),
    help="First day of publication; a story without a date counts on the day it was first seen. The report compares with the period before.",
)
@click.option("--until", type=Day(), help="Last day of publication.")
@click.option(
    "--mask-names",
    is_flag=True,
    help="Names of persons as initials, links as the host alone, for tables that are passed on: docs/desk.md.",
)
@click.option(
    "--capacity",
    type=click.IntRange(min=1),
    help="So many of the likeliest stories, whatever the threshold says; one decided on already takes no place.",
)
@dictionary_of("pipeline.export.columns")
def command(
    db: Path, out: Path, model: Path | None, formats: tuple[str, ...], lang: str, delimiter: str,
    since: datetime | None, until: datetime | None, mask_names: bool, capacity: int | None,
) -> None:  # fmt: skip
    """Write tables, a workbook and a report from what the store holds."""
    from pipeline.assess import load_model
    from pipeline.export import Wish, export
    from pipeline.store import Store

    wish = Wish(
        formats, lang, delimiter, since.date() if since else None, until.date() if until else None,
        mask_names, capacity,
    )  # fmt: skip
    with Store(db) as store:
        name = load_model(model).name
        store.require_judged(name)
        for path, rows in export(store, name, out, wish, say_moved).items():
            tell(f"{path}  ({rows} {'cases' if path.suffix == '.html' else 'rows'})")
