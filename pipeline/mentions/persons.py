"""The person beside a post: the name after it, or before it with a comma between; what rules find, the recogniser checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.mentions.degrees import before_degrees
from pipeline.mentions.headlines import goes_on
from pipeline.mentions.introduced import SAYS, before_bracket, held_by, initials_at, introduced, standing_before
from pipeline.mentions.lexicon import lexicon
from pipeline.mentions.places import place_length
from pipeline.mentions.unknown import surely
from pipeline.places.gazetteer import official_names, short_names
from pipeline.shipped import read_lines, read_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipeline.mentions.names import Names

_INITIALS = frozenset({"inisial", "berinisial", "bernama", "yakni", "yaitu", "atas"})
_CALLED = frozenset({"inisial", "berinisial", "bernama"})
_NOBLE = frozenset({"I", "Ni", "Ida", "Anak", "Lalu", "Baiq", "La", "Wa", "Dt."})  # lower case they are other words
_ALWAYS_NOBLE = frozenset({"Lalu", "Baiq", "Dt."})
_NOBLE_PAIRS = frozenset({"Anak Agung", "Ida Bagus", "Ida Ayu", "I Gusti", "Ni Gusti", "La Ode", "Wa Ode"})
_ENDINGS = ("yono", "yanto", "ianto", "wanto", "nanto", "ningsih", "uddin", "yati", "ullah", "ansyah", "wati")
_AND = frozenset({"dan", "serta"})
_LONGEST, _REACH, _LONGEST_RANK = 5, 10, 4
_AS_INITIALS = re.compile(r"[A-Z]{1,4}|[A-Z][a-z]")
_SHORT = re.compile(r"(?:[A-Z]\.? ?){1,5}")
_GLUED = re.compile(r"(?:[A-Z]|Moh?|Muh|Abd|Hj|Dr|Drs|Ir)\.[A-Z][a-z]{4,}")  # "M.Kacoa", not "M.Kes"
_DEGREE_ALONE = re.compile(r"(?:S\.[HETPKI]|M\.[HMTAPE]|[SM]\.[A-Z][a-z]{1,3}|[SM]\.[A-Z]\.?[A-Z])\.?")
_OPENING = frozenset({"(", '"', "“"})
_POINTING = frozenset({"itu", "tersebut"})
_HERE = frozenset({"setempat", "nonaktif", "aktif"})
Name = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """A person beside a post, and the tokens of the name."""

    name: str
    start: int
    end: int


@cache
def _words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in read_toml("persons.toml").items()}


@cache
def _honorifics() -> frozenset[str]:
    return read_lines("honorifics.txt")


@cache
def not_names() -> frozenset[str]:
    """Lower-case words that are written with a capital beside a post and are no name."""
    return read_lines("not_names.txt")


@cache
def given_names() -> frozenset[str]:
    """Lower-case words that are names of people far more often than of places."""
    return read_lines("given_names.txt")


@cache
def _name_parts() -> frozenset[str]:
    return read_lines("name_parts.txt")


@cache
def _no_first_names() -> frozenset[str]:
    known = lexicon()
    return known.office_words | known.members | known.acting | known.corps


def _name_token(token: Token) -> bool:
    if (token.lower_ in not_names() and token.text not in _NOBLE) or token.lower_ in lexicon().levels or token.is_digit:
        return False
    return bool(re.fullmatch(r"[A-Z][\w.'’-]*", token.text)) and not re.fullmatch(r"[IVX]{2,}", token.text)


def starts_person(doc: Doc, i: int) -> bool:
    """Whether a name of a person starts at ``i``: an honorific, a given name, or one with an ending only names have."""
    word = doc[i].lower_
    if doc[i].text in _NOBLE:
        pair = doc[i : i + 2].text
        noble = (doc[i].text in _ALWAYS_NOBLE and pair != "Lalu Lintas") or pair in _NOBLE_PAIRS
        return i + 1 < len(doc) and (noble or doc[i + 1].lower_ in given_names())
    if _GLUED.fullmatch(doc[i].text):
        return True
    return word in _honorifics() or word in given_names() or (len(word) > 5 and word.endswith(_ENDINGS))


def _called_by_initials(doc: Doc, i: int) -> bool:
    """Whether initials stand at ``i`` behind a word that says so, even such as are an office or a title elsewhere: "berinisial RT"."""
    said = i - 1 - (i > 1 and doc[i - 1].text in _OPENING)
    return i > 0 and doc[said].lower_ in {"inisial", "berinisial"} and bool(_AS_INITIALS.fullmatch(doc[i].text))


def _title_length(doc: Doc, i: int) -> int:
    """How many tokens at ``i`` are an honorific, or a rank with its arm of service: "Drs.", "Letkol Inf"."""
    known = lexicon()
    ranks = (
        n
        for n in range(_LONGEST_RANK, 0, -1)
        if (term := known.terms.get(doc[i : i + n].text.lower())) and term.kind == "pangkat"
    )
    if length := next(ranks, 0):
        return length + (doc[i + length : i + length + 1].text.lower() in known.corps)
    return int(doc[i].lower_ in _honorifics())


def _name_at(doc: Doc, i: int, latest: int) -> Name | None:
    """The name that starts at ``i`` or right after honorifics; ``None`` where there is none."""
    terms = lexicon().terms
    while i < latest and not _called_by_initials(doc, i) and (length := _title_length(doc, i)):
        i += length
    start = i
    if i < latest and _called_by_initials(doc, i):
        return i, i + 1
    if i < latest and doc[i].lower_ in _no_first_names() and not starts_person(doc, i):
        return None
    while i < latest and i - start < _LONGEST and _name_token(doc[i]) and doc[i].lower_ not in terms:
        if (i > start and doc[i].is_sent_start) or goes_on(doc[i].text):
            break
        i += 1
    return (start, i) if i > start else None


def _is_called(doc: Doc, start: int) -> bool:
    """Whether the name at ``start`` is said to be one: "berinisial SM"."""
    return any(token.lower_ in _CALLED for token in doc[max(0, start - 2) : start])


def _plain(doc: Doc, name: Name) -> str | None:
    start, end = name
    while end > start + 1 and doc[end - 1].lower_ in {"s.", "m."}:
        end -= 1
    end = before_degrees(doc, start, end)
    while 0 < (length := _title_length(doc, start)) < end - start and doc[start + length].text[:1].isupper():
        start += length
    text = doc[start:end].text.rstrip(".").strip()
    called = _is_called(doc, start) or _aside(doc, start, end)
    return text if len(text) > 1 or (called and text.isupper()) else None


def _aside(doc: Doc, start: int, end: int) -> bool:
    """Whether a name stands by itself between commas or brackets, or before a comma at the start of its sentence."""
    opened = start == 0 or doc[start].is_sent_start or doc[start - 1].text in {",", "("}
    return bool(opened) and doc[end : end + 1].text in {",", ")"}


def _listed(doc: Doc, name: Name) -> Name:
    """Initials behind "berinisial" with those that follow: "SW, AR dan HK" are three persons."""
    start, end = name
    if not _is_called(doc, start):
        return name
    while end + 1 < len(doc):
        joined = end + (doc[end].text == ",")
        joined += doc[joined].lower_ in _AND
        letter = joined < len(doc) and len(doc[joined]) == 1 and doc[joined].is_upper
        if joined == end or joined >= len(doc) or not (letter or initials_at(doc, joined)):
            break
        end = joined + 1
    return (start, end) if doc[end - 2].lower_ in _AND else name


def _after(doc: Doc, end: int, post: bool) -> Name | None:
    latest = next(
        (i for i in range(end, min(end + 12, len(doc))) if doc[i].is_sent_start and i > end), min(end + 12, len(doc))
    )
    i = end
    if i < latest and doc[i].is_sent_start:
        return None
    comma = i < latest and doc[i].text in {",", "("}
    i += comma + (doc[i : i + 2].text == ",(")
    marked = False
    while i < latest and (doc[i].lower_ in _INITIALS or (doc[i].lower_ == "nama" and marked)):
        marked, i = True, i + 1
    i += marked and i < latest and doc[i].text in _OPENING
    if i >= latest:
        return None
    if comma and not marked and (past := _past_place(doc, i, latest)):
        i = past
    name = _name_at(doc, i, latest)
    if name is None or (comma and not marked and (not post or _is_place(doc, name))):
        return None
    return name


def _past_place(doc: Doc, i: int, latest: int) -> int | None:
    """Where the name may start after places between commas: "Kepala Desa X, Kecamatan Y, Kabupaten Z, Darlis"."""
    past = None
    while i < latest and (doc[i].lower_ in lexicon().levels or place_length(doc, i)):
        comma = next((j for j in range(i + 1, min(i + 6, latest - 1)) if doc[j].text == ","), None)
        if comma is None:
            break
        past = i = comma + 1
    return past


def _is_place(doc: Doc, name: Name) -> bool:
    return place_length(doc, name[0]) >= name[1] - name[0]


def _before(doc: Doc, start: int) -> Name | None:
    """ "Darlis, Camat Marau" and "Darlis selaku Camat Marau"."""
    if start < 2 or doc[start - 1].lower_ not in {",", "selaku"}:
        return None
    first = start - 1
    while first > 0 and start - 1 - first < _LONGEST and _name_token(doc[first - 1]) and not doc[first].is_sent_start:
        first -= 1
    name = (first, start - 1)
    if first == start - 1 or _is_place(doc, name) or (first and doc[first - 1].lower_ in lexicon().levels | SAYS):
        return None
    if any(doc[i].lower_ in lexicon().terms for i in range(first, start - 1)):
        return None
    known = doc[first].lower_ in given_names() or start - 1 - first > 1
    return name if known else None


def _acting_as(doc: Doc, start: int, names: Names | None) -> Name | None:
    """ "Darlis selaku Camat Marau": whose post it is, whoever may stand behind it."""
    end = start - 1
    if end < 1 or doc[end].lower_ != "selaku" or doc[end].is_sent_start:
        return None
    recognised = names.over(end - 1, end) if names else []
    if name := next((name for name in recognised if name[1] == end), None) or _before(doc, start):
        return name
    no_name = doc[end - 1].lower_ in not_names() or re.fullmatch("[IVX]+", doc[end - 1].text)
    listed = end > 1 and doc[end - 2].lower_ in _AND
    return (end - 1, end) if initials_at(doc, end - 1) and not (no_name or listed) else None


def _does_something(doc: Doc, start: int, end: int, name: Name) -> bool:
    """Whether the name past a comma opens a clause of its own: "Di hadapan para kades, Kacoa melontarkan …".

    It does where the post stands within a phrase before it, and no second comma makes the name an aside.
    """
    if (
        doc[end : end + 1].text != ","
        or not doc[name[1] : name[1] + 1].text.islower()
        or doc[name[1]].lower_ in _words()["lanjut"]
    ):
        return False
    terms, first = lexicon().terms, start
    while first > max(0, start - _REACH) and not doc[first].is_sent_start:
        before = doc[first - 1].lower_
        if before in _words()["arah"] or before == "para":
            return True
        if not (before in _words()["jumlah"] or before in _AND or before == "," or before in terms):
            return False
        first -= 1
    return False


def _marked(doc: Doc, end: int, latest: int) -> Name | None:
    """ "Camat di Kabupaten Bima berinisial SM", "Camat setempat, Darlis": the name further on in the phrase."""
    known = lexicon()
    for i in range(end, min(latest, len(doc) - 1)):
        token = doc[i]
        if token.lower_ == "dengan" and doc[i + 1].lower_ in _CALLED:
            continue
        if token.lower_ in _CALLED:
            called = i + 1 + (doc[i + 1].text in _OPENING)
            return _name_at(doc, called, min(called + 1 + _LONGEST, len(doc)))
        if token.lower_ in _HERE and (initials_at(doc, i + 1) or starts_person(doc, i + 1)):
            return _name_at(doc, i + 1, min(i + 2 + _LONGEST, len(doc)))
        if token.text == "," and starts_person(doc, i + 1):
            name = _name_at(doc, i + 1, min(i + 1 + _LONGEST, len(doc)))
            pointed = any(before.lower_ in _POINTING for before in doc[end:i])
            return name if name and (not pointed or _aside(doc, *name)) else None
        alone = token.text == "," and i + 2 < len(doc) and doc[i + 2].text in {",", "("}
        if alone and initials_at(doc, i + 1) and doc[i + 1].lower_ not in not_names():
            return i + 1, i + 2
        between = token.lower_ in _words()["antara"] or token.lower_ in known.levels or not token.text[:1].islower()
        if (token.is_sent_start and i > end) or not between:
            return None
    return None


def _cut(doc: Doc, name: Name) -> Name:
    """The name up to the word by which a headline goes on."""
    start, end = name
    return start, next((i for i in range(start + 1, end) if goes_on(doc[i].text)), end)


def _agreed(doc: Doc, name: Name, names: Names) -> Name | None:
    """A name as rules found it, if it is one: initials, a known name, or a name to the recogniser as well.

    The recogniser may draw it out to the right, never shorten it.
    """
    start, end = name
    if _SHORT.fullmatch(doc[start:end].text):
        return None if doc[end : end + 1].text == "/" else name
    recognised = [_cut(doc, name) for name in names.over(start, end)]
    if not recognised:
        part = doc[start].lower_.replace("’", "'") in _name_parts()
        return name if part or starts_person(doc, start) else None
    return start, max(end, recognised[0][1])


def _past_places(doc: Doc, name: Name) -> Name:
    """The name without the place of several words that a post without a comma puts before it: "Bupati Marau Jawa Timur Darlis"."""
    start, end = name
    length = place_length(doc, start)
    sure = length > 1 or doc[start].lower_ in _short_provinces()
    return (start + length, end) if sure and 0 < length < end - start else name


@cache
def _short_provinces() -> frozenset[str]:
    """Short forms of provinces, which nobody is called by: "Sulut"."""
    official = {name.lower() for name in official_names().values()}
    return frozenset(name for name, code in short_names().items() if len(code) == 2) - official


def _recognised(doc: Doc, end: int, post: bool, names: Names) -> Name | None:
    """The name that the recogniser alone sees right behind a phrase, or past a comma or a bracket behind a post."""
    i = end
    if i >= len(doc) or doc[i].is_sent_start:
        return None
    i += post and doc[i].text in {",", "("}
    while i < len(doc) and doc[i].lower_ in _honorifics():
        i += 1
    return next((_cut(doc, name) for name in names.over(i, i + 1) if name[0] == i and not goes_on(doc[i].text)), None)


def _is(doc: Doc, name: Name, person: Person | None) -> bool:
    """Whether a name is that of a person told of before, or shares words with that name where it stands."""
    return person is not None and (
        _plain(doc, name) == person.name or (name[0] < person.end and name[1] > person.start)
    )


def person_beside(
    doc: Doc, start: int, end: int, latest: int, names: Names | None, post: bool = True, taken: Person | None = None
) -> Person | None:
    """The person whose post is ``doc[start:end]``; initials count.

    ``latest``: where the next mention starts; a name called one ("berinisial") is looked for up to there.
    ``names``: those the recogniser sees; None goes by rules alone. ``post``: whether the phrase is a post; a name past a comma belongs to a post,
    not to a group. ``taken``: the person beside the mention before, who is not this one's by a comma or "selaku" alone.
    """
    acting = _acting_as(doc, start, names) or (held_by(doc, start, names) if names and post else None)
    if before_bracket(doc, start):
        taken = None
    if acting and _is(doc, acting, taken):
        return None
    beside = acting or _after(doc, end, post) or (_before(doc, start) if post else None)
    reach = min(latest, end + _REACH)
    name = ruled = beside or _marked(doc, end, reach)
    if names:
        name = _agreed(doc, ruled, names) if ruled else _recognised(doc, end, post, names)
        if name is None and beside and beside[0] >= end and not _is_place(doc, beside) and surely(doc, end, *beside):
            name = beside
        if name is None and beside and (marked := _marked(doc, end, reach)) and _is_called(doc, marked[0]):
            name = _agreed(doc, marked, names)
        if name is None:
            name = introduced(doc, start, names, post) or (standing_before(doc, start, names) if post else None)
        if name and name[1] <= start and taken and name[0] < taken.end and name[1] > taken.start:
            name = None
    if name is None or _DEGREE_ALONE.fullmatch(doc[name[0]].text) or _does_something(doc, start, end, name):
        return None
    name = _listed(doc, name) if initials_at(doc, name[0]) else _past_places(doc, name)
    plain = _plain(doc, name)
    return Person(plain, *name) if plain else None
