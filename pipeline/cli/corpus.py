"""``netralitas corpus``"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.exits import WITH_FAILURES
from pipeline.cli.options import CORPUS
from pipeline.cli.plain import tell, tell_json

_FOLDER = click.option(
    "--corpus",
    type=CORPUS,
    default=Path("corpus/articles"),
    show_default=True,
    help="Folder of labelled articles; splits.csv lies beside it.",
)


@click.group()
def command() -> None:
    """Look after the labelled articles: check them, count them, keep their splits."""


@command.command()
@_FOLDER
def check(corpus: Path) -> None:
    """Check form, labels, regions, copies, templates and splits. Ends with 3 where something has to be mended."""
    from pipeline.learn.check import problems, template_share
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.splits import crossing, read_splits, split_file

    articles = read_corpus(corpus)
    parts = read_splits(split_file(corpus))
    found = problems(articles)
    found += [
        f"{article.id} has no split; run 'netralitas corpus split'" for article in articles if article.id not in parts
    ]
    if not any("no split" in problem for problem in found):
        found += [f"chain {chain} stands in more than one split" for chain in crossing(articles, parts)]
    for problem in found:
        tell(problem)
    share = template_share(articles)
    tell(
        f"{len(articles)} articles, {len(found)} to mend; {share:.3%} of eight-word sequences in more than two stories"
    )
    sys.exit(WITH_FAILURES if found else 0)


@command.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(corpus: Path, as_json: bool) -> None:
    """Count what the corpus holds."""
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.splits import read_splits, split_file
    from pipeline.learn.stats import stats as count

    counts = count(read_corpus(corpus), read_splits(split_file(corpus)))
    if as_json:
        tell_json(counts)
        return
    for name, value in counts.items():
        told = "  ".join(f"{key} {number}" for key, number in value.items()) if isinstance(value, dict) else value
        tell(f"{name}: {told}")


@command.command()
@_FOLDER
def split(corpus: Path) -> None:
    """Give new articles their split; those that have one keep it."""
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.splits import assign, read_splits, split_file, write_splits

    articles = read_corpus(corpus)
    known = read_splits(split_file(corpus))
    parts = assign(articles, known)
    write_splits(split_file(corpus), parts)
    tell(f"{split_file(corpus)}: {len(parts)} articles, {len(parts.keys() - known.keys())} of them new")
