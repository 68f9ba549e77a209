from __future__ import annotations

import pytest

from pipeline.assess.doubt import meaning
from pipeline.records import Doubt

ENGLISH = (
    "The commission said on Monday that it would examine the report about the district head before the end of the "
    "week. Witnesses have been asked to appear and the official denied that he took part in the rally of a candidate. "
) * 3


def test_a_plain_story_has_no_doubt_about_its_text(model, reminder):
    assert not set(model.assess(reminder[1], reminder[0]).doubts) - {Doubt.AMBANG}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (ENGLISH, Doubt.BUKAN_INDONESIA),
        ("Camat dilaporkan ke Bawaslu.", Doubt.TERLALU_PENDEK),
        ("Bawaslu menerima laporan. " * 20 + "Baca Selengkapnya", Doubt.TERPOTONG),
        ("Bawaslu menerima laporan warga. " * 10 + "Ia mengatakan laporan itu akan segera dikaji oleh tim dan bila mem", Doubt.TERPOTONG),
        ("Beranda Daerah Politik Hukum Olahraga Opini Indeks Redaksi Kontak " * 30, Doubt.BUKAN_BERITA),
        ("kucing tidur di atas atap rumah tetangga sambil menggigit ekor ikan asin kering. " * 12, Doubt.ASING),
    ],
)  # fmt: skip
def test_what_makes_an_assessment_uncertain_is_said(model, text, doubt):
    found = model.assess(text)
    assert doubt in found.doubts and found.uncertain


def test_a_chance_beside_the_threshold_is_doubtful(model, case):
    from dataclasses import replace

    found = model.assess(case[1], case[0])
    assert Doubt.AMBANG not in found.doubts
    strict = replace(model, calibration=replace(model.calibration, threshold=found.flagged_probability))
    assert Doubt.AMBANG in strict.assess(case[1], case[0]).doubts


def test_every_doubt_has_words_for_the_analyst():
    assert all(meaning(doubt) for doubt in Doubt)
