"""``netralitas evaluate``"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS, MODEL
from pipeline.cli.plain import tell, tell_json

if TYPE_CHECKING:
    from pipeline.learn.evaluate import Evaluation
    from pipeline.learn.scores import Score


Yardsticks = dict[str, list["Evaluation"]]
"""For each set of labelled articles its evaluations: the model, then the keyword search."""


def _cells(score: Score | None) -> str:
    if score is None or score.interval is None:
        return "– | – | – | –"
    low, high = score.interval
    return f"{score.support} | {score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f} ({low:.2f}–{high:.2f})"


def as_object(evaluation: Evaluation) -> dict[str, object]:
    """One evaluation as it stands in the answer of ``--json``."""
    scores = {status: asdict(score) for status, score in evaluation.statuses.items()}
    roles = {role: asdict(score) for role, score in evaluation.roles.items()}
    return {"name": evaluation.name, "figures": evaluation.figures(), "statuses": scores, "roles": roles}


def as_markdown(yardsticks: Yardsticks) -> str:
    """One line for each status, for flagged and for the groups accused; a set of columns for each yardstick."""
    header = " | ".join(f"{name}: cases | precision | recall | F1 (95 %)" for name in yardsticks)
    lines = [f"| | {header} |", "|---" * (1 + 4 * len(yardsticks)) + "|"]
    for number in range(2):
        found = [evaluations[number] for evaluations in yardsticks.values()]
        rows: list[tuple[str, list[Score | None]]] = [
            (status, [e.statuses[status] for e in found]) for status in found[0].statuses
        ]
        rows += [("**flagged**", [e.flagged for e in found]), ("groups `terduga`", [e.terduga for e in found])]
        label = "" if number == 0 else "keywords: "
        lines += [f"| {label}{name} | " + " | ".join(map(_cells, scores)) + " |" for name, scores in rows]
    for name, (model, keywords) in yardsticks.items():
        lines += [
            "",
            f"{name}: average precision {model.average_precision:.2f} (keywords {keywords.average_precision:.2f}), "
            f"status macro F1 {model.macro_f1:.2f}{_more(model)}, "
            f"Brier score {model.brier:.3f}, calibration error {model.calibration_error:.3f}",
        ]
    return "\n".join(lines)


def _more(model: Evaluation) -> str:
    role = f", role macro F1 {model.role_macro_f1:.2f}" if model.roles else ""
    return f"{role}, forms micro F1 {model.bentuk.f1:.2f}" if model.bentuk else role


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Labelled articles: a corpus folder, a corpus file, or JSON lines; may be given again, and beside --split. Without either the corpus is cross-validated, each writer left out in turn.",
)
@click.option(
    "--corpus",
    type=CORPUS,
    default=Path("corpus/articles"),
    show_default=True,
    help="The corpus to cross-validate, or whose split to use.",
)
@MODEL
@click.option(
    "--split",
    type=click.Choice(["train", "dev", "test"]),
    help="Only this split of the corpus; the model never saw test.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write report.html and report.md into this folder: confusions, reliability, slices, the worst errors.",
)
@click.option("--card", is_flag=True, help="Also write the model card, CARD.md, beside the model.")
def command(
    data: tuple[Path, ...],
    corpus: Path,
    model: Path | None,
    split: str | None,
    as_json: bool,
    report: Path | None,
    card: bool,
) -> None:
    """Measure the model on labelled articles, beside a keyword search on the same ones."""
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.evaluate import cross_validate, evaluate, figure_remarks
    from pipeline.learn.labelled import each_once, read_labelled
    from pipeline.learn.splits import articles_of

    if card and not (model and (split or data)):
        raise click.UsageError(
            "--card needs --model, and --split test, --data or both: the figures that stand in the card."
        )
    sets, name = {}, "cross-validation"
    if split:
        sets[f"split {split}"] = articles_of(corpus, split)
    names = Counter(path.name for path in data)
    given = sets | {path.name if names[path.name] == 1 else str(path): read_labelled(path) for path in data}
    sets = {name: each_once(articles) for name, articles in given.items()}
    if sets:
        from pipeline.assess import load_model

        loaded = load_model(model)
        for name, articles in sets.items():
            for remark in figure_remarks(name, given[name], articles, loaded):
                tell(remark, err=True)
        name = loaded.name
        yardsticks = {name: evaluate(loaded, articles) for name, articles in sets.items()}
    else:
        sets["cross-validation"] = read_corpus(corpus)
        articles = sets["cross-validation"]
        yardsticks = {"cross-validation": cross_validate(articles, say=lambda line: tell(line, err=True))}
    if card and model:
        from pipeline.learn.card import write_card

        click.echo(write_card(loaded, yardsticks, model), err=True)
    if report:
        from pipeline.learn.report import write_report

        for path in write_report(yardsticks, name, report):
            click.echo(path, err=True)
    if as_json:
        tell_json({name: list(map(as_object, found)) for name, found in yardsticks.items()})
        return
    click.echo(", ".join(f"{name}: {len(articles)} articles" for name, articles in sets.items()) + "\n")
    click.echo(as_markdown(yardsticks))
