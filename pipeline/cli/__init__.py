"""The command ``netralitas``: thin, and quick to answer because each command imports only what it uses."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any, ClassVar

import click

from pipeline.cli.exits import STOPPED, WRONG_INPUT
from pipeline.cli.plain import tell
from pipeline.cli.words import LANGUAGE, LANGUAGES, language, locale_language, worded
from pipeline.errors import NetralitasError, file_refused, store_refused


@contextmanager
def _refusals_worded() -> Iterator[None]:
    """Let what click refuses be said in the language of who reads it."""
    try:
        yield
    except click.ClickException as problem:
        if language() != "en" and not isinstance(problem, click.exceptions.NoArgsIsHelpError):
            said = StringIO()
            problem.show(said)
            problem.show = partial(click.echo, worded(said.getvalue()), nl=False, err=True)  # type: ignore[method-assign]
        raise


class _Commands(click.Group):
    """Loads a command's module when it is called, and turns our errors into one line and an exit code."""

    modules: ClassVar = {
        "run": "Collect news, assess it, and write the tables.",
        "collect": "Collect news without assessing it, also back in time.",
        "reassess": "Assess stored text with another model, and show what changed.",
        "sources": "List, check, find and watch over sources.",
        "cases": "Show cases, and join or split them by hand.",
        "db": "Check, back up and tidy the store.",
        "classify": "Assess one article, or many.",
        "batch": "Assess shards of news, on many processes or a cluster.",
        "export": "Write tables, a workbook and a report from the store.",
        "review": "Read reviewed tables back in; decisions as labels.",
        "sample": "Choose stories to label next.",
        "estimate": "How good the model is on your own feed.",
        "train": "Make a model from labelled articles.",
        "desk": "Review flagged stories in the browser.",
        "evaluate": "Measure the model on labelled articles, beside a keyword search.",
        "models": "List and compare models, promote one, go back.",
        "agreement": "How far two labellers agree.",
        "drift": "Whether the news has turned unlike what the model knows.",
        "calibrate": "Fit chances and threshold to your own feed.",
        "corpus": "Check, count and split the labelled articles.",
        "doctor": "Whether everything is in place, and how to mend it.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.modules:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"pipeline.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.modules.items()))

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _refusals_worded():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _refusals_worded():
                return super().invoke(ctx)
        except (click.Abort, KeyboardInterrupt):
            tell("Aborted!", err=True)
            sys.exit(STOPPED)
        except NetralitasError as problem:
            tell(f"netralitas: {problem}", err=True)
            sys.exit(WRONG_INPUT)
        except BrokenPipeError:
            raise
        except sqlite3.Error as problem:
            tell(f"netralitas: {store_refused(problem)}", err=True)
            sys.exit(WRONG_INPUT)
        except MemoryError:  # SQLite answers so too where a page of a store claims more than there can be
            tell(
                "netralitas: there is not memory enough, or the store is damaged: 'netralitas db check' tells.",
                err=True,
            )
            sys.exit(WRONG_INPUT)
        except OSError as problem:
            tell(f"netralitas: {file_refused(problem)}", err=True)
            sys.exit(WRONG_INPUT)


def _speak(context: click.Context, _: click.Parameter, asked: str) -> None:
    context.meta[LANGUAGE] = asked


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="netralitas")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar="NETRALITAS_LANG",
    show_envvar=True,
    default=locale_language,
    show_default="id where the locale is Indonesian, else en",
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="Language of what the program says. The --lang of a command is that of its tables.",
)
def main() -> None:
    """Find news of officials who may have broken their duty of neutrality in an Indonesian election.

    What it flags are leads for a person to check, never findings.

    Exit codes: 0 all went well; 1 stopped by hand or by a defect; 2 wrong input or options;
    3 done, but something needs mending (the summary says what); 4 nothing could be done at all.

    Environment: NETRALITAS_LANG instead of --lang; NETRALITAS_CONTACT instead of --contact; NETRALITAS_MODELS for the folder of your models.
    """
