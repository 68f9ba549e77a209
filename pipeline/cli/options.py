"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from pipeline.workers import cores

STORE = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=Path("out/netralitas.db"),
    show_default=True,
    help="The store.",
)
MODEL = click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of a model; the one that counts (see 'netralitas models') unless given.",
)


LANG = click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of the headings of tables.",
)
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DELIMITER = click.option(
    "--delimiter",
    type=click.Choice(list(_DELIMITERS)),
    default="comma",
    show_default=True,
    callback=lambda _context, _option, name: _DELIMITERS[name],
    help="Semicolon, with a decimal comma in numbers, is what an Indonesian Excel opens by double click.",
)
"""The sign itself is passed on."""


@contextmanager
def written_anew(paths: Iterable[Path]) -> Iterator[None]:
    """Write these tables in here: those that somebody changed are moved aside before, and that is said."""
    from pipeline.export.changed import move_changed_aside, note_written

    paths = list(paths)
    for path in move_changed_aside(paths):
        click.echo(
            f"a table was changed since it was written, so it was not written over but moved aside: {path}", err=True
        )
    yield
    note_written(path for path in paths if path.exists())


TABLES = {"csv": ("flagged.csv", "articles.csv", "mentions.csv"), "xlsx": ("flagged.xlsx",)}
"""The files of each format that somebody may change."""


def dictionary_of(module: str) -> Callable[[Callable], Callable]:
    """The option that prints the data dictionary of a module of columns, and nothing else."""

    def shown(context: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(import_module(module).dictionary(), nl=False)
            context.exit()

    return click.option(
        "--dictionary",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=shown,
        help="Print the data dictionary of the tables as Markdown, and nothing else.",
    )


JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=cores,
    show_default="as many as there are cores",
    help="Processes that read and assess.",
)
