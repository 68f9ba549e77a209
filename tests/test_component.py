from __future__ import annotations

import spacy

from pipeline.component import render

TEXT = "RENGAT – Camat Sungai Lala, Darlis, dilaporkan ke Bawaslu karena diduga ikut kampanye.\n"


def _nlp(**config):
    nlp = spacy.blank("xx")
    nlp.add_pipe("netralitas_mentions", config=config)
    return nlp


def test_any_spacy_program_finds_it_by_name():
    doc = _nlp()(TEXT)
    assert [(s.text, s.label_, s._.person, s._.role) for s in doc.spans["netralitas"]] == [
        ("Camat Sungai Lala", "ASN", "Darlis", None),
        ("Bawaslu", "PENYELENGGARA", None, None),
    ]


def test_roles_on_request():
    doc = _nlp(roles=True)(TEXT)
    assert [s._.role for s in doc.spans["netralitas"]] == ["terduga", "lain"]


def test_every_name_on_request():
    doc = _nlp(names=True)(f"{TEXT}Pelapor, Stefanus Lering, mengaku takut.")
    assert [(s.text, s.label_) for s in doc.spans["netralitas_names"]] == [
        ("Darlis", "PER"),
        ("Stefanus Lering", "PER"),
    ]
    assert "netralitas_names" not in _nlp()(TEXT).spans


def test_a_text_without_words_has_no_mentions():
    assert len(_nlp()(" ").spans["netralitas"]) == 0


def test_rendering_shows_groups_and_roles():
    page = render(_nlp(roles=True)(TEXT))
    assert "ASN terduga" in page
    assert "<html" in page
