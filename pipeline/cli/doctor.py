"""``netralitas doctor``"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain, starmap
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from pipeline.cli.exits import FINE, WITH_FAILURES
from pipeline.cli.options import CONTACT
from pipeline.cli.plain import pass_on, tell
from pipeline.cli.words import worded
from pipeline.counted import counted
from pipeline.errors import NetralitasError, store_advice

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_PACKAGE = "netralitas"
_TRIED = ((3, 11), (3, 13))
"""The first and the last Python on which the tests were run."""
_ROOM = 1_000_000_000
"""Bytes of free disk under which a night's run may not come to its end."""
_ANEW = "install the program anew ('make run' in a checkout)"
_OPTIONAL = {
    "batch": "Parquet, and any file system",
    "dask": "batches on a Dask cluster",
    "ray": "batches on a Ray cluster",
    "warc": "web archives",
    "metrics": "run --metrics",
    "notebooks": "labelling and training in notebooks",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part is like. ``mend``: what to do about it; empty where nothing is wrong."""

    part: str
    said: str
    mend: str = ""


def _findings(part: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a check finds; where it breaks off, that is what is found, and the other checks go on."""
    try:
        yield from check()
    except ModuleNotFoundError as missing:
        package = (missing.name or "a package").partition(".")[0]
        yield Finding(part, f"cannot be looked at: {package} is missing", _ANEW)
    except NetralitasError as wrong:
        yield Finding(part, "cannot be used", str(wrong))
    except Exception as broken:
        told = f"cannot be looked at ({type(broken).__name__}: {broken})"
        yield Finding(part, told, f"{_ANEW}; where that does not help, report this line")


def _python() -> Iterator[Finding]:
    low, high = (".".join(map(str, one)) for one in _TRIED)
    fits = _TRIED[0] <= sys.version_info[:2] <= _TRIED[1]
    yield Finding(
        "python", sys.version.split()[0], "" if fits else f"the tests were run on {low} to {high}: use one of these"
    )


def _terminal() -> Iterator[Finding]:
    if (sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"):
        yield Finding("terminal", f"it takes {sys.stdout.encoding}", "set PYTHONUTF8=1, or letters get lost")


def _wanting(extra: str = "") -> list[str]:
    """What the program, or one of its extras, needs and is not there in the version it has to be."""
    from packaging.requirements import Requirement

    found = []
    for needed in map(Requirement, requires(_PACKAGE) or ()):
        if _is_asked(needed, "") is bool(extra) or not _is_asked(needed, extra):
            continue
        try:
            there = version(needed.name)
        except PackageNotFoundError:
            found.append(needed.name)
        else:
            if not needed.specifier.contains(there, prereleases=True):
                found.append(f"{needed.name}{needed.specifier} (there is {there})")
    return found


def _is_asked(needed: Requirement, extra: str) -> bool:
    return not needed.marker or needed.marker.evaluate({"extra": extra})


def _packages() -> Iterator[Finding]:
    missing = _wanting()
    mend = f"missing: {', '.join(missing)}; {_ANEW}" if missing else ""
    yield Finding("packages", f"{_PACKAGE} {version(_PACKAGE)}", mend)
    for extra, use in _OPTIONAL.items():
        told = f"not installed (pip install '{_PACKAGE}[{extra}]')" if _wanting(extra) else "installed"
        yield Finding(f"extra {extra}", f"for {use}: {told}")


def _model() -> Iterator[Finding]:
    from pipeline.assess import load_model
    from pipeline.assess.promoted import models_folder, promoted_folder

    model = load_model(None)
    yield Finding("model", f"{model.name}, in {promoted_folder(models_folder())}")


def _store(db: Path) -> Iterator[Finding]:
    from pipeline.store import Store

    if not db.exists():
        yield Finding("store", f"none at {db} yet; 'netralitas run' makes one, --db names another")
        return
    try:
        with Store(db) as store:
            problems, articles, activity = store.problems(), store.sizes()["article"], store.activity()
    except NetralitasError as broken:
        yield Finding("store", str(db), str(broken))
        return
    except sqlite3.Error as problem:
        yield Finding("store", f"{db}: {problem}", store_advice(problem))
        return
    mend = f"{'; '.join(problems[:3])}: go back to a backup ('netralitas db check' tells all)" if problems else ""
    last = max((one.visited for one in activity.values() if one.visited), default=None)
    told = f", last run {last:%Y-%m-%d %H:%M} UTC" if last else ""
    yield Finding("store", f"{db}: {counted(articles, 'article')}{told}", mend)


def _disk(db: Path) -> Iterator[Finding]:
    folder = next(one for one in (db.parent, *db.absolute().parents) if one.exists())
    try:
        TemporaryFile(dir=folder).close()
        if db.exists():
            db.open("ab").close()
    except OSError as refused:
        said = f"nothing can be written to {folder if refused.filename != str(db) else db} ({refused.strerror})"
        yield Finding("disk", said, "check the name and the rights, or name another place with --out and --db")
        return
    free = shutil.disk_usage(folder).free
    mend = "" if free > _ROOM else "make room, or name another folder with --out"
    yield Finding("disk", f"{free / 1e9:.1f} GB free at {folder}", mend)


def _sources(file: Path, contact: str | None, named: bool) -> Iterator[Finding]:
    from pipeline.collect import read_sources

    if not file.exists():
        mend = "check the name, or write one there" if named else ""
        yield Finding(
            "sources", f"none at {file}; docs/sources.md tells how to write one, --sources names another", mend
        )
        return
    try:
        sources = read_sources(file, contact)
    except NetralitasError as wrong:
        yield Finding("sources", str(file), str(wrong))
        return
    silent = sum(one.status in ("quiet", "blocked") for one in sources)
    unreachable = any(one.is_remote and not one.contact for one in sources)
    told = f", {silent} of them quiet or blocked when last checked" if silent else ""
    mend = 'an outlet must be able to reach who reads it: write contact = "you@your-office.id" under [collect]'
    yield Finding("sources", f"{file}: {counted(len(sources), 'source')}{told}", mend if unreachable else "")


@click.command()
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("out/netralitas.db"),
    show_default=True,
    help="The store.",
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sources.toml"),
    show_default=True,
    help="Your source file.",
)
@CONTACT
@click.pass_context
def command(context: click.Context, db: Path, sources: Path, contact: str | None) -> None:
    """Look whether everything is in place, and say what to do where it is not. Ends with 3 where something is wrong.

    Looks at Python, packages, optional parts, the model that counts, the store, the disk and the source file; asks nothing of the network.
    """
    named = context.get_parameter_source("sources") is not ParameterSource.DEFAULT
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "python": _python,
        "terminal": _terminal,
        "packages": _packages,
        "model": _model,
        "store": partial(_store, db),
        "disk": partial(_disk, db),
        "sources": partial(_sources, sources, contact, named),
    }
    wrong = 0
    for finding in chain.from_iterable(starmap(_findings, checks.items())):
        pass_on(f"{'!' if finding.mend else ' '} {worded(finding.part):16} {worded(finding.said)}")
        if finding.mend:
            wrong += 1
            pass_on(f"  {'':16} {worded(finding.mend)}")
    tell(f"{counted(wrong, 'thing')} to mend" if wrong else "everything is in place")
    sys.exit(WITH_FAILURES if wrong else FINE)
