from __future__ import annotations

import json

import numpy as np
import pytest

from pipeline.assess.archive import load_model, save_model
from pipeline.assess.linear import Linear
from pipeline.assess.model import MOST_CHARACTERS
from pipeline.assess.reading import read
from pipeline.errors import InputError, ModelError
from pipeline.records import Bentuk, Group, Role, Status


def groups(assessment, role):
    return {mention.group for mention in assessment.mentions if mention.role is role}


def test_a_case_is_flagged_with_its_accused_and_its_evidence(model, case):
    title, text = case
    found = model.assess(text, title)
    assert found.flagged and found.status is Status.DUGAAN
    accused = [mention for mention in found.mentions if mention.role is Role.TERDUGA]
    assert ("Camat Sungai Lala", Group.ASN, "Darlis") in [(m.text, m.group, m.person) for m in accused]
    assert Group.PENYELENGGARA not in groups(found, Role.TERDUGA)
    assert Bentuk.MOBILISASI in found.bentuk
    assert found.evidence and all(text[e.start : e.end] == e.text and e.reasons for e in found.evidence)


def test_a_sentence_that_refers_to_the_accused_is_evidence(model):
    text = (
        "RENGAT – Bawaslu Indragiri Hulu memeriksa Camat Sungai Lala, Darlis, atas dugaan pelanggaran netralitas ASN.\n\n"
        "Rapat digelar Senin.\n\nWarga menunggu di luar.\n\n{} hadir pada kampanye calon bupati."
    )
    for words, told in (("Darlis", True), ("Yang bersangkutan", True), ("Sukirno", False)):
        found = model.assess(text.format(words), "Camat Sungai Lala Diduga Langgar Netralitas, Diperiksa Bawaslu")
        assert found.flagged
        reasons = [reason for e in found.evidence if e.text.startswith(words) for reason in e.reasons]
        assert ("terduga: Camat Sungai Lala" in reasons) is told


RELATIVE = (
    "MARAU – {} dilaporkan ke Bawaslu Kabupaten Ketapang karena diduga mengampanyekan salah satu calon bupati dalam rapat "
    "di Desa Ulu.\n\nLaporan itu diterima Senin. Bawaslu akan memeriksanya. {}"
)


@pytest.mark.parametrize(
    ("subject", "more", "accused"),
    [
        ("Istri Camat Marau", "", set()),
        ("Anak seorang camat", "", set()),
        ("Camat Marau", "", {"Camat Marau"}),
        ("Camat Marau bersama istrinya", "", {"Camat Marau"}),
        ("Camat Marau", "Istri Camat Marau belum dimintai keterangan.", {"Camat Marau"}),
    ],
)
def test_an_official_is_not_accused_of_what_a_relative_did(model, subject, more, accused):
    found = model.assess(RELATIVE.format(subject, more), f"{subject} Dilaporkan ke Bawaslu")
    assert {mention.text for mention in found.mentions if mention.role is Role.TERDUGA} == accused


def test_whose_relative_a_candidate_is_does_not_clear_the_official():
    beside = {"Istri Camat Marau": True, "Caleg itu merupakan istri dari camat": False, "Istri hadir. Camat": False}
    for text, kin in beside.items():
        assert read("", f"{text} diperiksa.").mentions[0].kin is kin


def test_a_reminder_is_not_flagged_though_it_says_everything_a_keyword_search_wants(model, reminder):
    title, text = reminder
    found = model.assess(text, title)
    assert not found.flagged and found.status is Status.IMBAUAN
    assert groups(found, Role.DIIMBAU) == {Group.ASN, Group.TNI, Group.POLRI}
    assert not groups(found, Role.TERDUGA)
    assert found.bentuk == ()


