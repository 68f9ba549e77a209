"""Every benchmark, or those of some questions: ``make bench``, ``make bench ONLY="gate desk"``.

    python benchmarks/bench.py [--list] [QUESTION …]

What is run, and what it needs, stands in ``bench.toml``. Prints Markdown: for each question its commands with what they print.
A benchmark that needs something that is not here is skipped and says what; with ``--list`` only that is told. The exit code is 1
where one failed.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from shutil import which
from time import monotonic

from command import options

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REAL = Path(os.environ.get("NETRALITAS_SHARED", ROOT.parent / "shared")) / "real"
GOLD = Path(os.environ.get("NETRALITAS_GOLD", ROOT.parent / "real-gold"))


def runs() -> list[dict]:
    """What ``bench.toml`` lists."""
    return tomllib.loads((HERE / "bench.toml").read_text(encoding="utf-8"))["run"]


def missing(run: dict) -> Iterator[str]:
    """What a run needs that is not here, each with what to do."""
    absent = [word for word in shlex.split(run["command"]) if "{" in word and not Path(_filled(word)).exists()]
    if absent:
        yield f"{', '.join(absent)} (see bench.toml where these are looked for)"
    for package in run.get("packages", ()):
        if find_spec(package) is None:
            yield f"the package {package} (pip install {package})"
    for command in run.get("commands", ()):
        if which(command) is None:
            yield f"the command {command} (install it, or put it on the PATH)"


def _filled(word: str) -> str:
    return word.format(real=REAL, gold=GOLD)


def _run(run: dict) -> bool:
    """Whether it went well. What it prints is printed."""
    script, *arguments = map(_filled, shlex.split(run["command"]))
    begun = monotonic()
    done = subprocess.run([sys.executable, str(HERE / script), *arguments], cwd=ROOT, check=False)
    failed = f"; failed with exit code {done.returncode}" if done.returncode else ""
    print(f"\n{monotonic() - begun:.0f} s{failed}\n", flush=True)
    return not done.returncode


def main() -> None:
    """Run, or list, what was asked for."""
    questions = list(dict.fromkeys(run["question"] for run in runs()))
    parser = options(__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=", ".join(questions))
    given = parser.parse_args()
    if unknown := sorted({*given.questions} - {*questions}):
        parser.error(f"unknown: {', '.join(unknown)}. Known are {', '.join(questions)}")
    wanted = [run for run in runs() if run["question"] in (given.questions or questions)]
    failed = []
    for question, asked in groupby(wanted, key=lambda run: run["question"]):
        print(f"## {question}\n", flush=True)
        for run in asked:
            lacks = "; ".join(missing(run))
            print(f"`{run['command']}`{f': skipped, needs {lacks}' if lacks else ''}\n", flush=True)
            if not (lacks or given.list or _run(run)):
                failed.append(run["command"])
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
