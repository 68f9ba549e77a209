"""Learn names of persons from the corpus, which marks only those beside a post, and from sentences in which every name is tagged.

Rules label what they are sure of: marked names wherever they stand again, words that name parts and a verb of saying
tell; places, offices and ordinary words as no names. What stays open is left out, learned without, and then labelled by what was
learned. So that words around a name count, and not only the lists, every sentence is learned a second time with other names.

    python -m pipeline.learn.names [--tagged TAGGED] [--out OUT]

writes ``pipeline/data/names.json``; it needs ``python-crfsuite``, which reading the model does not. What ships was learned with TAGGED the file
``train.txt`` of idner-news-2k: see ``pipeline/data/names.LICENSE.md``.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.furniture import blank_furniture
from pipeline.language import parse
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.splits import articles_of
from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.names import LABELS, Featurer, NameModel, decode, may_name, places_in, runs
from pipeline.places.gazetteer import place_names
from pipeline.shipped import DATA, read_lines, read_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc

CORPUS = Path("corpus/articles")
_PERSON, _NONE, _OPEN, _UNTOLD = "P", "N", "?", "!"  # open: to be learned; untold: initials, left out
_SMALL, _COMMON, _KEPT = 0.5, 12, 0.7
_THINGS_INSTEAD = (0.15, 0.3)


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence: its words, and a tag for each."""

    words: list[str]
    tags: list[str]


def _parts() -> frozenset[str]:
    return read_lines("name_parts.txt") | read_lines("name_parts_foreign.txt")


def _spoken_words() -> set[str]:
    """The Indonesian words that spaCy brings: stop words, and those that are said twice."""
    from spacy.lang.id._tokenizer_exceptions_list import ID_BASE_EXCEPTIONS
    from spacy.lang.id.stop_words import STOP_WORDS

    return {
        part
        for word in [*ID_BASE_EXCEPTIONS, *STOP_WORDS]
        for part in word.split("-")
        if len(part) > 2 and part.islower()
    }


