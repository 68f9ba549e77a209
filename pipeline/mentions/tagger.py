"""Find the mentions of an article: the term, the institution and place after it, the person beside it.

Roles are not decided here: every mention leaves this room as ``lain``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.language import language
from pipeline.mentions.beginning import beginning, capitalised
from pipeline.mentions.departments import unlisted_heads
from pipeline.mentions.extend import Extender
from pipeline.mentions.lexicon import Lexicon, Surroundings, Term, lexicon
from pipeline.mentions.meant import Nobody, Subheadings, is_byline, taken_away, word_before
from pipeline.mentions.names import Names
from pipeline.mentions.persons import Person, given_names, person_beside
from pipeline.mentions.unknown import behind_rank
from pipeline.records import Group, Mention

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc, Span

_SERVED = frozenset({Group.PENYELENGGARA, Group.PEJABAT_DAERAH})
_CIVIL = frozenset({"asn", "pns"})
_SERVE = frozenset({"hukum", "pengacara", "advokat", "istri", "suami", "ajudan"})


def _forms(phrase: str) -> list[Doc]:
    """A phrase as it may stand in a text. Letters and spaces are tokens as they stand; of anything else it depends on the capitals."""
    from spacy.tokens import Doc

    nlp = language()
    if phrase.replace(" ", "").isalpha():
        return [Doc(nlp.vocab, words=form.split()) for form in (phrase, f"{phrase}nya")]
    return [nlp.make_doc(form) for form in {phrase, phrase.upper(), phrase.title(), f"{phrase}nya"}]


@cache
def _matcher() -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(language().vocab, attr="LOWER")
    for phrase in lexicon().terms:
        matcher.add(phrase, _forms(phrase))
    return matcher


@cache
def _misspelt() -> dict[int, str]:
    """The right spelling of each misspelt word by the number that spaCy knows it by."""
    numbers = language().vocab.strings
    return {numbers[slip]: word for slip, word in lexicon().misspelt.items()}


def _spelt(doc: Doc) -> Doc:
    """The text with its misspelt words spelt right, token by token: "Bawslu" is "bawaslu"."""
    from spacy.tokens import Doc

    misspelt, words = _misspelt(), doc.to_array("LOWER").tolist()
    if misspelt.keys().isdisjoint(words):
        return doc
    right = (misspelt.get(word, token.text) for word, token in zip(words, doc, strict=True))
    return Doc(doc.vocab, words=list(right))


def _matches(doc: Doc) -> list[tuple[Span, str]]:
    """The longest matches, in order, not overlapping, each with its phrase."""
    from spacy.util import filter_spans

    found = filter_spans([*_matcher()(_spelt(doc), as_spans=True), *unlisted_heads(doc)])
    return [(doc[span.start : span.end], span.label_) for span in found]


def _term(phrase: str, span: Span, known: Lexicon, around: Surroundings) -> Term | None:
    """What a phrase means here."""
    term = known.terms[phrase]
    if term is None:
        return None
    place = span.start_char, span.end_char
    for group, context in known.moves.get(phrase, ()):
        if around.allow(context, *place):
            return Term(term.kind, group)
    if phrase in known.contexts and not around.allow(known.contexts[phrase], *place):
        return None
    return term


def _serves(doc: Doc, start: int, term: Term) -> bool:
    """Whether a post is one of the office that serves a body: "Kabag Hukum Bawaslu"."""
    opening = {doc[start].lower_, doc[start : start + 2].text.lower()}
    return term.kind == "lembaga" and term.group in _SERVED and not opening.isdisjoint(lexicon().secretariat)


def _kept(doc: Doc) -> list[tuple[int, int, Term]]:
    """The terms that name somebody: known, meant, and not taken away by the words beside them."""
    known, text = lexicon(), doc.text  # spaCy puts it together anew each time
    around, headings = Surroundings(text), Subheadings(text)
    kept: list[tuple[int, int, Term]] = []
    taken: Nobody | None = None
    for span, phrase in _matches(doc):
        term = _term(phrase, span, known, around)
        if term is None or span.start_char in headings:
            continue
        start = beginning(doc, span.start, term, known)
        if term.kind == "pangkat" and kept and kept[-1][1] > start > kept[-1][0]:
            start = span.start  # "Dansat Brimob Kombes Pol": the word for a member is within the post
        while kept and kept[-1][0] >= start:
            kept.pop()
        if is_byline(doc, span.end, term):
            continue
        taken = taken_away(doc, start, span.end, term, taken)
        if taken:
            if taken.backwards and kept and kept[-1][1] == start - 1:
                kept.pop()
            continue
        holder = term.kind in {"lembaga", "pangkat"} and start < span.start
        if term.kind == "lembaga" and term.group is Group.BUMN and not holder:
            continue  # a company as such is nobody; its people are
        kind = {"lembaga": "jabatan", "pangkat": "berpangkat"}[term.kind] if holder else term.kind
        civil = _serves(doc, start, term) or (holder and doc[start].lower_ in _CIVIL)  # "ASN jajaran Kodam"
        kept.append((start, span.end, Term(kind, Group.ASN if civil else term.group)))
    return kept


def _person(
    doc: Doc, start: int, end: int, latest: int, term: Term, names: Names, taken: Person | None
) -> Person | None:
    """The person beside a mention; a body has none, and a lawyer's name is not the client's."""
    body = term.kind == "lembaga" and not behind_rank(doc, end)
    if body or word_before(doc, start) in _SERVE:
        return None
    return person_beside(doc, start, end, latest, names, term.kind != "nama", taken)


def _is_surname(doc: Doc, start: int, end: int, names: Names, before: Person | None) -> bool:
    """Whether a term is the last word of a name: "Husni Hakim", "Sri Lurah".

    ``before``: the person beside the mention before; a bare title right behind a single name of that person goes on it,
    as behind a given name: "Menurut Sri Lurah, warga menolak".
    """
    if end > start + 1 or start == 0 or doc[start].is_sent_start or not doc[start].is_title:
        return False
    if not capitalised(doc[start - 1]):
        return False
    if before and before.start < start < before.end:
        return True
    last = not doc[end : end + 1].text[:1].isupper()
    goes_on_person = before is not None and start == before.end == before.start + 1
    if last and (goes_on_person or doc[start - 1].lower_ in given_names()):
        return True
    return any(first < start < last for first, last in names.over(start, end))


def _is_whole_rank(doc: Doc, start: int, end: int) -> bool:
    """Whether a rank says of what service it is, with a name behind it that nothing knows: "Mayor Jenderal TNI Kunto"."""
    of_service = end > start + 1 and doc[end - 1].lower_ in lexicon().corps | {"tni", "polisi"}
    return of_service and end < len(doc) and capitalised(doc[end]) and not doc[end].is_sent_start


def tag(doc: Doc) -> list[Mention]:
    """The mentions of a parsed text, in order, none overlapping, every role ``lain``."""
    kept = _kept(doc)
    if not kept:
        return []
    names = Names(doc)
    extender = Extender(doc, lexicon(), {start: (end, term) for start, end, term in kept}, names)
    mentions: list[Mention] = []
    beside: Person | None = None
    taken: Person | None = None
    done = 0
    following = [*(start for start, _, _ in kept), len(doc)][1:]
    for (start, end, term), latest in zip(kept, following, strict=True):
        if start < done or _is_surname(doc, start, end, names, beside):
            continue
        bare, end = end, extender.extend(start, end, term)
        done = end
        beside = _person(doc, start, end, latest, term, names, taken)
        taken = None if term.kind == "pangkat" else beside
        if term.kind == "pangkat" and beside is None and not _is_whole_rank(doc, start, end):
            continue
        end = extender.without_district(bare, end, term)
        while doc[end - 1].is_space and end > start + 1:
            end -= 1
        span = doc[start:end]
        mentions.append(
            Mention(span.text, span.start_char, span.end_char, term.group, person=beside.name if beside else None)
        )
    return mentions
