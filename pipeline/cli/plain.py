"""What strangers wrote, shown on a terminal: without the signs that would move its cursor, its title or its letters."""

from __future__ import annotations

import json

import click

from pipeline.cli.words import worded


def plain(text: object) -> str:
    """The text with ``?`` for every sign that is not printed, but for line breaks and tabs."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "?" for sign in str(text))


def tell(text: object, err: bool = False) -> None:
    """Print a message, in the language of who reads it; it may hold what strangers wrote."""
    click.echo(worded(plain(text)), err=err)


def pass_on(text: object) -> None:
    """Print what strangers wrote, and programs may read, as it is."""
    click.echo(plain(text))


def as_line(value: object) -> str:
    """The value as one line of JSON, which says ``\\u…`` for every sign that is not printed and is read back as it was."""
    line = json.dumps(value, ensure_ascii=False, default=str)
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)


def tell_json(value: object) -> None:
    """Print a value that may hold what strangers wrote as one line of JSON."""
    click.echo(as_line(value))
