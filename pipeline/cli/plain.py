"""What strangers wrote, shown on a terminal: without the signs that would move its cursor, its title or its letters."""

from __future__ import annotations

import click


def plain(text: object) -> str:
    """The text with ``?`` for every sign that is not printed, but for line breaks and tabs."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "?" for sign in str(text))


def tell(text: object, err: bool = False) -> None:
    """Print a line that may hold what strangers wrote."""
    click.echo(plain(text), err=err)
