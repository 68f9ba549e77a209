"""Whether a term names somebody where it stands, or a place, a thing, who held a post once, or who may hold it one day."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import Term, lexicon
from pipeline.records import Group

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DASHES = frozenset({"–", "—", "-"})
_CHAINS = frozenset({"dan", ",", "atau", "/", "-", "&", "serta", "maupun", "hingga"})
_PAIRS = frozenset({"dan", "dan/atau", "sekaligus"})
_LONGEST_CHAIN, _LONGEST_NAME, _LONGEST_SHORT = 8, 5, 4
_LINE, _LONGEST_HEADING = re.compile(r"[^\n]+"), 8
_QUOTES = frozenset('"“')
_ALIKE = ({Group.PEJABAT_NEGARA, Group.PEJABAT_DAERAH}, {Group.TNI, Group.POLRI})


@dataclass(frozen=True, slots=True)
class Nobody:
    """A term that names nobody. ``chains``: whether those joined to it name nobody either; ``backwards``: those before;
    ``former``: whether one that "dan" alone joins to it does not: "mantan camat dan lurah".
    """

    group: Group | None
    end: int
    chains: bool = False
    backwards: bool = False
    former: bool = False


def _words_before(doc: Doc, i: int) -> list[str]:
    """The words just before the token ``i``: the next one, and the one before an acronym in brackets.

    "calon anggota legislatif (caleg) DPRD" gives "caleg" and "legislatif"; "balon (bakal calon) bupati" gives "calon" and "balon".
    """
    closed = i >= _LONGEST_SHORT and doc[i - 1].text == ")"
    if closed and (opens := next((i - n for n in range(3, _LONGEST_SHORT + 1) if doc[i - n].text == "("), 0)):
        return [doc[i - 2].lower_, doc[opens - 1].lower_]
    return [doc[i - 1].lower_] if i else [""]


def word_before(doc: Doc, i: int) -> str:
    """The word before the token ``i``, an acronym in brackets passed over."""
    return _words_before(doc, i)[-1]


def _word_after(doc: Doc, i: int) -> str:
    """The first word from the token ``i`` on, the name of a place and a bracket passed over: "Bupati Bima terpilih"."""
    for token in doc[i : i + _LONGEST_NAME]:
        if token.text != "(" and not (token.text[:1].isupper() and token.lower_ not in lexicon().after):
            return token.lower_
    return ""


def _in_building(doc: Doc, start: int) -> bool:
    """Whether a named building is that of the body at ``start``: "di Aula Tathya Dharaka Polres"."""
    buildings = lexicon().buildings
    for i in range(start - 1, max(-1, start - _LONGEST_NAME), -1):
        if doc[i + 1].is_sent_start or not (doc[i].text[:1].isupper() or doc[i].lower_ in buildings):
            return False
        if doc[i].lower_ in buildings:
            return True
    return False


def _is_place(doc: Doc, start: int, term: Term, phrases: set[str]) -> bool:
    """Whether a body is where something happens: "diperiksa di Polres", "di lingkungan Bawaslu"."""
    if term.kind != "lembaga":
        return False
    held = term.group in {Group.POLRI, Group.TNI} and word_before(doc, start) == "di"
    return held or bool(phrases & lexicon().before_places) or _in_building(doc, start)


def is_of_relative(doc: Doc, start: int) -> bool:
    """Whether a post only says whose relative somebody is: "Istri Camat Marau", "anak seorang kades"."""
    known, i = lexicon(), start - 1
    while i > 0 and start - i < _LONGEST_NAME and doc[i].lower_ in known.beside_relatives:
        i -= 1
    relative = i >= 0 and doc[i].lower_ in known.relatives and not any(t.is_sent_start for t in doc[i + 1 : start + 1])
    return relative and word_before(doc, i) not in known.are_relatives


def is_byline(doc: Doc, end: int, term: Term) -> bool:
    """Whether a body opens the story as the name of who sends it: "Palu, Bawaslu Kota Palu – "."""
    return term.kind == "lembaga" and end < 14 and any(token.text in _DASHES for token in doc[end : end + 4])


def _joined(doc: Doc, taken: Nobody, start: int, group: Group | None) -> bool:
    """Whether the term at ``start`` goes on the list of one taken away: "calon bupati Bima maupun wali kota"."""
    between = doc[taken.end : start]
    alike = group is taken.group or {group, taken.group} in _ALIKE
    names = (token.lower_ in _CHAINS or token.text[:1].isupper() for token in between)
    beside = start == taken.end  # "Pemilihan Kepala Daerah Gubernur Bali"
    return alike and (beside or (len(between) < _LONGEST_CHAIN and between[-1].lower_ in _CHAINS and all(names)))


def _also_former(doc: Doc, last: Nobody, start: int, term: Term) -> bool:
    """Whether the term at ``start`` is one of the past as that before it is: "mantan camat dan lurah", "eks TNI/Polri"."""
    between = doc[last.end : start].text.lower()
    alike = {term.group, last.group} in _ALIKE
    return between == "/" or (between in _PAIRS and (term.kind == "jabatan" or alike))


def _behind_names(doc: Doc, i: int) -> int:
    """Past the names, places and lists from the token ``i`` on."""
    latest = min(len(doc), i + 2 * _LONGEST_CHAIN)
    while i < latest and (doc[i].text[:1].isupper() or doc[i].lower_ in _CHAINS) and not doc[i].is_sent_start:
        i += 1
    return i


def _yet_to_come(doc: Doc, start: int, end: int) -> bool:
    """Whether somebody is to hold a post: "menjadi Gubernur dan Wakil Gubernur Bali periode 2025-2030", not "dilantik menjadi"."""
    if start < 1 or doc[start - 1].lower_ not in {"menjadi", "jadi"}:
        return False
    behind = _behind_names(doc, end)
    held = {token.lower_ for token in doc[max(0, start - 3) : start - 1]} & lexicon().held
    return behind < len(doc) and doc[behind].lower_ == "periode" and not held


def _no_longer(doc: Doc, end: int) -> bool:
    """Whether the holder has left the post: "Kapolda Jateng yang kini pensiun"."""
    known, i = lexicon(), _behind_names(doc, end)
    if i >= len(doc) or doc[i].lower_ != "yang":
        return False
    said = next(
        (token for token in doc[i + 1 : i + _LONGEST_NAME] if token.lower_ not in known.no_longer_between), None
    )
    return said is not None and said.lower_ in known.no_longer


def taken_away(doc: Doc, start: int, end: int, term: Term, last: Nobody | None) -> Nobody | None:
    """What takes away the term at ``start``: a word beside it, or a list of which ``last`` was taken away; else ``None``."""
    known = lexicon()
    if last and doc[last.end : start].text == "(" and term.group is last.group:
        return replace(
            last, end=end
        )  # the acronym of what is taken away: "caleg Dewan Perwakilan Rakyat Daerah (DPRD)"
    if last and last.chains and _joined(doc, last, start, term.group):
        return Nobody(term.group, end, chains=True)
    if last and last.former and _also_former(doc, last, start, term):
        return Nobody(term.group, end, former=doc[last.end].text == "/")
    if _yet_to_come(doc, start, end):
        return Nobody(term.group, end, chains=True)
    if term.kind != "lembaga" and _no_longer(doc, end):
        return Nobody(term.group, end)
    three, two = max(0, start - 3), max(0, start - 2)
    phrase = doc[three:start].text.lower()
    words = {*_words_before(doc, start), phrase, phrase[doc[two].idx - doc[three].idx :]}
    if _is_place(doc, start, term, words):
        return Nobody(term.group, end)
    if _word_after(doc, end) in known.after:
        return Nobody(term.group, end, backwards=True)
    if words & known.occupied:
        return None
    if words & known.before or "#" in (word_before(doc, start), doc[start].text[:1]):
        return Nobody(term.group, end, chains=bool(words & known.chaining), former=bool(words & known.former))
    return None


class Subheadings:
    """The lines that head a part of a text: short, without an end mark, right above a paragraph."""

    def __init__(self, text: str):
        lines = list(_LINE.finditer(text))
        self.spans = [line.span() for line, below in pairwise(lines) if line.start() and _heads(line[0], below[0])]

    def __contains__(self, offset: int) -> bool:
        before = bisect_right(self.spans, (offset, math.inf)) - 1
        return before >= 0 and offset < self.spans[before][1]


def _heads(line: str, below: str) -> bool:
    short = len(line.split()) <= _LONGEST_HEADING < len(below.split())
    return short and line[0].isupper() and line[-1].isalnum() and (below[0].isalnum() or below[0] in _QUOTES)
