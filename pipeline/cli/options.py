"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
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
