"""``netralitas classify``"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from pipeline.cli.answers import answers, as_object, law, where
from pipeline.cli.exits import FINE, WITH_FAILURES
from pipeline.cli.options import CONTACT, MODEL
from pipeline.cli.plain import as_line, plain, tell_json
from pipeline.cli.words import worded
from pipeline.errors import InputError
from pipeline.failures import hint
from pipeline.records import Article, Assessment, Failure, Page

_MOST_BYTES = 50_000_000


def _checked(found: Article | Failure) -> Article:
    if isinstance(found, Failure):
        raise _refused(found.code, f"{found.url} ({found.detail})" if found.detail else found.url)
    return found


def _refused(code: str, what: str) -> InputError:
    return InputError(code, f"{code}: {what}: {hint(code)}")


def _from_html(html: str, name: str) -> Article:
    from pipeline.extract import extract

    page = Page(url=name, source="file", outlet="", timezone="", fetched_at=datetime.now(UTC), html=(html,))
    return _checked(extract(page))


def _from_address(url: str, contact: str | None) -> Article:
    from pipeline.collect import fetch
    from pipeline.extract import extract

    page = fetch(url, contact=contact)
    return _checked(page if isinstance(page, Failure) else extract(page))


def _from_bytes(data: bytes, name: str, title: str) -> Article:
    from pipeline.extract import is_binary, text_article

    if len(data) > _MOST_BYTES:
        raise _refused("too-big", name)
    text = data.decode("utf-8-sig", errors="replace")
    if b"\0" in data or is_binary(text):
        raise _refused("not-text", name)
    start = text[:2000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")) or name.lower().endswith((".html", ".htm")):
        return _from_html(text, name)
    return _checked(text_article(text, title=title, url=name, source="file"))


def _article(what: str, title: str, contact: str | None) -> Article:
    if what.startswith(("http://", "https://")):
        return _from_address(what, contact)
    if what == "-":
        return _from_bytes(sys.stdin.buffer.read(_MOST_BYTES + 1), "standard input", title)
    path = Path(what)
    if path.is_dir():
        raise InputError(
            "not-text",
            f"not-text: {what} is a folder. Give one file of it; 'netralitas run' with a source of kind folder reads all its pages, "
            "'netralitas batch' all its shards.",
        )
    if not path.is_file():
        raise InputError(
            "no-such-file", f"no-such-file: {what}. Give a text or HTML file, an address, or - for standard input."
        )
    with path.open("rb") as file:
        return _from_bytes(file.read(_MOST_BYTES + 1), path.name, title)


def _many(lines: Iterable[str], folder: Path | None, jobs: int, out: TextIO) -> int:
    worst = FINE
    for found, fine in answers(lines, folder, jobs):
        print(as_line(found), file=out, flush=True)
        worst = worst if fine else WITH_FAILURES
    return worst


def _show(article: Article, assessment: Assessment) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.assess.doubt import meaning
    from pipeline.assess.law import legal_basis

    def line(told: str, style: str = "") -> None:
        console.print(Text(plain(told), style=style))

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    flag = "flagged: a lead to check, no finding" if assessment.flagged else "not flagged"
    if article.title:
        line(article.title, "bold")
    chances = worded(f"{flag}; chance of a case {assessment.flagged_probability:.2f}")
    line(f"{assessment.status}  {assessment.probability:.2f}   ({chances})")
    others = sorted(assessment.probabilities.items(), key=lambda item: -item[1])
    line("  ".join(f"{status} {value:.2f}" for status, value in others), "dim")
    if assessment.uncertain:
        line(worded("uncertain: ") + "; ".join(map(meaning, assessment.doubts)), "yellow")
    if assessment.bentuk:
        line("bentuk: " + ", ".join(assessment.bentuk))
    for reason in assessment.considerations:
        line(f"{reason.weight:+.2f}  {reason.text}", "dim")
    table = Table(*(worded(name) for name in ("group", "role", "mention", "person")))
    for mention in assessment.mentions:
        table.add_row(mention.group, mention.role, Text(plain(mention.text)), Text(plain(mention.person or "")))
    if assessment.mentions:
        console.print(table)
    for part in assessment.evidence:
        line(f"“{part.text}”")
        line("   " + "; ".join(part.reasons), "dim")
    for rule in legal_basis(assessment, article.published_at and article.published_at.date()):
        line(worded("may apply: ") + str(rule), "dim")


@click.command()
@click.argument("what", required=False, metavar="PATH|URL|-")
@click.option("--title", default="", help="The headline, where the text does not hold it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--jsonl",
    type=click.File(encoding="utf-8-sig", errors="replace"),
    metavar="FILE|-",
    help='Read many: {"id", "title", "text"} a line; print one object a line, in order.',
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes for --jsonl.")
@MODEL
@CONTACT
def command(
    what: str | None,
    title: str,
    as_json: bool,
    jsonl: TextIO | None,
    jobs: int,
    model: Path | None,
    contact: str | None,
) -> None:
    """Assess one article: a text file, an HTML file, an address, or - for standard input.

    Ends with 2 where it cannot be read, with --jsonl 3 where a line cannot.
    """
    from pipeline.assess import load_model

    if jsonl is not None and what is None:
        load_model(model)  # what is wrong with it is said before the first line
        sys.exit(_many(jsonl, model, jobs, sys.stdout))
    if what is None or jsonl is not None:
        raise click.UsageError("Give one PATH, URL or -, or --jsonl FILE.")
    article = _article(what, title, contact)
    assessment = load_model(model).assess_article(article)
    if as_json:
        at = article.published_at and article.published_at.isoformat()
        about: dict[str, object] = {"title": article.title, "url": article.url, "text": article.text}
        about |= {"published_at": at, "zone_source": article.zone_source}
        region = where(article.title, article.text, article.place)
        rules = law(assessment, article.published_at and article.published_at.date())
        tell_json(about | region | as_object(assessment) | rules)
    else:
        _show(article, assessment)
