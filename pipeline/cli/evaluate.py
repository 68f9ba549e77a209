"""``netralitas evaluate``"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.learn.evaluate import Evaluation


def as_markdown(evaluations: list[Evaluation]) -> str:
    """One table: a line for each status, flagged, and the groups accused; a column set for each way to flag."""
    names = [evaluation.name for evaluation in evaluations]
    lines = [
        "| | cases | " + " | ".join(f"{name}: precision | recall | F1" for name in names) + " |",
        "|---" * (2 + 3 * len(names)) + "|",
    ]
    rows = [(status, [e.statuses.get(status) for e in evaluations]) for status in evaluations[0].statuses]
    rows.append(("**flagged**", [e.flagged for e in evaluations]))
    rows.append(("groups `terduga`", [e.terduga for e in evaluations]))
    for label, scores in rows:
        cells = [f"{s.precision:.2f} | {s.recall:.2f} | {s.f1:.2f}" if s else "– | – | –" for s in scores]
        lines.append(f"| {label} | {scores[0].support} | " + " | ".join(cells) + " |")
    for e in evaluations:
        low, high = e.interval
        lines.append("")
        lines.append(
            f"{e.name}: flagged F1 {e.flagged.f1:.2f} (95 % bootstrap interval {low:.2f} to {high:.2f}), average precision {e.average_precision:.2f}"
        )
    return "\n".join(lines)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Labelled articles: a corpus folder, a corpus file, or JSON lines. Without it the corpus is cross-validated, each writer left out in turn.",
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    default=Path("corpus/articles"),
    show_default=True,
    help="The corpus to cross-validate, or whose split to use.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of a model; the one that ships unless given.",
)
@click.option(
    "--split",
    type=click.Choice(["train", "dev", "test"]),
    help="Only this split of the corpus; the model never saw test.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(data: Path | None, corpus: Path, model: Path | None, split: str | None, as_json: bool) -> None:
    """Measure the model on labelled articles, beside a keyword search on the same ones."""
    if data and split:
        raise click.UsageError("--split picks from the corpus; it does not go with --data.")
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.evaluate import cross_validate, evaluate, read_labelled
    from pipeline.learn.splits import only, read_splits, split_file

    if data or split:
        from pipeline.assess import load_model

        articles = read_labelled(data) if data else only(read_corpus(corpus), read_splits(split_file(corpus)), (split,))
        evaluations = evaluate(load_model(model), articles)
    else:
        articles = read_corpus(corpus)
        evaluations = cross_validate(articles, say=lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps([asdict(evaluation) for evaluation in evaluations]))
    else:
        click.echo(f"{len(articles)} articles\n\n{as_markdown(evaluations)}")