def test_the_seed_article_comes_out_as_the_label_scheme_says(model, shared):
    found = model.assess(next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8"))
    assert found.status is Status.IMBAUAN and not found.flagged
    assert groups(found, Role.DIIMBAU) == {
        Group.ASN,
        Group.TNI,
        Group.POLRI,
        Group.PEJABAT_NEGARA,
        Group.PEJABAT_DAERAH,
    }
    others = [(m.group, m.person) for m in found.mentions if m.role is Role.LAIN]
    assert (Group.POLRI, "Djoko Siswanto") in others
    assert {group for group, _ in others} == {Group.POLRI, Group.PENYELENGGARA}
    assert not groups(found, Role.TERDUGA)


def test_probabilities_hold_every_status_and_sum_to_one(model, case):
    found = model.assess(case[1], case[0])
    assert set(found.probabilities) == set(Status)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert found.flagged == (found.flagged_probability >= model.threshold)


def test_page_furniture_accuses_nobody(model, reminder):
    title, text = reminder
    pointer = "\n\nBaca juga: Camat Sungai Lala Terbukti Tidak Netral, Dijatuhi Sanksi Berat\n\n"
    plain = model.assess(text, title)
    furnished = model.assess(text.replace("\n\n", pointer, 1), title)
    assert [m.text for m in furnished.mentions] == [m.text for m in plain.mentions]
    assert furnished.probabilities == pytest.approx(plain.probabilities)


def test_offsets_count_in_the_text_as_given(model, case):
    text = case[1] + "\n\nBaca juga: Lurah Tidak Netral Dicopot\n\nKPU Indragiri Hulu ikut mengawasi kampanye itu."
    assert all(text[m.start : m.end] == m.text for m in model.assess(text).mentions)


def test_names_and_places_do_not_decide(model, case):
    title, text = case
    other = (
        text.replace("Darlis", "Yohanes").replace("Rahmat Fajri", "Made Sukarta").replace("Indragiri Hulu", "Tabanan")
    )
    before, after = model.assess(text, title), model.assess(other.replace("RENGAT", "TABANAN"), title)
    assert before.status is after.status
    assert before.flagged_probability == pytest.approx(after.flagged_probability, abs=0.02)


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty-page"), (" \n…", "empty-page"), ("a" * (MOST_CHARACTERS + 1), "too-big")]
)
def test_what_cannot_be_assessed_is_said(model, text, code):
    with pytest.raises(InputError) as problem:
        model.assess(text)
    assert problem.value.code == code


def test_one_word_is_assessed_and_not_flagged(model):
    assert not model.assess("Bawaslu").flagged


def test_saving_and_loading_gives_the_same_model(model, case, tmp_path):
    save_model(model, tmp_path)
    again = load_model(tmp_path)
    assert again.name == model.name
    assert again.assess(*case) == model.assess(*case)


def test_an_altered_model_is_refused(model, tmp_path):
    save_model(model, tmp_path)
    data = bytearray((tmp_path / "model.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "model.npz").write_bytes(data)
    with pytest.raises(ModelError, match="not the one its manifest describes"):
        load_model(tmp_path)


def test_a_missing_model_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="netralitas train"):
        load_model(tmp_path)


def test_another_format_is_refused(model, tmp_path):
    save_model(model, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ModelError, match="format 99"):
        load_model(tmp_path)


def test_contributions_add_up_to_the_score():
    linear = Linear(
        classes=("a", "b"),
        features=("x", "y"),
        weights=np.array([[1.0, 2.0], [0.5, -1.0]], dtype=np.float32),
        bias=np.array([0.1, 0.2]),
        scale=np.array([1.0, 2.0], dtype=np.float32),
    )
    features = {"x": 3.0, "y": 1.0, "unknown": 5.0}
    parts = linear.contributions(features, "a")
    assert parts == {"x": 3.0, "y": 4.0}
    assert linear.scores(features)[0] == pytest.approx(sum(parts.values()) + 0.1)
    assert sum(linear.probabilities(features).values()) == pytest.approx(1)


def test_a_long_text_gives_as_many_mentions_as_its_parts_and_three_sentences_of_evidence(model):
    sentence = "Bawaslu mengingatkan ASN agar netral, kata Ketua Bawaslu Kota Tegal, Budi. "
    short, long = (model.assess(sentence * times) for times in (20, 400))
    assert len(long.mentions) == 20 * len(short.mentions)
    assert len(long.evidence) == 3
