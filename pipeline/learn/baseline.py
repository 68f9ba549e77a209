"""What a keyword search does: flag whatever says netral* and names a group."""

from __future__ import annotations

import re

from pipeline.records import Group

_NETRAL = re.compile(r"\bnetral", re.I)
_WORDS = {
    Group.ASN: r"asn|pns|pppk|aparatur sipil negara|pegawai negeri|camat|lurah|sekda|kepala dinas",
    Group.NON_ASN: r"honorer|pendamping desa|ketua r[tw]",
    Group.TNI: r"tni|tentara|babinsa|dandim",
    Group.POLRI: r"polri|polisi|kapolres\w*|kapolda",
    Group.PEJABAT_NEGARA: r"pejabat negara|presiden|menteri",
    Group.PEJABAT_DAERAH: r"kepala daerah|gubernur|bupati|wali ?kota|dprd",
    Group.KEPALA_DESA: r"kepala desa|kades|perangkat desa|keuchik|wali nagari",
    Group.PENYELENGGARA: r"kpu|bawaslu|panwas\w*|kpps|pps",
    Group.BUMN: r"bumn|bumd",
}
_GROUPS = {group: re.compile(rf"\b(?:{words})\b", re.I) for group, words in _WORDS.items()}


def keyword_groups(title: str, text: str) -> frozenset[Group]:
    """The groups a keyword search would accuse; empty where it would not flag the article."""
    whole = f"{title}\n{text}"
    if not _NETRAL.search(whole):
        return frozenset()
    return frozenset(group for group, words in _GROUPS.items() if words.search(whole))
