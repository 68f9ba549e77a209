"""Names of persons anywhere in a text: a linear model over runs of capitalised words, learned by ``pipeline.learn.names``."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.mentions.degrees import is_undotted
from pipeline.mentions.lexicon import lexicon
from pipeline.places.gazetteer import place_names
from pipeline.shipped import DATA, read_lines

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABELS = ("O", "B", "I")
_JOINS = frozenset({"bin", "binti", "al", "el", "van", "der", "den", "de", "la", "von", "da", "dos", "ibn", "y", "bte"})
_CAPITAL = re.compile(r"\(?(?:a[ldnrstz]h?|el|d|o)?[-'’]?[A-ZÀ-ÖØ-Þ]")
_AFFIXED = re.compile(r"(?:me[lmnry]|pe[lmnr]|di|ter|ber|per|ke|se)[a-z]{4,}|[a-z]{3,}(?:nya|kan|lah|kah|pun|an)")
_LONGEST_PLACE, _LONGEST_RUN = 4, 12
Features = list[str]


@cache
def _lists() -> tuple[tuple[str, frozenset[str]], ...]:
    """What lists say of a word, each with its sign."""
    known = lexicon()
    single = {phrase for phrase, term in known.terms.items() if term and " " not in phrase}
    places = frozenset(word for name in place_names() for word in name.split() if len(word) > 2)
    return (
        ("nama", read_lines("name_parts.txt")),
        ("asing", read_lines("name_parts_foreign.txt")),
        ("dunia", read_lines("world_places.txt")),
        ("benda", read_lines("names_of_things.txt")),
        ("gelar", read_lines("honorifics.txt")),
        ("bukan", read_lines("not_names.txt")),
        ("lembaga", known.office_words | known.members | known.levels | known.acting),
        ("jabatan", frozenset(single)),
        ("tempat", places),
    )


@dataclass(frozen=True, slots=True, eq=False)
class NameModel:
    """Weights of features and of steps from label to label; ``words``: those that have features of their own.

    ``ordinary``: words that are mostly written small.
    """

    weights: dict[str, tuple[float, ...]]
    steps: tuple[tuple[float, ...], ...]
    words: frozenset[str]
    ordinary: frozenset[str]


@cache
def name_model() -> NameModel:
    """The model that ships, read once."""
    data = json.loads((DATA / "names.json").read_text("utf-8"))
    weights = {feature: tuple(values) for feature, values in data["weights"].items()}
    steps = tuple(tuple(row) for row in data["steps"])
    return NameModel(weights, steps, frozenset(data["words"]), frozenset(data["ordinary"]))


def may_name(word: str) -> bool:
    """Whether a word is written as one of a name is, "al-Amin" and "d'Costa" too."""
    return bool(_CAPITAL.match(word))


def runs(words: Sequence[str], starts: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where capitalised words stand together, particles of names between them included; never over a sentence's start."""
    i = 0
    while i < len(words):
        if not may_name(words[i]):
            i += 1
            continue
        end = i + 1
        while end < len(words) and end - i < _LONGEST_RUN and not starts[end]:
            joins = words[end] in _JOINS and end + 1 < len(words) and may_name(words[end + 1])
            bracket = words[end].startswith("(") or words[end - 1].endswith(")")
            if bracket or not (may_name(words[end]) or joins):
                break
            end += 1
        yield i, end
        i = end


def _shape(word: str) -> str:
    marks = re.sub(r"[a-zà-þ]+", "x", re.sub(r"[A-ZÀ-Þ]", "X", re.sub(r"\d+", "0", word)))
    return re.sub(r"X{3,}", "XXX", marks)[:8]


def _signs(word: str, model: NameModel) -> Features:
    """What is known of a word by itself."""
    lower = word.lower()
    found = [sign for sign, words in _lists() if lower in words]
    if lower in model.ordinary:
        found.append("biasa")
    if lower in model.words:
        found.append(f"={lower}")
    return found or ["asing sekali"]


def _of_word(word: str, model: NameModel) -> Features:
    lower = word.lower()
    signs = _signs(word, model)
    initials = word.isupper() and "nama" in signs  # "SBY" is written as an office is, and is none
    shape = ("imbuhan" if _AFFIXED.fullmatch(lower) else "") + _shape(word.capitalize() if initials else word)
    known = "+".join(sign for sign in signs if sign[0] != "=")
    return [
        *signs,
        f"semua:{known}",
        f"-{lower[-2:]}",
        f"-{lower[-3:]}",
        f"{lower[:3]}-",
        f"bentuk:{shape}",
        f"{shape}|{known}",
    ]


@lru_cache(20_000)
def _known(word: str, model: NameModel) -> tuple[Features, Features]:
    return _of_word(word, model), _signs(word, model)


