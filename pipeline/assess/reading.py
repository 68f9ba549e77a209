"""An article read once: its tokens, sentences, mentions and cues. Every model looks at this."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from pipeline.extract.furniture import blank_furniture
from pipeline.language import parse, span_at
from pipeline.mentions import tag
from pipeline.mentions.meant import is_of_relative
from pipeline.records import Mention
from pipeline.shipped import read_toml

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of ``data/cues.toml`` where it stands: tokens ``start`` to ``end``.

    ``scope``: the sign of the modifier of ``data/scopes.toml`` it stands under, or nothing.
    """

    family: str
    text: str
    start: int
    end: int
    scope: str

    @property
    def name(self) -> str:
        """The family with the sign of its scope."""
        return self.family + self.scope

    @property
    def plain(self) -> bool:
        """Whether it says what it says, undenied and without condition."""
        return not self.scope


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention and the tokens it covers. ``kin``: whether it only says whose relative somebody is."""

    mention: Mention
    start: int
    end: int
    sentence: int
    kin: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """``sentences`` are (first token, end token); ``cues_in`` and ``mentions_in`` hold, for each sentence,
    its cues and the numbers of its mentions. ``text`` is that of ``doc``.
    """

    title: Doc
    doc: Doc
    text: str
    title_cues: tuple[Cue, ...]
    title_mentions: tuple[Placed, ...]
    cues: tuple[Cue, ...]
    mentions: tuple[Placed, ...]
    sentences: tuple[tuple[int, int], ...]
    cues_in: tuple[tuple[Cue, ...], ...]
    mentions_in: tuple[tuple[int, ...], ...]


class Family(TypedDict):
    """A family of ``data/cues.toml``."""

    label: str
    frasa: list[str]


class Modifier(TypedDict):
    """A modifier of ``data/scopes.toml``, which tells what each means."""

    tanda: str
    arti: str
    jangkauan: int
    frasa: list[str]
    henti: list[str]
    kecuali: list[str]


@cache
def cue_data() -> dict[str, Family]:
    """The cue families, by name."""
    return read_toml("cues.toml")


@cache
def cue_words() -> frozenset[str]:
    """Every single word that stands in a cue."""
    return frozenset(word for family in cue_data().values() for phrase in family["frasa"] for word in phrase.split())


@cache
def _matcher() -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher

    from pipeline.language import language

    nlp = language()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for family, entry in cue_data().items():
        matcher.add(family, [nlp.make_doc(phrase) for phrase in entry["frasa"]])
    return matcher


@cache
def scope_data() -> dict[str, Modifier]:
    """The modifiers, by name."""
    return read_toml("scopes.toml")


def _scope(before: list[str], family: str) -> str:
    """The sign of the first modifier whose reach holds a cue. ``before``: the words of its sentence before it, in lower case."""
    for modifier in scope_data().values():
        if family in modifier["kecuali"]:
            continue
        for word in before[: -modifier["jangkauan"] - 1 : -1]:
            if word in modifier["henti"]:
                break
            if word in modifier["frasa"]:
                return modifier["tanda"]
    return ""


def find_cues(doc: Doc) -> tuple[Cue, ...]:
    """The cues of a text in order; within one family the longest phrase wins."""
    from spacy.util import filter_spans

    by_family: dict[str, list[Span]] = {}
    for key, start, end in _matcher()(doc):
        by_family.setdefault(doc.vocab.strings[key], []).append(doc[start:end])
    words = [token.lower_ for token in doc] if by_family else []
    cues = []
    for family, spans in by_family.items():
        for span in filter_spans(spans):
            scope = _scope(words[span.sent.start : span.start], family)
            cues.append(Cue(family, span.text.lower(), span.start, span.end, scope))
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.family)))


def _place(doc: Doc, mentions: list[Mention], starts: list[int]) -> tuple[Placed, ...]:
    placed = []
    for mention in mentions:
        span = span_at(doc, mention.start, mention.end)
        sentence = bisect_right(starts, span.start) - 1
        placed.append(Placed(mention, span.start, span.end, sentence, is_of_relative(doc, span.start)))
    return tuple(placed)


def read(title: str, text: str) -> Reading:
    """Parse, tag and find cues. ``title`` and ``text`` are normalised; page furniture in the text is not read."""
    text = blank_furniture(text)
    title_doc, doc = parse(title), parse(text)
    sentences = tuple((span.start, span.end) for span in doc.sents)
    starts = [start for start, _ in sentences]
    cues = find_cues(doc)
    cues_in: list[list[Cue]] = [[] for _ in sentences]
    for cue in cues:
        cues_in[bisect_right(starts, cue.start) - 1].append(cue)
    mentions = _place(doc, tag(doc), starts)
    mentions_in: list[list[int]] = [[] for _ in sentences]
    for number, placed in enumerate(mentions):
        mentions_in[placed.sentence].append(number)
    return Reading(
        title=title_doc,
        doc=doc,
        text=text,
        title_cues=find_cues(title_doc),
        title_mentions=_place(title_doc, tag(title_doc), [0]),
        cues=cues,
        mentions=mentions,
        sentences=sentences,
        cues_in=tuple(map(tuple, cues_in)),
        mentions_in=tuple(map(tuple, mentions_in)),
    )
