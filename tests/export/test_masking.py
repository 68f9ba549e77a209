from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.cases.grouping import group_new
from pipeline.errors import InputError
from pipeline.export import LABEL_TOOLS, Wish, export
from pipeline.export.masking import Mask, initials, known_address, masked
from pipeline.export.names import everyone, everyone_in_headline, fuller
from pipeline.export.report import pieces
from pipeline.export.rows import Lead, lead_row, mention_rows
from pipeline.extract import article_from_text
from pipeline.records import Group, Mention, Page, Review, Role, Verdict
from pipeline.store import Store
from tests.export.test_tables import NOW

NAMES = {"Darlis Umar"}


@pytest.fixture(scope="module")
def lead(model):
    from tests.conftest import CASE

    text = (
        CASE[1].replace("Darlis", "Darlis Umar") + "\n\nTagar #SalamDarlis beredar. DARLIS UMAR membantah, kata darlis."
    )
    article = article_from_text(
        text, title="CAMAT DARLIS UMAR DILAPORKAN", url="https://contoh.id/2024/camat-darlis-umar-dilaporkan",
        source="contoh", outlet="Contoh", published_at=NOW,
    )  # fmt: skip
    return Lead(article, model.assess_article(article), "abc", ("https://lain.id/camat-darlis",))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Camat Darlis Umar hadir", "Camat D.U. hadir"),
        ("CAMAT DARLIS UMAR HADIR", "CAMAT D.U. HADIR"),
        ("Darlis, kata Umar.", "D., kata U.."),
        ("darlis  umar dan Darlis-Umar", "D.U. dan D.U."),
        ("@darlis_umar99 dan #SalamDarlis", "@… dan #…"),
        ("Darliswan bukan dia", "Darliswan bukan dia"),
        ("Darlisnya, Darlislah, darlispun", "D., D., D."),
        ("DarlisUmar, darlisumar, SalamDarlis", "D., D., S."),
        ("Dar\u00adlis dan Dar\u200blis U\u00admar", "D. dan D.U."),
        ("@x.umar dan darlis.umar@contoh.id", "@… dan @…"),
        ("@bawaslu, @bangcamat dan #pilkada", "@…, @… dan #pilkada"),
        (
            "https://www.facebook.com/profile.php?id=100012, instagram.com/bangcamat",
            "https://facebook.com/…, instagram.com/…",
        ),
        ("facebook.com/darlis dan akun darlis_77, Umar2024", "facebook.com/… dan akun …, …"),
        ("bus P3K, covid19, satu_dua, dan contoh.id/berita", "bus P3K, covid19, satu_dua, dan contoh.id/berita"),
        ("kadesdarlis, KADESDARLIS, pak umar, umar", "K., K., pak U., umar"),
        ("Dár\u0301lis", "D."),
        ("tidak ada", "tidak ada"),
        ("", ""),
    ],
)
def test_a_name_is_hidden_however_it_is_written(text, hidden):
    assert Mask(NAMES).hide(text) == hidden


def test_a_common_word_that_is_also_a_name_is_hidden_only_with_a_capital():
    assert Mask({"Bakti Mulia"}).hide("kerja bakti milik Bakti") == "kerja bakti milik B."
    assert Mask({"A. B"}).hide("A dan b") == "A dan b" and Mask(()).hide("Darlis") == "Darlis"
    assert Mask({"Li Wu"}).hide("Li hadir, kata Wu; li tidak.") == "L. hadir, kata W.; li tidak."


@pytest.mark.parametrize("name", ["Nur'aini Kasim", "Nuraini Kasim", "Nur Aini Kasim", "Nur’aini Kasim"])
@pytest.mark.parametrize("text", ["Nuraini", "Nur'aini", "Nur’aini", "NURAINI", "Nur Aini", "NUR'AINI", "Nurayni"])
def test_a_name_is_hidden_however_its_parts_are_joined(name, text):
    if (name, text) != ("Nur Aini Kasim", "Nurayni"):
        assert "ain" not in Mask({name}).hide(f"Kata {text}, camat.").casefold()