def places_in(words: Sequence[str], start: int, end: int) -> dict[int, str]:
    """For the words of a run that make up known place names, how long these are."""
    names, i = place_names(), start
    found: dict[int, str] = {}
    while i < end:
        for length in range(min(_LONGEST_PLACE, end - i), 0, -1):
            if " ".join(words[i : i + length]).lower() in names:
                found |= {j: f"daerah{min(length, 2)}" for j in range(i, i + length)}
                i += length - 1
                break
        i += 1
    return found


class Featurer:
    """The features of the words of a text. ``starts``: whether a sentence starts with each word."""

    def __init__(self, words: Sequence[str], starts: Sequence[bool], model: NameModel):
        self.words, self.starts, self.model = words, starts, model

    def _known(self, i: int) -> tuple[Features, Features]:
        return _known(self.words[i].strip(" ()\n") or "¶", self.model)

    def _beside(self, i: int, start: int, end: int) -> Features:
        """What stands around the word at ``i``, within its sentence."""
        features = []
        for step in (-2, -1, 1, 2):
            j = i + step
            inside = 0 <= j < len(self.words) and not any(self.starts[k] for k in range(min(i, j) + 1, max(i, j) + 1))
            if not inside:
                features.append(f"{step}:tepi")
                continue
            small = "" if may_name(self.words[j]) else "kecil"
            features += [f"{step}:{small}{sign}" for sign in self._known(j)[1]]
            if abs(step) == 1 and not small:
                features.append(f"{step}:{_shape(self.words[j])}")
        return features

    def run(self, start: int, end: int) -> list[Features]:
        """The features of each word of a run."""
        places = places_in(self.words, start, end)
        length = f"panjang:{min(end - start, 4)}"
        rows = []
        for i in range(start, end):
            own = self._known(i)[0]
            row = ["*", *own, length, *self._beside(i, start, end)]
            if i in places:
                row += [places[i], f"{places[i]}|{own[-1]}"]
            elif i - 1 in places:
                row += [f"sesudah {places[i - 1]}", f"sesudah {places[i - 1]}|{own[-1]}"]
            if self.starts[i]:
                row += ["awal", f"awal|{own[-1]}", f"awal|{own[-4]}", f"awal|{length}"]
            rows.append(row)
        return rows


def decode(rows: list[Features], model: NameModel) -> list[int]:
    """The most likely labels of a run, as numbers of ``LABELS``."""
    weights, steps = model.weights, model.steps
    count = range(len(LABELS))
    best = [0.0, 0.0, -math.inf]
    back: list[list[int]] = []
    for number, row in enumerate(rows):
        here = [0.0] * len(LABELS)
        for feature in row:
            if values := weights.get(feature):
                for label in count:
                    here[label] += values[label]
        if not number:
            best = [score + here[label] for label, score in enumerate(best)]
            continue
        arriving = [[score + steps[last][label] for last, score in enumerate(best)] for label in count]
        came = [max(count, key=scores.__getitem__) for scores in arriving]
        back.append(came)
        best = [arriving[label][came[label]] + here[label] for label in count]
    path = [max(count, key=best.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def spans(labels: Sequence[str | int], offset: int = 0) -> Iterator[tuple[int, int]]:
    """Where names start and end by labels of ``LABELS``, or their numbers."""
    start = None
    for i, label in enumerate([*labels, 0]):
        if start is not None and label not in ("I", 2):
            yield start + offset, i + offset
            start = None
        if label in ("B", 1):
            start = i


def _without_degrees(words: list[str]) -> list[str]:
    """Words, with a comma for a degree behind a name that has none: "Darlis SSos MSi"; the recogniser learned names without."""
    pairs = zip(["", *words], words, strict=False)
    return ["," if is_undotted(word) and may_name(before) else word for before, word in pairs]


class Names:
    """The names of persons in a parsed text, looked for only where somebody asks."""

    def __init__(self, doc: Doc):
        tokens = list(doc)
        self.featurer = Featurer(
            _without_degrees([t.text for t in tokens]), [bool(t.is_sent_start) for t in tokens], name_model()
        )
        self.runs = list(runs(self.featurer.words, self.featurer.starts))
        self.found: dict[int, list[tuple[int, int]]] = {}

    def over(self, start: int, end: int) -> list[tuple[int, int]]:
        """The names that share a token with ``start`` to ``end``, as first token and the one behind the last."""
        names = []
        number = bisect_right(self.runs, start, key=lambda run: run[1])
        while number < len(self.runs) and self.runs[number][0] < end:
            names += self._in_run(number)
            number += 1
        return [name for name in names if name[0] < end and name[1] > start]

    def _in_run(self, number: int) -> list[tuple[int, int]]:
        if number not in self.found:
            start, end = self.runs[number]
            labels = decode(self.featurer.run(start, end), self.featurer.model)
            self.found[number] = list(spans(labels, start))
        return self.found[number]

    def all(self) -> list[tuple[int, int]]:
        """Every name of the text."""
        return [name for number in range(len(self.runs)) for name in self._in_run(number)]
