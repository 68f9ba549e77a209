"""Names of persons as initials, for tables and reports that are passed on.

Courtesy, not anonymity: who looks for the headline finds the story. What is hidden are the names of persons the program found in the
story, and those beside a post in another of its case; a name it did not find stays, so read before you pass on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, pairwise
from typing import TypeVar
from urllib.parse import urlsplit

from pipeline.cases.traits import is_rare
from pipeline.export.names import (
    UNSEEN,
    WORD,
    after_posts,
    bare,
    everyone,
    everyone_in_headline,
    flat,
    fuller,
    honorifics,
    parts,
    titles,
)
from pipeline.export.rows import Lead
from pipeline.records import Evidence, Mention, Review
from pipeline.shipped import read_lines

_Part = TypeVar("_Part", Mention, Evidence)
_SHORTEST, _SHORTEST_ANYWHERE, _SHORTEST_PARTED = 2, 3, 6
"""Letters of a word that is hidden where it stands alone with a capital, in small letters or within a handle, and parted in two."""

_BETWEEN = r"[\W_]+"
_HANDLE = r"[\w.+-]{0,64}[@#][\w.-]+|\b[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}(?::\d{1,5})?/[\w./?=&%-]+"
_WITH_DIGITS = r"\b(?=[^\W\d_]*[\d_])(?=[\d_]*[^\W\d_])\w+"
"""Accounts and addresses of profiles; words with digits or lines in them."""

_ENCLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
_BEFORE = re.compile(rf"({WORD.pattern})\.?\s+$")
_LOOKED_BACK = 20
_REVIEWER = re.compile(r"^(?:peninjau|reviewer)\b[^:\n]*:[ ]*(\S[^\n]*?)[ ]*$", re.I | re.M)
"""Who stood in a second column of names, which an import keeps with the note."""


def _spelt(word: str) -> str:
    """As one of the ways in which the same name is written: Dedy is Dedi, Soekarno is Sukarno."""
    return word.replace("oe", "u").replace("y", "i")


def _letters(word: str) -> str:
    return f"[{UNSEEN}]*".join(map(re.escape, word))


def _parted(word: str) -> Iterator[str]:
    """A word written as two, each with a capital: Nurhayati as Nur Hayati."""
    for i in range(2, len(word) - 1):
        first, second = word[:i], word[i:]
        yield rf"\b(?:{first.title()}\s{second.title()}|{first.upper()}\s{second.upper()})\b"


def initials(name: str) -> str:
    """ "Darlis Umar" as "D.U."."""
    return "".join(f"{word[0]}." for word in WORD.findall(name)).upper()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with names hidden. ``cuts``: what was replaced, as start and end in the text before and the change of length until then."""

    text: str
    cuts: Sequence[tuple[int, int, int]] = ()

    def at(self, place: int, end: bool = False) -> int:
        """Where an offset of the text before stands now; one within a hidden name moves to its start or ``end``."""
        shift = 0
        for start, stop, change in self.cuts:
            if start < place < stop:
                return (stop + change) if end else (start + shift)
            if place <= start:
                break
            shift = change
        return place + shift

    def cut_out(self, start: int, end: int) -> bool:
        """Whether a stretch of the text before lay within one hidden name."""
        return any(first <= start and end <= last for first, last, _ in self.cuts)


class Mask:
    """Hides names: whole in any case, their words where they begin with a capital or are rare, also with an ending such as *-nya* or
    run together, and handles that hold them."""

    def __init__(self, names: Iterable[str]):
        split = {tuple(map(bare, WORD.findall(part))) for name in names for part in parts(name)}
        self.words = {word for words in split for word in words if len(word) >= _SHORTEST}
        self._spelt = {_spelt(word) for word in self.words}
        whole = sorted((words for words in split if len(words) > 1), key=len, reverse=True)
        self._joined = {"".join(words) for words in whole}
        self._pairs = {"".join(pair) for words in whole for pair in pairwise(words)}
        long = sorted(word for word in self.words if len(word) >= _SHORTEST_PARTED)
        phrases = [rf"(?i:\b{_BETWEEN.join(map(_letters, words))}\b)" for words in whole]
        kinds = {
            "handle": [_HANDLE],
            "name": [*phrases, *chain(*map(_parted, long))],
            "account": [_WITH_DIGITS],
            "word": [WORD.pattern],
        }
        self._pattern = re.compile("|".join(f"(?P<{kind}>{'|'.join(ways)})" for kind, ways in kinds.items() if ways))

    def _hidden(self, kind: str, found: str, before: str) -> str:
        """What stands for a stretch of text; ``before``: what stands before it."""
        if kind == "handle":
            if host := _social_host(found):  # an account leads to its owner, also where it does not tell the name
                return f"{host}/…"
            held = "@" in found or any(word in bare(found) for word in self.words if len(word) >= _SHORTEST_ANYWHERE)
            return f"{next(sign for sign in found if sign in '@#/')}…" if held else found
        if kind == "account":
            words = [word for word in WORD.findall(found) if len(word) >= _SHORTEST_ANYWHERE]
            return "…" if any(bare(word) in self.words or self._tells(word) for word in words) else found
        known = kind == "name" or self._tells(found) or (bare(found) in self.words and _is_addressed(before))
        return initials(found) if known else found

    def _tells(self, word: str) -> bool:
        plain = bare(word)
        if any(name in plain for name in self._joined) or plain in self._pairs:
            return True
        parts = re.split(r"(?<=[a-z])(?=[A-Z])", word)
        return any(self._is_name(form, part[0].isupper()) for part in parts for form in _forms(bare(part)))

    def _is_name(self, word: str, capital: bool) -> bool:
        if capital and len(word) >= _SHORTEST and _spelt(word) in self._spelt:
            return True
        rare = len(word) >= _SHORTEST_ANYWHERE and is_rare(word)
        return rare and (word in self.words or _run_together(word, self.words))

    def over(self, text: str) -> Masked:
        """The text with every name hidden, and where."""
        even, parts, cuts, done, change = flat(text), [], [], 0, 0
        for match in self._pattern.finditer(even):
            start, end = match.span()
            new = self._hidden(match.lastgroup or "", match[0], even[max(0, start - _LOOKED_BACK) : start])
            if new != match[0]:
                parts += [text[done:start], new]
                done, change = end, change + len(new) - (end - start)
                cuts.append((start, end, change))
        return Masked("".join([*parts, text[done:]]), tuple(cuts))

    def hide(self, text: str) -> str:
        """The text with every name hidden."""
        return self.over(text).text


