from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.language import parse
from pipeline.learn.sentences import read_conllu, read_passages, score_boundaries

PASSAGES = read_passages(Path(__file__).with_name("sentences.txt"))
BUILDING, MEASURING = PASSAGES[::2], PASSAGES[1::2]


def test_at_least_four_hundred_boundaries_were_set_by_hand():
    assert sum(len(passage) - 1 for passage in PASSAGES) >= 400


@pytest.mark.parametrize(("passages", "least"), [(BUILDING, 0.99), (MEASURING, 0.97)], ids=["building", "measuring"])
def test_boundaries_are_where_they_were_set(passages, least):
    assert score_boundaries(passages).f1 >= least


@pytest.mark.parametrize(("name", "least"), [("id_csui-ud-train.conllu", 0.97), ("id_gsd-ud-dev.conllu", 0.93)])
def test_real_sentences(shared, name, least):
    assert score_boundaries(read_conllu(shared / "real" / "ud" / name)).f1 >= least


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Laporan dari Hj. Rosmiati, S.Sos. Ia meminta warga bersabar.", 2),
        ("Hadir Drs. H. Darlis, M.Si. dan Ir. Suwardi.", 1),
        ("Ia berinisial S. Pria itu pergi.", 2),
        ("Camat H. Darlis hadir.", 1),
        ("Mereka membawa spanduk, dll. Polisi datang.", 2),
        ("Spanduk sepanjang 4 m. Polisi datang.", 2),
        ("Syaratnya: 1. Warga negara Indonesia; 2. Berusia 17 tahun.", 1),
        ("Rapat di Jl. Jend. Sudirman No. 5, Kec. Kota.", 1),
        ("“Kami tunggu,” kata Brigjen Pol. Surya Dharma. Ia pergi.", 2),
        ("PT Sawit Jaya Tbk. Kabar itu beredar.", 2),
        ("Diatur dalam Ps. 71 ay. (1) jo. Psl. 187 ay. (2) UU No. 10 Th. 2016. Sidang ditunda.", 2),
        ("Surat itu ditandatangani a.n. Bupati Bima u.b. Kabag Hukum dan ditujukan u.p. Sekda c.q. Inspektorat.", 1),
        ("Dijerat UU Nr. 8 Jo. Ps. 55 KUHP sejak Tgl. 5 Mei. Ia pulang.", 2),
        ("KAB. BANDUNG – Camat hadir. Ia pulang.", 2),
        ("Medan-Lintas.com — Camat hadir. Ia pulang.", 2),
        ("BALIKPAPAN, Lintas.co - Camat hadir. Ia pulang.", 2),
    ],
)
def test_abbreviations_close_a_sentence_or_do_not(text, sentences):
    assert len(list(parse(text).sents)) == sentences
