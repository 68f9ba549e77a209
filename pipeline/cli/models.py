"""``netralitas models``"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import CORPUS
from pipeline.cli.plain import tell
from pipeline.counted import counted

if TYPE_CHECKING:
    from pipeline.learn.compare import Comparison


class _Folder(click.Path):
    """A folder of a model; models/default is the one that ships, also where no checkout lies around."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from pipeline.assess.promoted import shipped_folder

        place = shipped_folder() if Path(value) == Path("models/default") and not Path(value).exists() else value
        return super().convert(place, param, ctx)


_FOLDER = _Folder(path_type=Path, exists=True, file_okay=False)
_MODELS = click.option(
    "--models",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NETRALITAS_MODELS",
    show_envvar=True,
    help="Folder of your models and of what was promoted; models unless given.",
)
_CORPUS = click.option(
    "--corpus",
    type=CORPUS,
    default=Path("corpus/articles"),
    show_default=True,
    help="The corpus whose test split is used.",
)
_BY = click.option("--by", default=getpass.getuser, help="Who does it, for the log.")
_BECAUSE = click.option("--because", default="", help="Why, for the log.")


def _models(given: Path | None) -> Path:
    from pipeline.assess.promoted import models_folder

    return given or models_folder()


def _show(found: Comparison) -> None:
    for one in found.differences:
        low, high = one.interval
        tell(f"{one.figure:18} {one.old:.3f} → {one.new:.3f}  ({low:+.3f} to {high:+.3f}, {one.outcome})")


@click.group()
def command() -> None:
    """List models, compare two, let a better one count for all commands, and go back."""


@command.command("list")
@_MODELS
def list_(models: Path | None) -> None:
    """One line for each model, a star before the one that counts; then what was promoted when, by whom and why."""
    from pipeline.assess import load_model
    from pipeline.assess.promoted import promoted_folder, read_log, shipped_folder
    from pipeline.errors import ModelError

    models = _models(models)
    counts, shipped = promoted_folder(models).resolve(), shipped_folder().resolve()
    own = {manifest.parent.resolve(): str(manifest.parent) for manifest in sorted(models.rglob("manifest.json"))}
    for folder, place in ({shipped: "the one that ships"} | own).items():
        try:
            model = load_model(folder)
            said = f"{model.name}  {counted(model.manifest['articles'], 'article')}, flags from {model.threshold:.2f}"
        except ModelError as broken:
            said = str(broken)
        tell(f"{'*' if folder == counts else ' '} {place}  {said}")
    for step in read_log(models):
        overruled = f", against: {'; '.join(step.against)}" if step.against else ""
        why = f", because {step.because}" if step.because else ""
        tell(f"{step.at[:16]} {step.kind} {step.model or 'the one that ships'} by {step.by}{why}{overruled}")


@command.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    help="Labelled articles; the test split of the corpus unless given.",
)
@_CORPUS
def compare(old: Path, new: Path, data: Path | None, corpus: Path) -> None:
    """Two models on the same labelled articles: figures, whether the difference is more than chance, what changed."""
    from pipeline.assess import load_model
    from pipeline.learn.compare import compare as ask_both
    from pipeline.learn.evaluate import figure_remarks
    from pipeline.learn.labelled import each_once, read_labelled
    from pipeline.learn.splits import articles_of

    given = read_labelled(data) if data else articles_of(corpus, "test")
    asked, both = each_once(given), (load_model(old), load_model(new))
    for remark in figure_remarks(data.name if data else "split test", given, asked, *both):
        tell(remark, err=True)
    found = ask_both(*both, asked)
    _show(found)
    for article, before, after in found.changed:
        turned = "newly flagged" if after.flagged else "no longer flagged"
        fine = "rightly" if after.flagged == article.flagged else "wrongly"
        tell(f"{turned}, {fine}: {article.id} {article.title}  ({before.chance:.2f} → {after.chance:.2f})")


@command.command()
@click.argument("folder", type=_FOLDER)
@_MODELS
@_CORPUS
@_BY
@_BECAUSE
@click.option("--force", is_flag=True, help="Promote it whatever speaks against it; --because must say why.")
def promote(folder: Path, models: Path | None, corpus: Path, by: str, because: str, force: bool) -> None:
    """Let the model in FOLDER count for all commands that name none. Its card is written anew.

    Refused where it is worse on the test split than the one that counts, by more than chance, or under a floor of
    floors.toml; a fall of precision or recall alone is no reason where F1 rises. The model before is kept.
    """
    from pipeline.learn.promote import promote as make_it_count
    from pipeline.learn.promote import try_model
    from pipeline.learn.splits import articles_of

    if force and not because.strip():
        raise click.UsageError("--force needs --because, with the reason that is kept in the log.")
    models = _models(models)
    trial = try_model(models, folder, articles_of(corpus, "test"))
    _show(trial.comparison)
    kept = make_it_count(models, folder, trial, by, because, force)
    tell(f"{trial.name} counts now ({kept}); 'netralitas models rollback' goes back, 'netralitas reassess' uses it")


@command.command()
@_MODELS
@_BY
@_BECAUSE
def rollback(models: Path | None, by: str, because: str) -> None:
    """Let the model count again that counted before."""
    from pipeline.learn.promote import roll_back

    tell(f"{roll_back(_models(models), by, because)} counts now")