def ordinary_words(docs: Iterable[Doc]) -> tuple[frozenset[str], frozenset[str]]:
    """Words mostly written small; and words common enough for a feature of their own."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for doc in docs:
        for token in doc:
            if not may_name(token.text):
                small[token.lower_] += 1
            elif not token.is_sent_start and (doc[token.i - 1].is_alpha or doc[token.i - 1].text == ","):
                large[token.lower_] += 1
    ordinary = {word for word, n in small.items() if word.isalpha() and n / (n + large[word]) > _SMALL}
    parts = _parts()
    common = {w for w, n in (small + large).items() if n >= _COMMON and not any(c.isdigit() or c.isspace() for c in w)}
    return frozenset(ordinary | (_spoken_words() - parts)), frozenset(
        w for w in common if w not in parts or w in ordinary
    )


def _own_names(article: LabelledArticle) -> tuple[set[tuple[str, ...]], set[str]]:
    """The names marked in an article, whole, and their parts."""
    whole = {tuple(re.findall(r"[\w.'’-]+", m.person)) for m in article.mentions or () if m.person}
    parts = {word for name in whole for word in name if len(word) > 2 and word[0].isupper()}
    return whole, parts - {word for word in parts if word.lower() in read_lines("honorifics.txt")}


@cache
def _words() -> dict[str, frozenset[str]]:
    """What ``name_rules.toml`` holds."""
    return {key: frozenset(words) for key, words in read_toml("name_rules.toml").items()}


class _Labeller:
    """Labels the capitalised words of one article."""

    def __init__(self, article: LabelledArticle, ordinary: frozenset[str]):
        self.doc = parse(blank_furniture(article.text))
        self.words = [token.text for token in self.doc]
        self.starts = [bool(token.is_sent_start) for token in self.doc]
        self.whole, self.own = _own_names(article)
        self.initials = {
            word for word in self.own | {w for n in self.whole for w in n} if word.isupper() and "." not in word
        }
        self.ordinary, self.parts = ordinary, _parts()
        self.marked = {
            i
            for mention in article.mentions or ()
            if (span := self.doc.char_span(mention.start, mention.end, alignment_mode="expand"))
            for i in range(span.start, span.end)
        }

    def tags(self) -> list[str]:
        tags = [_NONE] * len(self.words)
        for start, end in runs(self.words, self.starts):
            places = places_in(self.words, start, end)
            for i in range(start, end):
                tags[i] = self._word(i, start, places)
            self._whole_names(start, end, tags)
            self._spread(start, end, tags)
        return tags

    def _before(self, i: int) -> str:
        return self.words[i - 1].lower() if i and not self.starts[i] else ""

    def _after(self, i: int) -> str:
        return self.words[i + 1].lower() if i + 1 < len(self.words) and not self.starts[i + 1] else ""

    def _word(self, i: int, start: int, places: dict[int, str]) -> str:
        word, lower = self.words[i], self.words[i].lower()
        known = lexicon()
        if word in self.initials:
            return _UNTOLD
        if i in self.marked or lower in read_lines("honorifics.txt") or not re.search(r"[^\W\d_]", word):
            return _NONE
        thing = any(self.words[j].lower() in _words()["things"] for j in range(max(start - 1, 0), i))
        if word in self.own and not thing:
            return _PERSON
        if (word.isupper() and len(word) > 2) or lower in read_lines("not_names.txt") | known.levels | known.members:
            return _NONE
        named = lower in self.parts
        if lower in self.ordinary or lower in known.office_words:
            beside = {self._before(i), self._after(i)} & self.parts
            return _OPEN if named and beside else _NONE
        if thing:
            return _NONE
        if i in places or lower in read_lines("world_places.txt"):
            return _OPEN if named and self._before(i) not in {"di", "ke", "dari", "se", "warga"} else _NONE
        if named and ({self._before(i), self._after(i)} & self.parts):
            return _PERSON
        spoken = self._before(i) in _words()["before"] or self._after(i) in _words()["behind"]
        return _PERSON if spoken and len(word) > 2 else _OPEN

    def _whole_names(self, start: int, end: int, tags: list[str]) -> None:
        for name in self.whole:
            for i in range(start, end - len(name) + 1):
                if tuple(self.words[i : i + len(name)]) == name and not self.initials.intersection(name):
                    tags[i : i + len(name)] = [_PERSON] * len(name)

    def _spread(self, start: int, end: int, tags: list[str]) -> None:
        """What stands open beside a person goes with it."""
        for i in [*range(start + 1, end), *range(end - 2, start - 1, -1)]:
            beside = [tags[j] for j in (i - 1, i + 1) if start <= j < end]
            if tags[i] == _OPEN and _PERSON in beside and not self.words[i].isupper():
                tags[i] = _PERSON


def samples_of(articles: Iterable[LabelledArticle], ordinary: frozenset[str]) -> Iterator[TaggedSentence]:
    """The sentences of articles, labelled as far as rules go."""
    for article in articles:
        if article.mentions is None:
            continue
        labeller = _Labeller(article, ordinary)
        tags = labeller.tags()
        for sentence in labeller.doc.sents:
            inside = slice(sentence.start, sentence.end)
            if sentence.text.strip():
                yield TaggedSentence(labeller.words[inside], tags[inside])


def tagged_sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The words of each sentence, and for each word its label, of ``LABELS``.

    On each line of the file stand a word first and its tag last, of which B-PER and I-PER are names of persons; an empty line parts sentences.
    """
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        if rows:
            yield [row[0] for row in rows], [row[-1][0] if row[-1].endswith("-PER") else "O" for row in rows]


def samples_tagged(path: Path) -> Iterator[TaggedSentence]:
    """The sentences of a file as :func:`tagged_sentences` reads it."""
    for words, labels in tagged_sentences(path):
        yield TaggedSentence(words, [_NONE if label == "O" else _PERSON for label in labels])


