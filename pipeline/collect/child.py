"""The parent's side of a crawl: starts the child process, turns its lines into records, ends it.

A process of its own, for four reasons: a page that upsets a parser cannot take the run with it; the
crawl keeps its clocks while the parent computes, and uses another core; it can be ended at any moment;
and what Scrapy sets up for a whole process (event loop, logging, signals) stays out of the caller's.
In the child Scrapy runs without Twisted's reactor, on asyncio: its own exceptions are then the only
ones to know, and a source is written as one coroutine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from pipeline.collect.plan import ALL_NEW, Plan
from pipeline.collect.sources import Source
from pipeline.collect.wire import Message, from_job, to_failure, to_page
from pipeline.listings import Past
from pipeline.records import Failure, Page

COMMAND = [sys.executable, "-P", "-m", "pipeline.collect.crawl"]
ROOT = Path(__file__).parents[2]


def crawl(
    sources: list[Source],
    past: Past,
    urls: dict[str, list[str]],
    plan: Plan = ALL_NEW,
    hear: Callable[[Message], None] = lambda message: None,
) -> Generator[Page | Failure]:
    """Crawl in a child process. ``urls`` holds the addresses of the sources of kind ``urls``.

    ``hear`` is given every message, in the order in which they come, before its page or failure is given on.
    """
    unfinished = {source.id: source for source in sources}
    with TemporaryFile() as errors:
        child = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=_environment()
        )
        said = cast(IO[bytes], child.stdout)  # a pipe, as asked for
        try:
            _tell(cast(IO[bytes], child.stdin), from_job(sources, past, urls, plan))
            for line in said:
                if not line.endswith(b"\n"):
                    break
                message = json.loads(line)
                hear(message)
                if "page" in message:
                    yield to_page(message["page"])
                if "failure" in message:
                    yield to_failure(message["failure"])
                unfinished.pop(message.get("done"), None)
            for source in unfinished.values():
                yield Failure("interrupted", source.place, source.id, _last_words(errors))
        finally:
            child.kill()
            said.close()
            child.wait()


def _tell(pipe: IO[bytes], job: Message) -> None:
    try:
        pipe.write(json.dumps(job).encode())
        pipe.close()
    except BrokenPipeError:
        pass  # it died at once; the empty stdout says so


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else "the collecting process ended without a word"


def _environment() -> dict[str, str]:
    """Ours, so that the child finds this package and asks no proxy for what is on this machine."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    local = ["127.0.0.1", "localhost", "::1", os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "no_proxy": ",".join(filter(None, local))}
