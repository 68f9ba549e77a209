from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import normalise, parse
from pipeline.mentions import tag
from pipeline.mentions.references import references
from pipeline.records import Group, Role

HANDLERS = {Group.PENYELENGGARA, Group.POLRI}


def told(text: str) -> list[tuple[str, int]]:
    """What refers to which mention, where all are accused but organisers and police."""
    doc = parse(text)
    mentions = [replace(m, role=Role.LAIN if m.group in HANDLERS else Role.TERDUGA) for m in tag(doc)]
    return [(one.text, one.mention) for one in references(doc, mentions)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kepala Desa Sukamaju, H. Suparman, S.Sos., dilaporkan. Suparman membantah.", ["Suparman"]),
        ("Camat Marau, Darwin Hutabarat, diperiksa. Menurut Bawaslu, Darwin hadir.", ["Darwin"]),
        ("Kades berinisial AP diperiksa. AP membantah. Dia pulang.", ["AP", "Dia"]),
        ("Camat Marau, Darlis, diperiksa. Ia membantah. Ia lalu pulang.", ["Ia", "Ia"]),
        ("Camat Marau, Darlis, diperiksa. Darlis hadir.", ["Darlis"]),
        ("Camat Marau diperiksa. Ia membantah.", ["Ia"]),
        ("Warga melaporkan Camat Marau, Darlis, ke Bawaslu. Ia diduga ikut kampanye.", ["Ia"]),
        ("Kades Marau, Darlis, dilaporkan. Bawaslu akan memanggil yang bersangkutan.", ["yang bersangkutan"]),
        ("Kades Marau, Darlis, dilaporkan. “Yang bersangkutan hadir,” kata Syarif.", ["Yang bersangkutan"]),
    ],
)
def test_who_is_plainly_meant(text, found):
    assert told(text) == [(words, 0) for words in found]


@pytest.mark.parametrize(
    "text",
    [
        "Camat Marau, Andi Pratama, dan Kades Hulu, Andi Wijaya, hadir. Andi membantah.",
        "Camat Marau, Darlis, diperiksa. Istrinya, Siti Darlis, melapor. Darlis diam.",
        "Pelapor melihat Camat Marau, Darlis, di lokasi. Ia merekam.",
        "Camat Marau, Darlis, diadukan seorang warga. Ia merekam.",
        "Camat Marau, Darlis, ditemui Sukirno. Ia merekam.",
        "Bawaslu menerima laporan. Ia lengkap.",
        "Camat Marau, Darlis, diperiksa. Jalan Darlis macet.",
        "Camat Marau, Darlis, diperiksa. Dinas yang bersangkutan diam.",
        "Camat Marau, Darlis, diperiksa. Menteri yang bersangkutan diam.",
        "Dua camat diperiksa. Bawaslu memanggil yang bersangkutan.",
        "Camat Marau, Darlis, dan Kades Hulu, Sukirno, diperiksa. Bawaslu memanggil yang bersangkutan.",
        "Camat Marau, Darlis, diperiksa. Seorang polisi melapor, kini yang bersangkutan sakit.",
        "Yang bersangkutan hadir. Camat Marau, Darlis, diperiksa.",
    ],
)
def test_what_is_not_plain_is_left_open(text):
    assert told(text) == []


WORDS = ("Camat Bima ", "Darlis", ", ", ". ", "Ia ", "yang bersangkutan ", "AP ")


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_text_is_read_and_offsets_hold(words):
    doc = parse(text := normalise("".join(words)))
    mentions = [replace(m, role=Role.TERDUGA) for m in tag(doc)]
    for one in references(doc, mentions):
        assert text[one.start : one.end] == one.text
        assert mentions[one.mention].end <= one.start
