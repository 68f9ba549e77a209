"""The shards of a batch: files of news anywhere fsspec reaches, and what tells whether one has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from posixpath import basename, dirname, relpath

from fsspec import AbstractFileSystem
from fsspec.core import has_magic, url_to_fs

from pipeline.errors import NetralitasError

_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "last_modified", "created")


class ShardKind(StrEnum):
    """How a shard holds its stories."""

    WARC = "warc"
    JSONL = "jsonl"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of a batch.

    ``name``: its path below the folder that was asked for; its output stands under the same name. ``size``: bytes.
    ``mark``: its ETag, or the time of its last change where the file system gives none.
    """

    url: str
    name: str
    kind: ShardKind
    size: int
    mark: str

    def is_unchanged(self) -> bool:
        """Whether the file is still the one that was found."""
        fs, path = filesystem_of(self.url)
        fs.invalidate_cache()
        return _state(fs, path) == (self.size, self.mark)


def filesystem_of(place: str) -> tuple[AbstractFileSystem, str]:
    """The file system of a path or URL, and the path in it. Raises :class:`NetralitasError` where fsspec does not reach it."""
    try:
        found: tuple[AbstractFileSystem, str] = url_to_fs(place)
        return found
    except (ImportError, ValueError) as problem:
        raise NetralitasError(
            f"{place} cannot be reached ({problem}). Install the package that it needs, or mend what stands before '://'."
        ) from None


def find_shards(places: Iterable[str]) -> tuple[list[Shard], list[str]]:
    """The shards in files, folders and globs, paths or URLs, in order of their names; and the files that are none.

    Raises :class:`NetralitasError` where a place holds no shard, or two shards have one name.
    """
    shards, others = [], []
    for place in places:
        fs, path = filesystem_of(place)
        top, paths = _paths(fs, path)
        names = {each: relpath(each, top) for each in paths}
        kinds = {each: kind for each, name in names.items() if (kind := _kind(name))}
        found = [_shard(fs, each, names[each], kind) for each, kind in kinds.items()]
        if not found:
            raise NetralitasError(
                f"{place}: no .warc, .jsonl or .parquet file (or .gz of the first two). Check the name."
            )
        shards += found
        others += [fs.unstrip_protocol(each) for each in paths if each not in kinds]
    name, times = Counter(shard.name for shard in shards).most_common(1)[0]
    if times > 1:
        raise NetralitasError(
            f"{times} shards are called {name}. Give the folder above them, or run them into several OUT."
        )
    return sorted(shards, key=lambda shard: shard.name), others


def is_within(place: str, folder: str) -> bool:
    """Whether a place is a folder, or lies in it."""
    (fs, path), (other, top) = filesystem_of(place), filesystem_of(folder)
    return type(fs) is type(other) and f"{path.rstrip('/')}/".startswith(f"{top.rstrip('/')}/")


def _paths(fs: AbstractFileSystem, path: str) -> tuple[str, list[str]]:
    """The folder that names are told from, and the files there."""
    if has_magic(path):
        fixed = path[: min(at for at in map(path.find, "*?[") if at >= 0)]
        return dirname(fixed), [each for each in fs.glob(path) if fs.isfile(each)]
    if fs.isfile(path):
        return dirname(path), [path]
    return path, fs.find(path)


def _kind(path: str) -> ShardKind | None:
    if basename(path).startswith((".", "_")) or path.startswith("../"):  # an object store may name anything so
        return None
    suffix = path.removesuffix(".gz").rpartition(".")[2]
    if suffix not in list(ShardKind) or path.endswith(".parquet.gz"):
        return None
    return ShardKind(suffix)


def _shard(fs: AbstractFileSystem, path: str, name: str, kind: ShardKind) -> Shard:
    return Shard(fs.unstrip_protocol(path), name, kind, *_state(fs, path))


def _state(fs: AbstractFileSystem, path: str) -> tuple[int, str]:
    info = fs.info(path)
    return info["size"] or 0, str(next((info[mark] for mark in _MARKS if info.get(mark)), ""))
