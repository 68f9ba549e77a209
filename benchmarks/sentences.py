"""Sentence boundaries: ours, spaCy's sentencizer, and splitters that install with all they need.

    python benchmarks/sentences.py [FILE.conllu …]

prints Markdown: F1 on the hand-made passages of the tests (the half that only measures) and on each Universal
Dependencies file, its sentences joined ten at a time. Needs ``pip install -e '.[bench]'``; what is missing is left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from command import options, there

from pipeline.learn.sentences import Splitter, read_conllu, read_passages, score_boundaries, starts

PASSAGES = Path("tests/language/sentences.txt")


@cache
def _sentencizer():
    import spacy

    nlp = spacy.blank("id")
    nlp.add_pipe("sentencizer")
    return nlp


def sentencizer(text: str) -> list[int]:
    """``spacy.blank("id")`` with the sentencizer."""
    return [sentence.start_char for sentence in _sentencizer()(text).sents]


def syntok(text: str) -> list[int]:
    """syntok's segmenter."""
    import syntok.segmenter

    return [sentence[0].offset for block in syntok.segmenter.process(text) for sentence in block]


def sentencex(text: str) -> list[int]:
    """Wikimedia's sentencex, which knows Indonesian abbreviations."""
    from sentencex import segment

    found, at = [], 0
    for sentence in segment("id", text):
        at = text.index(sentence.strip(), at)
        found.append(at)
        at += len(sentence.strip())
    return found


def nothing_but_a_stop(text: str) -> list[int]:
    """A closing mark, a space, a capital letter."""
    import re

    return [0, *(match.end() for match in re.finditer(r"[.?!][\"”’)]*\s+(?=[\"“‘(]*[A-Z])", text))]


PEERS: dict[str, Splitter] = {
    "**ours**": starts,
    "spaCy blank + sentencizer": sentencizer,
    "a stop, a space, a capital": nothing_but_a_stop,
    "syntok": syntok,
    "sentencex": sentencex,
}


def main() -> None:
    """One line for each splitter."""
    parser = options(__doc__)
    parser.add_argument("files", nargs="*", type=there, metavar="FILE.conllu")
    given = parser.parse_args()
    yardsticks = {"hand-made": read_passages(PASSAGES)[1::2]}
    yardsticks |= {path.name: read_conllu(path) for path in given.files}
    boundaries = {name: score_boundaries(passages).support for name, passages in yardsticks.items()}
    print("| | " + " | ".join(f"{name} ({number} boundaries)" for name, number in boundaries.items()) + " |")
    print("|---" * (1 + len(yardsticks)) + "|")
    for name, splitter in PEERS.items():
        try:
            scores = [score_boundaries(passages, splitter).f1 for passages in yardsticks.values()]
        except ImportError as missing:
            print(f"| {name}: {missing.name} is not installed |")
            continue
        print(f"| {name} | " + " | ".join(f"{score:.3f}" for score in scores) + " |")


if __name__ == "__main__":
    main()