def _forms(word: str) -> tuple[str, str]:
    return word, _ENCLITIC.sub("", word)


def _social_host(link: str) -> str | None:
    """The host of a link where people have accounts."""
    host = ".".join(re.split("[:/]", link.casefold(), maxsplit=1)[0].split(".")[-2:])
    return host if "/" in link and host in read_lines("social_hosts.txt") else None


def _is_addressed(before: str) -> bool:
    """Whether *pak*, *bu* or the like ends a text."""
    word = _BEFORE.search(before)
    return bool(word and word[1].casefold() in honorifics())


def _run_together(word: str, names: Iterable[str]) -> bool:
    """Whether a post and a name are written as one word: kadessuparman."""
    return any(
        len(name) >= _SHORTEST_PARTED and name in word and word.replace(name, "", 1) in titles() for name in names
    )


def masked(lead: Lead, names: Iterable[str], writers: Iterable[str] = ()) -> Lead:
    """The lead with its names and those given hidden, and addresses as :func:`known_address`; its spans fit its masked text."""
    article, said = lead.article, lead.assessment
    named = tuple(fuller(article.text, said.mentions))
    marked = (lead.review and lead.review.mentions) or ()
    persons = (mention.person for mention in (*named, *marked) if mention.person)
    told = everyone_in_headline(article.title), everyone(article.text), everyone(article.author or "")
    mask = Mask([*names, *persons, *chain.from_iterable(told)])
    text = mask.over(article.text)

    def moved(part: _Part) -> _Part:
        start, end = text.at(part.start), text.at(part.end, end=True)
        return replace(part, start=start, end=end, text=text.text[start:end])

    def nameless(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        apart = (m for m in mentions if not text.cut_out(m.start, m.end))
        return tuple(replace(moved(m), person=m.person and mask.hide(m.person)) for m in apart)

    def unsigned(review: Review) -> Review:
        return replace(
            review,
            roles=tuple((text.at(start), role) for start, role in review.roles),
            mentions=None if review.mentions is None else nameless(review.mentions),
            note=_nameless(review.note, mask, writers),
            reviewer=initials(review.reviewer),
            judge=initials(review.judge),
        )

    evidence = (replace(moved(e), reasons=tuple(map(mask.hide, e.reasons))) for e in said.evidence)
    weighed = (replace(one, text=mask.hide(one.text)) for one in said.considerations)
    return replace(
        lead,
        article=replace(
            article,
            url=known_address(article.url),
            title=mask.hide(article.title),
            author=article.author and initials(article.author),
            text=text.text,
            removed=(),
            caption=None,
        ),
        assessment=replace(said, mentions=nameless(named), evidence=tuple(evidence), considerations=tuple(weighed)),
        also_in=tuple(map(known_address, lead.also_in)),
        review=lead.review and unsigned(lead.review),
    )


def _nameless(note: str, mask: Mask, writers: Iterable[str]) -> str:
    """What an analyst wrote, with the names of the story, of reviewers, and those beside a post hidden."""
    written, names = note, []
    for start, end in reversed(list(after_posts(note, mask.words))):
        names.append(note[start:end])
        written = f"{written[:start]}{note[start:end].title()}{written[end:]}"
    for writer in (*writers, *_REVIEWER.findall(note)):
        written = re.sub(rf"(?i)\b{re.escape(writer)}\b", initials(writer), written)
    return Mask([*writers, *everyone(note), *names]).hide(mask.hide(written))


def known_address(url: str) -> str:
    """The outlet's host and a code by which whoever holds the store knows the story: addresses spell out headlines."""
    return f"{urlsplit(url).hostname or 'berita'} {sha256(url.encode()).hexdigest()[:10]}"


def is_known_address(text: str) -> bool:
    """Whether a text was made by :func:`known_address`."""
    return bool(re.fullmatch(r"[\w.-]+ [0-9a-f]{10}", text))
