"""Furniture: each rule on its own examples, then whole texts, then text made to hurt."""

import sys
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import normalise, strip_furniture
from pipeline.extract.furniture import credited_author, credits

RULES = tomllib.loads(files("pipeline.data").joinpath("furniture.toml").read_text("utf-8"))
BLOCKS = [
    *(rule for kind in ("line", "ending", "inside", "pointer") for rule in RULES[kind]),
    RULES["credits"],
]
STORY = "Bawaslu memanggil lurah itu, Senin (2/9/2024)."


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block["removed"]])
def test_removed(line):
    assert strip_furniture(f"{STORY}\n{line}\n{STORY}").split() == f"{STORY} {STORY}".split()


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block["kept"]])
def test_kept(line):
    assert strip_furniture(line) == line
    assert strip_furniture(f"{STORY}\n{line}") == f"{STORY}\n{line}"


INLINE = [
    (
        "ujarnya. Baca juga: Camat Sukamaju Terbukti Tidak Netral Namun ia membantah hal itu.",
        "Namun ia membantah hal itu.",
    ),
    (
        "ujarnya. Baca juga: Camat Sukamaju terbukti tidak netral Rahmad menuturkan, ia tidak tahu.",
        "Rahmad menuturkan, ia tidak tahu.",
    ),
    (
        'ujarnya. BACA JUGA: Dua Kades Diperiksa Bawaslu"Kami akan panggil saksi," kata dia.',
        '"Kami akan panggil saksi," kata dia.',
    ),
    (
        "ujarnya. Baca juga: Camat Sukamaju Dicopot. Laporan itu masuk pekan lalu.",
        "Laporan itu masuk pekan lalu.",
    ),
    (
        "ujarnya. Baca Juga:Dua Kades DiperiksaSetelah itu saksi dipanggil.",
        "Setelah itu saksi dipanggil.",
    ),
    (
        "ujarnya. Baca juga: Camat Dicopot Ketua Bawaslu Kota Tepian Nirmala menegaskan hal itu.",
        "Ketua Bawaslu Kota Tepian Nirmala menegaskan hal itu.",
    ),
    (
        "ujarnya. Baca juga: Satu Baca juga: Dua Kades DiperiksaPewarta: Ani BudiEditor: Cici Dodi",
        "",
    ),
]


@pytest.mark.parametrize(("text", "left"), INLINE)
def test_pointer_inside_a_paragraph(text, left):
    assert strip_furniture(text) == f"ujarnya.\n{left}".strip()


def test_headline_without_visible_end_is_left_on_its_own_line():
    text = "ujarnya. Baca juga: Camat Sukamaju Pemkab Tepian yang baru dilantik itu kini sedang mendata seluruh kantor kelurahan dan desa di wilayah utara. Pendataan selesai besok."
    first, second = strip_furniture(text).split("\n")
    assert first == "ujarnya." and f"{first} {second}" == text


def test_headlines_under_a_bare_heading():
    text = f"{STORY}\nBaca Juga\nCamat Sukamaju Terbukti Tidak Netral\n- kades diperiksa\n{STORY}"
    assert strip_furniture(text) == f"{STORY}\n{STORY}"


def test_credits_are_read():
    text = f"Reporter : Mursyid Syatir\n{STORY}\nPewarta: AprionisEditor: Agus Setiawan COPYRIGHT © ANTARA 2023"
    assert credits(text) == [
        ("Reporter", "Mursyid Syatir"),
        ("Pewarta", "Aprionis"),
        ("Editor", "Agus Setiawan"),
    ]
    assert credited_author(text) == "Mursyid Syatir"
    assert credited_author("Editor: Agus Setiawan") is None


PIECES = [line for block in BLOCKS for line in block["removed"] + block["kept"]] + [
    STORY,
    "\n",
    " ",
    '"',
    "Ia",
    "1",
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=8),
    st.sampled_from(["", " ", "\n"]),
)
def test_stripping_is_idempotent(pieces, glue):
    once = strip_furniture(glue.join(pieces))
    assert strip_furniture(once) == once
    assert normalise(once) == once


HOSTILE = [
    "Baca juga: ",
    "Baca juga:Judul Camat Namun ia ",
    "# ",
    "#a ",
    "Editor: A",
    "Editor: Nama ",
    "[Gambas:",
    "(Baca: Aaaaaaaaa",
    "A ",
    '"',
    "“Aku ",
    "Halaman: 1 ",
    "Baca juga:\n- x\n",
    "\n",
    "Senin, 1 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_lines_take_no_longer_than_their_length(piece, ends):
    few, many = (_calls(piece * (size // len(piece))) for size in (100_000, 200_000))
    assert many <= 2.1 * few
    strip_furniture(
        piece * (1_000_000 // len(piece))
    )  # within one call, a pattern that takes the square of this takes hours


def _calls(text: str) -> int:
    """How many functions are called to strip a text."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        strip_furniture(text)
    finally:
        sys.setprofile(None)
    return count
