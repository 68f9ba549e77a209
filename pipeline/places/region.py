"""The region a story is about, weighed from its title, its dateline, its text, and the outlet's own region."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2

from pipeline.places import gazetteer
from pipeline.places.gazetteer import NATIONAL, full_name, province_of
from pipeline.places.naming import WORD, Named, dateline_codes, named_regions, region_words

_LEAD = 350
_DATELINE = 150
_JAKARTA = "31"
_SURE = frozenset({"level", "body", "district"})
Signs = dict[str, float]


@dataclass(frozen=True, slots=True)
class Region:
    """Where a story plays.

    ``code``: ``64`` for a province, ``64.71`` for a regency or city, None for a story of the whole country.
    ``name``: ``Kota Balikpapan, Kalimantan Timur``. ``source``: what told it, ``dateline``, ``text`` or ``outlet``.
    """

    code: str | None
    name: str
    source: str


def region_of(title: str, text: str, place: str | None = None, outlet_region: str | None = None) -> Region | None:
    """The region of a story; None where nothing tells it.

    ``place``: the place of the dateline as printed (``Article.place``). ``outlet_region``: the outlet's own region,
    a code, a name, or both ("64.71 Kota Balikpapan"); it decides between regions of one name, and stands in
    where the story names none. Linear in the length of the text; no text makes it raise.
    """
    home = _outlet_code(outlet_region)
    codes = dateline_codes(place or "")
    signs = signs_of(title, text, place, home)
    best = max(signs, key=lambda code: (score(signs[code]), len(code), code))
    if best != NATIONAL:
        return Region(best, full_name(best), "dateline" if best in codes else "text")
    if _JAKARTA in codes or len(signs) > 1:
        return Region(None, full_name(NATIONAL), "dateline" if _JAKARTA in codes else "text")
    return Region(home, full_name(home), "outlet") if home else None


def score(signs: Mapping[str, float]) -> float:
    """How much the signs for a region weigh together, by the weights in ``data/region_words.toml``."""
    weights = region_words().weights
    return sum(weights.get(sign, 0.0) * value for sign, value in signs.items())


def signs_of(title: str, text: str, place: str | None = None, home: str | None = None) -> dict[str, Signs]:
    """What speaks for each region that can be meant, and for the whole country (``00``), which is always there."""
    datelined = dateline_codes(place or "")
    headline = list(named_regions(title, headline=True))
    body = list(_without_dateline(named_regions(text), place, text, datelined))
    lead = [named for named in body if named.start < _LEAD]
    rest = [named for named in body if named.start >= _LEAD]
    found: dict[str, Signs] = defaultdict(dict)
    for part, names in (("title", headline), ("lead", lead), ("body", rest)):
        for code, signs in _counted(part, names).items():
            found[code] |= signs
    _add_dateline(found, datelined)
    _add_kin(found, [*headline, *body], _levels(f"{title}\n{text}"))
    if home:
        for code in list(found):
            found[code]["outlet"] = float(code == home)
            found[code]["outlet's province"] = float(province_of(code) == province_of(home))
    placed = any(named.kind in _SURE for named in lead)
    found[NATIONAL] = _national(found, "" if placed else text[:_LEAD], datelined, bool(headline))
    return found


def _outlet_code(region: str | None) -> str | None:
    """The code of a region written as a code, a name, or both; None for anything else."""
    if not region or not region.strip():
        return None
    code = region.split()[0]
    if code in gazetteer.region_names():
        return code if code != NATIONAL else None
    return next((code for code in dateline_codes(region.split(",")[0])), None)


def _without_dateline(names: Iterable[Named], place: str | None, text: str, codes: tuple[str, ...]) -> Iterable[Named]:
    """The names in a text but for the first, where it is the dateline's."""
    waiting = place.lower() if place and codes else None
    for named in names:
        if waiting and named.start < _DATELINE and text[named.start :].lower().startswith(waiting):
            waiting = None
        else:
            yield named


def _counted(part: str, names: Iterable[Named]) -> dict[str, Signs]:
    """Per region, how often each kind of name stands in a part: 1 for once, growing with the logarithm."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for named in names:
        share = 1 / len(named.codes) if named.kind == "district" else 1.0
        for code in named.codes:
            counts[code][f"{part} {named.kind}"] += share
    return {code: {sign: log2(1 + count) for sign, count in signs.items()} for code, signs in counts.items()}


def _add_dateline(found: dict[str, Signs], codes: tuple[str, ...]) -> None:
    seats = region_words().capitals.intersection(codes)
    for code in codes:
        found[code]["dateline of a capital" if seats or len(code) == 2 else "dateline"] = 1.0
    for seat in seats:
        found[province_of(seat)]["capital is dateline"] = 1.0


def _add_kin(found: dict[str, Signs], names: list[Named], levels: Counter[str]) -> None:
    """A province gains by its regencies, a regency by its province, a level by the others of that level."""
    sure = Counter(named.codes[0] for named in names if len(named.codes) == 1)
    provinces = Counter(province_of(code) for code in sure if len(code) > 2)
    for code, signs in found.items():
        if len(code) == 2:
            signs["province"] = 1.0
            signs["regencies of it"] = log2(1 + provinces[code])
        else:
            signs["province named"] = float(province_of(code) in sure)
            signs["regencies beside it"] = log2(1 + max(0, provinces[province_of(code)] - (code in sure)))
        signs["words of its level"] = levels[gazetteer.level(code)] / max(1, levels.total())


def _levels(text: str) -> Counter[str]:
    """How often the words of each level stand in a text, named region or not ("calon bupati", "kades")."""
    known = region_words().levels | region_words().hints
    return Counter(known[word] for word in map(str.lower, WORD.findall(text)) if word in known)


def _national(found: Mapping[str, Signs], lead: str, datelined: tuple[str, ...], titled: bool) -> Signs:
    """``lead``: empty where a post or body stands in it with its region; "Polri" says nothing of the country there."""
    provinces = {province_of(code) for code in found}
    national = region_words().national
    return {
        "country": 1.0,
        "country, dateline of Jakarta": float(_JAKARTA in datelined),
        "country, other dateline": float(bool(datelined) and _JAKARTA not in datelined),
        "country, region in title": float(titled),
        "country, provinces": log2(1 + len(provinces)),
        "country, words in lead": log2(1 + sum(word.lower() in national for word in WORD.findall(lead))),
    }
