"""How well sentence boundaries are found, against sentences somebody set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path

from pipeline.learn.scores import Score

Passage = Sequence[str]
"""Sentences in order; the text is these, joined by one space."""
Splitter = Callable[[str], Iterable[int]]
"""From a text to the offsets at which its sentences start."""


def read_passages(path: Path) -> list[Passage]:
    """A sentence a line, an empty line between passages; lines that start with ``#`` are comments."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [passage.split("\n") for passage in "\n".join(lines).strip("\n").split("\n\n")]


def read_conllu(path: Path, length: int = 10) -> list[Passage]:
    """The sentences (``# text``) of a Universal Dependencies file, in passages of so many."""
    mark = "# text = "
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [line.removeprefix(mark) for line in lines if line.startswith(mark)]
    return [texts[start : start + length] for start in range(0, len(texts), length)]


def starts(text: str) -> list[int]:
    """Where our own sentences start."""
    from pipeline.language import parse

    return [sentence.start_char for sentence in parse(text).sents]


def score_boundaries(passages: Iterable[Passage], splitter: Splitter = starts) -> Score:
    """Precision, recall and F1 of the boundaries inside the passages; the beginning of a passage is no boundary."""
    right = found = true = 0
    for passage in passages:
        marked = set(accumulate(len(sentence) + 1 for sentence in passage[:-1]))
        said = {offset for offset in splitter(" ".join(passage)) if offset}
        right, found, true = right + len(said & marked), found + len(said), true + len(marked)
    return Score.of(right, found, true)
