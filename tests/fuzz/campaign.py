"""Coverage-guided fuzzing: ``python -m tests.fuzz.campaign TARGET MINUTES [FOLDER]`` (needs the extra 'fuzz').

Every kind of crash, and every input that takes over two seconds of the processor, is written once to ``tests/fuzz/inputs/TARGET``; the tests
try them ever after. FOLDER keeps what was interesting from one campaign to the next.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    import pipeline.assess
    import pipeline.batch.reading
    import pipeline.collect.listings
    import pipeline.collect.sources
    import pipeline.extract
    import pipeline.gate
    import pipeline.language
    import pipeline.learn.labelled
    import pipeline.mentions
    import pipeline.review.label_tools
    import pipeline.review.sheets
    import pipeline.store  # noqa: F401

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

INPUTS = Path(__file__).parent / "inputs"
SLOW = 2.0
LONGEST = 8192


def _kind(error: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/pipeline/" in f.filename]
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__


def _seconds(target: Callable[[bytes], None], data: bytes) -> float:
    began = time.process_time()
    target(data)
    return time.process_time() - began


def main() -> None:
    """Fuzz one target for some minutes."""
    target, minutes = TARGETS[sys.argv[1]], float(sys.argv[2])
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()) / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds()[sys.argv[1]]:
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    known: set[str] = set()
    runs = 0

    def keep(kind: str, data: bytes) -> None:
        if kind not in known:
            known.add(kind)
            path = INPUTS / sys.argv[1] / sha256(data).hexdigest()[:16]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"{path}: {kind}", flush=True)

    def once(data: bytes) -> None:
        nonlocal runs
        runs += 1
        try:
            if _seconds(target, data) > SLOW < _seconds(target, data):  # the first of a kind reads what it needs
                keep("slow", data)
        except Exception as error:
            keep(_kind(error), data)

    options = [f"-max_total_time={int(minutes * 60)}", f"-max_len={LONGEST}", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
