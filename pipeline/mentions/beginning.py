"""Where a mention begins: the words before its term that belong to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.mentions.lexicon import Lexicon, Term
from pipeline.mentions.persons import starts_person
from pipeline.mentions.places import place_length

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

JOINERS = frozenset({"dan", ",", "&", "serta"})
LONGEST_OFFICE = 12
_LONGEST_SHORT = 3
_HEAD = re.compile(
    "(?:Wa)?(?:Kadis|Kapus|Kasub|Kakor|Danpus|Dankod|Dankor|Pangko)[a-z]{2,}"
)  # "Kadiswatpersau Marsma TNI"


def capitalised(token: Token) -> bool:
    """Whether a word begins with a capital letter."""
    return token.text[:1].isupper() and token.text[:1].isalpha()


def _before_acting(doc: Doc, i: int, known: Lexicon) -> int:
    """Where the post at ``i`` starts with what says that its holder acts: "Penjabat (Pj) Bupati"."""
    if i >= 4 and doc[i - 1].text == ")" and doc[i - 2].lower_ in known.acting and doc[i - 3].text == "(":
        i -= 3
    for length in (2, 1):
        if i >= length and not doc[i].is_sent_start and doc[i - length : i].text.lower() in known.acting:
            return i - length
    return i


def _short_form(doc: Doc, i: int) -> int | None:
    """Where the bracket opens with a short form that closes before ``i``: "Bidang Profesi dan Pengamanan (Propam) Polda"."""
    if i < 4 or doc[i - 1].text != ")":
        return None
    opens = next((j for j in range(i - 3, max(0, i - 3 - _LONGEST_SHORT), -1) if doc[j].text == "("), None)
    return opens if opens and capitalised(doc[opens + 1]) else None


def _before_body(doc: Doc, body: int, known: Lexicon) -> int:
    """Where the phrase around the body or group at ``body`` starts: "Koordinator Divisi Hukum dan Humas Bawaslu"."""
    start = i = body
    while i > 0 and body - i < LONGEST_OFFICE and not doc[i].is_sent_start and "\n" not in doc[i - 1].text:
        if (opens := _short_form(doc, i)) is not None:
            i = opens
            continue
        word, before = doc[i - 1], doc[i - 2] if i > 1 else None
        if word.lower_ in known.members:
            start = i - 1
        elif word.lower_ in JOINERS:
            listed = before is not None and before.text == "," and i > 2
            if i == body or before is None or doc[i - 3 if listed else i - 2].lower_ not in known.office_words:
                break
            i -= listed
        elif not (word.lower_ in known.office_words and capitalised(word)) and not (
            re.fullmatch("[IVX]+|[A-Z]", word.text)
        ):
            break
        i -= 1
    return start


def _closes_place(doc: Doc, end: int) -> bool:
    """Whether a place of several words ends at ``end``: "Jakarta Pusat"; "Karo" alone is an office as well."""
    return any(place_length(doc, end - length) == length for length in (2, 3) if length <= end)


def _heads(word: Token, known: Lexicon) -> bool:
    """Whether a word is a post by itself, which goes on up to its holder's rank on its own: "Kapolres Tegal AKBP"."""
    term = known.terms.get(word.lower_)
    return term is not None and term.kind == "jabatan"


def _before_rank(doc: Doc, rank: int, known: Lexicon) -> int:
    """Where a post that no list holds starts before the rank of its holder: "Kasubdit Indagsi Kompol"."""
    start = i = rank
    while i > 0 and rank - i < LONGEST_OFFICE and not doc[i].is_sent_start and "\n" not in doc[i - 1].text:
        word = doc[i - 1]
        if capitalised(word) and word.lower_ in known.members and not _closes_place(doc, i):
            start = i - 1
        elif i == rank and _HEAD.fullmatch(word.text):
            return i - 1
        elif not (capitalised(word) or word.lower_ in JOINERS) or starts_person(doc, i - 1) or _heads(word, known):
            break
        i -= 1
    return start


def beginning(doc: Doc, start: int, term: Term, known: Lexicon) -> int:
    """Where the phrase of the term at ``start`` starts."""
    if term.kind in {"lembaga", "nama"} or doc[start - 1 : start].text.lower() in known.unions:
        start = _before_body(doc, start, known)
    elif term.kind == "pangkat":
        start = _before_rank(doc, start, known)
    return _before_acting(doc, start, known)