@pytest.mark.parametrize(("name", "text"), [("René Siregar", "Rene"), ("Dedi Irawan", "Dedy"), ("Soegeng", "Sugeng")])
def test_a_name_is_hidden_however_it_is_spelt(name, text):
    assert Mask({name}).hide(f"Kata {text} kemarin") == f"Kata {name[0]}. kemarin"


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Camat Kubu Rusdianto Dilaporkan ke Bawaslu", "Camat Kubu dilaporkan ke Bawaslu.", ["Rusdianto"]),
        ("Camat Dilaporkan", "Camat Kubu tersebut adalah Rusdianto Hasibuan.", ["Rusdianto", "Hasibuan"]),
        ("Camat Dilaporkan", "Yusran Harahap (Camat Bukit Kapur) dan Samsul Bahri dipanggil.", ["Yusran", "Samsul"]),
        ("Nur'aini Dilaporkan ke Bawaslu", "Camat diduga tidak netral. Sa’diah juga melapor.", ["Nur'aini", "Sa’diah"]),
        ("Lurah Dilaporkan", "Menurut saksi, Elfrida Sihombing, lurah itu hadir.", ["Elfrida", "Sihombing"]),
    ],
)
def test_a_name_is_hidden_wherever_it_stands(lead, title, text, names):
    article = replace(lead.article, title=title, text=text)
    bare = replace(lead.assessment, mentions=(), evidence=(), considerations=())
    hidden = masked(replace(lead, article=article, assessment=bare), ()).article
    assert [name for name in names if name in hidden.title + hidden.text] == []
    assert "Camat" in hidden.text + hidden.title or "Lurah" in hidden.title


@pytest.mark.parametrize(
    ("title", "hidden"),
    [
        ("Kades Suparman Ajak Warga Pilih Paslon Nomor Dua", "Kades S. Ajak Warga Pilih Paslon Nomor Dua"),
        ("KADES SUPARMAN AJAK WARGA PILIH PASLON NOMOR DUA", "KADES S. AJAK WARGA PILIH PASLON NOMOR DUA"),
        ("Kadisdik Elfrida Sihombing Minta Guru Coblos Nomor Satu", "Kadisdik E.S. Minta Guru Coblos Nomor Satu"),
        ("Diduga Tak Netral, Camat Nur Aini Diperiksa Bawaslu", "Diduga Tak Netral, Camat N.A. Diperiksa Bawaslu"),
        ("Lurah Siti Aminah binti Kasim Dicopot dari Jabatan", "Lurah S.A. binti K. Dicopot dari Jabatan"),
        ("Kades Suparman alias Ucok Disanksi", "Kades S. alias U. Disanksi"),
        ("Camat I Gusti Ngurah Rai Pose Dua Jari", "Camat I.G.N.R. Pose Dua Jari"),
        ("Camat Moh. Ali Ma'ruf Larang Warga Pilih", "Camat M.A.M. Larang Warga Pilih"),
        ("Camat Elvira Sari Dilaporkan Ke Bawaslu", "Camat E.S. Dilaporkan Ke Bawaslu"),
        ("CAMAT ELVIRA SARI DILAPORKAN KE BAWASLU", "CAMAT E.S. DILAPORKAN KE BAWASLU"),
        (
            "BAWASLU: KAPOLSEK MARAU BARAT TIDAK TERBUKTI MEMIHAK",
            "BAWASLU: KAPOLSEK MARAU BARAT TIDAK TERBUKTI MEMIHAK",
        ),
        ("BUPATI MARAU MINTA ASN TIDAK TERLIBAT POLITIK", "BUPATI MARAU MINTA ASN TIDAK TERLIBAT POLITIK"),
        ("Kades Sukir Bagi Uang, Camat Rusdianto Angkat Bicara", "Kades Sukir Bagi Uang, Camat R. Angkat Bicara"),
        ("Kapolres Hendra Gunawan Gelar Rapat Pilkada Lampung", "Kapolres H.G. Gelar Rapat Pilkada Lampung"),
    ],
)
def test_a_headline_keeps_its_verb_and_loses_the_name(lead, title, hidden):
    article = replace(lead.article, title=title, text="Warga melapor.")
    bare = replace(lead.assessment, mentions=(), evidence=(), considerations=())
    assert masked(replace(lead, article=article, assessment=bare), ()).article.title == hidden


