"""What a flagged story is recognised by: when and where it plays, who is accused of what, and its telling words."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

from pipeline.places import region_of
from pipeline.places.gazetteer import full_name
from pipeline.records import Article, Assessment, Mention, Role, Traits
from pipeline.shipped import DATA, read_lines

_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = 60
_TELLING = 3
_RAREST = 7.0
"""How much a word weighs that the list of common words does not hold."""

_KNOWN = 3.0
"""How much a word weighs that every national campaign brings."""


def traits_of(article: Article, assessment: Assessment) -> Traits:
    """The traits of an assessed article."""
    region = region_of(article.title, article.text, article.place)
    return make_traits(
        f"{article.title}\n{article.text}",
        article.published_at.date() if article.published_at else None,
        region.code if region else None,
        assessment.mentions,
        assessment.bentuk,
    )


def make_traits(
    text: str, day: date | None, region: str | None, mentions: Iterable[Mention], bentuk: Iterable[str]
) -> Traits:
    """The traits of a story from its parts; only mentions with the role ``terduga`` count."""
    accused = [mention for mention in mentions if mention.role is Role.TERDUGA]
    place = words_of(full_name(region)) if region else frozenset()
    return Traits(
        day=day,
        region=region,
        persons=words_of(" ".join(mention.person or "" for mention in accused)),
        posts=words_of(" ".join(mention.text for mention in accused)) - place,
        groups=frozenset(mention.group.value for mention in accused),
        bentuk=frozenset(map(str, bentuk)),
        words=_telling_words(text, place),
    )


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case; numbers and words of fewer than three letters are left out."""
    return frozenset(_WORD.findall(text.lower()))


def weight_of(word: str) -> float:
    """How telling a word is: the logarithm of how rare it is in news of this kind."""
    return common_words().get(word, _RAREST)


def is_rare(word: str) -> bool:
    """Whether hardly another story has this word: the names of people, villages and halls that tell a case."""
    return word not in common_words()


def keys_of(traits: Traits) -> frozenset[str]:
    """Under which a story is filed; two stories of one case share at least one."""
    telling = sorted(traits.words, key=lambda word: (-traits.words[word], word))[:_TELLING]
    keys = {f"person:{word}" for word in traits.persons} | {f"word:{word}" for word in telling}
    return frozenset(keys | {f"region:{traits.region}"} if traits.region else keys)


@cache
def common_words() -> dict[str, float]:
    """The words that many stories have, with how telling each is."""
    known = dict.fromkeys(read_lines("known_names.txt"), _KNOWN)
    common = csv.DictReader((DATA / "common_words.csv").read_text(encoding="utf-8").splitlines())
    return known | {row["word"]: float(row["weight"]) for row in common}


def _telling_words(text: str, place: frozenset[str]) -> dict[str, float]:
    counts = Counter(_WORD.findall(text.lower()))
    weights = {word: (1 + math.log(count)) * weight_of(word) for word, count in counts.items() if word not in place}
    top = sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS]
    length = math.hypot(*(weights[word] for word in top)) or 1.0
    return {word: round(weights[word] / length, 4) for word in top}
