"""What is known of a flagged story when it is asked whether another one tells of the same case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.mentions.lexicon import lexicon, read_lines
from pipeline.places import region_of
from pipeline.records import Article, Assessment, Bentuk, Group, Mention, Pemilihan, Role, Status

_WORD = re.compile(r"[^\W\d_]{3,}")
_NAME = re.compile(r"(?<=[^.!?:\n“\"] )[A-Z][a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Story:
    """The facts that tell cases apart. ``region``: official code. ``persons``: words of the names of the accused.

    ``posts``: for each accused mention its words. ``names``: capitalised words inside sentences, without those that name
    offices. ``words``: all words of three letters and more.
    """

    url: str
    title: str
    outlet: str
    day: date | None
    status: Status
    region: str | None
    persons: frozenset[str]
    posts: frozenset[frozenset[str]]
    groups: frozenset[Group]
    forms: frozenset[Bentuk]
    election: Pemilihan
    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, article: Article, assessment: Assessment) -> Story:
        """From an article and what a model says of it."""
        region = region_of(article.title, article.text, article.place)
        return cls.told(
            url=article.url,
            title=article.title,
            outlet=article.outlet,
            text=article.text,
            day=article.published_at.date() if article.published_at else None,
            status=assessment.status,
            region=region.code if region else None,
            mentions=assessment.mentions,
            forms=assessment.bentuk,
            election=assessment.pemilihan,
        )

    @classmethod
    def told(
        cls, *, text: str, title: str, mentions: Iterable[Mention], forms: Iterable[Bentuk], **known: object
    ) -> Story:
        """From the text, its mentions and whatever else is known."""
        accused = [mention for mention in mentions if mention.role is Role.TERDUGA]
        return cls(
            title=title,
            persons=frozenset(word for m in accused if m.person for word in _words(m.person)),
            posts=frozenset(filter(None, (frozenset(_words(m.text)) for m in accused))),
            groups=frozenset(mention.group for mention in accused),
            forms=frozenset(forms),
            names=frozenset(word.lower() for word in _NAME.findall(text)) - _offices(),
            words=frozenset(_words(f"{title} {text}")),
            **known,
        )


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


@cache
def _offices() -> frozenset[str]:
    """Words that name offices and groups: every story of a place shares them."""
    known = lexicon()
    return (
        frozenset(word for term in known.terms for word in term.split())
        | known.office_words
        | read_lines("not_names.txt")
    )
