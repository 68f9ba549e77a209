"""What pushed a story towards being flagged and what away from it, in words an analyst reads at a glance."""

from __future__ import annotations

from collections import defaultdict

from pipeline.assess.linear import Linear
from pipeline.assess.reading import cue_data, scope_data
from pipeline.records import Consideration

_MOST = 4
_LEAST_WEIGHT = 0.1
_ZONES = {"t": "judul", "l": "awal berita", "b": "isi berita", "a": "kalimat tentang terduga"}
_STORY = {
    "r:terduga": ("peran yang disebut seperti pada berita kasus", "peran yang disebut tidak seperti pada berita kasus"),
    "r:diimbau": ("kelompok yang disebut bukan sekadar diimbau", "kelompok yang disebut hanya diimbau"),
    "w": ("pilihan kata seperti berita kasus", "pilihan kata tidak seperti berita kasus"),
}


def _reason(feature: str) -> str | None:
    """The reason a feature of ``status.status_features`` belongs to; ``None`` where it says nothing to a reader."""
    kind, _, rest = feature.partition(":")
    if kind == "r":
        return f"r:{rest.partition(':')[0]}"
    if kind in _ZONES:
        return feature
    return kind if kind == "w" else None


def _label(reason: str, weight: float) -> str:
    if reason in _STORY:
        return _STORY[reason][weight < 0]
    zone, _, family = reason.partition(":")
    under = next((f" ({m['arti']})" for m in scope_data().values() if family.endswith(m["tanda"])), "")
    family = family.rstrip("".join(m["tanda"] for m in scope_data().values()))
    return f"{_ZONES[zone]}: {cue_data()[family]['label']}{under}"


def considerations(model: Linear, features: dict[str, float]) -> tuple[Consideration, ...]:
    """The weightiest reasons for and against, the heaviest first.

    ``model`` tells cases from other stories. A weight is what the features behind one reason add to the log-odds
    of a case, against an average story of the corpus.
    """
    weights: dict[str, float] = defaultdict(float)
    for feature, weight in model.contributions(features, "ya").items():
        reason = _reason(feature)
        if reason and (feature in features or reason in _STORY):  # a cue that is missing is no reason
            weights[reason] += weight
    told = [
        Consideration(_label(reason, weight), round(weight, 2))
        for reason, weight in weights.items()
        if abs(weight) >= _LEAST_WEIGHT
    ]
    ordered = sorted(told, key=lambda one: -one.weight)
    pro = [one for one in ordered if one.weight > 0][:_MOST]
    con = [one for one in ordered if one.weight < 0][-_MOST:]
    return tuple(sorted(pro + con, key=lambda one: -abs(one.weight)))
