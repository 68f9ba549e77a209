"""The place a story is filed from, out of its dateline ("BALIKPAPAN –", "Mataram (ANTARA) -")."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.key import key
from pipeline.places.naming import dateline_codes
from pipeline.shipped import read_toml

_MAX_DATELINE, _LONGEST_SUMMARY = 90, 300
_DASH = re.compile(
    r"(?P<glued>,?-(?=[A-Z][a-z]|[“\"])(?![\w.]+\.[a-z]{2,7}\b))|\s*[,.]?\s*(?:--+|[–—]|(?<=[\s,).])-|-(?=\s))\s*"
)
_DOMAIN = re.compile(r"(?i)^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,7}$")
_BAR = re.compile(
    r"\s*(?:\|+|:(?=\s)|\.(?=\s+[A-Z“\"]))\s*"
)  # "MEDAN | ", "Jantho. Menjelang": only behind a known region
_OF_HOUSE = re.compile(r"(?i)^(?P<place>[^\W\d][\w ]*)-[\w.]+\.[a-z]{2,7}$")  # "Medan-Lintas.com"
_WITH_HOUSE = re.compile(r"(?P<place>[A-Z][\w'’]+(?: [A-Z][\w'’]+){0,2})-[A-Z]\w+, (?=[A-Z“\"])")
_BEHIND_SUMMARY = re.compile(
    r"[a-z.]([A-Z][a-z]+(?: [A-Z][a-z]+){0,2}) \(ANTARA\) [-–—] "
)  # "tanggungan negaraTanjungpinang (ANTARA) - "
_AGENCY = re.compile(r"\s*[(\[](?P<name>[^()\[\]]{2,40})[)\]]\s*")
_DATE = re.compile(
    r"(?i)^(?:\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?| [a-z]{3,9}(?: \d{4})?)|senin|selasa|rabu|kamis|jumat|sabtu|minggu)$"
)
_PLACE = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")


@cache
def _data() -> dict[str, list[str]]:
    return read_toml("dateline.toml")


def place_of(text: str, outlet: str = "") -> str | None:
    """The place of the dateline in the first lines of a text; None where none is sure."""
    lines = [line for line in text[:4000].split("\n") if line.strip()]
    for line in lines[:5]:
        line = line.strip()[:_LONGEST_SUMMARY]
        place = (
            _place_in(line, outlet) or _known_before_bar(line, outlet) or _behind_summary(line) or _before_house(line)
        )
        if place:
            return place
    return None


def _place_in(line: str, outlet: str) -> str | None:
    house_seen = False
    for _ in range(2):
        dash = _DASH.search(line[:_MAX_DATELINE])
        if not dash or not dash.start() or not re.match(r"[\w“\"'‘(\[]|$", line[dash.end() :]):
            return None
        head = line[: dash.start()]
        parts, house = _split(head, outlet)
        house_seen = house_seen or house
        if parts:
            glued = dash["glued"] is not None and not _opens_story(parts[0], line[dash.end() :])
            return _accepted(parts, house_seen, glued)
        line = line[dash.end() :]
    return None


def _known_before_bar(line: str, outlet: str) -> str | None:
    """The place before a bar, a colon or a full stop, where it is a known region: these also end what is no dateline."""
    bars = [bar for bar in _BAR.finditer(line[:_MAX_DATELINE]) if bar.start()][:2]
    for bar in bars:
        parts, _ = _split(line[: bar.start()], outlet)
        if parts:
            known = len(parts) < 3 and dateline_codes(parts[0]) and key(parts[0]) not in _data()["labels"]
            return _printed(parts[0]) if known and all(map(_PLACE.fullmatch, parts)) else None
    return None


def _behind_summary(line: str) -> str | None:
    """The place of a dateline that a page ran together with the summary above it."""
    found = _BEHIND_SUMMARY.search(line)
    return found[1] if found and dateline_codes(found[1]) else None


def _opens_story(place: str, rest: str) -> bool:
    """Whether a known region stands before a hyphen without spaces and no second one behind it: "Lampung Selatan-Jajaran TNI"."""
    behind = re.match(r"\w+", rest)
    return bool(dateline_codes(place)) and behind is not None and not dateline_codes(behind[0])


def _before_house(line: str) -> str | None:
    """The known region before the outlet and a comma: "Jayapura-Lintas, Pangdam"."""
    found = _WITH_HOUSE.match(line)
    return _printed(found["place"]) if found and _opens_story(found["place"], line[found.end("place") + 1 :]) else None


def _split(head: str, outlet: str) -> tuple[list[str], bool]:
    """The parts of a dateline that are neither the outlet, an agency nor a date."""
    parts, house = _parts(head, outlet)
    bracket = _AGENCY.search(head)
    if bracket and not parts and dateline_codes(bracket["name"]):
        return [bracket["name"]], house  # "LINTAS.CO (Balikpapan)"
    return parts, house


def _parts(head: str, outlet: str) -> tuple[list[str], bool]:
    house = bool(_AGENCY.search(head))
    parts = []
    head = re.sub(r"(?<=[^\W\d])/(?=[^\W\d])", ",", head)
    for part in filter(None, (piece.strip(" ./") for piece in _AGENCY.sub(",", head).replace("|", ",").split(","))):
        prefixed = _OF_HOUSE.match(part)
        if _is_house(part, outlet):
            house = True
        elif prefixed and dateline_codes(prefixed["place"]):
            parts.append(prefixed["place"])
            house = True
        elif _DOMAIN.match(part):
            house = True
        elif not _DATE.match(part):
            parts.append(part)
    return parts, house


def _is_house(part: str, outlet: str) -> bool:
    """Whether a part is the outlet's name, the first label of its domain, or one word that names a newspaper."""
    bare, data = key(part), _data()
    if bare in {key(outlet), key(outlet.split(".")[0]), *data["houses"]} - {""}:
        return True
    named = " " not in part and part.isupper() and bare.startswith(tuple(data["house_words"]))
    return named and not dateline_codes(part)


def _accepted(parts: list[str], house: bool, glued: bool) -> str | None:
    place, rest = parts[0], parts[1:]
    if (
        len(rest) > 1
        or not all(map(_PLACE.fullmatch, [place, *rest]))
        or re.search(r"\w\.\w", place)
        or key(place.split()[0]) in _data()["not_places"]
    ):
        return None
    in_capitals = place.isupper() and len(key(place)) > 3
    if glued and not in_capitals:
        return None
    if not (in_capitals or house) and (len(place.split()) > 3 or (rest and len(rest[0].split()) > 2)):
        return None
    return _printed(place)


def _printed(place: str) -> str:
    if not place.isupper():
        return place
    words = (
        word if word in _data()["capitals"] else "-".join(bit.capitalize() for bit in word.split("-"))
        for word in place.split()
    )
    return " ".join(words)
