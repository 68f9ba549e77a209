"""Regular expressions that take more than linear time: ``python benchmarks/expressions.py [SECONDS]``.

Gathers every pattern the program compiles, at import and while it reads the seeds of the fuzzer, and searches with each through
signs and words repeated a thousand, ten thousand and a hundred thousand times. Told are those that take over SECONDS (0.5) and over
thirty times as long for ten times the text. What stands only behind a bound on its input is told too: look before you mend.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from command import options

REPEATED = (" ", "\n", "\t", "a", "A", "1", ".", ",", "-", "'", "’", "(", ")", "[", "<", "/", ":", ";", '"', "=", "_", "•", "a ", "A ", "Aa ", "aA", "1.", "1 ", ". ",
            "a.", "A.", "a-", "a’", "a/", " (A", "\n a", "Camat ", "ke-", "PT ", "dan ", "Drs. ", "0812-", "08 ", "www.", "http://", "<a ", "&#", "\\")  # fmt: skip
_GROWS = 30


def patterns() -> dict[tuple[str, int], str]:
    """Pattern and flags to where in the program it is compiled."""
    found: dict[tuple[str, int], str] = {}
    compiled = re._compile

    def remember(pattern: object, flags: int) -> re.Pattern:
        frame = sys._getframe(1)
        while frame and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        if frame and isinstance(pattern, str) and frame.f_globals.get("__name__", "").startswith("pipeline"):
            found.setdefault((pattern, int(flags)), f"{frame.f_globals['__name__']}:{frame.f_lineno}")
        return compiled(pattern, flags)

    re._compile = remember
    _use()
    re._compile = compiled
    return found


def _use() -> None:
    import pipeline

    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith(("crawl", "__main__")):
            importlib.import_module(module.name)
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

    for name, inputs in seeds().items():
        for data in inputs:
            TARGETS[name](data)


def _late(*_: object) -> None:
    raise TimeoutError


def _seconds(pattern: re.Pattern, text: str) -> float:
    began = time.process_time()
    try:
        for _ in pattern.finditer(text):
            if time.process_time() - began > 10:
                break
    except TimeoutError:
        return 10.0
    return time.process_time() - began


def slow(pattern: re.Pattern, seconds: float) -> Iterator[tuple[str, list[float]]]:
    """What makes a pattern slow, and the seconds for each length of it."""
    for word in REPEATED:
        took: list[float] = []
        for times in (1_000, 10_000, 100_000):
            signal.alarm(10)
            took.append(_seconds(pattern, word * (times // len(word)) + "!"))
            signal.alarm(0)
            if took[-1] > seconds:
                break
        if took[-1] > seconds and len(took) > 1 and took[-1] > _GROWS * took[-2]:
            yield word, took


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=0.5)
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    signal.signal(signal.SIGALRM, _late)
    found, count = patterns(), 0
    for (pattern, flags), where in sorted(found.items(), key=lambda item: item[1]):
        for word, took in slow(re.compile(pattern, flags), given.seconds):
            count += 1
            print(f"{where}: {word!r}: {', '.join(f'{one:.3f}' for one in took)} s: {pattern[:100]!r}", flush=True)
            break
    print(f"{len(found)} patterns, {len(REPEATED)} words each; {count} patterns take more than linear time")


if __name__ == "__main__":
    main()
