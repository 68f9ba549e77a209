"""``netralitas train``"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.exits import STOPPED
from pipeline.cli.options import CORPUS, Number
from pipeline.cli.plain import tell
from pipeline.counted import counted

_SHIPS = "starter"
"""What the model is called that ships; only one of this name is written where it lies, by who maintains it."""


def _say(line: str) -> None:
    tell(line, err=True)


@click.command()
@click.option(
    "--corpus",
    type=CORPUS,
    default=Path("corpus/articles"),
    show_default=True,
    help="Folder of labelled articles.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the model; models/NAME unless given.",
)
@click.option("--name", default="mine", show_default=True, help="What the model is called beside every assessment.")
@click.option(
    "--threshold",
    type=Number(0, 1),
    default=0.33,
    show_default=True,
    help="Articles are flagged from this probability of a case on.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="More labelled articles, JSON lines as 'netralitas review labels' prints them; may be given again.",
)
@click.option(
    "--weight",
    "weights",
    type=(str, Number(min=0, min_open=True)),
    multiple=True,
    metavar="ORIGIN NUMBER",
    help="How much labels of one origin count (desk, csv, notebook, …), 1 unless given; may be given again.",
)
def command(
    corpus: Path,
    out: Path | None,
    name: str,
    threshold: float,
    labels: tuple[Path, ...],
    weights: tuple[tuple[str, float], ...],
) -> None:
    """Make a model from labelled articles, without those of the test split. The same articles in the same order give the same model.

    Stopped, it goes on from there when it is called again with the same articles and OUT.
    """
    from pipeline.assess import save_model
    from pipeline.assess.archive import checked_name
    from pipeline.assess.promoted import models_folder, refuse_kept, shipped_folder
    from pipeline.learn.labelled import label_remarks, read_labelled, together
    from pipeline.learn.splits import articles_of
    from pipeline.learn.train import train

    if out is None and name in ("default", "promoted"):
        raise click.UsageError(f"models/{name} is not yours to write: give the model another --name, or say --out.")
    checked_name(name)
    out = out or models_folder() / name
    if name != _SHIPS or out.resolve() != shipped_folder().resolve():
        refuse_kept(out)
    own = [article for path in labels for article in read_labelled(path)]
    for remark in label_remarks(own) if own else ():
        _say(remark)
    articles = together(articles_of(corpus, "train", "dev"), own, articles_of(corpus, "test"))
    if unknown := sorted({origin for origin, _ in weights} - {article.writer for article in articles}):
        known = ", ".join(sorted({article.writer for article in articles}))
        raise click.UsageError(f"No article has the origin {unknown[0]}; there are {known}.")
    try:
        model = train(articles, name=name, threshold=threshold, say=_say, weights=dict(weights), resume=out)
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from there")
        sys.exit(STOPPED)
    save_model(model, out)
    tell(f"{out}: trained on {counted(len(articles), 'article')}; flags from a probability of {model.threshold:.2f}")
