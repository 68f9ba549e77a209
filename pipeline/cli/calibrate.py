"""``netralitas calibrate``"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import Number
from pipeline.cli.plain import tell


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="Stories of your feed as they come, JSON lines with text, title and, where somebody labelled it, status.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the new model."
)
@click.option(
    "--recall",
    type=Number(0.5, 1),
    default=0.95,
    show_default=True,
    help="The share of case stories that must be flagged; the threshold is the highest that keeps it.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the model to start from; the one that counts (see 'netralitas models') unless given.",
)
def command(data: Path, out: Path, recall: float, model: Path | None) -> None:
    """Fit the chances and the threshold to your own feed, from unlabelled stories or from a few labels."""
    from pipeline.assess import load_model, save_model
    from pipeline.assess.promoted import refuse_kept
    from pipeline.learn.calibrate import calibrate, feed_remarks
    from pipeline.learn.labelled import read_stories

    refuse_kept(out)
    before = load_model(model)
    stories = read_stories(data)
    for remark in feed_remarks(stories):
        tell(remark, err=True)
    after = calibrate(before, stories, recall)
    save_model(after, out)
    chances = [after.calibration.chance(after.score(story.text, story.title)) for story in stories]
    labelled = after.manifest["calibrated_on"]["labelled"]
    flagged, share = sum(chance >= after.threshold for chance in chances), sum(chances) / len(chances)
    tell(
        f"{out}: from {len(stories)} stories, {labelled} of them labelled; about {share:.1%} seem to be cases; flags from {after.threshold:.2f} on, "
        f"{flagged} of these stories"
    )
