"""Words that stand for somebody named before and name no group themselves: a name alone, "yang bersangkutan", "ia".

Only what the text makes plain is told; who is meant by the rest is left open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.names import Names, name_model
from pipeline.mentions.places import place_length
from pipeline.mentions.repeats import has_post, name_words, repeats
from pipeline.records import Group, Mention, Role
from pipeline.shipped import read_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_VERBS = ("me", "di", "ber", "ter")


@dataclass(frozen=True, slots=True)
class Reference:
    """``mention``: the number of the first mention of the person meant."""

    text: str
    start: int
    end: int
    mention: int


@cache
def _words() -> dict[str, frozenset[str]]:
    data = read_toml("references.toml")
    return {f"{kind}.{key}": frozenset(words) for kind, entry in data.items() for key, words in entry.items()}


def _may_be_verb(word: str) -> bool:
    return len(word) > 4 and word.startswith(_VERBS)


def _acts(word: str) -> bool:
    """Whether a word is an active verb and no post or office: "memanggil", not "menteri"."""
    known = lexicon()
    return _may_be_verb(word) and word.startswith("me") and word not in known.office_words | known.terms.keys()


class _Told:
    """Who is named in a text, each by the number of the first mention, and by which words."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention]):
        self.doc, self.text, self.mentions, self.names = doc, doc.text, mentions, Names(doc)
        self.tokens = self.names.featurer.words
        self.starts = [mention.start for mention in mentions]
        self.owner = [n if first is None else first for n, first in enumerate(repeats(self.text, mentions))]
        self.words: dict[int, set[str]] = {}
        for number, mention in zip(self.owner, mentions, strict=True):
            if len(mention.persons) == 1:
                self.words.setdefault(number, set()).update(name_words(mention.persons[0]))
        self.by_word: dict[str, int | None] = {}
        for number, words in self.words.items():
            for word in words:
                self.by_word[word] = None if word in self.by_word else number
        self.places = [i for i, word in enumerate(self.tokens) if word in self.by_word]
        for start, end in {name for i in self.places for name in self.names.over(i, i + 1)}:
            self._shared(name_words(doc[start:end].text))

    def _shared(self, name: list[str]) -> None:
        """Words of a name that is nobody's of the mentions stand for nobody alone; "Darlis Umar" may be Darlis, "Siti Darlis" is not."""
        fuller = (words <= set(name) and words & set(name[:1]) for words in self.words.values())
        if not any(fuller) and not any(set(name) <= words for words in self.words.values()):
            self.by_word |= dict.fromkeys(set(name) & set(self.by_word))

    def of_mentions(self, start: int, end: int) -> range:
        """The mentions that start within a stretch of the text."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def covers(self, offset: int) -> bool:
        """Whether a mention stands at an offset of the text."""
        last = bisect_right(self.starts, offset) - 1
        return last >= 0 and offset < self.mentions[last].end

    def is_somebody(self, number: int) -> bool:
        """Whether a mention is of one person: named, or by post."""
        return number in self.words or (has_post(self.mentions[number]) and not self.is_many(number))

    def is_many(self, number: int) -> bool:
        """Whether a mention is of several persons: "dua camat"."""
        mention = self.mentions[number]
        before = self.text[max(0, mention.start - 20) : mention.start].lower().split()[-2:]
        counted = any(word in _words()["banyak.kata"] or word.isdigit() for word in before)
        return counted or len(mention.persons) > 1

    def of_known_names(self, sentence: Span) -> list[tuple[Span, int]]:
        """The names in a sentence that are of a person of the mentions, and of whom."""
        inside = self.places[bisect_left(self.places, sentence.start) : bisect_left(self.places, sentence.end)]
        spans = {span for i in inside if (span := self._name_over(i, sentence.start))}
        names = [self.doc[start:end] for start, end in sorted(spans)]
        return [(name, meant) for name in names if (meant := self.meant(name)) is not None]

    def _name_over(self, i: int, sentence: int) -> tuple[int, int] | None:
        """The name at a token that stands in the name of a person of the mentions."""
        seen = self.names.over(i, i + 1)
        return seen[0] if seen else ((i, i + 1) if self._alone(self.doc[i], sentence) else None)

    def _alone(self, token: Token, sentence: int) -> bool:
        """Whether a word that the recogniser passed over is a name by itself and no part of another, nor of a mention."""
        if self.covers(token.idx):
            return False
        beside = [*self.tokens[max(sentence, token.i - 1) : token.i], *self.tokens[token.i + 1 : token.i + 2]]
        joined = any(other[:1].isupper() for other in beside)
        other = token.lower_ in name_model().ordinary or place_length(self.doc, token.i)
        return token.text.isupper() or not (joined or other)

    def meant(self, name: Span) -> int | None:
        """Of whom a name is; ``None`` for somebody who is no mention, or may be."""
        meant = {self.by_word.get(word) for word in name_words(name.text)}
        return meant.pop() if len(meant) == 1 else None

    def accused(self, numbers: Iterable[int]) -> set[int]:
        """The accused persons among mentions."""
        return {
            self.owner[n] for n in numbers if self.mentions[n].role is Role.TERDUGA and self.is_somebody(self.owner[n])
        }


class _Accused:
    """The one accused of the story so far; asked for offsets in order."""

    def __init__(self, told: _Told):
        self.told, self.done = told, 0
        self.named: set[int] = set()
        self.all: set[int] = set()
        self.groups: set[Group] = set()
        self.several = False

    def before(self, offset: int) -> int | None:
        """``None`` where it is nobody or may be several."""
        told = self.told
        for number in range(self.done, bisect_left(told.starts, offset)):
            self.done = number + 1
            if told.mentions[number].role is not Role.TERDUGA:
                continue
            owner = told.owner[number]
            self.all.add(owner)
            self.groups.add(told.mentions[number].group)
            self.several |= told.is_many(number)
            if owner in told.words:
                self.named.add(owner)
        one = self.named or self.all
        return next(iter(one)) if len(one) == len(self.groups) == 1 and not self.several else None


def _pointed(told: _Told, story: _Accused, sentence: Span, since: int) -> Iterator[tuple[Span, int]]:
    """ "yang bersangkutan" in a sentence, where nobody else was spoken of without a name ``since`` an offset of the text."""
    known = _words()
    for i in range(sentence.start, sentence.end - 1):
        if f"{told.tokens[i]} {told.tokens[i + 1]}".lower() not in known["terduga.frasa"]:
            continue
        span = told.doc[i : i + 2]
        before = told.tokens[i - 1].lower() if i > sentence.start else ""
        alone = not before[:1].isalnum() or before in known["terduga.sebelum"] or _acts(before)
        meant = story.before(span.start_char) if alone else None
        if meant is not None and not _others(told, meant, since, span.start_char):
            yield span, meant


def _others(told: _Told, meant: int, start: int, end: int) -> bool:
    """Whether a stretch of the text speaks of somebody else who is neither named nor an organiser of the election."""
    mentions = ((told.mentions[n], told.owner[n]) for n in told.of_mentions(start, end))
    return any(
        owner != meant and owner not in told.words
        for mention, owner in mentions
        if mention.group is not Group.PENYELENGGARA and mention.role is not Role.TERDUGA
    )


def _subject(told: _Told, sentence: Span) -> int | None:
    """The one person of a sentence, where that one is its subject."""
    numbers = told.of_mentions(sentence.start_char, sentence.end_char)
    spans = [told.doc[start:end] for start, end in told.names.over(sentence.start, sentence.end)]
    names = [(name, told.meant(name)) for name in spans] + told.of_known_names(sentence)
    persons = {told.owner[number] for number in numbers} | {meant for _, meant in names}
    if len(persons) != 1:
        return None
    person = persons.pop()
    if person is None or not told.is_somebody(person):
        return None
    first = min([told.mentions[n].start for n in numbers] + [name.start_char for name, _ in names])
    others = any(t.lower_ in _words()["lain.kata"] and not told.covers(t.idx) for t in sentence)
    acts = any(_may_be_verb(token.lower_) for token in sentence if token.idx < first)
    return None if others or acts else person


def references(doc: Doc, mentions: Sequence[Mention]) -> list[Reference]:
    """The references to persons of the mentions, whose roles tell who is accused. A sentence with a mention of a person has none to the same."""
    if not mentions:
        return []
    told, known = _Told(doc, mentions), _words()
    story, found = _Accused(told), []
    last: Span | None = None
    carried: int | None = None  # of whom "ia" spoke in the sentence before, where it speaks of nobody else
    for sentence in doc.sents:
        numbers = told.of_mentions(sentence.start_char, sentence.end_char)
        spans = told.of_known_names(sentence)
        spans += _pointed(told, story, sentence, last.start_char if last else 0)
        meant = None
        if last and told.tokens[sentence.start].lower() in known["subjek.kata"]:
            accused = told.accused(told.of_mentions(last.start_char, last.end_char))
            blamed = told.tokens[sentence.start + 1 : sentence.start + 2]
            if blamed and blamed[0] in known["subjek.dituduh"] and len(accused) == 1:
                meant = accused.pop()
            else:
                meant = _subject(told, last) if carried is None else carried
        if meant is not None:
            spans.append((sentence[0:1], meant))
        last, carried = sentence, None if numbers or len(spans) > 1 else meant
        here = {told.owner[number] for number in numbers}
        seen = {span.start: (span, n) for span, n in spans if n not in here and mentions[n].end <= span.start_char}
        found += [Reference(s.text, s.start_char, s.end_char, n) for _, (s, n) in sorted(seen.items())]
    return found
