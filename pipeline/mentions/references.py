"""Words that stand for somebody named before and name no group themselves: a name alone, "yang bersangkutan", "ia".

Only what the text makes plain is told; who is meant by the rest is left open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import DATA, lexicon
from pipeline.mentions.names import Names, name_model
from pipeline.mentions.places import place_length
from pipeline.mentions.repeats import has_post, name_words, repeats
from pipeline.records import Group, Mention, Role

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
    data = tomllib.loads((DATA / "references.toml").read_text("utf-8"))
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
        self.doc, self.mentions, self.names = doc, mentions, Names(doc)
        self.owner = [n if first is None else first for n, first in enumerate(repeats(doc.text, mentions))]
        self.words: dict[int, set[str]] = {}
        for number, mention in zip(self.owner, mentions, strict=True):
            if len(mention.persons) == 1:
                self.words.setdefault(number, set()).update(name_words(mention.persons[0]))
        self.by_word: dict[str, int | None] = {}
        for number, words in self.words.items():
            for word in words:
                self.by_word[word] = None if word in self.by_word else number
        for start, end in self._names_with(set(self.by_word)):
            self._shared(name_words(doc[start:end].text))

    def _names_with(self, words: set[str]) -> Iterator[tuple[int, int]]:
        return (name for token in self.doc if token.text in words for name in self.names.over(token.i, token.i + 1))

    def _shared(self, name: list[str]) -> None:
        """Words of a name that is nobody's of the mentions stand for nobody alone; "Darlis Umar" may be Darlis, "Siti Darlis" is not."""
        fuller = (words <= set(name) and words & set(name[:1]) for words in self.words.values())
        if not any(fuller) and not any(set(name) <= words for words in self.words.values()):
            self.by_word |= dict.fromkeys(set(name) & set(self.by_word))

    def of_mentions(self, sentence: Span) -> list[int]:
        """The mentions in a sentence."""
        inside = range(sentence.start_char, sentence.end_char)
        return [number for number, mention in enumerate(self.mentions) if mention.start in inside]

    def covers(self, offset: int) -> bool:
        """Whether a mention stands at an offset of the text."""
        return any(mention.start <= offset < mention.end for mention in self.mentions)

    def is_somebody(self, number: int) -> bool:
        """Whether a mention is of one person: named, or by post."""
        return number in self.words or (has_post(self.mentions[number]) and not self._many(self.mentions[number]))

    def of_names(self, sentence: Span) -> list[tuple[Span, int | None]]:
        """The names of persons in a sentence and whose they are; ``None`` for somebody else's."""
        found = [self.doc[start:end] for start, end in self.names.over(sentence.start, sentence.end)]
        seen = {token.i for name in found for token in name}
        found += [self.doc[t.i : t.i + 1] for t in sentence if t.i not in seen and self._alone(t)]
        return [(name, self._meant(name)) for name in found]

    def _alone(self, token: Token) -> bool:
        """Whether a word that the recogniser passed over is a name told before and no part of another, nor of a mention."""
        if token.text not in self.by_word or self.covers(token.idx):
            return False
        beside = self.doc[max(token.sent.start, token.i - 1) : token.i + 2]
        joined = any(other.i != token.i and other.text[:1].isupper() for other in beside)
        other = token.lower_ in name_model().ordinary or place_length(self.doc, token.i)
        return token.text.isupper() or not (joined or other)

    def _meant(self, name: Span) -> int | None:
        meant = {self.by_word.get(word) for word in name_words(name.text)}
        return meant.pop() if len(meant) == 1 else None

    def accused(self, before: int) -> int | None:
        """The one accused before an offset of the text; ``None`` where it is nobody or may be several."""
        places = [n for n, m in enumerate(self.mentions) if m.role is Role.TERDUGA and m.start < before]
        named = {self.owner[n] for n in places if self.owner[n] in self.words}
        several = any(len(self.mentions[n].persons) > 1 or self._many(self.mentions[n]) for n in places)
        one = named or {self.owner[n] for n in places}
        same = len({self.mentions[n].group for n in places}) == 1
        return next(iter(one)) if len(one) == 1 and same and not several else None

    def blamed(self, numbers: set[int]) -> int | None:
        """The one accused among persons."""
        accused = {n for n in numbers if self.mentions[n].role is Role.TERDUGA and self.is_somebody(n)}
        return accused.pop() if len(accused) == 1 else None

    def others(self, meant: int, start: int, end: int) -> bool:
        """Whether a stretch of the text speaks of somebody else who is neither named nor an organiser of the election."""
        return any(
            start <= mention.start < end and owner != meant and owner not in self.words
            for owner, mention in zip(self.owner, self.mentions, strict=True)
            if mention.group is not Group.PENYELENGGARA and mention.role is not Role.TERDUGA
        )

    def _many(self, mention: Mention) -> bool:
        before = self.doc.text[max(0, mention.start - 20) : mention.start].lower().split()[-2:]
        return any(word in _words()["banyak.kata"] or word.isdigit() for word in before)


def _pointed(told: _Told, sentence: Span, since: int) -> Iterator[tuple[Span, int]]:
    """ "yang bersangkutan" in a sentence, where nobody else was spoken of without a name ``since`` an offset of the text."""
    known = _words()
    for i in range(sentence.start, sentence.end - 1):
        span = told.doc[i : i + 2]
        if span.text.lower() not in known["terduga.frasa"]:
            continue
        before = told.doc[i - 1].lower_ if i > sentence.start else ""
        alone = not before[:1].isalnum() or before in known["terduga.sebelum"] or _acts(before)
        meant = told.accused(span.start_char) if alone else None
        if meant is not None and not told.others(meant, since, span.start_char):
            yield span, meant


def _subject(told: _Told, sentence: Span) -> int | None:
    """The one person of a sentence, where that one is its subject."""
    numbers, names = told.of_mentions(sentence), told.of_names(sentence)
    persons = {told.owner[number] for number in numbers} | {meant for _, meant in names}
    others = [token for token in sentence if token.lower_ in _words()["lain.kata"] and not told.covers(token.idx)]
    if len(persons) != 1 or None in persons or others:
        return None
    if not told.is_somebody(*persons):
        return None
    first = min([told.mentions[n].start for n in numbers] + [name.start_char for name, _ in names])
    leading = (token.lower_ for token in sentence if token.idx < first)
    return None if any(map(_may_be_verb, leading)) else persons.pop()


def references(doc: Doc, mentions: Sequence[Mention]) -> list[Reference]:
    """The references to persons of the mentions, whose roles tell who is accused. A sentence with a mention of a person has none to the same."""
    if not mentions:
        return []
    told, known = _Told(doc, mentions), _words()
    found: list[Reference] = []
    last, blamed, since = None, None, 0
    for sentence in doc.sents:
        here = {told.owner[number] for number in told.of_mentions(sentence)}
        spans = [(name, meant) for name, meant in told.of_names(sentence) if meant is not None]
        spans += _pointed(told, sentence, since)
        subject = _subject(told, sentence)
        meant = blamed if sentence[1:2].text in known["subjek.dituduh"] else last
        if sentence[0].lower_ in known["subjek.kata"] and meant is not None:
            spans.append((sentence[0:1], meant))
            subject = meant if subject is None and not here and len(spans) == 1 else subject
        last, blamed, since = subject, told.blamed(here), sentence.start_char
        seen = {span.start: (span, n) for span, n in spans if n not in here and told.mentions[n].end <= span.start_char}
        found += [Reference(s.text, s.start_char, s.end_char, n) for _, (s, n) in sorted(seen.items())]
    return found
