"""Options that several commands share."""

from __future__ import annotations

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
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=cores,
    show_default="as many as there are cores",
    help="Processes that read and assess.",
)
