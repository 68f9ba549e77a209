"""Names of persons as initials, for tables and reports that are passed on.

Courtesy, not anonymity: who looks for the headline finds the story. What is hidden are the names the program found beside
a post, in the story or in another of its case; a name it did not find stays, so read before you pass on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit

from pipeline.cases.traits import is_rare
from pipeline.export.names import after_posts, fuller, parts
from pipeline.export.rows import Lead
from pipeline.records import Evidence, Mention, Review

_Part = TypeVar("_Part", Mention, Evidence)
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Soft hyphens and other signs without a shape, which may stand inside a word."""

_WORD = re.compile(rf"[^\W\d_](?:[{_UNSEEN}]*[^\W\d_])*")
_SHORTEST, _SHORTEST_ANYWHERE = 2, 3
"""Letters of a word that is hidden where it stands alone with a capital, and in small letters or within a handle."""

_BETWEEN, _HANDLE = r"[\W_]+", r"[\w.+-]{0,64}[@#][\w.-]+"
_ENCLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")


def _bare(word: str) -> str:
    return re.sub(f"[{_UNSEEN}]", "", word).casefold()


def _letters(word: str) -> str:
    return f"[{_UNSEEN}]*".join(map(re.escape, word))


def initials(name: str) -> str:
    """ "Darlis Umar" as "D.U."."""
    return "".join(f"{word[0]}." for word in _WORD.findall(name)).upper()


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
        split = {tuple(map(_bare, _WORD.findall(part))) for name in names for part in parts(name)}
        self.words = {word for words in split for word in words if len(word) >= _SHORTEST}
        whole = sorted((words for words in split if len(words) > 1), key=len, reverse=True)
        self._joined = {"".join(words) for words in whole}
        phrases = [rf"(?i:\b{_BETWEEN.join(map(_letters, words))}\b)" for words in whole]
        self._pattern = re.compile("|".join([_HANDLE, *phrases, _WORD.pattern]))

    def _hidden(self, found: str) -> str:
        sign = re.search("[@#]", found)
        if sign:
            held = any(word in _bare(found) for word in self.words if len(word) >= _SHORTEST_ANYWHERE)
            return f"{sign[0]}…" if held else found
        if len(_WORD.findall(found)) > 1 or self._tells(found):
            return initials(found)
        return found

    def _tells(self, word: str) -> bool:
        if any(name in _bare(word) for name in self._joined):
            return True
        parts = re.split(r"(?<=[a-z])(?=[A-Z])", word)
        return any(self._is_name(form, part[0].isupper()) for part in parts for form in _forms(_bare(part)))

    def _is_name(self, word: str, capital: bool) -> bool:
        return word in self.words and (capital or (len(word) >= _SHORTEST_ANYWHERE and is_rare(word)))

    def over(self, text: str) -> Masked:
        """The text with every name hidden, and where."""
        parts, cuts, done, change = [], [], 0, 0
        for match in self._pattern.finditer(text):
            new = self._hidden(match[0])
            if new != match[0]:
                parts += [text[done : match.start()], new]
                done, change = match.end(), change + len(new) - len(match[0])
                cuts.append((match.start(), match.end(), change))
        return Masked("".join([*parts, text[done:]]), tuple(cuts))

    def hide(self, text: str) -> str:
        """The text with every name hidden."""
        return self.over(text).text


def _forms(word: str) -> tuple[str, str]:
    return word, _ENCLITIC.sub("", word)


def masked(lead: Lead, names: Iterable[str], writers: Iterable[str] = ()) -> Lead:
    """The lead with its names and those given hidden, and addresses as :func:`known_address`; its spans fit its masked text."""
    article, said = lead.article, lead.assessment
    named = tuple(fuller(article.text, said.mentions))
    marked = (lead.review and lead.review.mentions) or ()
    mask = Mask([*names, *(mention.person for mention in (*named, *marked) if mention.person)])
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
            author=article.author and mask.hide(article.author),
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
    return Mask([*writers, *_persons(note), *names]).hide(mask.hide(written))


def _persons(note: str) -> Iterable[str]:
    """The names beside a post in what an analyst wrote."""
    from pipeline.language import parse
    from pipeline.mentions import tag

    return filter(None, (mention.person for mention in tag(parse(note)))) if note else ()


def known_address(url: str) -> str:
    """The outlet's host and a code by which whoever holds the store knows the story: addresses spell out headlines."""
    return f"{urlsplit(url).hostname or 'berita'} {sha256(url.encode()).hexdigest()[:10]}"


def is_known_address(text: str) -> bool:
    """Whether a text was made by :func:`known_address`."""
    return bool(re.fullmatch(r"[\w.-]+ [0-9a-f]{10}", text))
