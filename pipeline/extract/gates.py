"""What is refused, and when: robot checks, notices, consent pages, paywalls, beginnings of stories, other languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, TypedDict, cast

from pipeline.language.normal import normalise
from pipeline.shipped import read_toml

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_CHALLENGE_WORDS = 120
_PAYWALL_WORDS = 120
_TEASER_WORDS = 300
_CONSENT_WORDS = 200
_NOTICE_WORDS = 300
_WORDS_A_MARK = 30
_MARKS = 2
_WALL_LINE = 16
_BRIEF_WORDS = 20
_SENTENCE_WORDS = 6
_HEADLINE_WORDS = 4
_TAIL, _LAST = 20, 2_000
"""Letters of the end of a text by which it is known again as the end of a document, and letters of that looked at."""
_REPORTED = re.compile(r"[\"“”]|\b(?:kata|ujar|ucap|tutur|jelas)(?:nya)?\b")
_QUOTED = re.compile(r"[\"“”]|\b(?:ujar|ucap|tutur|katanya|kata dia)\b")
_SURE = 0.9
_PARTS = re.compile(r"(?<!\s)(?:\s+[-–—|»›‹•·]|\s*[|»])\s+")

_CLOSED = re.compile(r"""[.!?]["'”’)\]]{0,2}$|["”)]$""")
_STOP = re.compile(r"""[.!?…]["'”’)\]]{0,2}(?:\s|$)""")
_DOTS = re.compile(r"\w\s?(?:\.{3,}|…)$")
_SENTENCE_END = re.compile(r"""[.!?]["'”’)\]]{0,2}$|\)$""")


class _Challenge(TypedDict):
    titles: list[str]
    marks: list[str]


class _Notice(TypedDict):
    code: str
    titles: list[str]
    marks: list[str]


class _Paywall(TypedDict):
    paid: str
    marks: list[str]
    ends: list[str]
    paid_ends: list[str]


class _Data(TypedDict):
    """``data/gates.toml``."""

    challenge: _Challenge
    notice: list[_Notice]
    paywall: _Paywall
    truncated: dict[str, list[str]]
    consent: dict[str, list[str]]
    language: dict[str, list[str]]


@cache
def _data() -> _Data:
    return cast(_Data, read_toml("gates.toml"))


def is_challenge(html: str, title: str, words: int) -> bool:
    """Whether a page with so many words of text is a check for robots, not a story."""
    rules, title = _data()["challenge"], normalise(title).casefold()
    if words < _CHALLENGE_WORDS and title.startswith(tuple(rules["titles"])):
        return True
    return words < 40 and _has(html.casefold(), rules["marks"])


def is_another(headline: str, seen: str, words: int) -> bool:
    """Whether a page with so many words of text has none of those of the headline that was announced for it."""
    wanted = set(re.findall(r"[^\W\d_]{4,}", normalise(headline).casefold()))
    source = seen.casefold()
    return words < _CHALLENGE_WORDS and len(wanted) >= _HEADLINE_WORDS and not any(word in source for word in wanted)


def notice(titles: Iterable[str], heading: str, text: str) -> str | None:
    """The code of what a page says instead of a story: that it is gone, being mended, or wants to know who is there.

    Its heading says so and nothing else, or, where it has few words, a part of its titles, or these words more than once.
    """
    words, source = len(text.split()), text.casefold()
    parts = {heading, *(part for title in titles if words < _NOTICE_WORDS for part in (title, *_PARTS.split(title)))}
    parts = {normalise(part).casefold().strip(" !.…") for part in parts}
    for rule in _data()["notice"]:
        if any(re.fullmatch(title, part) for title in rule["titles"] for part in parts):
            return rule["code"]
        said = sum(mark in source for mark in rule["marks"])
        if words < _NOTICE_WORDS and said >= _MARKS and words <= _WORDS_A_MARK * said and not _QUOTED.search(source):
            return rule["code"]
    return None


def is_consent(text: str) -> bool:
    """Whether the words of a page ask for leave to track, and say little else."""
    words = len(text.split())
    if words >= _CONSENT_WORDS:
        return False
    source = text.casefold()
    marks = [mark for mark in _data()["consent"]["marks"] if mark in source]
    apart = [mark for mark in marks if not any(mark != other and mark in other for other in marks)]
    return len(apart) >= 3 and words <= _WORDS_A_MARK * len(apart)


