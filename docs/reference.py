"""Writes commands.md and python.md beside itself, from the code: python docs/reference.py"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

import pipeline
from pipeline.cli import main

HERE = Path(__file__).parent
_MADE = "Made from the code by `python docs/reference.py`; a test fails when it is stale.\n"
_WIDTH = 100


def _helps(command: click.Command, name: str, above: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Each command with what ``--help`` prints of it, groups before what they hold."""
    how = {"max_content_width": _WIDTH, "terminal_width": _WIDTH}
    context = command.make_context(name, [], above, resilient_parsing=True, **how)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _helps(command.get_command(context, inner), inner, context)


def commands() -> str:
    """The reference of the commands, as Markdown."""
    parts = (f"## {path}\n\n```\n{text}\n```\n" for path, text in _helps(main, "netralitas"))
    return "\n".join(["# Commands\n", _MADE, *parts])


def python() -> str:
    """The reference of what ``import pipeline`` offers, as Markdown."""
    parts = []
    for name in pipeline.__all__:
        thing = getattr(pipeline, name)
        told = inspect.getdoc(thing) if callable(thing) else None
        parts.append(f"## {name}\n\n```python\n{_signature(name, thing)}\n```\n\n{told or ''}".rstrip() + "\n")
    return "\n".join(["# Python\n", _MADE, inspect.getdoc(pipeline) + "\n", *parts])


def _signature(name: str, thing: object) -> str:
    if inspect.isclass(thing) and issubclass(thing, str):
        return f"class {name}: " + ", ".join(map(repr, map(str, thing)))
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"class {name}({thing.__bases__[0].__name__})"
    if callable(thing):
        return f"{'class ' if inspect.isclass(thing) else ''}{_called(name, inspect.signature(thing))}"
    return f"{name} = {sorted(map(str, thing))}"


def _called(name: str, signature: inspect.Signature) -> str:
    """On one line where there is room, else with a line for each argument."""
    arguments = [str(one).replace("'", "") for one in signature.parameters.values()]
    gives = "" if str(signature.return_annotation) == "None" else f" -> {signature.return_annotation}"
    line = f"{name}({', '.join(arguments)}){gives}"
    return line if len(line) <= _WIDTH else f"{name}(\n" + "".join(f"    {one},\n" for one in arguments) + f"){gives}"


if __name__ == "__main__":
    (HERE / "commands.md").write_text(commands(), encoding="utf-8")
    (HERE / "python.md").write_text(python(), encoding="utf-8")
