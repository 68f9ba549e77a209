"""``netralitas sources``"""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """Look after the list of outlets."""