def is_paywalled(html: str, text: str, behind: str) -> bool:
    """Whether a page shows only the beginning of its story. ``behind``: the words right behind it, without spaces.

    A page that says of itself that it is not free needs a wall or a broken sentence besides, unless its text is short.
    """
    rules, words = _data()["paywall"], len(text.split())
    paid = says_it_is_paid(html)
    if words < _PAYWALL_WORDS and (paid or _has(html.casefold(), rules["marks"])):
        return True
    if words >= _TEASER_WORDS and not paid:
        return False
    ends = rules["ends"] + (rules["paid_ends"] if paid else [])
    last = [line for line in text.casefold().split("\n") if line][-2:]
    short = (line for line in last if len(line.split()) <= _WALL_LINE and not _REPORTED.search(line))
    after = f"{behind[:100]} {_shown(behind)[:100]}"
    walled = any(_has(line, ends) for line in short) or _has(after, [compact(end) for end in ends])
    return walled or (paid and not _CLOSED.search(text.rstrip()))


def says_it_is_paid(html: str) -> bool:
    """Whether a page says of itself that it is not free."""
    return bool(re.search(_data()["paywall"]["paid"], html, re.IGNORECASE))


def is_brief(title: str, text: str) -> bool:
    """Whether few words are a story all the same: whole sentences, which take up what the headline says."""
    words = text.casefold().split()
    if len(words) < _BRIEF_WORDS or len(title.split()) < 3:
        return False
    small = set(_data()["language"]["small_words"])
    sentences = [line.split() for line in text.split("\n") if _SENTENCE_END.search(line.rstrip())]
    told = sum(
        len(line)
        for line in sentences
        if len(line) >= _SENTENCE_WORDS and small & set(" ".join(line).casefold().split())
    )
    taken_up = {word for word in re.findall(r"[^\W\d_]{4,}", title.casefold())} & set(
        re.findall(r"[^\W\d_]{4,}", text.casefold())
    )
    return told >= 0.8 * len(words) and len(taken_up) >= 2


def has_sentence(text: str) -> bool:
    """Whether any line of a text holds a sentence, as the headlines and menus of a list do not."""
    return any(len(line.split()) >= _SENTENCE_WORDS and _STOP.search(line) for line in text.split("\n"))


def is_truncated(text: str, behind: str) -> bool:
    """Whether a text breaks off, or does so at "Baca selengkapnya" or its like.

    ``behind``: what follows it, without spaces. Buttons to share the story may stand between.
    """
    closed = bool(_SENTENCE_END.search(text.rstrip()))
    if closed and len(text.split()) >= _TEASER_WORDS:
        return False
    if _DOTS.search(text.rstrip()) and len(text.split()) < _TEASER_WORDS and not _in_quotation(text):
        return True
    ends = _any_of(_data()["truncated"]["ends"])
    return bool(
        re.search(rf"(?:{ends})[»>→.]*$", compact(text[-100:]))
        or re.match(rf"[^\w\[]*(?:{ends})(?!:|previous|sebelumnya)", _shown(behind))
    )


def breaks_off(html: str, text: str) -> bool:
    """Whether a document ends within a sentence of its text: its answer or its file was cut."""
    if html.rstrip().endswith(">") or _SENTENCE_END.search(text.rstrip()) or "<body" not in html.lower():
        return False
    end = compact(text[-_TAIL:])
    return bool(end) and compact(re.sub(r"<[^<>]*>?", " ", unescape(html[-_LAST:]))).endswith(end)


def _in_quotation(text: str) -> bool:
    """Whether the last paragraph leaves a quotation open."""
    last = text.rstrip().rpartition("\n")[2]
    return last.count("“") > last.count("”") or last.count('"') % 2 == 1


def _shown(behind: str) -> str:
    """What stands behind a text once the buttons to share it are passed over."""
    return re.sub(rf"^(?:[^\w\[]*(?:{_any_of(_data()['truncated']['buttons'])}))+", "", behind)


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of these phrases in a text without spaces."""
    return "|".join(re.escape(compact(phrase)) for phrase in phrases)


def behind(text: str, seen: str) -> str:
    """What a reader sees right behind the last words of a text, without spaces; nothing where these are not found."""
    end = compact(text[-40:])
    _, last, rest = compact(seen).rpartition(end) if end else ("", "", "")
    return rest if last else ""


def compact(text: str) -> str:
    """A text in small letters without spaces, to find words in it however it was broken up."""
    return "".join(text.casefold().split())


def _has(source: str, marks: Iterable[str]) -> bool:
    return any(mark in source for mark in marks)


def foreign_language(text: str) -> str | None:
    """The code of the language, where it is clearly not Indonesian nor a neighbour of it."""
    rules = _data()["language"]
    words = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    small = set(rules["small_words"])
    if not words or sum(word in small for word in words) >= 0.05 * len(words):
        return None
    language, probability = _identifier().classify(text[:20_000])
    return language if language in rules["foreign"] and probability >= _SURE else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
