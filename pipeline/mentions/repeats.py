"""Which mentions name somebody a second time: by the same name, the same whole post, or "camat tersebut"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.mentions.lexicon import lexicon
from pipeline.records import Group, Mention
from pipeline.shipped import read_lines

_POINTING_AFTER = re.compile(r"\s+(?:itu|tersebut|dimaksud|yang bersangkutan)\b", re.I)
_POINTING_BEFORE = re.compile(r"\b(?:sang|pak|bu|bapak|ibu)\s+$", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_REACH, _LONGEST_INITIALS = 12, 4


@dataclass(slots=True)
class _Holder:
    """Somebody named: the first mention, the post, and what is known of the name and of the whole post.

    ``written``: the initials that stand for a name; ``spelled``: those of a name in full.
    """

    first: int
    group: Group
    post: str | None
    names: frozenset[str]
    written: frozenset[str]
    spelled: frozenset[str]
    whole: str | None


@cache
def _ranks() -> frozenset[str]:
    known = lexicon()
    return known.corps | {phrase for phrase, term in known.terms.items() if term and term.kind == "pangkat"}


def _post(words: list[str]) -> tuple[str | None, str]:
    """The post that words begin with, written out, and the words whole; no post for a word of a whole group."""
    known = lexicon()
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[:length])
        if phrase in known.terms:
            term = known.terms[phrase]
            post = known.short.get(phrase, phrase) if term and term.kind == "jabatan" else None
            return post, " ".join([post or phrase, *words[length:]])
    return None, " ".join(words)


def has_post(mention: Mention) -> bool:
    """Whether it names the holder of a post, no body and no group."""
    return _post(mention.text.lower().split())[0] is not None


def _seen(number: int, mention: Mention) -> _Holder:
    post, whole = _post([word for word in mention.text.lower().split() if word not in _ranks()])
    told = [words for name in mention.persons if (words := name_words(name))]
    written = frozenset("".join(words) for words in told if _are_initials(words))
    spelled = frozenset("".join(word[0] for word in words).upper() for words in told if len(words) > 1)
    names = frozenset(word.lower() for words in told for word in words)
    return _Holder(number, mention.group, post, names, written, spelled, None if post in (None, whole) else whole)


def name_words(name: str) -> list[str]:
    """The words of a name, titles left out."""
    titles = read_lines("honorifics.txt")
    return [word for word in _WORD.findall(name) if word.lower() not in titles]


def _are_initials(words: list[str]) -> bool:
    written = "".join(words)
    return written.isupper() and 1 < len(written) <= _LONGEST_INITIALS


def _same(one: _Holder, other: _Holder, pointed: bool) -> bool:
    """Whether ``other``, who comes later, is ``one``; ``pointed``: it is said that he was named before."""
    if one.group is not other.group:
        return False
    if one.names and other.names:
        alike = one.names <= other.names or other.names <= one.names
        return alike or bool(one.written & other.spelled or one.spelled & other.written)
    if other.whole:
        return one.whole == other.whole or _called(one, other.whole)
    return pointed and other.post is not None and one.post == other.post and bool(one.names or one.whole)


def _called(one: _Holder, whole: str) -> bool:
    """Whether a post is that of ``one`` with the name behind it: "camat darlis"."""
    return bool(one.names) and one.post is not None and set(_WORD.findall(whole.removeprefix(one.post))) <= one.names


def repeats(text: str, mentions: Sequence[Mention]) -> list[int | None]:
    """For each mention the number of the first one of the same person, where the text makes it plain; else ``None``.

    "Camat Darlis" repeats "Camat Marau, Darlis"; "camat tersebut" does where no other camat was named.
    """
    holders: list[_Holder] = []
    links: list[int | None] = []
    for number, mention in enumerate(mentions):
        seen = _seen(number, mention)
        pointed = bool(
            _POINTING_AFTER.match(text, mention.end)
            or _POINTING_BEFORE.search(text[max(0, mention.start - _REACH) : mention.start])
        )
        found = [holder for holder in holders if _same(holder, seen, pointed)]
        links.append(found[0].first if len(found) == 1 else None)
        if len(found) == 1:
            found[0].names |= seen.names
            found[0].written |= seen.written
            found[0].spelled |= seen.spelled
            found[0].whole = found[0].whole or seen.whole
        elif seen.names or seen.whole:
            holders.append(seen)
    return links


def persons(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """The mentions, those of one person together, in order of the first."""
    links = repeats(text, mentions)
    together: dict[int, list[Mention]] = {}
    for number, (mention, first) in enumerate(zip(mentions, links, strict=True)):
        together.setdefault(number if first is None else first, []).append(mention)
    yield from together.values()
