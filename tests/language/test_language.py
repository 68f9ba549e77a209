from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import language, normalise, parse, places_in
from pipeline.mentions import tag

PASSAGES = {
    "titles": ["Hadir Kapolres AKBP Drs. H. Djoko, S.Sos., M.Si. bersama Kombes Pol. Andi Wijaya.", "Acara selesai."],
    "missing space": ["“Kami netral,” ujarnya.", "Bawaslu mengawasi."],
    "quote and speaker": ["“Siap netral!” tegas M. Nur.", "Ia pulang."],
    "address": ["Kantornya di Jl. Sudirman No. 5, Kec. Kota, Kab. Tegal.", "Warga datang."],
    "figures": ["Denda Rp1.500.000 dibayar pukul 09.30 WIB.", "Senin (2/9/2024) sidang dibuka."],
    "degree": ["Camat Abdul Rahim, S.STP., M.AP. membantah.", "Ia mengaku khilaf."],
}


@pytest.mark.parametrize("sentences", PASSAGES.values(), ids=PASSAGES)
def test_sentences_end_where_a_reader_ends_them(sentences):
    text = " ".join(sentences)
    assert [span.text.strip() for span in parse(text).sents] == sentences


def test_a_full_stop_without_a_space_still_ends_a_sentence():
    assert [span.text.strip() for span in parse("Itu katanya.Bawaslu mengawasi.").sents] == [
        "Itu katanya.",
        "Bawaslu mengawasi.",
    ]


def test_a_line_end_ends_a_sentence():
    assert [span.text.strip() for span in parse("RENGAT\nBawaslu hadir").sents] == ["RENGAT", "Bawaslu hadir"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("TNI/Polri", ["TNI", "/", "Polri"]),
        ("TNI-Polri", ["TNI", "-", "Polri"]),
        ("anak-anak", ["anak-anak"]),
        ("ASN-nya", ["ASN", "-nya"]),
        ("Kombes Pol. Andi", ["Kombes", "Pol.", "Andi"]),
    ],
)
def test_tokens(text, tokens):
    assert [token.text for token in parse(text)] == tokens


@given(st.text(max_size=300))
def test_normal_form_is_stable_and_tokens_lose_nothing(text):
    normal = normalise(text)
    assert normalise(normal) == normal
    assert "".join(token.text_with_ws for token in parse(normal)) == normal


@pytest.mark.parametrize("run", ["(", "/", "–", "a", "a.", "😀", "\u202e"])
def test_long_runs_without_a_space_are_read_whole(run):
    text = normalise(f"Awal {run * 500} tengah  {run * 300}\nakhir.")
    assert "".join(token.text_with_ws for token in parse(text)) == text


def test_text_without_any_end_is_cut_so_that_reading_sentences_stays_linear():
    lengths = [len(sentence) for sentence in parse("TNI/Polri " * 1000).sents]
    assert max(lengths) == 300 and sum(lengths) == 3000


def test_a_long_run_is_cut_once_even_when_spacy_remembers_nothing_more(monkeypatch):
    cut = []
    tokenizer = language().tokenizer
    monkeypatch.setattr(language(), "make_doc", lambda text: cut.append(text) or tokenizer(text))
    assert len(parse("/" * 10_000)) == 10_000
    assert len(cut) == 1


def test_marks_of_direction_are_dropped():
    assert normalise("Camat \u202eMarau\u202c, \u2067Darlis\u2069 \U0001f600") == "Camat Marau, Darlis \U0001f600"


WRAPPED = """Bawaslu Kabupaten Ketapang memeriksa Camat
Marau, Darlis, yang diduga hadir pada acara
salah satu pasangan calon bupati.

Darlis membantah. Ia mengaku hanya lewat di
depan lokasi."""
LISTS = [
    "Yang hadir pada rapat itu:\n\nCamat Marau, Darlis Umar, bersama istri\nCamat Hulu, Syarif Umar, bersama istri\nLurah Muka, Sukirno, bersama dua anak",
    "Bawaslu memeriksa Camat Marau.\nIa membantah.\nWarga pulang.",
    "Bawaslu memeriksa Camat\nMarau.",
    f"{'Bawaslu memeriksa Camat Marau, Darlis, kemarin. ' * 3}\n{'ia membantah tuduhan itu di depan pemeriksa ' * 3}\n{'lalu pulang ' * 11}",
]


def test_lines_broken_at_a_fixed_width_are_joined():
    paragraphs = normalise(WRAPPED).split("\n\n")
    assert [paragraph.count("\n") for paragraph in paragraphs] == [0, 0]
    assert len(normalise(WRAPPED)) == len(WRAPPED)
    assert ("Camat Marau", "Darlis") in [(mention.text, mention.person) for mention in tag(parse(normalise(WRAPPED)))]


@pytest.mark.parametrize("text", LISTS)
def test_lines_that_end_where_they_mean_to_stay(text):
    assert normalise(text).count("\n") == text.count("\n")


@given(st.lists(st.sampled_from(["kata", "panjang sekali", "Camat", "\n", "\n\n", "lalu"]), max_size=80))
def test_joining_lines_is_stable(words):
    assert normalise(normal := normalise(" ".join(words).replace(" \n ", "\n"))) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (
            '<p>Camat <b>Marau</b>, Darlis,<br/>hadir.</p><p class="x">Selesai.</p>',
            "Camat Marau, Darlis,\nhadir.\n\nSelesai.",
        ),
        ("Camat&nbsp;Marau &amp; Lurah Ulu &#8211; hadir", "Camat Marau & Lurah Ulu – hadir"),
        ("&lt;b&gt;Camat&lt;/b&gt; Marau &amp;nbsp;hadir", "Camat Marau  hadir"),
        ("Ca\u00admat <span\nstyle='a'>Marau</span>", "Camat Marau"),
        ("nilai a < b dan c > d, AT&T; <nama> & <Marau>", "nilai a < b dan c > d, AT&T; <nama> & <Marau>"),
    ],
)
def test_html_left_in_a_text_is_taken_out(text, normal):
    assert normalise(text) == normal


def test_html_without_end_stays_as_it_is():
    endless = "&" + "amp;" * 50_000
    assert normalise(endless) == endless
    assert normalise("<" * 50_000 + "b>" * 50_000).count("<") == 50_000


_BITS = [
    "Camat",
    "Marau",
    " ",
    "\n",
    "\r\n",
    "<b>",
    "</p>",
    "&nbsp;",
    "&amp;",
    "lt;",
    "&shy;",
    "\u00ad",
    "e",
    "\u0301",
    "\u0323",
    "\u200b",
]


@given(
    st.lists(
        st.one_of(st.sampled_from([*_BITS, "\x93", "\ufb01", "\u1100", "\u1161", "\u2003"]), st.characters()),
        max_size=40,
    )
)
def test_what_is_visible_is_found_where_it_stood(bits):
    text = "".join(bits)
    normal = normalise(text)
    assert normalise(normal) == normal
    places = places_in(text)
    assert len(places) == sum(not char.isspace() for char in normal)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


def test_a_place_holds_the_letter_itself():
    text = "\u00a0<p>Ke\u0301pala\u00ad  De&shy;sa&nbsp;\r\n"
    normal = [char for char in normalise(text) if not char.isspace()]
    stood = [text[start:end] for start, end in places_in(text)]
    assert "".join(normal) == "KépalaDesa"
    assert stood == ["K", "e\u0301", "p", "a", "l", "a\u00ad", "D", "e&shy;", "s", "a"]
