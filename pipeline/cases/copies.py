"""Near-copies of one text, over outlets: MinHash over runs of words, so that no story is compared with all others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")
_RUN = 4
_PERMUTATIONS = 128
LEAST = 0.4
"""The share of runs of words that two texts must share to be copies; see benchmarks/cases.py."""


def _runs(text: str) -> set[bytes]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[i : i + _RUN]).encode() for i in range(max(1, len(words) - _RUN + 1))}


class Copies:
    """Finds earlier texts that a new one copies."""

    def __init__(self, least: float = LEAST):
        from datasketch import MinHashLSH

        self._index = MinHashLSH(threshold=least, num_perm=_PERMUTATIONS)
        self._sketches: dict[str, object] = {}
        self.least = least

    def add(self, key: str, text: str) -> str | None:
        """Remember a text; returns the key of the earlier one it is nearest to, where it is a copy."""
        from datasketch import MinHash

        sketch = MinHash(_PERMUTATIONS)
        sketch.update_batch(_runs(text))
        found = [(sketch.jaccard(self._sketches[other]), other) for other in self._index.query(sketch)]
        self._index.insert(key, sketch, check_duplication=False)
        self._sketches[key] = sketch
        likest = max(found, default=(0.0, None))
        return likest[1] if likest[0] >= self.least else None


def find_copies(texts: Iterable[tuple[str, str]], least: float = LEAST) -> Iterator[tuple[str, str | None]]:
    """For each (key, text), in order, its key and that of the first text it copies, or ``None``."""
    copies, first = Copies(least), {}
    for key, text in texts:
        earlier = copies.add(key, text)
        first[key] = earlier and (first[earlier] or earlier)
        yield key, first[key]
