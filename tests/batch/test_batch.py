"""Shards of every kind; half shards; restarts; workers and whole batches that are killed."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import CancelledError
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

pyarrow = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
from pyarrow import parquet  # noqa: E402
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

from pipeline.batch import dictionary, find_shards, run_batch  # noqa: E402
from pipeline.batch.columns import schema  # noqa: E402
from pipeline.batch.engines import ENGINES  # noqa: E402
from pipeline.batch.publish import Manifest  # noqa: E402
from pipeline.batch.work import Task, work  # noqa: E402
from pipeline.errors import NetralitasError  # noqa: E402
from pipeline.records import Failure  # noqa: E402
from tests.conftest import CASE, REMINDER, ROOT  # noqa: E402
from tests.started import CALL, hear, hear_out, started  # noqa: E402

COMMAND = [*CALL, "batch"]
ROWS = [{"id": n, "title": story[0], "text": story[1]} for n, story in enumerate((CASE, REMINDER))]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def warc(packed: bool = False, text: str = CASE[1]) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    page = f"<html><title>{CASE[0]}</title><body><h1>{CASE[0]}</h1><article>{body}</article></body></html>"
    for url, kind, data in (("https://k.id/a/b", "text/html", page), ("https://k.id/c.pdf", "application/pdf", "%PDF")):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        payload = BytesIO(data.encode())
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    return out.getvalue()


def table() -> bytes:
    out = BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), out)
    return out.getvalue()


SHARDS = {
    "a.jsonl": LINES,
    "a.jsonl.gz": gzip.compress(LINES),
    "a.parquet": table(),
    "a.warc": warc(),
    "a.warc.gz": warc(True),
}


def one(tmp_path: Path, model, name: str, data: bytes, out: str | None = None):
    (tmp_path / name).write_bytes(data)
    [shard], _ = find_shards([str(tmp_path / name)])
    return work(Task(shard, out or f"file://{tmp_path}/out", None, model.name))


@pytest.mark.parametrize("name", SHARDS)
def test_every_kind_of_shard(tmp_path, model, name):
    told = one(tmp_path, model, name, SHARDS[name])
    assert isinstance(told, Manifest) and told.rows_in == told.rows_out + sum(told.failures.values())
    rows = parquet.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist()
    assert len(rows) == told.rows_in and rows[0]["flagged"] and rows[0]["terduga"] == ["ASN"]
    assert "Darlis" in rows[0]["persons"] and rows[0]["wilayah_code"] == "14.02"
    for row in rows:
        for span in row["mentions"] + row["evidence"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
    if "warc" in name:
        assert told.passed_over == 1 and rows[0]["url"] == "https://k.id/a/b" and rows[0]["outlet"] == "k.id"
    else:
        assert [row["status"] for row in rows] == ["dugaan", "imbauan"]


@pytest.mark.parametrize("name", SHARDS)
def test_half_a_shard_is_told_and_nothing_of_it_published(tmp_path, model, name):
    told = one(tmp_path, model, name, SHARDS[name][:-30])
    assert isinstance(told, Failure) and told.code == "cut-short"
    assert not list(tmp_path.glob("out/**/*.parquet")) and not list(tmp_path.glob("out/**/*.json"))


def test_rows_that_cannot_be_assessed_are_rows_too(tmp_path, model):
    bad = [
        b"{broken\n",
        b'{"id": "x"}\n',
        b'{"id": "\\ud800", "text": " "}\n',
        b'{"text": "a", "published_at": "kemarin"}\n',
    ]
    told = one(tmp_path, model, "b.jsonl", b"".join(bad) + LINES)
    assert told.failures == {"bad-line": 3, "empty-page": 1} and told.rows_out == 2
    rows = parquet.read_table(tmp_path / "out" / "b.jsonl.parquet").to_pylist()
    assert [row["failure"] for row in rows] == ["bad-line", "bad-line", "empty-page", "bad-line", None, None]


@pytest.mark.parametrize("gate", [True, False])
def test_the_gate_is_part_of_what_was_asked_for(tmp_path, gate):
    weather = "Hujan lebat turun di lereng gunung sejak pagi, dan petani menunda panen cengkih. " * 20
    (tmp_path / "a.warc").write_bytes(warc(text=weather).replace(CASE[0].encode(), b" " * len(CASE[0].encode())))
    (tmp_path / "b.jsonl").write_bytes(b"{broken\n" + LINES)
    shards, _ = find_shards([str(tmp_path)])
    done = run_batch(shards, str(tmp_path / "out"), gate=gate)
    assert done.failures["off-topic"] == gate and done.failures["bad-line"] == 1 and not done.failed
    told = json.loads((tmp_path / "out" / "_manifests" / "_batch.json").read_text())
    assert told["failures"] == dict(done.failures)
    assert run_batch(shards, str(tmp_path / "out"), gate=gate).skipped == 2
    assert run_batch(shards, str(tmp_path / "out"), gate=not gate).skipped == 0


def test_on_another_file_system(tmp_path, model):
    import fsspec

    told = one(tmp_path, model, "a.jsonl", LINES, "memory://batch/out")
    assert isinstance(told, Manifest)
    assert fsspec.filesystem("memory").size("/batch/out/a.jsonl.parquet") == told.output_size


@pytest.mark.parametrize("place", ["s3x://berita/a", "tidakada://x"])
def test_a_place_that_is_out_of_reach_is_told(run, place, tmp_path):
    for places in ((place, tmp_path / "out"), (tmp_path, place)):
        result = run("batch", *places)
        assert result.exit_code == 2 and f"{place} cannot be reached (Protocol not known" in result.stderr


def test_a_shard_that_changed_after_it_was_found(tmp_path, model):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    [shard], _ = find_shards([str(path)])
    path.write_bytes(LINES * 2)
    assert work(Task(shard, f"file://{tmp_path}/out", None, model.name)).code == "shard-changed"


def test_which_files_are_shards(tmp_path):
    for name in ("x/a.jsonl", "x/y/b.warc.gz", "x/_c.jsonl", "x/note.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\n")
    shards, others = find_shards([str(tmp_path / "x")])
    assert [shard.name for shard in shards] == ["a.jsonl", "y/b.warc.gz"] and len(others) == 2
    assert [shard.name for shard in find_shards([str(tmp_path / "x" / "*.jsonl")])[0] if shard.name[0] != "_"] == [
        "a.jsonl"
    ]
    with pytest.raises(NetralitasError, match=r"no \.warc"):
        find_shards([str(tmp_path / "x" / "note.txt")])
    with pytest.raises(NetralitasError, match=r"2 shards are called a\.jsonl"):
        find_shards([str(tmp_path / "x" / "a.jsonl"), str(tmp_path / "x")])


def test_the_command_skips_what_is_done_and_goes_on_past_a_broken_shard(run, tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / "in" / name).write_bytes(LINES)
    (tmp_path / "in" / "c.jsonl.gz").write_bytes(gzip.compress(LINES)[:-9])
    call = ("batch", tmp_path / "in", tmp_path / "out", "--jobs", 1)
    first, second = run(*call), run(*call)
    assert first.exit_code == second.exit_code == 3
    assert "2 of 3 shards done, 0 of them earlier" in first.stdout and "cut-short" in first.stdout
    assert "2 of 3 shards done, 2 of them earlier" in second.stdout
    (tmp_path / "in" / "c.jsonl.gz").write_bytes(gzip.compress(LINES))
    assert run(*call).exit_code == 0
    assert run("batch", tmp_path / "in", tmp_path / "in" / "out").exit_code == 2
    assert run("batch", tmp_path / "in", tmp_path / "out", "--address", "tcp://x:1").exit_code == 2


def test_the_columns_are_documented():
    assert (ROOT / "docs" / "batch-columns.md").read_text(encoding="utf-8") == dictionary()
    assert all(field.metadata[b"meaning"] for field in schema())


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Six shards of some hundred stories."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.jsonl").write_bytes(LINES * 100)
    return folder


def rows_of(out: Path) -> list:
    return [parquet.read_table(path).to_pylist() for path in sorted(out.glob("*.parquet"))]


def test_a_batch_that_is_killed_goes_on_to_the_same_end(many: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*COMMAND, many, whole, "--jobs", "2"], check=True, capture_output=True)
    with started("batch", many, killed, "--jobs", 2) as batch:
        hear(batch, " flagged, ")
        os.killpg(batch.pid, signal.SIGKILL)
        hear_out(batch)
    assert 0 < len(list(killed.glob("_manifests/*.json"))) < 6
    again = subprocess.run([*COMMAND, many, killed, "--jobs", "2"], check=True, capture_output=True, text=True)
    assert "6 of 6 shards done, 0 of them" not in again.stdout
    assert rows_of(killed) == rows_of(whole) and len(rows_of(whole)) == 6
    assert not list(killed.rglob("*.part"))


def _dying(task: Task):
    """Work whose worker is killed the first time it comes to the shard 2."""
    mark = Path(task.out.removeprefix("file://")) / "died"
    if task.shard.name == "2.jsonl" and not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(task)


def _check_a_killed_worker(many: Path, out: Path, monkeypatch, engine: str, **options) -> None:
    import pipeline.batch

    heard = []
    monkeypatch.setattr(pipeline.batch, "work", _dying)
    shards, _ = find_shards([str(many)])
    summary = run_batch(shards, str(out), engine=engine, heard=lambda task, result: heard.append(result), **options)
    assert (out / "died").exists() and summary.done == 6 and not summary.failed
    assert [len(rows) for rows in rows_of(out)] == [200] * 6
    lost = [result.source for result in heard if isinstance(result, Failure)]
    assert lost == ([] if engine == "dask" else ["2.jsonl"]) and summary.retried == len(lost)


def test_a_local_worker_that_is_killed_costs_one_retry(many, tmp_path, monkeypatch):
    _check_a_killed_worker(many, tmp_path / "out", monkeypatch, "local", jobs=2)


def test_a_dask_worker_that_is_killed_costs_one_retry(many, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        assert address.startswith("tcp://127.0.0.1:")
        _check_a_killed_worker(many, tmp_path / "out", monkeypatch, "dask", address=address)


def test_a_ray_worker_that_is_killed_costs_one_retry(many, tmp_path, monkeypatch):
    ray = pytest.importorskip("ray", reason="the extra ray is not installed")
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # its workers cannot import this file
    _check_a_killed_worker(many, tmp_path / "out", monkeypatch, "ray", jobs=2)


@pytest.fixture
def foreign(monkeypatch):
    """Work that no worker can import."""
    module = ModuleType("only_here")
    exec("def work(task): ...", vars(module))
    monkeypatch.setitem(sys.modules, "only_here", module)
    return module.work


def test_a_dask_worker_that_lacks_the_program_is_told_at_once(foreign):
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    with pytest.raises(NetralitasError, match=r"cannot load this program \(ModuleNotFoundError.*only_here"):
        list(ENGINES["dask"](foreign, [], 1, None))


def test_a_dask_scheduler_that_is_lost_ends_in_words(many, tmp_path, monkeypatch):
    distributed = pytest.importorskip("dask.distributed", reason="the extra dask is not installed")

    def lost(futures):
        raise CancelledError("scheduler-connection-lost")

    monkeypatch.setattr(distributed, "as_completed", lost)
    shards, _ = find_shards([str(many)])
    with pytest.raises(NetralitasError, match=r"scheduler was lost .*the same command does the rest"):
        run_batch(shards, str(tmp_path / "out"), engine="dask")


def test_a_ray_worker_that_lacks_the_program_is_not_called_lost(tmp_path, model, foreign):
    pytest.importorskip("ray", reason="the extra ray is not installed")
    (tmp_path / "a.jsonl").write_bytes(LINES)
    [shard], _ = find_shards([str(tmp_path)])
    [(_, told)] = ENGINES["ray"](foreign, [Task(shard, "out", None, model.name)], 1, None)
    assert told.code == "other-program" and told.detail.endswith("ModuleNotFoundError: No module named 'only_here'")
