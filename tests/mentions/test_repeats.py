from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import normalise, parse
from pipeline.mentions import tag
from pipeline.mentions.repeats import persons, repeats

LINKED = [
    ("Camat Marau, Darlis, diperiksa. Camat Darlis membantah.", [None, 0]),
    ("Kepala Desa Sukamaju berinisial AP diperiksa. Kades AP membantah.", [None, 0]),
    ("Camat Marau diperiksa. Camat Marau membantah.", [None, 0]),
    ("Camat Marau, Darlis, diperiksa. Camat tersebut membantah.", [None, 0]),
    ("Kepala Desa Sukamaju diperiksa. Pak Kades membantah.", [None, 0]),
    ("Kepala Desa Sukamaju, Andi Pratama, diperiksa. Kades AP membantah.", [None, 0]),
    ("Kades berinisial AP diperiksa. Kades Andi Pratama membantah.", [None, 0]),
    ("Kepala Desa Sukamaju, H. Suparman, S.Sos., diperiksa. Kades Suparman membantah.", [None, 0]),
    ("Dua lurah berinisial SW dan HK diperiksa. Lurah SW membantah.", [None, 0]),
    ("Kapolres Bima AKBP Andi Wijaya hadir. Kapolres Bima pulang.", [None, 0]),
]
APART = [
    "Camat Marau, Darlis, diperiksa. Camat Hulu, Syarif, membantah.",
    "Camat Marau, Darlis, diperiksa. Para camat diminta netral.",
    "Camat Marau dan Camat Hulu diperiksa. Camat tersebut membantah.",
    "Camat Marau, Darlis, diperiksa. Lurah tersebut membantah.",
    "Kepala Desa Sukamaju, Andi Pratama, diperiksa. Kades Agus Purnomo membantah.",
    "Kepala Desa Sukamaju, Andi Pratama, diperiksa. Kades BR membantah.",
    "Sejumlah ASN diperiksa. ASN tersebut membantah.",
    "Camat Marau, Darlis, diperiksa. Kades Darlis membantah.",
]


@pytest.mark.parametrize(("text", "links"), LINKED, ids=[text for text, _ in LINKED])
def test_who_was_named_before_is_known_again(text, links):
    found = repeats(text, tag(parse(text)))
    assert found[:1] + found[-1:] == links


@pytest.mark.parametrize("text", APART)
def test_others_stay_apart(text):
    found = repeats(text, tag(parse(text)))
    assert len(found) > 1 and set(found) == {None}


@given(st.text(alphabet=st.sampled_from("Camat Bima itu, Kades AP. "), max_size=120))
def test_every_mention_is_somebody_once(text):
    mentions = tag(parse(text := normalise(text)))
    assert sorted(m.start for named in persons(text, mentions) for m in named) == [m.start for m in mentions]
