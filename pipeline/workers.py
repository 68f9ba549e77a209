"""Work spread over processes: answers in order, little under way at a time, nothing lost when a process dies.

The first items are done in this process: what is finished with them is not worth starting others for, which takes
seconds, since each loads its own spaCy and model.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Pipe, resource_tracker
from multiprocessing.connection import Connection
from threading import Thread, current_thread, main_thread
from typing import Any, Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

HERE = 100
"""How many items are done here before processes are started: about as long as starting takes."""

BATCH = 16
"""How many items travel together; measured by ``benchmarks/path.py batches``."""

_AHEAD = 2
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_work: Callable[[Any], Any]


def cores() -> int:
    """How many processes this machine grants us."""
    from joblib import cpu_count

    return int(cpu_count())


def spread(
    work: Callable[[In], Out],
    items: Iterable[In],
    jobs: int,
    lost: Callable[[In], Out],
    *,
    here: int = HERE,
    batch: int = BATCH,
) -> Generator[tuple[In, Out]]:
    """Each item with what ``work`` makes of it, in order, as soon as it is known.

    Args:
        work: a picklable callable; each process gets it once, so it may hold a model.
        items: taken one by one, never more than ``jobs`` processes can do next.
        jobs: how many processes; 1 does everything in this one.
        lost: what stands for an item whose process dies twice, the second time with this item alone.
        here: how many of the first items are done in this process.
        batch: how many items travel together at most; fewer do while a process has nothing to do.

    After Ctrl-C in ``items`` what is done by then is given out before it is passed on. Exceptions of ``work`` are
    raised here.
    """
    items = iter(items)
    for _, item in zip(range(here), items, strict=False) if jobs > 1 else enumerate(items):
        yield item, work(item)
    if jobs > 1:
        yield from _Spread(work, jobs, lost, batch).over(items)


class Processes(Generic[In, Out]):
    """Processes that do one ``work``. Started with the first item, and anew after one of them died.

    They leave Ctrl-C and SIGTERM to the process that started them, and end when that ends, whatever ended it: each
    waits at a pipe whose other end only that process holds.
    """

    def __init__(self, work: Callable[[In], Out], jobs: int):
        self._work, self._jobs = work, jobs
        self._executor: Executor | None = None

    def submit(self, item: In) -> Future[Out]:
        """What is to come of an item; raises :class:`BrokenProcessPool` when asked, where a process died."""
        try:
            return self._submit(item)
        except BrokenProcessPool:
            self.close(at_once=True)
            return self._submit(item)

    def _submit(self, item: In) -> Future[Out]:
        executor = self._executor or self._open()
        with _deaf():
            return executor.submit(_do, item)

    def _open(self) -> Executor:
        from joblib.externals.loky import ProcessPoolExecutor

        self._theirs, self._ours = Pipe(duplex=False)
        executor: Executor = ProcessPoolExecutor(
            self._jobs, initializer=_equip, initargs=(self._work, self._theirs), env=_ONE_THREAD
        )
        self._executor = executor
        return executor

    def close(self, at_once: bool = False) -> None:
        """End the processes; ``at_once``: without what they have in hand."""
        if self._executor is not None:
            if at_once:
                self._ours.close()  # loky's own kill_workers fails on items that wait in its queue
            self._executor.shutdown()
            self._ours.close()
            self._theirs.close()
            self._executor = None


class _Spread(Generic[In, Out]):
    def __init__(self, work: Callable[[In], Out], jobs: int, lost: Callable[[In], Out], batch: int):
        self._jobs, self._lost, self._batch = jobs, lost, batch
        self._all, self._alone = (Processes(partial(_each, work), many) for many in (jobs, 1))
        self._pending: deque[tuple[list[In], Future[list[Out]]]] = deque()

    def over(self, items: Iterator[In]) -> Iterator[tuple[In, Out]]:
        done = False
        try:
            yield from self._stream(items)
            done = True
        finally:
            for processes in (self._all, self._alone):
                processes.close(at_once=not done)

    def _stream(self, items: Iterator[In]) -> Iterator[tuple[In, Out]]:
        waiting: list[In] = []
        try:
            for item in items:
                waiting.append(item)
                if len(waiting) >= self._batch or self._busy() < self._jobs:
                    self._pending.append((waiting, self._all.submit(waiting)))
                    waiting = []
                yield from self._answers(leaving=_AHEAD * self._jobs)
        except KeyboardInterrupt:
            yield from self._answers(leaving=len(self._pending))
            raise
        if waiting:
            self._pending.append((waiting, self._all.submit(waiting)))
        yield from self._answers(leaving=0)

    def _busy(self) -> int:
        return sum(not future.done() for _, future in self._pending)

    def _answers(self, leaving: int) -> Iterator[tuple[In, Out]]:
        """Those of the first batches that are done; waits while more than ``leaving`` are under way."""
        while self._pending and (self._pending[0][1].done() or len(self._pending) > leaving):
            batch, future = self._pending.popleft()
            answers: Iterable[Out]
            try:
                answers = future.result()
            except BrokenProcessPool:
                answers = map(self._once_more, batch)
            yield from zip(batch, answers, strict=True)

    def _once_more(self, item: In) -> Out:
        """In a process with nothing else to do: if that dies too, it is because of this item."""
        try:
            return self._alone.submit([item]).result()[0]
        except BrokenProcessPool:
            return self._lost(item)


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes in here: Ctrl-C and SIGTERM wait until they are all there, and never reach one of them.

    Both at once: a signal may come to any thread of ours, and what is blocked for this one is blocked for its processes.
    """
    resource_tracker.ensure_running()  # it is started with the first process, and unblocks what is blocked
    heard: list[int] = []
    ours = current_thread() is main_thread()
    handlers = {name: signal.signal(name, lambda name, _: heard.append(name)) for name in _STOPPING if ours}
    blocked = hasattr(signal, "pthread_sigmask") and signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        if blocked is not False:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for name, handler in handlers.items():
            signal.signal(name, handler)
        for number in heard[:1]:
            signal.raise_signal(number)


def _equip(work: Callable[[Any], Any], lifeline: Connection) -> None:
    """In a new process: hold the work, ignore what the process that started this one sees to, and end with that."""
    global _work
    _work = work
    for name in _STOPPING:
        signal.signal(name, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)


def _do(item: Any) -> Any:
    return _work(item)


def _each(work: Callable[[In], Out], batch: list[In]) -> list[Out]:
    return [work(item) for item in batch]
