from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.component import render
from pipeline.language import normalise, parse
from pipeline.mentions import tag

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


MESSY = [
    ("Kepala\u00a0Desa Marau, Darlis, hadir.", "Kepala\u00a0Desa Marau", "KEPALA_DESA", "Darlis"),
    ("Ca\u00admat Marau, Darlis, hadir.", "Ca\u00admat Marau", "ASN", "Darlis"),
    ("\ufeff\r\n  Camat Mare\u0301, Darlis, hadir.", "Camat Mare\u0301", "ASN", "Darlis"),
    ("Lurah\u200b Ulu, \x93Darlis\x94, hadir.", "Lurah\u200b Ulu", "ASN", None),
    ("<p>Kepala <b>Desa</b> Marau, Darlis, hadir.</p>", "Kepala <b>Desa</b> Marau", "KEPALA_DESA", "Darlis"),
    ("Kata&nbsp;dia, Kepala&nbsp;Desa Marau hadir.", "Kepala&nbsp;Desa Marau", "KEPALA_DESA", None),
]


@pytest.mark.parametrize(("text", "found", "group", "person"), MESSY)
@pytest.mark.parametrize("roles", [False, True])
def test_mentions_of_the_normal_form_stand_where_the_text_has_them(text, found, group, person, roles):
    nlp = spacy.blank("xx")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=list(text), spaces=[False] * len(text))
    nlp.add_pipe("netralitas_mentions", config={"roles": roles})
    doc = nlp(text)
    assert [(s.text, s.label_, s._.person) for s in doc.spans["netralitas"]] == [(found, group, person)]


def test_mentions_are_those_of_the_path_itself():
    text = "<p>Camat&nbsp;Marau, Da\u00adrlis, dan Kepala\u00a0Desa Ulu hadir.</p>\r\n" * 5
    of_path = [mention.text for mention in tag(parse(normalise(text)))]
    assert len(of_path) == 10
    doc = _nlp()(text)
    assert [normalise(span.text) for span in doc.spans["netralitas"]] == of_path
