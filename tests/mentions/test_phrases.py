"""Where the phrase of a post ends and whose it is, as the press writes it."""

from __future__ import annotations

import pytest

from pipeline.language import parse
from pipeline.mentions import tag


def _first(text: str) -> tuple[str, str | None] | None:
    return next(((mention.text, mention.person) for mention in tag(parse(text))), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kepala Desa Sumber Rejo, Sukir, diperiksa.", ("Kepala Desa Sumber Rejo", "Sukir")),
        ("Kades Sumber Makmur, Sukirno, diperiksa.", ("Kades Sumber Makmur", "Sukirno")),
        ("Kades Sumber Makmur Sukirno diperiksa.", ("Kades Sumber Makmur", "Sukirno")),
        ("Kades Sumber Sutikno hadir.", ("Kades Sumber", "Sutikno")),
        ("Lurah Bukit Duri diperiksa.", ("Lurah Bukit Duri", None)),
        ("Kades Tanjung Mulia diperiksa.", ("Kades Tanjung Mulia", None)),
        ("Kepala Desa Muara Bakah, Darlis, hadir.", ("Kepala Desa Muara Bakah", "Darlis")),
        ("Kades Kota Agung, Sukir, diperiksa.", ("Kades Kota Agung", "Sukir")),
        ("Ketua Bawaslu Kota Padang Panjang Afrimon hadir.", ("Ketua Bawaslu Kota Padang Panjang", "Afrimon")),
        ("Camat Marau Darlis hadir.", ("Camat Marau", "Darlis")),
    ],
)
def test_the_name_of_a_village_that_opens_with_that_of_a_district(text, expected):
    assert _first(text) == expected
