"""``netralitas batch``"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.collecting import leave_stopped, say, stoppable
from pipeline.cli.exits import FINE, NOTHING_DONE, WITH_FAILURES
from pipeline.cli.options import MODEL, dictionary_of
from pipeline.cli.plain import tell
from pipeline.failures import hint
from pipeline.workers import cores

if TYPE_CHECKING:
    from pipeline.batch import BatchSummary
    from pipeline.batch.work import Result, Task


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="IN...")
@click.argument("out")
@click.option("--engine", type=click.Choice(["local", "dask", "ray"]), default="local", show_default=True)
@click.option(
    "--address",
    help="The cluster's: tcp://HOST:8786 (dask), HOST:6379 or auto (ray). One of this machine unless given.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes on this machine; as many as it has cores unless given."
)
@click.option(
    "--gate/--no-gate",
    default=True,
    help="Set pages of a WARC aside that cannot be on topic.",
    show_default=True,
)
@dictionary_of("pipeline.batch.columns")
@MODEL
def command(
    places: tuple[str, ...],
    out: str,
    engine: str,
    address: str | None,
    jobs: int | None,
    gate: bool,
    model: Path | None,
) -> None:
    """Assess shards of news: each file IN becomes one Parquet file in OUT, with a manifest.

    IN: files, folders or globs, here or at any address fsspec knows, such as s3://…: .warc and .jsonl (also .gz),
    .parquet. A line or row holds text, and may hold id, title, url, source, outlet, author, place, published_at.
    Shards that are done are skipped, so the same command goes on where it was stopped. Ends with
    3 where a shard failed, 4 where not one is done.
    """
    if address and (engine == "local" or jobs):
        raise click.UsageError("--address is for --engine dask or ray, without --jobs: a cluster has its own workers.")
    from pipeline.batch import find_shards, is_within, run_batch
    from pipeline.lock import one_run

    if inside := [place for place in places if is_within(out, place)]:
        raise click.UsageError(f"OUT lies within {inside[0]}. Choose another folder for what is written.")
    shards, others = find_shards(places)
    for other in others:
        say(f"{other} is no shard, passed over")
    here = "://" not in out or out.startswith(("file:", "local:"))
    marker = Path(out.partition("://")[2] or out) / "_batch"
    with one_run(marker, say, instead="choose another OUT") if here else nullcontext(), stoppable():
        summary = run_batch(
            shards,
            out,
            str(model.resolve()) if model else None,
            engine=engine,
            jobs=jobs or cores(),
            address=address,
            gate=gate,
            heard=_tell,
        )
    _show(summary)
    if summary.stopped:
        leave_stopped()
    sys.exit(_exit_code(summary))


def _tell(task: Task, result: Result) -> None:
    from pipeline.records import Failure

    if isinstance(result, Failure):
        say(f"{task.shard.name}: {result.code}: {result.detail}")
    else:
        say(f"{result.name}: {result.rows_in} rows, {result.flagged} flagged, {result.seconds:.1f} s")


def _show(summary: BatchSummary) -> None:
    tell(f"{summary.done} of {summary.shards} shards done, {summary.skipped} of them earlier; model {summary.model}")
    tell(f"{summary.rows_in} rows, {summary.rows_out} assessed, {summary.flagged} flagged: leads to check, no findings")
    for code, count in sorted(summary.failures.items()):
        tell(f"  {code}  {count}  {hint(code)}")
    for failure in summary.failed:
        tell(f"not done: {failure.source}: {failure.code}: {failure.detail}\n  {hint(failure.code)}")


def _exit_code(summary: BatchSummary) -> int:
    if not summary.done:
        return NOTHING_DONE
    return WITH_FAILURES if summary.needs_mending else FINE
