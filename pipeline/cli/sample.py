"""``netralitas sample``"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli.options import MODEL, STORE, by_model, say_moved
from pipeline.cli.plain import tell
from pipeline.counted import counted


@click.command()
@STORE
@MODEL
@click.option("-n", "--number", type=click.IntRange(min=1), default=50, show_default=True, help="How many stories.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sample.csv"),
    show_default=True,
    help="The table to write.",
)
@click.option("--source", default="", metavar="ID", help="Only stories of this source; none of them is drawn blindly.")
@click.option("--seed", type=int, help="For drawing the same again from the same store.")
def command(db: Path, model: Path | None, number: int, out: Path, source: str, seed: int | None) -> None:
    """Choose stories to label next, and write them as a table like flagged.csv.

    Most are those the model is least sure of, some about groups and provinces it saw least of in training, no two of one case;
    a tenth is drawn blindly, from what came in since the last draw first, so that 'netralitas estimate' can tell how good the model is. Fill in the verdicts and take them back with 'netralitas
    review import'. In a story that was not flagged, benar means: rightly so.
    """
    from pipeline.assess import load_model
    from pipeline.export.changed import keeping_changes
    from pipeline.export.columns import columns
    from pipeline.export.rows import Lead, lead_row
    from pipeline.export.tables import write_csv
    from pipeline.lock import one_export
    from pipeline.review.sampling import BLIND_SHARE, blindly, draw
    from pipeline.store import Store

    loaded = load_model(model)
    with Store(db) as store:
        store.require_judged(loaded.name)
        store.require_source(source)
        since = store.fresh_since(loaded.learned)
        again = [] if source else store.waiting_blind(loaded.name, since)
        share = 0 if source else BLIND_SHARE
        how = loaded.threshold, random.Random(seed), loaded.manifest.get("seen", {}), share, len(again)
        candidates = store.candidates(loaded.name, source, since)
        chosen = list(draw(candidates, number, *how, {} if source else store.came_in(loaded.name, since)))
        urls = [*again, *(one.url for one, _ in chosen if not one.decided)]
        random.Random(seed).shuffle(urls)  # who reviews must not see which were drawn blindly
        rows = (
            lead_row(Lead(*store.story(loaded.name, url), store.case_of(url) or "", tuple(store.also_in(url))))
            for url in urls
        )
        with one_export(out.parent):
            written = write_csv(out, columns("leads"), rows, into=keeping_changes(say_moved))
        store.keep_sample([(one.url, kind) for one, kind in chosen], datetime.now(UTC))
    blind = [one for one, kind in chosen if kind == "acak"]
    known = sum(one.decided for one in blind)
    before = f", {len(again)} of the rows from an earlier draw that waits" if again else ""
    told = (
        "" if source else f"; {counted(len(blind), 'story', 'stories')} drawn blindly, {known} of them decided already"
    )
    tell(f"{out}  ({counted(written, 'row')}{told}{before})")
    if written and model:
        tell(
            f"{by_model('review', model, 'import', str(out))} takes it back in: its verdicts are about what this model says"
        )
    if not written:
        tell("Everything that may be drawn is decided; collect more.", err=True)
    elif len(blind) + len(again) < (wanted := blindly(number, share)):
        of = "came in since the newest this model was trained on and " if since else ""
        tell(
            f"{len(blind) + len(again)} instead of {wanted} stories drawn blindly: there is no other story that {of}was not drawn before. "
            f"Collect more with {by_model('run', model)}, and draw again.",
            err=True,
        )
