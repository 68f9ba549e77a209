"""Where the work is done: on processes of this machine, on a Dask cluster, on a Ray cluster.

An engine takes the work, the tasks, how many processes (of this machine) and the address of a cluster, and gives each
task with its result as soon as there is one. A task whose worker was lost ends as the failure ``worker-lost``, trying it
again is left to the caller; one whose worker cannot load this program as ``other-program``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.batch.work import Result, Task
from pipeline.errors import NetralitasError
from pipeline.workers import Processes

if TYPE_CHECKING:
    from dask.distributed import Client

Work = Callable[[Task], Result]
Results = Iterator[tuple[Task, Result]]
Engine = Callable[[Work, Sequence[Task], int, str | None], Results]
_PATIENCE = 60
"""Seconds to wait for a cluster to answer, and for its first worker."""


def local(work: Work, tasks: Sequence[Task], jobs: int, address: str | None) -> Results:
    """Processes of this machine. Each is a pool of its own, so that one that is killed takes no other's work along."""
    rest, idle = iter(tasks), [Processes(work, 1) for _ in range(jobs)]
    running: dict[Future[Result], tuple[Task, Processes[Task, Result]]] = {}
    done, everyone = False, list(idle)
    try:
        while True:
            for task in islice(rest, len(idle)):
                one = idle.pop()
                running[one.submit(task)] = task, one
            if not running:
                break
            future = next(iter(wait(running, return_when=FIRST_COMPLETED).done))
            task, one = running.pop(future)
            idle.append(one)
            try:
                result = future.result()
            except BrokenProcessPool as error:
                result = task.failure("worker-lost", str(error))
            yield task, result
        done = True
    finally:
        for one in everyone:
            one.close(at_once=not done)


def dask(work: Work, tasks: Sequence[Task], jobs: int, address: str | None) -> Results:
    """The cluster of the Dask scheduler at ``address``, or one of this machine. Dask itself tries lost tasks again."""
    from dask.distributed import Client, LocalCluster, as_completed

    own = None if address else LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
    try:
        client = Client(address or own, timeout=_PATIENCE)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, TimeoutError) as error:
        raise NetralitasError(
            f"No Dask scheduler with a worker at {address} ({error}). Start both, or mend --address."
        ) from None
    try:
        _check_workers(client, work)
        futures = {client.submit(work, task, pure=False): task for task in tasks}
        for future in as_completed(futures):
            lost, task = future.exception(), futures[future]
            yield task, task.failure("worker-lost", str(lost)) if lost else future.result()
    except CancelledError as error:
        raise NetralitasError(
            f"The Dask scheduler was lost ({error}). What is done is kept: start it again, and the same command does the rest."
        ) from None
    finally:
        client.close()
        if own:
            own.close()


def _check_workers(client: Client, work: Work) -> None:
    """A Dask worker that cannot load the work leaves its cluster without a word, and the batch waiting for it."""
    told = client.run(exec, f"import {work.__module__}", {}, on_error="return")
    for worker, error in told.items():
        if error:
            raise NetralitasError(
                f"The Dask worker {worker} cannot load this program ({type(error).__name__}: {error}). Install it there."
            )


def ray(work: Work, tasks: Sequence[Task], jobs: int, address: str | None) -> Results:
    """The Ray cluster at ``address`` (``auto``: the one this machine belongs to), or one of this machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    try:
        ray.init(address or "local", num_cpus=None if address else jobs, include_dashboard=None if address else False)
    except ConnectionError as error:
        raise NetralitasError(
            f"No Ray cluster at {address} ({error}). Start one with 'ray start --head', or mend --address."
        ) from None
    try:
        remote, rest = ray.remote(max_retries=0)(work), iter(tasks)
        room = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
        running = {remote.remote(task): task for task in islice(rest, room)}
        while running:
            [future], _ = ray.wait(list(running))
            task = running.pop(future)
            try:
                result = ray.get(future)
            except ray.exceptions.RayTaskError as error:
                why = str(error).strip().rpartition("\n")[2]  # work never raises: it could not be loaded
                result = task.failure("other-program", f"this worker cannot load the program: {why}")
            except ray.exceptions.RayError as error:
                result = task.failure("worker-lost", str(error))
            running |= {remote.remote(task): task for task in islice(rest, 1)}
            yield task, result
    finally:
        ray.shutdown()


ENGINES: dict[str, Engine] = {"local": local, "dask": dask, "ray": ray}