def _invented(rng: random.Random, pools: Sequence[Sequence[str]]) -> str:
    """A name part from one of the lists, or one made of two of them, which no list holds."""
    pool = rng.choices(pools, (3, 2))[0]
    word = rng.choice(pool)
    if rng.random() < _SMALL:
        other = rng.choice(pool)
        word = word[: max(2, len(word) // 2)] + other[len(other) // 2 :]
    return word.capitalize()


def renamed(
    sample: TaggedSentence, rng: random.Random, pools: Sequence[Sequence[str]], things: Sequence[str], share: float
) -> TaggedSentence:
    """The same sentence about other people; a ``share`` of the single names becomes a thing or a place, and no name."""
    words, tags = list(sample.words), list(sample.tags)
    for i, (word, tag) in enumerate(zip(sample.words, sample.tags, strict=True)):
        if tag != _PERSON or len(word) < 3 or not may_name(word) or "." in word:
            continue
        alone = _PERSON not in sample.tags[max(0, i - 1) : i] + sample.tags[i + 1 : i + 2]
        if alone and rng.random() < share:
            words[i], tags[i] = rng.choice(things).capitalize(), _NONE
        else:
            words[i] = _invented(rng, pools)
    return TaggedSentence(words, tags)


def _bio(tags: Sequence[str]) -> list[str]:
    return [("I" if i and tags[i - 1] == _PERSON else "B") if tag == _PERSON else "O" for i, tag in enumerate(tags)]


def _examples(
    samples: Iterable[TaggedSentence], model: NameModel, filled: bool
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The runs of capitalised words with their labels; open ones by the model where ``filled``, else left out."""
    for sample in samples:
        starts = [not i for i in range(len(sample.words))]
        featurer = Featurer(sample.words, starts, model)
        for start, end in runs(sample.words, starts):
            rows, tags = featurer.run(start, end), sample.tags[start:end]
            if _UNTOLD in tags:
                continue
            if _OPEN in tags:
                if not filled:
                    continue
                said = [_PERSON if label else _NONE for label in decode(rows, model)]
                tags = [told if tag == _OPEN else tag for tag, told in zip(tags, said, strict=True)]
            yield rows, _bio(tags)


def fit(examples: Iterable[tuple[list[list[str]], list[str]]], model: NameModel) -> NameModel:
    """A conditional random field, its weights taken out of the library's file."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.5, "c2": 0.05, "max_iterations": 120, "feature.minfreq": 2})
    for rows, labels in examples:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/names.crf")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/names.crf")
        info = tagger.info()
        tagger.close()
    weights: dict[str, list[float]] = {}
    for (feature, label), weight in info.state_features.items():
        weights.setdefault(feature, [0.0] * len(LABELS))[LABELS.index(label)] = round(weight, 3)
    steps = [[round(info.transitions.get((a, b), 0.0), 3) for b in LABELS] for a in LABELS]
    steps[0][2] = -99.0
    return NameModel(
        {f: tuple(w) for f, w in weights.items() if any(w)}, tuple(map(tuple, steps)), model.words, model.ordinary
    )


def train(articles: Sequence[LabelledArticle], tagged: Iterable[TaggedSentence] = ()) -> NameModel:
    """A model of names; the same articles and tagged sentences give the same one."""
    rng = random.Random(0)
    ordinary, common = ordinary_words(parse(blank_furniture(article.text)) for article in articles)
    samples = [*samples_of(articles, ordinary), *tagged]
    copies = [_copies(samples, rng, share) for share in _THINGS_INSTEAD]
    last = NameModel({}, ((0.0,) * 3,) * 3, common, ordinary)
    for filled, used in ((False, copies[:1]), (True, copies)):
        others = [_examples(copy, _forgetful(last, rng), filled) for copy in used]
        last = fit(chain(_examples(samples, last, filled), *others), last)
    return last


def _copies(samples: Sequence[TaggedSentence], rng: random.Random, things: float) -> list[TaggedSentence]:
    """Every sentence with a name, and half of the others, with other names; ``things``: how often none instead."""
    pools = [sorted(read_lines("name_parts.txt")), sorted(read_lines("name_parts_foreign.txt"))]
    others = read_lines("names_of_things.txt") | read_lines("world_places.txt") | place_names()
    single = sorted(word for word in others - _parts() if " " not in word)
    return [renamed(s, rng, pools, single, things) for s in samples if _PERSON in s.tags or rng.random() < _SMALL]


def _forgetful(model: NameModel, rng: random.Random) -> NameModel:
    """A model that knows fewer words, so that endings and neighbours are learned for those nobody has seen."""
    words, ordinary = (
        frozenset(w for w in sorted(known) if rng.random() < _KEPT) for known in (model.words, model.ordinary)
    )
    return NameModel(model.weights, model.steps, words, ordinary)


def write(model: NameModel, path: Path) -> None:
    """Write a model as JSON, in order."""
    data = {
        "words": sorted(model.words),
        "ordinary": sorted(model.ordinary),
        "steps": model.steps,
        "weights": dict(sorted(model.weights.items())),
    }
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Train on the train split, and tagged sentences if any, and write the model."""
    options = ArgumentParser(description=__doc__)
    options.add_argument("--tagged", type=Path)
    options.add_argument("--out", type=Path, default=Path(str(DATA / "names.json")))
    said = options.parse_args()
    write(train(articles_of(CORPUS, "train"), samples_tagged(said.tagged) if said.tagged else ()), said.out)


if __name__ == "__main__":
    main()
