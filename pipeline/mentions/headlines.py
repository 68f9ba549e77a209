"""Words of a headline that are written as a name is and are none: "Camat Arahkan Kades", "Sutikno Mengaku Khilaf"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.mentions.names import name_model
from pipeline.places.gazetteer import place_names
from pipeline.shipped import read_lines

_VERB = re.compile(r"me(?:ng|ny|m|n)[a-z]{4,}|di[a-z]{5,}|ter[a-z]{4,}")
_TRANSITIVE = re.compile(r"[a-z]{4,}kan")


@cache
def _named() -> frozenset[str]:
    places = (word for name in place_names() for word in name.split())
    return read_lines("name_parts.txt") | read_lines("given_names.txt") | frozenset(places)


@cache
def _listed() -> frozenset[str]:
    return read_lines("headline_words.txt")


def goes_on(word: str) -> bool:
    """Whether a capitalised word behind a post or a name is a verb or the like, by which the headline goes on."""
    lower = word.lower()
    if lower in _listed():
        return True
    verb = _TRANSITIVE.fullmatch(lower) or (_VERB.fullmatch(lower) and lower in name_model().ordinary)
    return bool(verb) and lower not in _named()