def test_a_part_of_a_name_that_is_mostly_an_ordinary_word_is_hidden_in_the_headline_too(lead):
    text = "Warga melaporkan Camat Marau, Agus Pilihan, ke Bawaslu pada Senin lalu karena hadir dalam kampanye itu."
    article = replace(lead.article, title="Camat Agus Pilihan Ajak Warga Pilih Paslon", text=text)
    camat = Mention("Camat Marau", text.index("Camat"), text.index(","), Group.ASN, Role.TERDUGA, "Agus")
    said = replace(lead.assessment, mentions=(camat,), evidence=(), considerations=())
    hidden = masked(replace(lead, article=article, assessment=said), ()).article
    assert hidden.title == "Camat A.P. Ajak Warga Pilih Paslon" and "Camat Marau, A.P., ke" in hidden.text


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("Warga bernama Siti Permata Dewi melapor.", "Warga bernama S.P.D. melapor."),
        ("Warga Siti Permata Dewi melapor.", "Warga S.P.D. melapor."),
        ("Warga bernama Dedi Indra Jaya melapor, kata Dedi.", "Warga bernama D.I.J. melapor, kata D.."),
        ("“Saya melihatnya,” kata Andi Bangun Siregar, Senin.", "“Saya melihatnya,” kata A.B.S., Senin."),
        ("Warga bernama Rahmat Batu Bara melapor.", "Warga bernama R.B.B. melapor."),
        ("Kata Ahmad Bangun Siregar, ia hadir di Siak.", "Kata A.B.S., ia hadir di Siak."),
        ("Kemarin, kata Dedi, Camat Bangun hadir.", "Kemarin, kata D., Camat Bangun hadir."),
        ("Menurut Dedi, Indra Jaya banjir.", "Menurut D., Indra Jaya banjir."),
        ("Warga di Siti Permata melapor.", "Warga di Siti Permata melapor."),
        ("Warga Kecamatan Indra Jaya melapor.", "Warga Kecamatan Indra Jaya melapor."),
        ("Warga Desa Siti Permata melapor.", "Warga Desa Siti Permata melapor."),
    ],
)
def test_a_region_within_a_name_is_hidden_and_stays_where_it_is_one(told, hidden):
    assert Mask(everyone(told)).hide(told) == hidden


def test_a_region_within_a_name_is_hidden_in_a_headline():
    title = "Andi Baso Lapor Polisi"
    assert Mask(everyone_in_headline(title)).hide(title) == "A.B. Lapor Polisi"


def test_offsets_follow_the_text():
    text = "Kata Darlis Umar kepada Camat Darlis."
    over = Mask(NAMES).over(text)
    camat = text.index("Camat")
    assert over.text[over.at(camat) : over.at(camat + 5)] == "Camat"
    assert over.text[over.at(7) : over.at(9, end=True)] == "D.U."
    assert over.at(0) == 0 and over.at(len(text)) == len(over.text)


def test_a_byline_and_who_wrote_into_a_note_are_hidden(lead):
    note = "[oleh budi] tanya Budi, agus dan Ketua Tim\nPeninjau 2: dewi"
    review = Review(lead.article.url, "m", None, "Citra", NOW, note=note)
    signed = replace(lead, article=replace(lead.article, author="Suryadi Kencana"), review=review)
    hidden = masked(signed, NAMES, {"budi", "agus", "Ketua Tim"})
    assert hidden.review.note == "[oleh B.] tanya B., A. dan K.T.\nPeninjau 2: D."
    assert hidden.article.author == "S.K."


