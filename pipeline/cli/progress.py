"""How a run shows itself: bars on a terminal, plain lines elsewhere. Everything goes to stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.cli.plain import plain
from pipeline.cli.words import worded
from pipeline.counted import counted
from pipeline.records import Failure
from pipeline.run import Watcher

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY = 50


class _Lines:
    """A line when the number of a source's stories is known, one for each fifty read, one for each failure."""

    def __init__(self) -> None:
        self._expected: Counter[str] = Counter()
        self._done: Counter[str] = Counter()

    def found(self, source: str, stories: int) -> None:
        if stories != self._expected.get(source):
            self._expected[source] = stories
            _say(f"{source}: {counted(stories, 'story', 'stories')} to read" if stories else f"{source}: nothing new")

    def done(self, source: str, failure: Failure | None) -> None:
        self._done[source] += 1
        if failure:
            _say(f"{source}: {failure.code}: {failure.url}")
        if self._done[source] % _EVERY == 0:
            of = f" of {self._expected[source]}" if source in self._expected else ""
            _say(f"{source}: {self._done[source]}{of} read")


class _Bars:
    """One bar for each source."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def _bar(self, source: str) -> TaskID:
        if source not in self._bars:
            self._bars[source] = self._progress.add_task(source, total=None)
        return self._bars[source]

    def found(self, source: str, stories: int) -> None:
        self._progress.update(self._bar(source), total=stories)

    def done(self, source: str, failure: Failure | None) -> None:
        self._progress.advance(self._bar(source))


def _say(line: str) -> None:
    print(worded(plain(line)), file=sys.stderr, flush=True)


@contextmanager
def watching() -> Iterator[Watcher]:
    """A watcher that suits where stderr goes."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bars(progress)
