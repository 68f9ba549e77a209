"""One shard → one Parquet file and its manifest. This is what an engine sends to its workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipeline.batch.publish import Manifest, read_manifest, whole, write_manifest
from pipeline.batch.reading import CutShort, ReadStory, read_shard
from pipeline.batch.shards import Shard
from pipeline.errors import InputError, NetralitasError
from pipeline.records import Failure

if TYPE_CHECKING:
    from pipeline.assess import Model

_ROWS = 1_000
Result = Manifest | Failure


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be done: ``out``, the folder its output goes to; the ``folder`` of a model, and that model's name; with a ``gate`` or not."""

    shard: Shard
    out: str
    folder: str | None
    model: str
    gate: bool = True

    def done(self) -> Manifest | None:
        """What became of it, if it is done: the same input, by the same model, in the same columns."""
        from pipeline.batch.columns import SCHEMA_VERSION

        told = read_manifest(self.out, self.shard.name)
        wanted = (self.shard.size, self.shard.mark, self.model, SCHEMA_VERSION, self.gate)
        return told if told and (told.size, told.mark, told.model, told.schema, told.gate) == wanted else None

    def failure(self, code: str, detail: str) -> Failure:
        """That it could not be done."""
        return Failure(code, self.shard.url, self.shard.name, detail[:500])


def work(task: Task) -> Result:
    """Do one shard, if it is not done. Never raises; nothing of a shard that fails is published."""
    try:
        return task.done() or _do(task)
    except CutShort as error:
        return task.failure("cut-short", str(error))
    except FileNotFoundError as error:
        return task.failure("no-such-file", str(error))
    except NetralitasError as error:
        return task.failure("other-program", str(error))
    except Exception as error:
        return task.failure("shard-failed", f"{type(error).__name__}: {error}")


def _do(task: Task) -> Result:
    from pipeline.batch.columns import SCHEMA_VERSION

    begun = monotonic()
    counts: Counter[str] = Counter()
    model = _model(task.folder, task.model)
    if not task.shard.is_unchanged():
        return task.failure("shard-changed", "")
    output = f"{task.shard.name}.parquet"
    with whole(f"{task.out}/{output}") as path:
        _write(path, _rows(read_shard(task.shard, task.gate), model, counts))
        if not task.shard.is_unchanged():
            raise CutShort("it changed while it was read")
        size = path.stat().st_size
    manifest = Manifest(
        name=task.shard.name,
        url=task.shard.url,
        size=task.shard.size,
        mark=task.shard.mark,
        output=output,
        output_size=size,
        rows_in=counts.pop("in", 0),
        rows_out=counts.pop("out", 0),
        flagged=counts.pop("flagged", 0),
        passed_over=counts.pop("passed over", 0),
        failures=dict(sorted(counts.items())),
        model=model.name,
        program=version("netralitas"),
        schema=SCHEMA_VERSION,
        gate=task.gate,
        seconds=round(monotonic() - begun, 3),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_manifest(task.out, manifest)
    return manifest


def _rows(stories: Iterable[ReadStory], model: Model, counts: Counter[str]) -> Iterator[dict[str, Any]]:
    """A row for each story, counted; ``counts`` also holds the failures by code."""
    from pipeline.batch.columns import article_row, failure_row

    for story in stories:
        if story is None:
            counts["passed over"] += 1
            continue
        id, found = story
        counts["in"] += 1
        if not isinstance(found, Failure):
            try:
                row = article_row(id, found, model.assess_article(found))
                counts["out"] += 1
                counts["flagged"] += row["flagged"]
                yield row
                continue
            except InputError as error:
                found = Failure(error.code, found.url, found.source, str(error))
        counts[found.code] += 1
        yield failure_row(id, found)


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow
    from pyarrow import parquet

    from pipeline.batch.columns import schema

    with parquet.ParquetWriter(path, schema(), compression="zstd") as writer:
        while batch := list(islice(rows, _ROWS)):
            writer.write_batch(pyarrow.RecordBatch.from_pylist(batch, schema()))


@cache
def _model(folder: str | None, name: str) -> Model:
    """The model of this process."""
    from pipeline.assess import load_model

    model = load_model(folder)
    if model.name != name:
        raise NetralitasError(f"this worker has the model {model.name}, {name} was asked for")
    return model
