"""The path from text or HTML to assessment over any number of shards, on this machine or on a cluster.

``run_batch`` does what is not done yet; each shard becomes one Parquet file (``columns``) with a manifest (``publish``)
that says so. An engine (``engines``) is where the work is done; ``work`` is what it sends to its workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec

from pipeline.errors import NetralitasError
from pipeline.failures import is_final, needs_mending
from pipeline.records import Failure

if find_spec("pyarrow") is None or find_spec("fsspec") is None:
    raise NetralitasError(
        "netralitas batch needs the packages pyarrow and fsspec. Install them with: pip install 'netralitas[batch]'"
    )


from pipeline.batch.columns import dictionary
from pipeline.batch.engines import ENGINES, Results
from pipeline.batch.publish import MANIFESTS, Manifest, sweep, write_json
from pipeline.batch.shards import Shard, filesystem_of, find_shards, is_within
from pipeline.batch.work import Result, Task, work

__all__ = ["BatchSummary", "Manifest", "Shard", "dictionary", "find_shards", "is_within", "needed_for", "run_batch"]

TRIES = 3
"""How often a shard is tried that fails for a reason outside it, such as a worker that was killed."""
_PACKAGES = {"dask": "distributed", "ray": "ray"}


@dataclass
class BatchSummary:
    """What stands in OUT. ``skipped``: shards that earlier runs had done; ``done``: all, these among them.

    ``failed``: shards that could not be done. ``retried``: tries beyond the first. Rows are those of ``Manifest``.
    """

    model: str
    shards: int = 0
    skipped: int = 0
    done: int = 0
    retried: int = 0
    rows_in: int = 0
    rows_out: int = 0
    flagged: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    stopped: bool = False

    def add(self, manifest: Manifest) -> None:
        """One more shard is done."""
        self.done += 1
        self.rows_in += manifest.rows_in
        self.rows_out += manifest.rows_out
        self.flagged += manifest.flagged
        self.failures.update(manifest.failures)

    @property
    def needs_mending(self) -> bool:
        """Whether a shard or a row asks for a person; pages that are simply no story do not."""
        return bool(self.failed) or any(map(needs_mending, self.failures))


def needed_for(engine: str) -> None:
    """Raise :class:`NetralitasError` where an engine's package is not installed."""
    package = _PACKAGES.get(engine)
    if package and find_spec(package) is None:
        raise NetralitasError(
            f"The engine {engine} is not installed. Install it with: pip install 'netralitas[{engine}]'"
        )


def run_batch(
    shards: Sequence[Shard],
    out: str,
    folder: str | None = None,
    *,
    engine: str = "local",
    jobs: int = 1,
    address: str | None = None,
    gate: bool = True,
    heard: Callable[[Task, Result], None] = lambda task, result: None,
) -> BatchSummary:
    """Do every shard that is not done, and write ``_manifests/_batch.json`` about all.

    ``out``: a folder or fsspec URL. ``folder``: of a model. ``gate``: pages of a WARC that
    cannot be on topic are set aside. ``heard`` hears of each try as it ends. Stopped by hand it
    keeps what is done. Raises :class:`NetralitasError` where the model, the engine or its cluster is not to be had.
    """
    from pipeline.assess import load_model

    needed_for(engine)
    fs, path = filesystem_of(out)
    out = fs.unstrip_protocol(path)
    summary = BatchSummary(load_model(folder).name, len(shards))
    sweep(out)
    todo = []
    for task in (Task(shard, out, folder, summary.model, gate) for shard in shards):
        if told := task.done():
            summary.skipped += 1
            summary.add(told)
        else:
            todo.append(task)
    try:
        _try(todo, summary, lambda tasks: ENGINES[engine](work, tasks, jobs, address), heard)
    except KeyboardInterrupt:
        summary.stopped = True
    write_json(f"{out}/{MANIFESTS}/_batch.json", vars(summary) | {"failed": list(map(asdict, summary.failed))})
    return summary


def _try(
    todo: list[Task],
    summary: BatchSummary,
    engine: Callable[[list[Task]], Results],
    heard: Callable[[Task, Result], None],
) -> None:
    """Run tasks; those that failed for a reason outside their shard again, up to ``TRIES`` times in all."""
    for left in reversed(range(TRIES)):
        again = []
        for task, result in engine(todo) if todo else ():
            heard(task, result)
            if isinstance(result, Manifest):
                summary.add(result)
            elif left and not is_final(result.code):
                again.append(task)
            else:
                summary.failed.append(result)
        summary.retried += len(again)
        todo = again
