from __future__ import annotations

import re

import pytest

from pipeline.errors import DataError
from pipeline.mentions.lexicon import check_lists, lexicon
from pipeline.records import Group
from pipeline.shipped import DATA, read_toml


def test_each_term_stands_on_a_line_of_its_own():
    text = (DATA / "lexicon.toml").read_text(encoding="utf-8")
    bare = [line for line in text.splitlines() if not line.startswith("#")]
    of_its_own = re.compile(r'\[\w+\]|\w+ = \[|\]|  "[^"]+",|("[^"]+"|\w+) = "[^"]+"|')
    assert [line for line in bare if not of_its_own.fullmatch(line)] == []
    assert lexicon().terms["kepala desa"].group == Group.KEPALA_DESA


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"KEPALA_DESA": {"jabatn": ["kepala kampung"]}},
            r"\[KEPALA_DESA\] unknown key 'jabatn'. Did you mean 'jabatan'\?",
        ),
        ({"KEPALA_DES": {}}, "unknown key 'KEPALA_DES'. Did you mean 'KEPALA_DESA'"),
        ({"lanjutan": {"tingkt": []}}, "Did you mean 'tingkat'"),
        (
            {"ASN": {"jabatan": ["kepala kampung"]}},
            r"'kepala kampung' stands in \[ASN\] jabatan and in \[KEPALA_DESA\] jabatan",
        ),
        ({"ASN": {"nama": "guru"}}, r"\[ASN\] nama is no list of words in quotes"),
    ],
)
def test_what_nothing_would_read_is_refused_with_what_was_meant(change, told):
    with pytest.raises(DataError, match=told):
        check_lists(read_toml("lexicon.toml") | change)
