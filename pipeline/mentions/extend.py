"""How far a mention reaches past its term: the institution, the place, the rank."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.mentions.beginning import JOINERS, LONGEST_OFFICE, capitalised
from pipeline.mentions.headlines import goes_on
from pipeline.mentions.introduced import initials_at
from pipeline.mentions.lexicon import Lexicon, Term
from pipeline.mentions.names import Names, name_model
from pipeline.mentions.persons import not_names, starts_person
from pipeline.mentions.places import ends_place, place_length
from pipeline.records import Group

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NO_ACRONYM = frozenset({"purn", "purn.", "p", "e", "t", "k"})
_LEVELS = frozenset({"kabupaten", "kota", "provinsi", "kecamatan", "distrik", "kapanewon", "nagari"})
_LISTED = frozenset({"kabupaten", "kota", "provinsi"})  # every such place is in a list; an unknown one is misspelt
_SMALL = frozenset({"kecamatan", "distrik", "kapanewon"})
_DISTRICTS = _SMALL | {"kec."}
_SERVICES = frozenset({"polri", "tni", "bumn", "bumd"})
_LONGEST_INITIALS = 3
_LONGEST_VILLAGE = 2
_VOWELS = frozenset("AEIOU")
_NUMBER = r"[0-9]+(?:-[0-9]+)?/?|[IVX]+"
_LONGEST_SHORT, _LONGEST_SMALL = 4, 5
_SHORT_DEPARTMENT = re.compile("Di[sn][a-z]{2}")
_ECHELON = re.compile("[IV]+(?:[.]?[a-dA-D])?")


def _is_acronym(token: Token) -> bool:
    """Whether a word is one of capitals that nobody could be called by: "BPMD", not "DARLIS"."""
    vowels = sum(letter in _VOWELS for letter in token.text)
    return token.text.isalnum() and token.is_upper and len(token) >= _LONGEST_INITIALS and vowels * 4 <= len(token)


def _abbreviates(doc: Doc, bracket: int) -> bool:
    """Whether the letters behind a bracket are those with which words before it begin: "Pengadilan Negeri (PN)"."""
    first = "".join(token.text[0].upper() for token in doc[max(0, bracket - LONGEST_OFFICE) : bracket])
    letters = iter(first)
    return all(letter in letters for letter in doc[bracket + 1].text)


def _shortens(doc: Doc, bracket: int) -> bool:
    """Whether the letters behind a bracket are those of the words right before it, one a word: "Perangkat Daerah (PD)"."""
    letters = doc[bracket + 1].text
    return "".join(token.text[0] for token in doc[max(0, bracket - len(letters)) : bracket]) == letters


def _clips(doc: Doc, bracket: int) -> bool:
    """Whether the word behind a bracket is made of letters of the words right before it, in order: "Perwira Menengah (Pamen)"."""
    short, first = doc[bracket + 1].lower_, bracket - len(doc[max(0, bracket - 2) : bracket])
    letters = iter("".join(token.lower_ for token in doc[first:bracket]))
    return (
        len(short) >= _LONGEST_SHORT and doc[first].lower_[0] == short[0] and all(letter in letters for letter in short)
    )


class Extender:
    """Walks on from a term over the words that belong to its name."""

    def __init__(self, doc: Doc, known: Lexicon, starts: dict[int, tuple[int, Term]], names: Names):
        self.doc, self.known, self.starts, self.names = doc, known, starts, names

    def extend(self, start: int, end: int, term: Term) -> int:
        """The end of the mention whose term is ``doc[start:end]``."""
        bare = end
        words = {token.lower_ for token in self.doc[start:end]}
        local = term.kind != "nama" and (term.group is Group.KEPALA_DESA or words & self.known.local)
        free = 2 if local or self._of_named_village(end, term) else 0
        if term.kind in {"pangkat", "berpangkat"}:
            return self._rank(end, term)
        office = term.kind == "jabatan" or term.group is Group.PENYELENGGARA
        while (step := self._step(end, term, office, free)) is not None:
            length, free = step
            end += length
        whole = term.group is Group.PENYELENGGARA and self.doc[bare : bare + 1].text.lower() in _LEVELS
        while end > bare + whole and self._loose(end - 1):
            end -= 1
        return self._rank(self._past_comma(start, end, term), term)

    def without_district(self, bare: int, end: int, term: Term) -> int:
        """The end of a mention without the district behind the name of a village: "Kades Sukamaju Kecamatan Marau".

        ``bare``: where its term ended. The district says where the village is; the name of who heads it may stand behind it.
        """
        village = term.group is Group.KEPALA_DESA or self.doc[bare : bare + 1].text.lower() in self.known.villages
        opened = (i for i in range(bare + 1, end) if self.doc[i].lower_ in _DISTRICTS and capitalised(self.doc[i - 1]))
        return next(opened, end) if village else end

    def _past_comma(self, start: int, end: int, term: Term) -> int:
        """Where the rank of the holder of a post stands, past a comma: "Kapolres Tegal, AKBP".

        Behind a bare post another may go on: "Menurut Kapolres, Aipda RL mengaku".
        """
        past = end + 1
        ranked = self._inside(past) and past in self.starts and self.starts[past][1] == Term("pangkat", term.group)
        whole = term.kind == "jabatan" and end > start + 1 and self.doc[end : end + 1].text == ","
        return past if ranked and whole else end

    def _loose(self, i: int) -> bool:
        """Whether the word at ``i`` opens a place that does not follow; it may also close one: "Polres Kupang Kota"."""
        known, doc = self.known, self.doc
        opens = doc[i].lower_ in known.levels - known.office_words and capitalised(doc[i])
        return opens and not ends_place(doc, i) and not ends_place(doc, i + 1)

    def _inside(self, i: int) -> bool:
        return i < len(self.doc) and not self.doc[i].is_sent_start and "\n" not in self.doc[i].text

    def _step(self, i: int, term: Term, office: bool, free: int) -> tuple[int, int] | None:
        """How many tokens to take at ``i``, and how many unknown words may still follow."""
        if not self._inside(i):
            return None
        if (after := self._bracket(i, term)) > i:
            local = any(token.lower_ in self.known.local for token in self.doc[i:after])
            named = self._inside(after) and self.doc[after].lower_ not in not_names()
            return after - i, max(free, 2) if local and named else free
        doc, known, word = self.doc, self.known, self.doc[i].lower_
        if end := self._nested(i, term):
            return end - i, max(free, 2 if word in known.local else 0)
        if i in self.starts and word not in known.levels:
            return None
        if word in known.levels and not place_length(doc, i + 1) and (length := place_length(doc, i)) > 1:
            return length, 0  # "Kota Agung" is no city
        if self._opens_place(i):
            return 1, 0 if ends_place(doc, i) else 2
        if starts_person(doc, i):
            return None
        if length := place_length(doc, i):
            goes_on = doc[i - 1].lower_ in known.levels | {"metro"} or not ends_place(doc, i)
            more = length == 1 and goes_on and (self._to_comma(i, term) or self._of_village(i, term))
            return (length + more, 0) if goes_on else None
        if length := self._office(i, term, office) or self._department(i, term) or self._level_beside(i, term):
            return length, free
        if length := self._number(i, term):
            return length, max(free, 1)
        return (1, free - 1) if free and self._unknown(i) and not self._whole_name(i, term, free) else None

    def _whole_name(self, i: int, term: Term, free: int) -> bool:
        """Whether the recogniser sees a name of several words at ``i``; names of villages and companies look the same."""
        if term.group in {Group.KEPALA_DESA, Group.BUMN}:
            return False
        seen, placed = (
            self.names.over(i, i + 1),
            free == 1,
        )  # the word before may be the place: "Lurah Sukamaju Naz Wijaya"
        if placed and self.doc[i - 2].lower_ in _LISTED:
            return bool(seen)
        several = any(i - placed <= start <= i and end > i + 1 for start, end in seen)
        return several and (placed or self.doc[i - 1].text.islower())

    def _unknown(self, i: int) -> bool:
        """Whether the word at ``i`` may be the name of a place that no list holds: no initials, and no verb of a headline."""
        unit = self.doc[i - 1].text.endswith("/")  # "Koramil 414-07/ MRU"
        initials = self.doc[i].is_upper and len(self.doc[i]) < 4 and not unit
        school = self.doc[i].lower_ in self.known.local and self._inside(i + 1) and self.doc[i + 1].is_digit  # "SDN 3"
        return capitalised(self.doc[i]) and (school or not initials) and not goes_on(self.doc[i].text)

    def _of_village(self, i: int, term: Term) -> bool:
        """Whether one more word is the name of a village with the district at ``i``: "Kades Sumber Makmur Sukir"."""
        doc, names, end = self.doc, self.names, i + 1
        village = term.group is Group.KEPALA_DESA or doc[i - 1].lower_ in self.known.villages
        if not village or ends_place(doc, i) or not (self._inside(end) and self._unknown(end)):
            return False
        if end in self.starts or names.over(end, end + 1):
            return False
        behind = end + 1 + (doc[end + 1 : end + 2].text == ",")
        named = any(start == behind for start, _ in names.over(behind, behind + 1))
        return named or doc[end].lower_ in self.known.village_words or not starts_person(doc, end)

    def _of_named_village(self, i: int, term: Term) -> bool:
        """Whether the name of a village stands behind those who serve it: "perangkat desa Sukaramai", no headline."""
        level = self.doc[i - 1].text in self.known.levels
        return level and term.group is Group.KEPALA_DESA and not self.names.over(i, i + 1)

    def _to_comma(self, i: int, term: Term) -> int:
        """How many words more are the name of a small place with the district at ``i``: those up to the comma before the holder's.

        "Camat Padang Makmur, Darlis", "Kades Bandar Suka Maju, Kecamatan Marau".
        """
        doc, end = self.doc, i + 1
        before = doc[i - 1].lower_
        small = term.group is Group.KEPALA_DESA or before in self.known.local | self.known.villages | _SMALL
        while small and end <= i + _LONGEST_VILLAGE and self._inside(end) and doc[end].text != ",":
            if not self._unknown(end) or end in self.starts or self.names.over(end, end + 1):
                return 0
            end += 1
        past = end + 1
        if not (end > i + 1 and self._inside(past) and doc[end].text == ","):
            return 0
        named = any(start == past for start, _ in self.names.over(past, past + 1))
        ranked = past in self.starts and self.starts[past][1].kind == "pangkat"
        return end - i - 1 if named or ranked or doc[past].lower_ in self.known.levels else 0

    def _nested(self, i: int, term: Term) -> int:
        """Where another body or post of the same group ends that starts at ``i`` and belongs to this post; 0 for none."""
        end, other = self.starts.get(i, (0, term))
        body = other.kind in {"lembaga", "jabatan"} or self.doc[i].lower_ in _SERVICES  # "Kabareskrim Polri"
        return end if body and other.group == term.group and term.kind == "jabatan" else 0

    def _opens_place(self, i: int) -> bool:
        """Whether the word at ``i`` says of what level a place is: "Kota Bima", "Tegal Kota"."""
        token, follows = self.doc[i], self._inside(i + 1) and capitalised(self.doc[i + 1])
        closes = token.lower_ == "kota" and ends_place(self.doc, i)
        if token.text in self.known.villages | _SMALL and self.doc[i - 1].lower_ in self.known.local:
            return follows  # "bhabinkamtibmas desa Sukaramai"
        return capitalised(token) and token.lower_ in self.known.levels and (follows or closes)

    def _office(self, i: int, term: Term, office: bool) -> int:
        """How many tokens at ``i`` go on the name of an office: "Dinas Sosial", "dan Humas", "Ahli Muda"."""
        token, known = self.doc[i], self.known
        if capitalised(token) and (
            token.lower_ in known.companions or (office and (token.lower_ in known.office_words or self._new_office(i)))
        ):
            return 1
        if token.text in known.joined:
            return 1
        if term.group is Group.ASN and (length := self._small_office(i, term) or self._grade(i) or self._echelon(i)):
            return length
        named = term.kind == "jabatan" or (office and self.doc[i - 1].lower_ in known.office_words)
        if not named or token.lower_ not in JOINERS:
            return 0
        last = i + (self.doc[i : i + 2].text in {", dan", ", serta"})
        return last + 2 - i if self._goes_on_office(last + 1, self.doc[last].text) else 0

    def _new_office(self, i: int) -> bool:
        """Whether a word that no list holds stands within the name of an office: "Bidang Penilaian Kinerja"."""
        before, word, after = (self.doc[j : j + 1].text.lower() for j in (i - 1, i, i + 1))
        offices = self.known.office_words
        ordinary = before in offices and word in name_model().ordinary and after in offices
        return ordinary and not goes_on(word) and not self.names.over(i, i + 1)

    def _department(self, i: int, term: Term) -> int:
        """How many tokens at ``i``, right behind "Dinas" or "Kadis", name a department that no list holds: "Nakertrans", "DPM-PTSP"."""
        before, word = self.doc[i - 1], self.doc[i]
        if term.kind != "jabatan" or before.lower_ not in self.known.small_heads | {"sekdis", "kaban"}:
            return 0
        if capitalised(word) and self.known.department.fullmatch(word.lower_):
            return 1
        if before.is_upper or not _is_acronym(word):
            return 0
        hyphen = self._inside(i + 2) and self.doc[i + 1].text == "-" and _is_acronym(self.doc[i + 2])
        initials = len(word) == _LONGEST_INITIALS and not (self._inside(i + 1) and capitalised(self.doc[i + 1]))
        return 3 if hyphen else int(not initials)

    def _small_office(self, i: int, term: Term) -> int:
        """How many tokens at ``i`` name an office in small letters: "kepala dinas perikanan", "kadis pendidikan dan kebudayaan"."""
        word, before, known = self.doc[i].text, self.doc[i - 1].text, self.known
        if term.kind == "jabatan" and before in known.small_heads:
            named = (n for n in range(_LONGEST_SMALL, 1, -1) if self.doc[i : i + n].text in known.small_names)
            if length := next(named, 0):
                return length
        opened = before.islower() and (before in known.small_heads or (before in known.small_words and i - 1 > 0))
        return int(term.kind == "jabatan" and opened and word in known.small_words)

    def _grade(self, i: int) -> int:
        """How many tokens at ``i`` are the grade of a functional post."""
        return next((n for n in (2, 1) if self.doc[i : i + n].text.lower() in self.known.grades), 0)

    def _echelon(self, i: int) -> int:
        """How many tokens at ``i`` number an echelon: "pejabat eselon IIb", "(Eselon III)"."""
        numbers = self.doc[i - 1].lower_ == "eselon" and _ECHELON.fullmatch(self.doc[i].text)
        bracketed = self.doc[i].text == "(" and self.doc[i + 1 : i + 2].text.lower() == "eselon"
        return 4 if bracketed and self.doc[i + 3 : i + 4].text == ")" else int(bool(numbers))

    def _number(self, i: int, term: Term) -> int:
        """How many tokens at ``i`` number a unit: "SDN 3", "Kodim 0905/Balikpapan", not "camat 14 persen"."""
        before, text = self.doc[i - 1], self.doc[i].text
        if term.kind == "nama":
            return 0
        if re.fullmatch(_NUMBER, text):
            return int(capitalised(before) or before.text == ")")
        return 2 if text in "/-" and self._inside(i + 1) and re.match(_NUMBER, before.text) else 0

    def _goes_on_office(self, i: int, joiner: str) -> bool:
        """Whether the name of an office goes on behind "dan" or a comma: "Divisi Pencegahan, Partisipasi dan Humas"."""
        if not self._inside(i) or not capitalised(self.doc[i]) or self.doc[i].lower_ not in self.known.office_words:
            return False
        if self.doc[i : i + 2].text.lower() == "daerah istimewa":
            return False
        another = self.doc[i].lower_ in self.known.small_heads | {"kementerian"} or (
            joiner == "," and self.doc[i].is_upper
        )
        return not (another or starts_person(self.doc, i))

    def _level_beside(self, i: int, term: Term) -> int:
        """How many tokens say of what level a body is: "Bawaslu kabupaten/kota", "KPU provinsi"."""
        if term.group is not Group.PENYELENGGARA or self.doc[i].lower_ not in _LEVELS:
            return 0
        return 3 if self.doc[i + 1 : i + 3].text in {"/kota", "dan kota"} else 1

    def _bracket(self, i: int, term: Term) -> int:
        """Past an acronym in brackets: "Aparatur Sipil Negara (ASN)"."""
        doc = self.doc
        nested = self.starts.get(i + 1) if doc[i].text in "([" else None
        if nested and nested[1].group == term.group and (closes := self._closes(nested[0])):
            return closes + 1
        if term.kind == "jabatan" and doc[i].text == "(" and self._shortened(i + 1) and (closes := self._closes(i + 2)):
            return closes + 1
        if i + 2 < len(doc) and doc[i].text in "([" and doc[i + 2].text in ")]":
            letters = initials_at(doc, i + 1) or (len(doc[i + 1]) == 1 and doc[i + 1].is_upper)
            if term.kind == "jabatan" and letters and not _abbreviates(doc, i):
                return i
            short = (doc[i + 1].is_upper and (len(doc[i + 1]) > 2 or _shortens(doc, i))) or _clips(doc, i)
            named = term.kind != "nama" and capitalised(doc[i + 1]) and not starts_person(doc, i + 1)
            if short or (named and doc[i + 1].lower_ not in _NO_ACRONYM):
                return i + 3
        return i

    def _closes(self, i: int) -> int | None:
        """Where the bracket closes that goes on at ``i`` with names only: "Kepolisian Daerah Bali (Polda Bali)"."""
        for token in self.doc[i : i + _LONGEST_SHORT]:
            if token.text in {")", "]"}:
                return token.i
            if not (capitalised(token) or token.lower_ in JOINERS):
                return None
        return None

    def _shortened(self, i: int) -> bool:
        """Whether the word at ``i`` is the short name of a department: "(Diskop dan UMKM)"."""
        return bool(_SHORT_DEPARTMENT.match(self.doc[i : i + 1].text))

    def _rank(self, i: int, term: Term) -> int:
        """Past a rank beside the post: "Kapolres Tegal AKBP", "Danlanal Letkol Laut (P)", "Panglima TNI Jenderal"."""
        if term.kind not in {"pangkat", "berpangkat"} and not self._general(i, term):
            nested = self.starts.get(i)
            if not nested or nested[1].kind != "pangkat" or nested[1].group != term.group:
                return i
            i = nested[0]
        while i < len(self.doc) and (length := self._corps(i) or self._general(i, term)):
            i += length
        return i

    def _corps(self, i: int) -> int:
        """How many tokens at ``i``, behind a rank, are its arm of service or its short form: "Inf", "Arm.", "(P)", "(Mayjen)"."""
        doc, known = self.doc, self.known
        if doc[i].lower_.rstrip(".") in known.corps:
            return 1
        if not (i + 2 < len(doc) and doc[i].text == "(" and doc[i + 2].text == ")"):
            return 0
        word, meant = doc[i + 1].lower_, known.terms.get(doc[i + 1].lower_)
        short = word in known.corps | known.generals or (meant is not None and meant.kind == "pangkat")
        return 3 if short or len(word) == 1 else 0

    def _general(self, i: int, term: Term) -> int:
        """How many tokens at ``i``, behind a post or rank of the army or the police, are the rank of a general."""
        ranked = term.group in {Group.TNI, Group.POLRI} and term.kind != "lembaga"
        if not (ranked and self._inside(i) and capitalised(self.doc[i])):
            return 0
        return next((n for n in (2, 1) if self.doc[i : i + n].text.lower() in self.known.generals), 0)
