from __future__ import annotations

import pytest

from pipeline.assess.facts import cited_articles, denial, election
from pipeline.assess.reading import cue_data, read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Badan Pengawas Pemilihan Umum mengawasi Pilkada. Calon bupati berkampanye.", "pilkada"),
        ("Caleg itu maju pada Pemilu 2024.", "pemilu"),
        ("Pemilihan kepala desa digelar, panitia pilkades siap.", "pilkades"),
        ("Harga beras naik.", "lain"),
    ],
)
def test_election(text, kind):
    assert election(read("", text)) == kind


def test_cited_articles_are_kept_as_cited():
    text = "Melanggar Pasal 71 ayat (1) UU Nomor 10 Tahun 2016 dan pasal 188. Juga Pasal 71 ayat (1) UU Nomor 10 Tahun 2016."
    assert cited_articles(text) == ("Pasal 71 ayat (1) UU Nomor 10 Tahun 2016", "pasal 188")


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Dijerat Pasal 73 ayat (4) UU 10/2016.", ("Pasal 73 ayat (4) UU 10/2016",)),
        ("Dijerat Pasal 494 UU No 7/2017, katanya.", ("Pasal 494 UU No 7/2017",)),
        ("Dijerat Pasal 494 UU Pemilu.", ("Pasal 494 UU Pemilu",)),
        ("Melanggar Pasal 2 huruf f dan g UU Nomor 5 Tahun 2014.", ("Pasal 2 huruf f dan g UU Nomor 5 Tahun 2014",)),
        ("Melanggar Pasal 280 ayat (1) dan (2).", ("Pasal 280 ayat (1) dan (2)",)),
        ("Dijerat Pasal 494 dan 547.", ("Pasal 494 dan 547",)),
        ("Dijerat Pasal 71, 188, dan 189 UU Pilkada.", ("Pasal 71, 188, dan 189 UU Pilkada",)),
        ("Dijerat Psl 71 ayat 1.", ("Psl 71 ayat 1",)),
        ("Menurut Pasal 494 dan 15 saksi.", ("Pasal 494",)),
        ("Dijerat Pasal 71 jo Pasal 188.", ("Pasal 71", "Pasal 188")),
    ],
)
def test_cited_articles_are_kept_whole(text, cited):
    assert cited_articles(text) == cited


def test_denial():
    assert denial(read("", "Camat membantah tudingan itu."))
    assert not denial(read("", "Camat tidak membantah tudingan itu."))


def test_cues_are_lower_case_and_stand_once_in_their_family():
    for family, entry in cue_data().items():
        phrases = entry["frasa"]
        assert phrases == [phrase.lower() for phrase in phrases], family
        assert len(set(phrases)) == len(phrases), (family, {p for p in phrases if phrases.count(p) > 1})
        assert entry["label"]


@pytest.mark.parametrize(
    "text",
    [
        "Camat berdalih hanya diundang.",
        "Lurah Elak Tudingan Warga.",
        "Kades itu berkelit saat ditanya.",
        "Tuduhan itu tidak berdasar, katanya.",
        "Camat membantahnya.",
    ],
)
def test_denials_that_no_model_reads(text):
    assert denial(read("", text))


def test_no_denial_where_it_is_negated():
    assert not denial(read("", "Camat tidak berkelit dan mengakui perbuatannya."))
