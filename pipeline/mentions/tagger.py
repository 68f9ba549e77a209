"""Find the mentions of an article: the term, the institution and place after it, the person beside it.

Roles are not decided here: every mention leaves this room as ``lain``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import Lexicon, Term, lexicon
from pipeline.mentions.meant import Subheadings, Taken, is_byline, is_place, taken_away, word_before
from pipeline.mentions.persons import person_beside, starts_person
from pipeline.mentions.places import ends_place, place_length
from pipeline.records import Group, Mention

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc, Span, Token

_JOINERS = frozenset({"dan", ",", "&", "serta"})
_NO_ACRONYM = frozenset({"purn", "purn.", "p", "e", "t", "k"})
_SERVE = frozenset({"hukum", "pengacara", "advokat", "istri", "suami", "ajudan"})
_LONGEST_OFFICE = 12


@cache
def _matcher() -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher

    from pipeline.language import language

    nlp = language()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for phrase in lexicon().terms:
        forms = {phrase, phrase.upper(), phrase.title(), f"{phrase}nya"}  # they may be tokenised differently
        matcher.add(phrase, [nlp.make_doc(form) for form in forms])
    return matcher


def _matches(doc: Doc) -> list[tuple[Span, str]]:
    """The longest matches, in order, not overlapping, each with its phrase."""
    from spacy.util import filter_spans

    return [(span, span.label_) for span in filter_spans(_matcher()(doc, as_spans=True))]


def _term(phrase: str, span: Span, known: Lexicon, text: str) -> Term | None:
    """What a phrase means here; ``text`` is the whole text in lower case."""
    term = known.terms[phrase]
    if term.kind == "bukan":
        return None
    place = text, span.start_char, span.end_char
    for group, context in known.moves.get(phrase, ()):
        if context.allows(*place):
            return Term(term.kind, group)
    if phrase in known.contexts and not known.contexts[phrase].allows(*place):
        return None
    return term


def _capitalised(token: Token) -> bool:
    return token.text[:1].isupper() and token.text[:1].isalpha()


class _Extender:
    """Walks on from a term over the words that belong to its name."""

    def __init__(self, doc: Doc, known: Lexicon, starts: dict[int, tuple[int, Term]]):
        self.doc, self.known, self.starts = doc, known, starts

    def extend(self, start: int, end: int, term: Term) -> int:
        """The end of the mention whose term is ``doc[start:end]``."""
        bare = end
        words = {token.lower_ for token in self.doc[start:end]}
        free = 2 if term.kind != "nama" and (term.group == "KEPALA_DESA" or words & self.known.local) else 0
        office = term.kind == "jabatan" or term.group is Group.PENYELENGGARA
        while (step := self._step(end, term, office, free)) is not None:
            length, free = step
            end += length
        while end > bare and self._loose(end - 1):
            end -= 1
        return self._rank(end, term)

    def _loose(self, i: int) -> bool:
        """Whether the word at ``i`` opens a place that does not follow; it may also close one: "Polres Kupang Kota"."""
        known = self.known
        return self.doc[i].lower_ in known.levels - known.office_words and not ends_place(self.doc, i)

    def _inside(self, i: int) -> bool:
        return i < len(self.doc) and not self.doc[i].is_sent_start and "\n" not in self.doc[i].text

    def _step(self, i: int, term: Term, office: bool, free: int) -> tuple[int, int] | None:
        """How many tokens to take at ``i``, and how many unknown words may still follow."""
        if not self._inside(i):
            return None
        token, known = self.doc[i], self.known
        if (after := self._bracket(i, term)) > i:
            return after - i, free
        nested = self.starts.get(i)
        if (
            nested
            and nested[1].group == term.group
            and nested[1].kind in {"lembaga", "jabatan"}
            and term.kind == "jabatan"
        ):
            return nested[0] - i, max(free, 2 if known.local & {token.lower_} else 0)
        if nested and not known.levels & {token.lower_}:
            return None
        if (length := place_length(self.doc, i)) and not starts_person(self.doc, i):
            return (length, 0) if self.doc[i - 1].lower_ in known.levels or not ends_place(self.doc, i) else None
        if (
            _capitalised(token)
            and token.lower_ in known.levels
            and self._inside(i + 1)
            and (_capitalised(self.doc[i + 1]))
        ):
            return 1, 0 if ends_place(self.doc, i) else 2
        if _capitalised(token) and token.lower_ in known.companions:
            return 1, free
        if office and _capitalised(token) and token.lower_ in known.office_words:
            return 1, free
        if (
            office
            and token.lower_ in _JOINERS
            and self._inside(i + 1)
            and (_capitalised(self.doc[i + 1]) and self.doc[i + 1].lower_ in known.office_words)
        ):
            return 2, free
        if starts_person(self.doc, i):
            return None
        if (token.is_digit and term.kind != "nama") or re.fullmatch(r"[0-9]+(?:-[0-9]+)?|[IVX]+", token.text):
            return (1, max(free, 1)) if term.kind != "nama" else None
        if token.text in "/-" and self._inside(i + 1) and term.kind != "nama" and (self.doc[i - 1].text[:1].isdigit()):
            return 2, free
        initials = token.is_upper and len(token) < 4
        if free and _capitalised(token) and not initials and not starts_person(self.doc, i):
            return 1, free - 1
        return None

    def _bracket(self, i: int, term: Term) -> int:
        """Past an acronym in brackets: "Aparatur Sipil Negara (ASN)"."""
        doc = self.doc
        nested = self.starts.get(i + 1) if doc[i].text in "([" else None
        if nested and nested[1].group == term.group and doc[nested[0] : nested[0] + 1].text in {")", "]"}:
            return nested[0] + 1
        if i + 2 < len(doc) and doc[i].text in "([" and doc[i + 2].text in ")]":
            short = doc[i + 1].is_upper and len(doc[i + 1]) > 2
            named = term.kind != "nama" and _capitalised(doc[i + 1]) and not starts_person(doc, i + 1)
            if short or (named and doc[i + 1].lower_ not in _NO_ACRONYM):
                return i + 3
        return i

    def _rank(self, i: int, term: Term) -> int:
        """Past a rank beside the post: "Kapolres Tegal AKBP", "Danlanal Letkol Laut (P)"."""
        if term.kind != "pangkat":
            comma = i + 1 < len(self.doc) and self.doc[i].text == ","
            nested = self.starts.get(i + comma)
            if not nested or nested[1].kind != "pangkat" or nested[1].group != term.group:
                return i
            i = nested[0]
        while i < len(self.doc) and self.doc[i].lower_ in self.known.corps:
            i += 1
        doc = self.doc
        arm = i + 2 < len(doc) and doc[i].text == "(" and doc[i + 2].text == ")" and len(doc[i + 1]) == 1
        return i + 3 if arm else i


def _before_acting(doc: Doc, i: int, known: Lexicon) -> int:
    """Where the post at ``i`` starts with what says that its holder acts: "Penjabat (Pj) Bupati"."""
    if i >= 4 and doc[i - 1].text == ")" and doc[i - 2].lower_ in known.acting and doc[i - 3].text == "(":
        i -= 3
    for length in (2, 1):
        if i >= length and not doc[i].is_sent_start and doc[i - length : i].text.lower() in known.acting:
            return i - length
    return i


def _acronym(doc: Doc, i: int) -> bool:
    """Whether an acronym in brackets ends before ``i``: "Bidang Profesi dan Pengamanan (Propam) Polda"."""
    return i >= 4 and doc[i - 1].text == ")" and doc[i - 3].text == "(" and _capitalised(doc[i - 2])


def _before_body(doc: Doc, body: int, known: Lexicon) -> int:
    """Where the phrase around the body or group at ``body`` starts: "Koordinator Divisi Hukum dan Humas Bawaslu"."""
    start = i = body
    while i > 0 and body - i < _LONGEST_OFFICE and not doc[i].is_sent_start and "\n" not in doc[i - 1].text:
        if _acronym(doc, i):
            start, i = (i - 3 if doc[i - 2].lower_ in known.members else start), i - 3
            continue
        word, before = doc[i - 1], doc[i - 2] if i > 1 else None
        if word.lower_ in known.members:
            start = i - 1
        elif word.lower_ in _JOINERS:
            if i == body or before is None or before.lower_ not in known.office_words:
                break
        elif not (word.lower_ in known.office_words and (_capitalised(word) or word.lower_ == "gabungan")) and not (
            re.fullmatch("[IVX]+|[A-Z]", word.text)
        ):
            break
        i -= 1
    return start


def _before_rank(doc: Doc, rank: int, known: Lexicon) -> int:
    """Where a post that no list holds starts before the rank of its holder: "Kasubdit Indagsi Kompol"."""
    start = i = rank
    while i > 0 and rank - i < _LONGEST_OFFICE and not doc[i].is_sent_start and "\n" not in doc[i - 1].text:
        word = doc[i - 1]
        if _capitalised(word) and word.lower_ in known.members:
            start = i - 1
        elif not (_capitalised(word) or word.lower_ in _JOINERS) or starts_person(doc, i - 1):
            break
        i -= 1
    return start


def _start(doc: Doc, start: int, term: Term, known: Lexicon) -> int:
    """Where the phrase of the term at ``start`` starts."""
    if term.kind in {"lembaga", "nama"} or doc[start - 1 : start].text.lower() in known.unions:
        start = _before_body(doc, start, known)
    elif term.kind == "pangkat":
        start = _before_rank(doc, start, known)
    return _before_acting(doc, start, known)


def _kept(doc: Doc) -> list[tuple[int, int, Term]]:
    """The terms that name somebody: known, meant, and not taken away by the words beside them."""
    known, text = lexicon(), doc.text.lower()
    headings = Subheadings(doc.text)
    kept: list[tuple[int, int, Term]] = []
    taken: Taken | None = None
    for span, phrase in _matches(doc):
        term = _term(phrase, span, known, text)
        if term is None or span.start_char in headings:
            continue
        start = _start(doc, span.start, term, known)
        while kept and kept[-1][0] >= start:
            kept.pop()
        if is_place(doc, start, term) or is_byline(doc, span.end, term):
            continue
        taken = taken_away(doc, start, span.end, term, taken)
        if taken:
            if taken.backwards and kept and kept[-1][1] == start - 1:
                kept.pop()
            continue
        holder = term.kind in {"lembaga", "pangkat"} and start < span.start
        if term.kind == "lembaga" and term.group is Group.BUMN and not holder:
            continue  # a company as such is nobody; its people are
        kept.append((start, span.end, Term("jabatan", term.group) if holder else term))
    return kept


def _person(doc: Doc, start: int, end: int, latest: int, term: Term) -> str | None:
    """The person beside a mention; a body has none, and a lawyer's name is not the client's."""
    if term.kind == "lembaga" or word_before(doc, start) in _SERVE:
        return None
    return person_beside(doc, start, end, latest, post=term.kind != "nama")


def tag(doc: Doc) -> list[Mention]:
    """The mentions of a parsed text, in order, none overlapping, every role ``lain``."""
    kept = _kept(doc)
    extender = _Extender(doc, lexicon(), {start: (end, term) for start, end, term in kept})
    mentions: list[Mention] = []
    done = 0
    following = [*(start for start, _, _ in kept), len(doc)][1:]
    for (start, end, term), latest in zip(kept, following, strict=True):
        if start < done:
            continue
        done = end = extender.extend(start, end, term)
        person = _person(doc, start, end, latest, term)
        if term.kind == "pangkat" and person is None:
            continue
        while doc[end - 1].is_space and end > start + 1:
            end -= 1
        span = doc[start:end]
        mentions.append(Mention(span.text, span.start_char, span.end_char, term.group, person=person))
    return mentions
