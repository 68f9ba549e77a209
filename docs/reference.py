"""Writes commands.md and python.md, the keys of sources.md and the codes of troubleshooting.md beside itself, from the code: python docs/reference.py"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

import pipeline
from pipeline.cli import main
from pipeline.cli.exits import ADVICE, FINE, MEANINGS, WITH_FAILURES, WRONG_INPUT
from pipeline.collect.sources import EXAMPLES, Source
from pipeline.failures import failure_codes

HERE = Path(__file__).parent
_MADE = "Made from the code by `python docs/reference.py`; a test fails when it is stale.\n"
_WIDTH = 100
_ENDS = {"failed": WITH_FAILURES, "skipped": FINE, "refused": WRONG_INPUT}
"""The exit code for each kind of failure."""


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
    return "\n".join(["# Commands\n", _MADE, *parts, _environment()])


def _environment() -> str:
    """What may stand in the environment instead of being given as an option, as Markdown."""
    options = {param.envvar: param for param in _options(main) if param.envvar}
    rows = [f"| `{name}` | `{one.opts[0]}` | {one.help} |\n" for name, one in sorted(options.items())]
    return "## Environment\n\n| variable | instead of | meaning |\n|---|---|---|\n" + "".join(rows)


def _options(command: click.Command) -> Iterator[click.Option]:
    yield from (param for param in command.params if isinstance(param, click.Option))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            yield from _options(command.get_command(context, inner))


def sources() -> str:
    """sources.md with the table of keys as the code has them."""
    rows = map(_key, Source.model_fields)
    return _filled("sources", "keys", ["| key | write | unless given | meaning |", "|---|---|---|---|", *rows])


def troubleshooting() -> str:
    """troubleshooting.md with the tables of all codes, and of how single commands end, as the code has them."""
    exits = [
        f"| exit code {code} | {code} | | {told[0].upper()}{told[1:]}. {ADVICE[code]} |"
        for code, told in MEANINGS.items()
    ]
    failures = [
        f"| `{code}` | {_ENDS[about['kind']]} | {'yes' if about['retry'] else 'no'} | {about['hint']} |"
        for code, about in failure_codes().items()
    ]
    head = ["| code | exit code | tried again | what to do |", "|---|---|---|---|"]
    endings = [f"| `{path}` | {told} |" for path, told in _endings(main, "netralitas")]
    ends = ["| command | how it ends |", "|---|---|", *endings]
    text = _filled("troubleshooting", "codes", [*head, *exits, *failures])
    return _filled("troubleshooting", "endings", ends, text)


def _endings(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    """What the help of each command says of its exit codes."""
    for told in re.findall(r"\bEnds with (.*?\.)(?:\s|$)", " ".join((command.help or "").split())):
        yield path, told
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            yield from _endings(command.get_command(context, inner), f"{path} {inner}")


def _filled(page: str, part: str, rows: list[str], text: str = "") -> str:
    """A page that people write, or its ``text``, with the part of it that is made from the code."""
    text = text or (HERE / f"{page}.md").read_text(encoding="utf-8")
    made = "".join(f"{row}\n" for row in rows)
    return re.sub(rf"(<!-- {part}: .* -->\n).*(<!-- end of {part} -->)", lambda m: m[1] + made + m[2], text, flags=re.S)


def _key(name: str) -> str:
    field = Source.model_fields[name]
    default = str(field.default).lower() if isinstance(field.default, bool) else field.default
    unless = "needed" if field.is_required() else "–" if default in (None, "") else f"`{default}`"
    return f"| `{name}` | {EXAMPLES[name]} | {unless} | {field.description} |"


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


PAGES = {"commands": commands, "python": python, "sources": sources, "troubleshooting": troubleshooting}

if __name__ == "__main__":
    for name, made in PAGES.items():
        (HERE / f"{name}.md").write_text(made(), encoding="utf-8")
