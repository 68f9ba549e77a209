"""``netralitas compare``"""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    help="Labelled articles; the test split of the corpus unless given.",
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    default=Path("corpus/articles"),
    show_default=True,
    help="The corpus whose test split is used.",
)
def command(old: Path, new: Path, data: Path | None, corpus: Path) -> None:
    """Two models on the same labelled articles: figures, whether the difference is more than chance, what changed."""
    from pipeline.assess import load_model
    from pipeline.learn.compare import compare
    from pipeline.learn.corpus import read_corpus
    from pipeline.learn.labelled import read_labelled
    from pipeline.learn.splits import only, read_splits, split_file

    articles = read_labelled(data) if data else only(read_corpus(corpus), read_splits(split_file(corpus)), ("test",))
    found = compare(load_model(old), load_model(new), articles)
    for one in found.differences:
        low, high = one.interval
        sure = "more than chance" if one.sure else "within chance"
        click.echo(f"{one.figure:18} {one.old:.3f} → {one.new:.3f}  ({low:+.3f} to {high:+.3f}, {sure})")
    for article, before, after in found.changed:
        turned = "newly flagged" if after.flagged else "no longer flagged"
        fine = "rightly" if after.flagged == article.flagged else "wrongly"
        click.echo(f"{turned}, {fine}: {article.id} {article.title}  ({before.chance:.2f} → {after.chance:.2f})")
