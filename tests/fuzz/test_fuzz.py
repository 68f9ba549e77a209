from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

INPUTS = Path(__file__).parent / "inputs"
KEPT = sorted(path for path in INPUTS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_broke_it_is_taken(path):
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_sound_inputs_are_taken_whole_cut_and_bent(name):
    for seed in seeds()[name]:
        for data in (seed, b"", seed[: len(seed) // 2], seed[::-1], seed.replace(b"a", b"\xff"), b"[" * 5000):
            TARGETS[name](data)
