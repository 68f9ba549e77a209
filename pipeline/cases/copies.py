"""Near-copies of one text over outlets, found through MinHash without comparing every pair.

A text is its set of sequences of three words. Its signature keeps the smallest of many hashes of them, so that two
signatures agree in as many places as the sets overlap (Broder 1997). Texts that agree in a whole band of places are
compared word for word.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from zlib import crc32

import numpy as np

COPY = 0.6
"""How much of a text has to stand in an earlier one to be its copy; measured by ``benchmarks/cases.py``.

A copy that is missed costs an assessment and joins the same case; a follow-up taken for a copy would be lost.
"""

WINDOW = 30
"""How many days a copy may lie from its original; the same words a year later are another story."""

_SHINGLE = 3
_BANDS, _ROWS = 24, 3
_WORD = re.compile(r"\w+")


def _constants(name: str) -> np.ndarray:
    """A number of 64 bits for each place of a signature: the same for ever, as keys are kept in stores."""
    digests = [blake2b(f"{name} {place}".encode(), digest_size=8).digest() for place in range(_BANDS * _ROWS)]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


_FACTORS = _constants("factor") | np.uint64(1)
_SHIFTS = _constants("shift")
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def shingles(text: str) -> frozenset[int]:
    """A hash of 32 bits for each sequence of three words; of fewer words, of what there is."""
    words = _WORD.findall(text.lower())
    runs = range(max(1, len(words) - _SHINGLE + 1))
    return frozenset(crc32(" ".join(words[i : i + _SHINGLE]).encode()) for i in runs)


def band_keys(found: frozenset[int]) -> list[int]:
    """The keys under which a text is filed, one a band: texts alike by half share at least one in 96 of 100 cases."""
    values = np.fromiter(found, dtype=np.uint64, count=len(found))
    lowest = np.full(_BANDS * _ROWS, 2**32 - 1, dtype=np.uint64)
    for part in np.array_split(values, len(values) // 1000 + 1):  # so that a long text takes no more memory
        hashes = (part[:, None] * _FACTORS + _SHIFTS) >> np.uint64(32)
        lowest = np.minimum(lowest, hashes.min(axis=0))
    keys = np.arange(_BANDS, dtype=np.uint64)
    for row in lowest.reshape(_BANDS, _ROWS).T:
        keys = (keys ^ row) * _MIXER
        keys ^= keys >> np.uint64(29)
    return keys.astype(np.int64).tolist()


def standing_in(copy: frozenset[int], original: frozenset[int]) -> float:
    """How much of one text stands in the other, from 0 to 1.

    It is not symmetric: a copy is often cut, while a story that tells more than the earlier one is no copy.
    """
    return len(copy & original) / len(copy)
