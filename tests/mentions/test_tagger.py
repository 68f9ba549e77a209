from __future__ import annotations

import json
import tomllib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import normalise, parse
from pipeline.mentions import tag
from pipeline.mentions.lexicon import DATA, lexicon
from pipeline.records import Group

FOUND = [
    ("Camat Sungai Lala, Darlis, hadir.", [("Camat Sungai Lala", "ASN", "Darlis")]),
    ("Kapolres Tegal AKBP Andi Wijaya hadir.", [("Kapolres Tegal AKBP", "POLRI", "Andi Wijaya")]),
    ("Ketua Bawaslu Kota Balikpapan Wasanti hadir.", [("Ketua Bawaslu Kota Balikpapan", "PENYELENGGARA", "Wasanti")]),
    ("Aparatur Sipil Negara (ASN) harus netral.", [("Aparatur Sipil Negara (ASN)", "ASN", None)]),
    ("TNI/Polri harus netral.", [("TNI", "TNI", None), ("Polri", "POLRI", None)]),
    (
        "Kepala Dinas Pendidikan dan Kebudayaan Kota Bima, Syarif, hadir.",
        [("Kepala Dinas Pendidikan dan Kebudayaan Kota Bima", "ASN", "Syarif")],
    ),
    ("Prajurit Kodim 0905/Balikpapan hadir.", [("Prajurit Kodim 0905/Balikpapan", "TNI", None)]),
    ("Kepala SDN 3 Marau berinisial SM diperiksa.", [("Kepala SDN 3 Marau", "ASN", "SM")]),
    ("Seorang oknum kepala desa diperiksa.", [("kepala desa", "KEPALA_DESA", None)]),
    ("Wakil Bupati Tegal hadir.", [("Wakil Bupati Tegal", "PEJABAT_DAERAH", None)]),
    ("Lurah Sukamaju diperiksa di kelurahan.", [("Lurah Sukamaju", "ASN", None)]),
    ("Lurah Sumberagung, Kapanewon Jetis, Bantul, diperiksa.", [("Lurah Sumberagung", "KEPALA_DESA", None)]),
    ("Anggota Panitia Pemilihan Kecamatan (PPK) dan PPS hadir.", 2),
]
NOT_FOUND = [
    "Pasangan calon bupati dan wakil bupati mendaftar.",
    "Mantan Kapolda itu maju sebagai calon gubernur.",
    "Rapat digelar di kantor camat.",
    "Pelanggaran UU ASN dibahas Komisi ASN.",
    "Purnawirawan TNI mendukung paslon.",
    "Sanksi dijatuhkan Pejabat Pembina Kepegawaian (PPK).",
    "Caleg DPRD membagikan kaus.",
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_mentions(text, expected):
    found = [(m.text, m.group.value, m.person) for m in tag(parse(text))]
    if isinstance(expected, int):
        assert len(found) == expected
    else:
        assert found == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_name_nobody(text):
    assert tag(parse(text)) == []


@given(st.text(alphabet=st.sampled_from("ASN TNI Polri Camat Bupati Kota, (/.)-\n1a"), max_size=120))
def test_offsets_hold_and_mentions_do_not_overlap(text):
    text = normalise(text)
    mentions = tag(parse(text))
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_every_group_has_terms():
    assert {term.group for term in lexicon().terms.values()} - {None} == set(Group)


def test_no_term_stands_in_two_groups():
    data = tomllib.loads((DATA / "lexicon.toml").read_text(encoding="utf-8"))
    terms = [term for group in Group for kind in ("nama", "jabatan", "lembaga") for term in data[group][kind]]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_rules_of_ambiguous_terms_name_terms_that_exist():
    known = lexicon()
    assert set(known.contexts) <= set(known.terms)
    assert set(known.moves) <= set(known.terms)


def test_real_text_keeps_offsets(shared):
    for line in (shared / "real" / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:40]:
        if line:
            text = normalise(json.loads(line)["text"])
            assert all(text[m.start : m.end] == m.text for m in tag(parse(text)))
