"""More names than the tagger gives, for masking: half a name that stays readable tells the whole, and so does one in small letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, takewhile
from typing import TYPE_CHECKING
from unicodedata import normalize

from pipeline.cases.traits import is_rare
from pipeline.mentions.headlines import goes_on
from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.names import name_model, places_in
from pipeline.mentions.persons import given_names
from pipeline.places.gazetteer import place_names
from pipeline.records import Mention
from pipeline.shipped import read_lines

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.mentions.names import Names

_PREPOSITIONS = frozenset({"di", "ke", "dari", "se"})

UNSEEN = "\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff'’‘ʼʻʿ`´"
"""What may stand inside a word and is passed over: soft hyphens, signs without a shape, accents apart from their letter, apostrophes."""

WORD = re.compile(rf"[^\W\d_](?:[{UNSEEN}]*[^\W\d_])*")
_SPACE, _LINK = "[ \u00a0]+", "(?:bin|binti|alias)"
_CAPITAL = r"[A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_SHORT = r"(?:[A-Z]|Abd|Hj|Mhd|Moh|Muh|Muhd)"
_CUT_SHORT = re.compile(rf"(?:.*\W)?{_SHORT}", re.S)
_APOSTROPHED = re.compile(r"\b[A-Z][^\W\d_]*['’‘ʼʻʿ`´][^\W\d_]{2,}")
_NEXT = re.compile(rf"{_SPACE}(?:{_LINK}{_SPACE})?({_SHORT}\.|{_CAPITAL})")
_BRACKETED = re.compile(rf" \(({_CAPITAL}(?:{_SPACE}{_CAPITAL})*)\)")
_REACH, _MOST_WORDS, _NEAR, _FEW, _INITIALS = 120, 5, 3, 3, 2
"""Signs from a mention within which its person is looked for; words that are added to a name; words after a post of which one may be a given name;
of how many words of a headline at most one is written small; letters of a word that may be the initials of somebody."""


def flat(text: str) -> str:
    """The text without accents, sign for sign, so that places in it are those of the text."""
    return text if text.isascii() else "".join(normalize("NFD", sign)[0] for sign in text)


def bare(word: str) -> str:
    return re.sub(f"[{UNSEEN}]", "", flat(word)).casefold()


def fuller(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, each with the whole name beside it: further words, ``bin`` and ``alias``, and one in brackets after a post."""
    for mention in mentions:
        name = mention.person
        yield replace(mention, person=_beside(text, name, mention) if name else _bracketed(text, mention))


def everyone(text: str) -> Iterator[str]:
    """The name of every person, beside a post or not, as far as they are found.

    A story's text is tagged anew: the mentions that are kept may be of an earlier tagger, and leave furniture out. Each text is tagged by
    itself: below a title its first line may look like a subheading, in which nobody is named.
    """
    from pipeline.language import parse
    from pipeline.mentions import tag
    from pipeline.mentions.names import Names

    doc = parse(text)
    names = Names(doc)
    found = names.all()
    yield from (_with_regions(doc, start, end) for start, end in chain(found, _unfound(names, found)))
    yield from (mention.person for mention in fuller(text, tag(doc)) if mention.person)
    yield from filter(_is_apostrophed_name, _APOSTROPHED.findall(text))


def _with_regions(doc: Doc, start: int, end: int) -> str:
    """A name with the capitalised words right behind it, also those that are a region's name: "Siti Permata Dewi"."""
    name = doc[start:end]
    return doc.text[name.start_char : _end(doc.text, name.text, name.end_char, _ends_name)]


def _ends_name(word: str) -> bool:
    """As ``_goes_on``, but a word of a region's name belongs to the name though it is an ordinary one too."""
    plain = bare(word)
    return _goes_on(word) and (plain not in _region_words() or plain in lexicon().levels or plain in lexicon().terms)


@cache
def _region_words() -> frozenset[str]:
    return frozenset(word for name in place_names() for word in name.split())