def test_nothing_in_a_masked_lead_tells_a_name(lead):
    hidden = masked(lead, NAMES)
    cells = " ".join([*lead_row(hidden).values(), *(" ".join(row.values()) for row in mention_rows(hidden))]).casefold()
    assert "darlis" not in cells and "umar" not in cells and "Camat Sungai Lala (D.U.)" in lead_row(hidden)["terduga"]
    assert hidden.article.url == known_address(lead.article.url) and hidden.article.url.startswith("contoh.id ")
    for part in (*hidden.assessment.mentions, *hidden.assessment.evidence):
        assert hidden.article.text[part.start : part.end] == part.text
    said = hidden.assessment
    assert any(piece.mention for part in said.evidence for piece in pieces(part, said.mentions))


def test_initials_are_no_missing_value_to_pandas():
    assert initials("Nur Aini") == "N.A."


def test_a_name_one_story_tells_is_hidden_in_the_others_of_its_case(model, tmp_path, lead):
    bare = replace(
        lead.article,
        url="https://lain.id/1",
        title="Darlis Diperiksa",
        text=lead.article.text.replace(", Darlis Umar,", "").replace("darlis", "Umar"),
    )
    with Store(tmp_path / "netralitas.db") as store:
        for article in (lead.article, bare):
            store.keep(Page(article.url, "contoh", "Contoh", "Asia/Jakarta", NOW, ("<p>x</p>",)), article)
            store.keep_assessment(article.url, model.assess_article(article))
        group_new(store, model.name)
        assert store.case_of(lead.article.url) == store.case_of(bare.url)
        assert "Darlis Umar" in store.persons_of(bare.url)
        for path in export(store, model.name, tmp_path / "out", Wish(formats=("csv", "html"), mask=True)):
            text = path.read_text(encoding="utf-8-sig").casefold()
            assert "darlis" not in text and "umar" not in text.replace("umara", ""), path
            assert "https://contoh.id" not in text


@pytest.mark.parametrize("tool", LABEL_TOOLS)
def test_tasks_of_a_label_tool_are_never_masked(tool):
    with pytest.raises(InputError, match="bad-wish"):
        Wish(formats=("csv", tool), mask=True)


@pytest.mark.parametrize(
    ("told", "person", "whole"),
    [
        ("Camat Marau, Abdul Hakim, hadir", "Abdul", "Abdul Hakim"),
        ("Camat Marau Muh. Ali Ma'ruf.", "Muh", "Muh. Ali Ma'ruf"),
        ("Camat Marau, Siti A. Nur'aini binti Kasim, Senin", "Siti", "Siti A. Nur'aini binti Kasim"),
        ("Camat Marau yakni Darlis Umar alias Ucok", "Darlis Umar", "Darlis Umar alias Ucok"),
        ("Darlis Umar, Camat Marau", "Darlis Umar", "Darlis Umar"),
        ("Camat Marau Darlis Senin lalu", "Darlis", "Darlis"),
        ("Camat Marau Darlis. Ia hadir", "Darlis", "Darlis"),
        ("Camat Marau Darlis\n\nBawaslu hadir", "Darlis", "Darlis"),
        ("Camat Marau Darlis ASN aktif", "Darlis", "Darlis"),
        ("Camat Marau (Darlis) hadir", None, "Darlis"),
        ("Camat Marau (ASN) hadir", None, None),
        ("Camat Marau (Sekda) hadir", None, None),
        ("Camat Marau hadir", None, None),
    ],
)
def test_half_a_name_is_made_whole(told, person, whole):
    start = told.index("Camat")
    mention = Mention("Camat Marau", start, start + len("Camat Marau"), Group.ASN, Role.TERDUGA, person)
    assert next(fuller(told, [mention])).person == whole


def test_brackets_within_a_post_hold_a_name_or_its_short_form():
    told = "Komandan Kodim (Dandim) hadir, Camat Marau (Darlis) tidak"
    posts = [told[:23], told[31:51]]
    mentions = [Mention(p, told.index(p), told.index(p) + len(p), Group.ASN, Role.TERDUGA) for p in posts]
    assert [m.person for m in fuller(told, mentions)] == [None, "Darlis"]


