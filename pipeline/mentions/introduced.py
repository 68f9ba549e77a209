"""The person whom a post or group is told of right behind the name: "Darlis (48), oknum camat", "Darlis yang menjabat Camat"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.mentions.degrees import is_degree, is_undotted
from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.places import place_length
from pipeline.shipped import read_lines

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from pipeline.mentions.names import Names

_ONE = frozenset({"seorang", "oknum", "salah", "satu"})
_IS = frozenset({"menjabat", "merupakan", "adalah", "ialah", "sebagai"})
_HOLDS = frozenset({"selaku", "menjabat", "sebagai", "menjadi", "posisi", "jabatan"})
_BESIDE_HOLDS = frozenset({"untuk", "yang", "kembali", "kini", "masih", "juga", "menduduki", "menempati", "mengisi"})
_OFFICES = frozenset(
    {"jabatan", "posisi", "status", "kedudukan", "kapasitas"}
)  # "posisi Darlis sebagai camat" is not he
_BESIDE_IS = frozenset(
    {"yang", "juga", "kini", "masih", "diketahui", "notabene", "sehari", "harinya", "sehari-hari", "sehari-harinya"}
)
_ASIDE = frozenset(
    {"menurut", "selain", "bagi", "jelang", "kecuali", "termasuk"}
)  # these open a phrase that ends at the comma
SAYS = frozenset(
    {
        "kata",
        "ujar",
        "lanjut",
        "ungkap",
        "tutur",
        "jelas",
        "terang",
        "tegas",
        "tambah",
        "imbuh",
        "ucap",
        "sebut",
        "menurut",
    }
)
_CALLED = frozenset({"inisial", "berinisial"})
_INITIALS = re.compile(r"[A-Z]{2,3}|[A-Z](?:\.[A-Z]){1,2}\.?")
_FEW_INITIALS = re.compile(r"[A-Z]{1,2}|[A-Z](?:\.[A-Z]){1,2}\.?")
_AGE = re.compile(r"\(\s?\d{2}(?: (?:tahun|thn|th))?\s?\)$")
_LONGEST_AGE, _LONGEST_POST = 4, 6


def initials_at(doc: Doc, i: int) -> bool:
    """Whether the token at ``i`` is written as initials are, and is no office or place."""
    known, word = lexicon(), doc[i].lower_
    other = word in known.office_words | known.levels | known.members or word in known.terms
    return bool(_INITIALS.fullmatch(doc[i].text)) and not other and not place_length(doc, i)


def held_by(doc: Doc, start: int, names: Names) -> tuple[int, int] | None:
    """The name of whom it is said that he holds the post at ``start``: "Darlis kembali menjabat Camat", "Darlis (Camat)"."""
    end = before_bracket(doc, start)
    if end is None:
        end = start
        while end > 1 and doc[end - 1].lower_ in _HOLDS | _BESIDE_HOLDS:
            end -= 1
        if not any(token.lower_ in _HOLDS for token in doc[end:start]):
            return None
    if doc[end - 1].text != ",":
        end = _past_degrees(doc, end)[0]
    if any(token.is_sent_start for token in doc[end : start + 1]):
        return None
    name = _ends_at(names, end)
    return None if name and name[0] and doc[name[0] - 1].lower_ in _OFFICES else name


def before_bracket(doc: Doc, start: int) -> int | None:
    """Where the bracket opens that a post opens, or goes on behind a slash: "(Kadis/Plt Kadis)"."""
    i = start - 1
    if i > 0 and doc[i].text == "/":
        i = next((j for j in range(i - 1, max(0, i - _LONGEST_POST), -1) if not doc[j].text[:1].isalpha()), 0)
    return i if i > 0 and doc[i].text == "(" else None


def standing_before(doc: Doc, start: int, names: Names) -> tuple[int, int] | None:
    """The name in full right before a post, without a comma: "Darlis Umar Camat Marau"."""
    name = _ends_at(names, start)
    in_full = name is not None and name[1] - name[0] > 1 and len(doc[start - 1]) > 2
    if name is None or not in_full or doc[start].is_sent_start or not doc[start].text[:1].isupper():
        return None
    named_so = name[0] > 0 and doc[name[0] - 1].lower_ in lexicon().levels | _ASIDE
    return None if named_so or place_length(doc, name[0]) >= name[1] - name[0] else name


def _ends_at(names: Names, end: int) -> tuple[int, int] | None:
    return next((name for name in names.over(end - 1, end) if name[1] == end), None) if end > 0 else None


@dataclass(frozen=True, slots=True)
class _Join:
    """What stands between a name and the phrase behind it. ``one``: "seorang", "oknum"; ``verb``: "adalah"; ``which``: "yang"."""

    end: int
    one: bool
    verb: bool
    which: bool


def _join(doc: Doc, start: int) -> _Join | None:
    """What joins the phrase at ``start`` to what stands before it, if anything does."""
    i = start
    while i > 1 and doc[i - 1].lower_ in _ONE and not doc[i].is_sent_start:
        i -= 1
    behind = i
    while i > 1 and doc[i - 1].lower_ in _IS | _BESIDE_IS and not doc[i].is_sent_start:
        i -= 1
    words = {token.lower_ for token in doc[i:behind]}
    verb = bool(words & _IS)
    mark = doc[i - 1].text in {",", "("} and not doc[i].is_sent_start
    if (words and not verb) or not (mark or verb):
        return None
    return _Join(i - mark, behind < start, verb, "yang" in words)


def _past_degrees(doc: Doc, i: int) -> tuple[int, bool]:
    """Past the degrees and the age behind a name, and whether an age was there."""
    aged = False
    while i > 2:
        if doc[i - 1].text == ")" and (
            length := next((n for n in range(3, _LONGEST_AGE + 1) if _AGE.match(doc[max(0, i - n) : i].text)), 0)
        ):
            i, aged = i - length, True
        elif doc[i - 2].text == "," and is_degree(doc[i - 1].text):
            i -= 2
        elif doc[i - 1].text == "," or is_undotted(doc[i - 1].text):
            i -= 1
        else:
            break
    return i, aged


def _fits(doc: Doc, name: tuple[int, int], join: _Join, plain: bool, start: int) -> bool:
    """Whether a name before a phrase is that of its holder. ``plain``: only a comma or bracket joins them."""
    first = name[0] == 0 or bool(doc[name[0]].is_sent_start)
    word = "" if first else doc[name[0] - 1].lower_
    if word in lexicon().levels | _ASIDE or (join.verb and not (join.which or first)):
        return False
    return not plain or (name[1] - name[0] > 1 and doc[start].text[:1].isupper() and word not in SAYS)


def _opens_with_initials(doc: Doc, i: int, start: int) -> bool:
    """Whether initials open a sentence right before a post: "DS, Camat Marau, …"."""
    opens = bool(doc[i].is_sent_start) and start == i + 2 and doc[i + 1].text in {",", "("}
    word = doc[i].lower_
    few = opens and bool(_FEW_INITIALS.fullmatch(doc[i].text)) and word not in read_lines("not_names.txt")
    return few and (len(doc[i]) == 1 or initials_at(doc, i)) and doc[start].text[:1].isupper()


def _called_initials(doc: Doc, i: int) -> bool:
    return initials_at(doc, i) and not doc[i + 1].is_sent_start and doc[i].lower_ not in read_lines("not_names.txt")


def introduced(doc: Doc, start: int, names: Names, post: bool) -> tuple[int, int] | None:
    """The name before the phrase at ``start``, as first token and the one behind the last.

    Of a post a comma or bracket before it is enough; of a group it must be said that one is of it.
    """
    join = _join(doc, start) if start > 1 else None
    if join is None and start > 1 and doc[start - 1].lower_ == "oknum" and _called_initials(doc, start - 2):
        return start - 2, start - 1  # "SY oknum kades"
    if join is None or not (post or join.one or join.verb):
        return None
    end, aged = _past_degrees(doc, join.end)
    if end < 1 or any(token.is_sent_start for token in doc[end:start]):
        return None
    name = _ends_at(names, end)
    if name is None:
        if _opens_with_initials(doc, end - 1, start):
            return end - 1, end
        called = end > 1 and doc[end - 2].lower_ in _CALLED
        name = (end - 1, end) if (called or aged or join.one) and initials_at(doc, end - 1) else None
        return name if name and _fits(doc, name, join, False, start) else None
    return name if _fits(doc, name, join, not (join.one or join.verb or end < join.end), start) else None
