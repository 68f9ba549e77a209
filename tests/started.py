"""Commands and servers as processes of their own, which are heard and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

CALL = [sys.executable, "-c", "from pipeline.cli import main; main()"]
_TOO_LONG = 300
"""Seconds after which a command is taken to hang."""


@contextmanager
def started(*arguments: object, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The command ``netralitas`` as the leader of a group. One that hangs is killed with its group, and fails the test."""
    process = subprocess.Popen(
        [*CALL, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | environment,
    )
    guard = Timer(_TOO_LONG, os.killpg, (process.pid, signal.SIGKILL))
    guard.start()
    with process:
        try:
            yield process
            assert guard.is_alive(), "it, or a process it started, hung"
        finally:
            guard.cancel()


@contextmanager
def serving(*command: object, sign: str) -> Iterator[None]:
    """A server that says ``sign`` once it serves; it is ended with the context. One that never says it fails the test."""
    process = subprocess.Popen(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # an Apache that is ended ends its whole group
    )
    with process:
        guard = Timer(_TOO_LONG, process.kill)
        guard.start()
        try:
            hear(process, sign)
            guard.cancel()
            yield
        finally:
            guard.cancel()
            process.terminate()


def hear(process: subprocess.Popen[str], sign: str) -> str:
    """What a command says up to the line that holds ``sign``."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if sign in line:
            return said
    raise AssertionError(f"it never said {sign!r}: {said}")


def hear_out(process: subprocess.Popen[str]) -> str:
    """What a command says until neither it nor a process it started can say any more."""
    assert process.stdout
    return process.stdout.read()