def test_a_mention_within_a_name_is_no_accused(lead):
    text = "Warga melaporkan Camat Marau, Abdul Hakim, ke Bawaslu. Hakim membantah."
    spans = [("Camat Marau", "Abdul"), ("Hakim", None), ("Bawaslu", None)]
    mentions = [
        Mention(said, text.index(said), text.index(said) + len(said), Group.ASN, Role.TERDUGA, person)
        for said, person in spans
    ]
    hidden = masked(
        replace(
            lead,
            article=replace(lead.article, text=text),
            assessment=replace(lead.assessment, mentions=tuple(mentions), evidence=()),
        ),
        (),
    )
    assert [m.text for m in hidden.assessment.mentions] == ["Camat Marau", "Bawaslu"]
    assert hidden.assessment.mentions[0].person == "A.H." and "Hakim" not in hidden.article.text


def test_what_an_analyst_wrote_is_masked_too(lead):
    mention = lead.assessment.mentions[0]
    review = Review(
        lead.article.url, "m", Verdict.RAGU, "Ani Lestari", NOW, roles=((mention.start, Role.LAIN),),
        note="Bukan Darlis Umar", mentions=lead.assessment.mentions,
    )  # fmt: skip
    cells = lead_row(masked(replace(lead, review=review), NAMES))
    assert (cells["catatan"], cells["peninjau"]) == ("Bukan D.U.", "A.L.")
    rows = list(mention_rows(masked(replace(lead, review=review), NAMES)))
    assert [row["peran"] for row in rows] == [
        "lain" if one == mention else one.role for one in lead.assessment.mentions
    ]
    assert "darlis" not in str(rows).casefold()


@pytest.mark.parametrize(
    ("note", "hidden"),
    [
        ("kades suparman sudah ditelepon", "kades S. sudah ditelepon"),
        ("menurut kepala desa suparman hadi, sekdes budi tahu", "menurut kepala desa S.H., sekdes B. tahu"),
        ("KADES SUPARMAN; pak umar, h. slamet, bu camat suparmi", "KADES S.; pak U., h. S., bu camat S."),
        ("camat sungai lala suparman bantah, kata suparman", "camat sungai lala S. bantah, kata S."),
        ("pak bakti datang ke malam bakti", "pak B. datang ke malam bakti"),
        ("kades diduga kampanye, camat tidak; lurah yang baru", "kades diduga kampanye, camat tidak; lurah yang baru"),
        ("pak ma'ruf, pak ma’ruf dan pak maruf", "pak M., pak M. dan pak M."),
        ("bu ngatiyem; pak paijo; mbah sukinem; pak josé", "bu N.; pak P.; mbah S.; pak J."),
        ("kepala desa sa'id; mas joko", "kepala desa S.; mas J."),
        ("Hendra Gunawan menelepon; kata Sri Wahyuni", "H.G. menelepon; kata S.W."),
        ("pak camat dan bu guru datang", "pak camat dan bu guru datang"),
        ("kades", "kades"),
    ],
)
def test_a_name_in_small_letters_beside_a_post_is_hidden_in_a_note(lead, note, hidden):
    review = Review(lead.article.url, "m", Verdict.RAGU, "ani", NOW, note=note)
    assert masked(replace(lead, review=review), {*NAMES, "Bakti Mulia"}).review.note == hidden


def test_the_writer_of_a_note_that_stayed_is_hidden(lead, model):
    said = Review(
        lead.article.url,
        model.name,
        Verdict.BENAR,
        "Ani Lestari",
        NOW,
        note="[oleh Budi Hartono] telepon, kata Ani Lestari",
        judge="Budi Hartono",
    )
    hidden = masked(replace(lead, review=said), NAMES, {"Ani Lestari", "Budi Hartono"}).review
    assert (hidden.note, hidden.reviewer, hidden.judge) == ("[oleh B.H.] telepon, kata A.L.", "A.L.", "B.H.")
