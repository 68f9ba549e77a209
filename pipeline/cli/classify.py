"""``netralitas classify``"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from pipeline.cli.exits import FINE, WITH_FAILURES
from pipeline.cli.options import MODEL
from pipeline.errors import InputError
from pipeline.failures import hint
from pipeline.records import Article, Assessment, Failure, Page

if TYPE_CHECKING:
    from pipeline.assess import Model

_MOST_BYTES = 50_000_000


def as_object(assessment: Assessment) -> dict:
    """One assessment as the JSON object that ``--json`` prints."""
    from pipeline.assess.doubt import meaning

    return {
        "status": assessment.status,
        "probability": round(assessment.probability, 4),
        "probabilities": {status: round(value, 4) for status, value in assessment.probabilities.items()},
        "flagged": assessment.flagged,
        "flagged_probability": round(assessment.flagged_probability, 4),
        "bentuk": list(assessment.bentuk),
        "mentions": [
            {"text": m.text, "start": m.start, "end": m.end, "group": m.group, "role": m.role, "person": m.person}
            for m in assessment.mentions
        ],
        "evidence": [
            {"text": e.text, "start": e.start, "end": e.end, "reasons": list(e.reasons)} for e in assessment.evidence
        ],
        "pemilihan": assessment.pemilihan,
        "pasal": list(assessment.pasal),
        "bantahan": assessment.bantahan,
        "considerations": [{"text": c.text, "weight": c.weight} for c in assessment.considerations],
        "uncertain": assessment.uncertain,
        "doubts": [{"code": doubt, "text": meaning(doubt)} for doubt in assessment.doubts],
        "model": assessment.model,
    }


def law(assessment: Assessment, published: date | None = None) -> dict:
    """The rules that may apply, as they stand in that object."""
    from pipeline.assess.law import legal_basis

    return {
        "dasar_hukum": [
            {
                "pasal": rule.pasal,
                "isi": rule.isi,
                "sanksi_menurut_teks": rule.sanksi,
                "keyakinan": rule.keyakinan,
                "sumber": rule.sumber,
            }
            for rule in legal_basis(assessment, published)
        ]
    }


def where(title: str, text: str, place: str | None = None) -> dict:
    """The region of a story as it stands in that object: its official code (null for the whole country) and name."""
    from pipeline.places import region_of

    region = region_of(title, text, place)
    return {"wilayah": {"code": region.code, "name": region.name} if region else None}


def _checked(found: Article | Failure) -> Article:
    if isinstance(found, Failure):
        detail = f" ({found.detail})" if found.detail else ""
        raise InputError(found.code, f"{found.code}: {found.url}{detail}. {hint(found.code)}")
    return found


def _from_html(html: str, name: str) -> Article:
    from pipeline.extract import extract

    page = Page(url=name, source="file", outlet="", timezone="Asia/Jakarta", fetched_at=datetime.now(UTC), html=(html,))
    return _checked(extract(page))


def _from_address(url: str) -> Article:
    from pipeline.collect import fetch
    from pipeline.extract import extract

    page = fetch(url)
    return _checked(page if isinstance(page, Failure) else extract(page))


def _from_bytes(data: bytes, name: str, title: str) -> Article:
    from pipeline.extract import is_binary, text_article

    if len(data) > _MOST_BYTES:
        raise InputError("too-big", f"too-big: {name}. {hint('too-big')}")
    text = data.decode("utf-8-sig", errors="replace")
    if b"\0" in data or is_binary(text):
        raise InputError("not-text", f"not-text: {name}. {hint('not-text')}")
    start = text[:2000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")) or name.lower().endswith((".html", ".htm")):
        return _from_html(text, name)
    return _checked(text_article(text, title=title, url=name, source="file"))


def _article(what: str, title: str) -> Article:
    if what.startswith(("http://", "https://")):
        return _from_address(what)
    if what == "-":
        return _from_bytes(sys.stdin.buffer.read(_MOST_BYTES + 1), "standard input", title)
    path = Path(what)
    if not path.is_file():
        raise InputError(
            "no-such-file", f"no-such-file: {what}. Give a text or HTML file, an address, or - for standard input."
        )
    with path.open("rb") as file:
        return _from_bytes(file.read(_MOST_BYTES + 1), path.name, title)


def _line_object(line: str, number: int, model: Model) -> tuple[dict, bool]:
    """The object for one line of JSON lines, and whether it went well."""
    name: object = number
    try:
        row = json.loads(line)
        if isinstance(row, dict):
            name = row.get("id", number)
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError("bad-line", f"line {number}: each line must be an object with a text in 'text'.")
        title = str(row.get("title") or "")
        assessment = model.assess(row["text"], title)
        return {"id": name} | where(title, row["text"]) | as_object(assessment) | law(assessment), True
    except InputError as problem:
        return {"id": name, "error": {"code": problem.code, "message": str(problem)}}, False
    except (ValueError, RecursionError) as broken:
        return {"id": name, "error": {"code": "bad-line", "message": f"line {number} is no JSON: {broken}"}}, False


def _many(lines: Iterable[str], model: Model, out: TextIO) -> int:
    worst = FINE
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found, fine = _line_object(line, number, model)
            print(json.dumps(found, ensure_ascii=False), file=out, flush=True)
            worst = worst if fine else WITH_FAILURES
    return worst


def _show(article: Article, assessment: Assessment) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.assess.doubt import meaning
    from pipeline.assess.law import legal_basis

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    flag = "flagged: a lead to check, no finding" if assessment.flagged else "not flagged"
    if article.title:
        console.print(Text(article.title, style="bold"))
    console.print(
        Text(
            f"{assessment.status}  {assessment.probability:.2f}   ({flag}; chance of a case {assessment.flagged_probability:.2f})"
        )
    )
    others = sorted(assessment.probabilities.items(), key=lambda item: -item[1])
    console.print(Text("  ".join(f"{status} {value:.2f}" for status, value in others), style="dim"))
    if assessment.uncertain:
        console.print(Text("uncertain: " + "; ".join(map(meaning, assessment.doubts)), style="yellow"))
    if assessment.bentuk:
        console.print(Text("bentuk: " + ", ".join(assessment.bentuk)))
    for reason in assessment.considerations:
        console.print(Text(f"{reason.weight:+.2f}  {reason.text}", style="dim"))
    table = Table("group", "role", "mention", "person")
    for mention in assessment.mentions:
        table.add_row(mention.group, mention.role, Text(mention.text), Text(mention.person or ""))
    if assessment.mentions:
        console.print(table)
    for part in assessment.evidence:
        console.print(Text(f"“{part.text}”"))
        console.print(Text("   " + "; ".join(part.reasons), style="dim"))
    for rule in legal_basis(assessment, article.published_at and article.published_at.date()):
        console.print(Text(f"may apply: {rule}", style="dim"))


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
@MODEL
def command(what: str | None, title: str, as_json: bool, jsonl: TextIO | None, model: Path | None) -> None:
    """Assess one article: a text file, an HTML file, an address, or - for standard input."""
    if (what is None) == (jsonl is None):
        raise click.UsageError("Give one PATH, URL or -, or --jsonl FILE.")
    from pipeline.assess import load_model

    if jsonl is not None:
        sys.exit(_many(jsonl, load_model(model), sys.stdout))
    article = _article(what, title)
    assessment = load_model(model).assess_article(article)
    if as_json:
        about = {"title": article.title, "url": article.url, "text": article.text}
        region = where(article.title, article.text, article.place)
        rules = law(assessment, article.published_at and article.published_at.date())
        print(json.dumps(about | region | as_object(assessment) | rules, ensure_ascii=False))
    else:
        _show(article, assessment)
