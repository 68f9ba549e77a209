"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from math import isfinite
from pathlib import Path
from shlex import quote
from typing import Any

import click

from pipeline.cli.plain import tell
from pipeline.workers import cores


class There(click.Path):
    """A path that has to exist; ``hint`` says what to do where it does not."""

    def __init__(self, hint: str, **options: bool):
        super().__init__(path_type=Path, exists=True, **options)
        self.hint = hint

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as missing:
            self.fail(f"{missing.message} {self.hint}", param, ctx)


class Number(click.FloatRange):
    """A number within bounds; ``nan`` and ``inf`` are none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value!r} is not a valid float.", param, ctx)
        return number


class Day(click.DateTime):
    """A day, at midnight."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day. Write it as 2024-10-14: year, month, day.", param, ctx)


CORPUS = click.Path(path_type=Path, file_okay=False)
"""Where none is, reading it says so."""
STORE = click.option(
    "--db",
    type=There("'netralitas run' makes one; call this in the same folder, or name yours.", dir_okay=False),
    default=Path("out/netralitas.db"),
    show_default=True,
    help="The store.",
)
MODEL = click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of a model; the one that counts (see 'netralitas models') unless given.",
)

CONTACT = click.option(
    "--contact",
    envvar="NETRALITAS_CONTACT",
    show_envvar=True,
    help="Your e-mail or web address, for sources that name none.",
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


def by_model(command: str, model: Path | None, *rest: str) -> str:
    """A command as it is to be called with this model, ``None`` for the one that counts; ``rest``: what follows the model."""
    options = ["--model", str(model)] if model else []
    return f"'netralitas {command}{''.join(f' {quote(word)}' for word in (*options, *rest))}'"


def say_moved(aside: Path) -> None:
    """Tell that somebody's table was not written over."""
    tell(f"a table was changed since it was written, so it was not written over but moved aside: {aside}", err=True)


def dictionary_of(module: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
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
