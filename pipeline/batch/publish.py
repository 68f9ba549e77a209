"""Whole files or none, on any file system; and the manifest that says a shard is done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from pipeline.batch.shards import filesystem_of

MANIFESTS = "_manifests"
_SINGLE_PUT = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "memory"}
"""Stores where a file is not there before it is there whole."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What became of one shard. Written last: without it the shard is not done.

    ``name``, ``url``, ``size``, ``mark``: the shard. ``output``: its Parquet file below OUT, ``output_size`` in bytes.
    ``rows_in``: stories and pages read, each a row of the output; ``rows_out`` of them were assessed, ``failures`` by
    code are the others. ``gate``: pages that cannot be on topic were set aside. ``passed_over``: records of a WARC that hold no page. ``seconds`` it took; ``finished`` in UTC.
    """

    name: str
    url: str
    size: int
    mark: str
    output: str
    output_size: int
    rows_in: int
    rows_out: int
    flagged: int
    passed_over: int
    failures: dict[str, int]
    model: str
    program: str
    schema: int
    gate: bool
    seconds: float
    finished: str


@contextmanager
def whole(url: str) -> Iterator[Path]:
    """A path on this machine to write to; what stands there is put at ``url`` in one step, and only when it is finished.

    On this machine's own file systems it lies beside ``url``, where ``sweep`` finds what a killed worker left.
    """
    fs, path = filesystem_of(url)
    fs.makedirs(fs._parent(path), exist_ok=True)
    with _unfinished(fs, path) as unfinished:
        if isinstance(fs, LocalFileSystem):
            yield Path(unfinished)
            _to_disk(unfinished)
            os.replace(unfinished, path)
            return
        with TemporaryDirectory(prefix="netralitas-") as folder:
            file = Path(folder) / "whole"
            yield file
            protocols = {fs.protocol} if isinstance(fs.protocol, str) else set(fs.protocol)
            if protocols & _SINGLE_PUT:
                fs.put_file(str(file), path)
            else:
                fs.put_file(str(file), unfinished)
                fs.mv(unfinished, path)


@contextmanager
def _unfinished(fs: AbstractFileSystem, path: str) -> Iterator[str]:
    """A name beside a path; whatever stands there at the end is removed."""
    name = f"{fs._parent(path)}/.{path.rpartition('/')[2]}.{uuid4().hex}.part"
    try:
        yield name
    finally:
        if fs.exists(name):
            fs.rm_file(name)


def _to_disk(path: str) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def sweep(out: str) -> None:
    """Remove what workers that were killed left unfinished."""
    fs, path = filesystem_of(out)
    if fs.isdir(path):
        for unfinished in fs.glob(f"{path}/**/.*.part"):
            fs.rm_file(unfinished)


def write_json(url: str, told: dict[str, Any]) -> None:
    """Write one JSON object, whole or not at all."""
    with whole(url) as path:
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_manifest(out: str, manifest: Manifest) -> None:
    """Say that a shard is done."""
    write_json(_manifest_url(out, manifest.name), asdict(manifest))


def read_manifest(out: str, name: str) -> Manifest | None:
    """The manifest of a shard; None where there is none that can be read, or its output is not there as it was written."""
    fs, path = filesystem_of(_manifest_url(out, name))
    try:
        manifest = Manifest(**json.loads(fs.cat_file(path)))
        fs, path = filesystem_of(f"{out}/{manifest.output}")
        return manifest if fs.size(path) == manifest.output_size else None
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _manifest_url(out: str, name: str) -> str:
    return f"{out}/{MANIFESTS}/{name}.json"
