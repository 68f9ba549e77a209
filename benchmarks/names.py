"""Names of persons: by rules beside posts, by the recogniser, by both; and what the recogniser does for the persons of mentions.

    python benchmarks/names.py [TAGGED …]

prints Markdown. Names are scored with exact edges in ``corpus/names.txt`` (24 articles of the test split: what an earlier recogniser found,
mended by hand; initials apart) and in files of tokens with tags B-PER and I-PER. "Rules" are the names beside posts, wherever they
stand again in the text.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from command import options, there
from spacy.tokens import Doc

import pipeline.mentions.tagger as tagger
from pipeline.extract.furniture import blank_furniture
from pipeline.language import language, parse
from pipeline.learn.names import tagged_sentences
from pipeline.learn.scores import Score
from pipeline.learn.splits import articles_of
from pipeline.learn.tagging import score_tagging
from pipeline.mentions.names import Names, name_model, spans

ARTICLES, MARKED = Path("corpus/articles"), Path("corpus/names.txt")
_NAME = re.compile(r"\[\[(.+?)\]\]")
Spans = set[tuple[int, int]]


def _marked(path: Path) -> Iterator[tuple[Doc, Spans]]:
    for block in path.read_text(encoding="utf-8").split("\n=====\n"):
        text, spans = "", set()
        for i, piece in enumerate(_NAME.split(block.split("\n\n", 1)[1].rstrip("\n"))):
            if i % 2:
                spans.add((len(text), len(text) + len(piece)))
            text += piece
        yield parse(blank_furniture(text)), spans


def _tagged(path: Path) -> Iterator[tuple[Doc, Spans]]:
    for words, labels in tagged_sentences(path):
        doc = Doc(language().vocab, words)
        starts = [1] + [-1] * (len(doc) - 1)
        doc = doc.from_array(["SENT_START"], np.array(starts, dtype=np.int64).astype(np.uint64))
        yield doc, {_offsets(doc, *span) for span in spans(labels)}


def _offsets(doc: Doc, start: int, end: int) -> tuple[int, int]:
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _recognised(doc: Doc) -> Spans:
    return {_offsets(doc, *name) for name in Names(doc).all()}


def _ruled(doc: Doc) -> Spans:
    persons = {m.person for m in _without(lambda: tagger.tag(doc)) if m.person}
    return {match.span() for person in persons for match in re.finditer(rf"\b{re.escape(person)}(?!\w)", doc.text)}


def _both(doc: Doc) -> Spans:
    known = _recognised(doc)
    return known | {s for s in _ruled(doc) if all(s[1] <= k[0] or s[0] >= k[1] for k in known)}


class _Unseeing:
    """A recogniser that sees no name and stands in for none."""

    def __init__(self, doc: Doc):
        pass

    def __bool__(self) -> bool:
        return False

    def over(self, start: int, end: int) -> list[tuple[int, int]]:
        return []


def _without(step: Callable):
    """What a step gives while rules alone join names to posts."""
    kept, tagger.Names = tagger.Names, _Unseeing
    try:
        return step()
    finally:
        tagger.Names = kept


def _score(texts: list[tuple[Doc, Spans]], way: Callable[[Doc], Spans]) -> Score:
    right = found = true = 0
    for doc, persons in texts:
        said = way(doc)
        right, found, true = right + len(said & persons), found + len(said), true + len(persons)
    return Score.of(right, found, true)


def _cells(score: Score) -> str:
    return f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"


def _took(docs: list[Doc], step: Callable) -> float:
    rounds = []
    for _ in range(6):
        begun = time.process_time()
        for doc in docs:
            step(doc)
        rounds.append((time.process_time() - begun) / len(docs) * 1000)
    return min(rounds[1:])


def main() -> None:
    """Print three tables."""
    parser = options(__doc__)
    parser.add_argument("tagged", nargs="*", type=there)
    given = parser.parse_args()
    sets = {MARKED.name: list(_marked(MARKED))} | {path.name: list(_tagged(path)) for path in given.tagged}
    print(
        "| names: P, R, F1 | "
        + " | | | ".join(f"{n} ({sum(len(s) for _, s in t)})" for n, t in sets.items())
        + " | | |"
    )
    print("|---" * (1 + 3 * len(sets)) + "|")
    for name, way in {"rules beside posts": _ruled, "recogniser": _recognised, "both": _both}.items():
        print(f"| {name} | " + " | ".join(_cells(_score(texts, way)) for texts in sets.values()) + " |")
    splits = {part: articles_of(ARTICLES, part) for part in ("dev", "test")}
    print("\n| persons beside posts: P, R, F1 | " + " | | | ".join(splits) + " | | |\n" + "|---" * 7 + "|")
    for name, run in {"rules": _without, "rules and recogniser": lambda step: step()}.items():
        scores = [run(lambda a=articles: score_tagging(a).person) for articles in splits.values()]
        print(f"| {name} | " + " | ".join(map(_cells, scores)) + " |")
    docs = [parse(blank_furniture(a.text)) for a in splits["dev"] if 250 <= len(a.text.split()) <= 350]
    ruled, joined = _without(lambda: _took(docs, tagger.tag)), _took(docs, tagger.tag)
    every = _took(docs, lambda doc: Names(doc).all())
    print(
        f"\n{len(name_model().weights)} features; mentions of {len(docs)} articles of 250 to 350 words, ms an article:"
    )
    print(f"rules {ruled:.2f}, with the recogniser {joined:.2f}; every name of an article {every:.2f}")


if __name__ == "__main__":
    main()
