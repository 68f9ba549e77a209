from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import normalise, parse
from pipeline.learn.names import tagged_sentences
from pipeline.mentions import tag
from pipeline.mentions.names import LABELS, Names, may_name, runs
from pipeline.shipped import DATA, read_lines

NAMES = [
    ('"Kami siap," kata Darlis di Rengat.', ["Darlis"]),
    ("Pelapor, Stefanus Lering, mengatakan hal itu.", ["Stefanus Lering"]),
    ("Menurut Zqarvan, warga sudah pulang.", ["Zqarvan"]),
    ("Warga Desa Sukamaju, Kecamatan Marau, pulang ke Jakarta.", []),
    ("Namun Bawaslu Kabupaten Bima menunggu Kemendagri.", []),
    ("Seorang warga bernama Siti Rohmah melapor.", ["Siti Rohmah"]),
]


def names(text):
    doc = parse(text)
    return [doc[start:end].text for start, end in Names(doc).all()]


@pytest.mark.parametrize(("text", "expected"), NAMES, ids=[text for text, _ in NAMES])
def test_names_of_persons_are_told_from_places_and_bodies(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Kepala Dinas Sosial Bima, Qarlev Zundrig, hadir.", "Qarlev Zundrig"),
        ("Surat Telegram Kapolri ST/2232/IX memuat larangan.", None),
        ("Rapat Anggota DPR Kompleks Parlemen dimulai.", None),
        ("Seorang ASN berinisial S diperiksa.", "S"),
        ("Kades berinisial S. Ia diam.", "S"),
    ],
)
def test_what_rules_take_for_a_person_is_checked(text, person):
    assert [m.person for m in tag(parse(text))] == [person]


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Dua lurah yang dimaksud berinisial SW dan HK, sedangkan carik hadir.", ("SW", "HK")),
        ("Tiga kades berinisial SW, AR, dan HK diperiksa.", ("SW", "AR", "HK")),
        ("Kades berinisial AP dan Camat BR diperiksa.", ("AP",)),
        ("Kades berinisial AP dan PPK Marau diperiksa.", ("AP",)),
        ("Kades berinisial AP, KPU dan Bawaslu hadir.", ("AP",)),
        ("Kades Marau, Darlis, dan BR diperiksa.", ("Darlis",)),
        ("Kades diperiksa.", ()),
    ],
)
def test_initials_that_are_listed_are_several_persons(text, persons):
    assert tag(parse(text))[0].persons == persons


@given(st.text(alphabet=st.sampled_from("Aa bBin. (,)-'\n1É"), max_size=80))
def test_any_text_is_read_and_names_lie_in_order_inside_runs(text):
    doc = parse(normalise(text))
    found = Names(doc)
    everything = found.all()
    assert everything == sorted(everything)
    assert all(any(a <= start and end <= b for a, b in found.runs) for start, end in everything)
    assert all(name in found.over(*name) for name in everything)


def test_runs_join_particles_and_stop_at_sentences():
    words = ["Ahmad", "bin", "Salim", "Ia", "bin"]
    assert list(runs(words, [True, False, False, True, False])) == [(0, 3), (3, 4)]
    assert may_name("al-Amin")
    assert not may_name("desa")


def test_the_model_is_plain_data_in_order():
    data = json.loads((DATA / "names.json").read_text("utf-8"))
    assert set(data) == {"words", "ordinary", "steps", "weights"}
    assert all(len(values) == len(LABELS) for values in data["weights"].values())
    assert data["ordinary"] == sorted(data["ordinary"])


@pytest.mark.parametrize("name", ["name_parts", "name_parts_foreign", "names_of_things", "world_places"])
def test_lists_are_lower_case_and_in_order(name):
    lines = [line for line in (DATA / f"{name}.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
    assert all(line == line.lower().strip() for line in lines)


def test_places_abroad_are_no_parts_of_names():
    assert not {"malaysia", "jepang", "israel"} & (read_lines("name_parts.txt") | read_lines("name_parts_foreign.txt"))


def test_sentences_of_tokens_with_tags_are_read(tmp_path):
    path = tmp_path / "tagged.txt"
    path.write_text("Camat NOUN O\nDarlis PROPN B-PER\nUmar PROPN I-PER\nke ADP O\nRengat PROPN B-LOC\n\n\nYa X O\n")
    assert list(tagged_sentences(path)) == [(["Camat", "Darlis", "Umar", "ke", "Rengat"], [*"OBIOO"]), (["Ya"], ["O"])]
