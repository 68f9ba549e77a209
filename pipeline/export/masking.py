"""Names of persons as initials, for tables and reports that are passed on.

Courtesy, not anonymity: who looks for the headline finds the story. What is hidden are the names the program found beside
a post, in the story or in another of its case; a name it did not find stays, so read before you pass on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from pipeline.cases.traits import is_rare
from pipeline.export.rows import Lead
from pipeline.records import Evidence, Mention

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Letters of a word that is hidden where it stands alone."""

_BETWEEN, _HANDLE = r"[\W_]+", r"[@#]\w+"


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


class Mask:
    """Hides names: whole in any case, their words where they begin with a capital or are rare, handles that hold them."""

    def __init__(self, names: Iterable[str]):
        split = {tuple(_WORD.findall(name.casefold())) for name in names}
        self._words = {word for words in split for word in words if len(word) >= _SHORTEST}
        whole = sorted((words for words in split if len(words) > 1), key=len, reverse=True)
        phrases = [rf"(?i:\b{_BETWEEN.join(map(re.escape, words))}\b)" for words in whole]
        self._pattern = re.compile("|".join([*phrases, _HANDLE, _WORD.pattern]))

    def _hidden(self, found: str) -> str:
        if found[0] in "@#":
            return f"{found[0]}…" if any(word in found.casefold() for word in self._words) else found
        if len(_WORD.findall(found)) > 1:
            return initials(found)
        word = found.casefold()
        tells = word in self._words and (found[0].isupper() or is_rare(word))
        return initials(found) if tells else found

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


def masked(lead: Lead, names: Iterable[str]) -> Lead:
    """The lead with the names hidden and addresses as :func:`known_address`; its spans fit its masked text."""
    mask, article, said = Mask(names), lead.article, lead.assessment
    text = mask.over(article.text)

    def moved(part: Mention | Evidence) -> Mention | Evidence:
        start, end = text.at(part.start), text.at(part.end, end=True)
        return replace(part, start=start, end=end, text=text.text[start:end])

    mentions = (replace(moved(m), person=initials(m.person) if m.person else None) for m in said.mentions)
    evidence = (replace(moved(e), reasons=tuple(map(mask.hide, e.reasons))) for e in said.evidence)
    weighed = (replace(one, text=mask.hide(one.text)) for one in said.considerations)
    assessment = replace(said, mentions=tuple(mentions), evidence=tuple(evidence), considerations=tuple(weighed))
    article = replace(
        article,
        url=known_address(article.url),
        title=mask.hide(article.title),
        text=text.text,
        removed=(),
        caption=None,
    )
    return replace(lead, article=article, assessment=assessment, also_in=tuple(map(known_address, lead.also_in)))


def known_address(url: str) -> str:
    """The outlet's host and a code by which whoever holds the store knows the story: addresses spell out headlines."""
    return f"{urlsplit(url).hostname or 'berita'} {sha256(url.encode()).hexdigest()[:10]}"