def _unfound(names: Names, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Given names before another capitalised word that the tagger left out, but in the name of a place, and behind what a place follows."""
    words = names.featurer.words
    taken = {i for start, end in found for i in range(start, end)}
    for start, end in names.runs:
        placed = places_in(words, start, end)
        for i in range(start, end - 1):
            before = bare(words[i - 1]) if i else ""
            if bare(words[i]) in given_names() and i not in taken and i not in placed and not _leads_to_place(before):
                yield i, i + 1


def _leads_to_place(word: str) -> bool:
    known = lexicon()
    return any(word in words for words in (_PREPOSITIONS, known.terms, known.office_words, known.levels, place_names()))


def everyone_in_headline(title: str) -> Iterator[str]:
    """As ``everyone``, but where a headline writes nearly every word with a capital, a name has none of those by which it goes on."""
    words = WORD.findall(title)
    capitals = _FEW * sum(map(str.islower, words)) <= len(words)
    return map(_without_verb, everyone(title)) if capitals else everyone(title)


def _without_verb(name: str) -> str:
    return " ".join(word for word in name.split() if word[0].islower() or not _goes_on(word))


def _goes_on(word: str) -> bool:
    """Whether a capitalised word is none of a known name, and elsewhere mostly written small, or a post."""
    plain = bare(word)
    if plain in _name_parts() or plain in given_names():
        return False
    if plain in read_lines("not_names.txt") or goes_on(word):
        return True
    return len(plain) > _INITIALS and (plain in name_model().ordinary or plain in lexicon().terms)


def _is_apostrophed_name(word: str) -> bool:
    plain = bare(word)
    return plain not in read_lines("apostrophed_words.txt") and (is_rare(plain) or plain in _name_parts())


def parts(name: str) -> list[str]:
    """Names that stand for themselves: "Darlis alias Ucok" is both."""
    return re.split(rf"\s{_LINK}\s", name)


def after_posts(note: str, persons: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where names stand after a post or an honorific in what an analyst wrote, whatever their case: those of ``persons`` (their words,
    in small letters) and parts of names right after it, given names also behind the name of a village, and after *pak* or *bu* any rare word.
    Rather one too many than one too few.
    """
    found = list(WORD.finditer(flat(note)))
    words, done = [bare(word[0]) for word in found], 0
    for i, word in enumerate(words):
        if i < done or word not in titles():
            continue
        near = range(i + 1, min(i + 1 + _NEAR, len(words)))
        addressed = word in honorifics()
        named = (
            j for j in near if words[j] in given_names() or (j == i + 1 and _is_named(words[j], persons, addressed))
        )
        if (first := next(named, None)) is not None:
            done = first + 1 + sum(1 for _ in takewhile(lambda word: _is_part(word, persons), words[first + 1 :]))
            yield found[first].start(), found[done - 1].end()


@cache
def titles() -> frozenset[str]:
    """The words that end a post, and the honorifics."""
    return honorifics() | {phrase.split()[-1].rstrip(".") for phrase in lexicon().terms}


@cache
def honorifics() -> frozenset[str]:
    """What stands before a name: *pak*, *bu*, *haji*, *mas*."""
    told = (*read_lines("honorifics.txt"), *read_lines("honorifics_informal.txt"))
    return frozenset(phrase.split()[-1].rstrip(".") for phrase in told)


def _is_named(word: str, persons: Collection[str], addressed: bool) -> bool:
    """Whether a word right after a post, or after *pak* and the like, begins a name."""
    return _is_part(word, persons) or (addressed and word not in titles() and (is_rare(word) or word in _name_parts()))


def _is_part(word: str, persons: Collection[str]) -> bool:
    return word in persons or word in given_names() or (word in _name_parts() and is_rare(word))


@cache
def _name_parts() -> frozenset[str]:
    return frozenset(map(bare, read_lines("name_parts.txt")))


def _beside(text: str, name: str, mention: Mention) -> str:
    start = text.find(name, mention.end, mention.end + _REACH)
    if start < 0:
        start = text.rfind(name, max(0, mention.start - _REACH), mention.start)
    return text[start : _end(text, name, start + len(name))] if start >= 0 else name


def _end(text: str, name: str, end: int, stops: Callable[[str], bool] = lambda word: False) -> int:
    """Where the name ends that is found until ``end``, before a word that ``stops`` it."""
    if _CUT_SHORT.fullmatch(name) and text[end : end + 1] == ".":
        end += 1
    for _ in range(_MOST_WORDS):
        found = _NEXT.match(text, end)
        if not found or not _may_follow(found[1], name) or stops(found[1]):
            break
        end = found.end()
    return end


def _may_follow(word: str, name: str) -> bool:
    abbreviation = len(word) > 2 and word.isupper() and not name.isupper()
    return not abbreviation and word.casefold() not in read_lines("not_names.txt")


def _bracketed(text: str, mention: Mention) -> str | None:
    """ "Camat Marau (Darlis)", whether the tagger took the bracket for a part of the post or not."""
    opening = text.rfind(" (", mention.start, mention.end + 2)
    found = _BRACKETED.match(text, opening) if opening > 0 else None
    return found[1] if found and _is_name(found[1], text[mention.start : opening]) else None


def _is_name(words: str, post: str) -> bool:
    first = words.split()[0].casefold()
    if first in given_names():
        return True
    known = first in place_names() or first in lexicon().terms or first in read_lines("not_names.txt")
    return not (known or words.isupper() or _shortens(first, post.casefold())) and is_rare(first)


def _shortens(word: str, phrase: str) -> bool:
    """Whether the letters of the word stand in the phrase in this order: "dandim" in "komandan kodim"."""
    letters = iter(phrase)
    return all(letter in letters for letter in word)
