"""Where the phrase of a post ends and whose it is, as the press writes it."""

from __future__ import annotations

import pytest

from pipeline.language import parse
from pipeline.mentions import tag
from pipeline.mentions.lexicon import Context


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


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Darwin Hutabarat (48), Camat Marau, diperiksa.", "Darwin Hutabarat"),
        ("Darwin Hutabarat, S.Sos, Camat Marau, diperiksa.", "Darwin Hutabarat"),
        ("Darwin Hutabarat, S.Sos., M.Si., Camat Marau, diperiksa.", "Darwin Hutabarat"),
        ("Darwin Hutabarat (Camat Marau) diperiksa.", "Darwin Hutabarat"),
        ("Warga melapor. Darwin Hutabarat yang menjabat sebagai Camat Marau diperiksa.", "Darwin Hutabarat"),
        ("Kemarin Darwin Hutabarat, yang juga menjabat Camat Marau, diperiksa.", "Darwin Hutabarat"),
        ("Darwin Hutabarat merupakan Camat Marau.", "Darwin Hutabarat"),
        ("Darwin Hutabarat adalah Camat Marau.", "Darwin Hutabarat"),
        ("Darwin Hutabarat sebagai Camat Marau diperiksa.", "Darwin Hutabarat"),
        ("Sulaiman Daeng, oknum ASN Pemkab Gowa, diperiksa.", "Sulaiman Daeng"),
        ("AP (45), oknum kades di Rantau, diperiksa.", "AP"),
        ("AP (45 tahun), oknum kades di Rantau, diperiksa.", "AP"),
        ("Terlapor berinisial AP, seorang ASN, diperiksa.", "AP"),
        ("Seorang kepala desa di Kecamatan Rantau, AP, diperiksa.", "AP"),
        ("Seorang kepala desa di Bima, NTB, diperiksa.", None),
        ("Menurut Darwin Hutabarat, seorang camat harus netral.", None),
        ("Warga menilai status Darwin Hutabarat sebagai camat tidak terganggu.", None),
        ("Di Tegal, seorang ASN diperiksa.", None),
    ],
)
def test_the_name_before_the_post(text, person):
    assert _first(text)[1] == person


def test_a_name_that_belongs_to_the_post_before():
    found = tag(parse("Hadir Kapolres Bima AKBP Darwin Hutabarat, Camat Marau, dan warga."))
    assert [mention.person for mention in found] == ["Darwin Hutabarat", None]


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Bupati Maros Chaidir Syam Ingatkan ASN", ("Bupati Maros", "Chaidir Syam")),
        ("BUPATI MAROS CHAIDIR SYAM INGATKAN ASN", ("BUPATI MAROS", "CHAIDIR SYAM")),
        ("Kades Wonorejo Sutikno Mengaku Khilaf Kampanyekan Paslon", ("Kades Wonorejo", "Sutikno")),
        ("Camat Arahkan Kades Menangkan Paslon 01", ("Camat", None)),
        ("Bupati Tegal Umi Azizah Minta ASN Netral", ("Bupati Tegal", "Umi Azizah")),
        ("Kades Mentebah Diperiksa Bawaslu", ("Kades Mentebah", None)),
        ("Kades Sumber Diperiksa Bawaslu", ("Kades Sumber", None)),
        ("Kades Diduga Ikut Kampanye", ("Kades", None)),
    ],
)
def test_the_verb_of_a_headline_is_no_name(headline, expected):
    assert _first(headline) == expected


def test_a_context_of_the_whole_text_is_looked_for_once(monkeypatch):
    asked, allows = [], Context.allows

    def counted(context: Context, around: str) -> bool:
        asked.append(len(around))
        return allows(context, around)

    monkeypatch.setattr(Context, "allows", counted)
    text = "Lurah dan camat hadir dalam rapat itu. " * 100
    assert len(tag(parse(text))) == 200
    assert sum(length == len(text) for length in asked) < 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kepsek SDN 45 Parepare berinisial RM diperiksa.", ("Kepsek SDN 45 Parepare", "RM")),
        ("Kasi Kesejahteraan Desa Tiro diperiksa.", ("Kasi Kesejahteraan Desa Tiro", None)),
        ("Hal itu disampaikan Kamis (12/10),Camat Marau hadir.", ("Camat Marau", None)),
        ("Darwin Hutabarat (48),Lurah Tambun diperiksa.", ("Lurah Tambun", "Darwin Hutabarat")),
    ],
)
def test_schools_village_sections_and_a_comma_without_a_space(text, expected):
    assert _first(text) == expected


def test_a_section_of_a_village_is_of_the_village():
    assert tag(parse("Kasi Kesejahteraan Desa Tiro diperiksa."))[0].group == "KEPALA_DESA"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kepala BKPSDM Lombok Timur, Lalu Suhardiman, hadir.", ("Kepala BKPSDM Lombok Timur", "Lalu Suhardiman")),
        (
            "Kepala Dinas Sosial Gianyar, Anak Agung Gde Raka, hadir.",
            ("Kepala Dinas Sosial Gianyar", "Anak Agung Gde Raka"),
        ),
        ("Ketua KPU Bali I Gusti Ngurah Agung hadir.", ("Ketua KPU Bali", "I Gusti Ngurah Agung")),
        ("Kepala Dinas Sosial Buton La Ode Hasrudin hadir.", ("Kepala Dinas Sosial Buton", "La Ode Hasrudin")),
        ("Camat Marau Andi Pangerang hadir.", ("Camat Marau", "Andi Pangerang")),
        ("Kades Sukamaju Daeng Tutu hadir.", ("Kades Sukamaju", "Daeng Tutu")),
        ("Wali Nagari Dt. Rajo Endah hadir.", ("Wali Nagari", "Dt. Rajo Endah")),
        ("Kasat Lalu Lintas Polres Bima hadir.", ("Kasat Lalu Lintas Polres Bima", None)),
        ("Kepala Dinas Perlindungan Anak Kota Bima hadir.", ("Kepala Dinas Perlindungan Anak Kota Bima", None)),
    ],
)
def test_noble_names_are_no_part_of_a_post(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Kepala Dinas Perhubungan Bima berinisial DRS diperiksa.", "DRS"),
        ("Camat Marau berinisial RT, diperiksa.", "RT"),
        ("Kepala Dinas Sosial Bima Drs. Sutikno diperiksa.", "Sutikno"),
        ("Lurah setempat Dadan Hermawan hadir.", "Dadan Hermawan"),
        ("Camat Girian nonaktif JM diperiksa.", "JM"),
        ("Lurah setempat Senin hadir.", None),
        ("Lurah aktif dan camat hadir.", None),
        ("Seorang guru PNS di salah satu SMP negeri di Kota Bima berinisial TW diperiksa.", "TW"),
    ],
)
def test_initials_and_names_further_on(text, person):
    assert _first(text)[1] == person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kapolda Riau Inspektur Jenderal Darlis Wijaya hadir.", ("Kapolda Riau Inspektur Jenderal", "Darlis Wijaya")),
        ("Inspektur Jenderal Kemendagri Darlis Wijaya hadir.", ("Inspektur Jenderal Kemendagri", "Darlis Wijaya")),
        ("Ajun Komisaris Darlis Wijaya hadir.", ("Ajun Komisaris", "Darlis Wijaya")),
        ("Kapolsek Marau Komisaris Darlis Wijaya hadir.", ("Kapolsek Marau Komisaris", "Darlis Wijaya")),
        ("Seorang komisaris hadir.", None),
        ("Danrem 081 Brigadir Jenderal Darlis Wijaya hadir.", ("Danrem 081 Brigadir Jenderal", "Darlis Wijaya")),
        ("Karo Penmas Humas Polri Brigjen Darlis Wijaya hadir.", ("Karo Penmas Humas Polri Brigjen", "Darlis Wijaya")),
        ("Danlantamal Brigjen TNI (Mar) Darlis Wijaya hadir.", ("Danlantamal Brigjen TNI (Mar)", "Darlis Wijaya")),
    ],
)
def test_ranks_that_do_not_say_of_what_service_they_are(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Camat Padang Sumbul, Darlis Wijaya, hadir.", ("Camat Padang Sumbul", "Darlis Wijaya")),
        ("Camat Padang Darlis, Sutikno dan warga hadir.", ("Camat Padang", "Darlis")),
        ("Kapolsek Tanjung Sumbul, Iptu Darlis Wijaya, hadir.", ("Kapolsek Tanjung Sumbul, Iptu", "Darlis Wijaya")),
        ("Kades Bandar Alau Sumbul, Kecamatan Marau, diperiksa.", ("Kades Bandar Alau Sumbul", None)),
        ("Ketua Panwaslu Kota Katambago Rusly Wijaya hadir.", ("Ketua Panwaslu Kota Katambago", "Rusly Wijaya")),
        ("Lurah Bulowa Naz Wijaya hadir.", ("Lurah Bulowa", "Naz Wijaya")),
        ("Ketua Bawaslu Padangpanjang Darlis hadir.", ("Ketua Bawaslu Padangpanjang", "Darlis")),
        ("Perangkat desa Sukaramai diperiksa.", ("Perangkat desa Sukaramai", None)),
        ("Perangkat desa Darlis Wijaya diperiksa.", ("Perangkat desa", "Darlis Wijaya")),
        ("Perangkat Desa Netral Jelang Pilkada", ("Perangkat Desa", None)),
        ("Bhabinkamtibmas desa Suka Ramai hadir.", ("Bhabinkamtibmas desa Suka Ramai", None)),
    ],
)
def test_places_that_no_list_holds(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Perwira Menengah (Pamen) Polda dimutasi.", ("Perwira Menengah (Pamen) Polda", None)),
        ("Tiga perwira pertama (Pama) polisi dimutasi.", ("perwira pertama (Pama)", None)),
        ("Kepolisian Daerah Bali (Polda Bali) memeriksa warga.", ("Kepolisian Daerah Bali (Polda Bali)", None)),
        (
            "Kepala Biro Sumber Daya Manusia (Karo SDM) Polda Bali, Kombes Pol. Darlis hadir.",
            ("Kepala Biro Sumber Daya Manusia (Karo SDM) Polda Bali, Kombes Pol.", "Darlis"),
        ),
        (
            "Kepala Dinas Koperasi, Usaha Mikro dan Menengah (Diskop dan UMKM) hadir.",
            ("Kepala Dinas Koperasi, Usaha Mikro dan Menengah (Diskop dan UMKM)", None),
        ),
        (
            "Bintara pembina desa (Babinsa) Koramil 410-06/KDT menegur warga.",
            ("Bintara pembina desa (Babinsa) Koramil 410-06/KDT", None),
        ),
        ("Camat Marau (Darlis Umar) hadir.", ("Camat Marau", "Darlis Umar")),
        ("Kepala Biro Renmin Itwasum Polri hadir.", ("Kepala Biro Renmin Itwasum Polri", None)),
    ],
)
def test_short_forms_in_brackets(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Babinsa 05/Bola menegur warga.", ("Babinsa 05/Bola", None)),
        (
            "Babinsa Koramil 414-07/ MRU Kodim 0414/Marau Serka Darlis hadir.",
            ("Babinsa Koramil 414-07/ MRU Kodim 0414/Marau Serka", "Darlis"),
        ),
        ("Danramil 414-07/ MRU Kapten Inf Darlis hadir.", ("Danramil 414-07/ MRU Kapten Inf", "Darlis")),
        ("Anggota Babinsa Serda Darlis hadir.", ("Anggota Babinsa Serda", "Darlis")),
    ],
)
def test_numbers_of_units(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kapolres Marau AKBP. Darlis Umar hadir.", ("Kapolres Marau AKBP.", "Darlis Umar")),
        ("Dandim 1605/Marau Letkol Arm. Darlis Umar, S.Sos hadir.", ("Dandim 1605/Marau Letkol Arm.", "Darlis Umar")),
        ("Palaksa Lanal Tegal Letkol Laut (KH) Darlis hadir.", ("Palaksa Lanal Tegal Letkol Laut (KH)", "Darlis")),
        ("Komandan Lanal Tegal Kolonel Marinir Darlis hadir.", ("Komandan Lanal Tegal Kolonel Marinir", "Darlis")),
        (
            "Pangdam XVII/Cenderawasih Mayor Jenderal (Mayjen) TNI Darlis hadir.",
            ("Pangdam XVII/Cenderawasih Mayor Jenderal (Mayjen) TNI", "Darlis"),
        ),
        ("Kapolda Bali, Irjenpol Darlis hadir.", ("Kapolda Bali, Irjenpol", "Darlis")),
        ("Danramil 421-06/Natar Kapten Chb Darlis hadir.", ("Danramil 421-06/Natar Kapten Chb", "Darlis")),
        ("Kadiswatpersau Marsma TNI Darlis hadir.", ("Kadiswatpersau Marsma TNI", "Darlis")),
        ("Asisten Operasi Kapolri Irjen Darlis hadir.", ("Asisten Operasi Kapolri Irjen", "Darlis")),
    ],
)
def test_ranks_with_a_full_stop_and_arms_of_service(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kapolres Marau AKBP Zewaki dimutasi.", ("Kapolres Marau AKBP", "Zewaki")),
        ("Terima kasih kepada Letkol Zewaki yang hadir.", ("Letkol", "Zewaki")),
        ("Kapolres Marau, AKBP I Zewa Kuraki hadir.", ("Kapolres Marau, AKBP", "I Zewa Kuraki")),
        ("Danramil menonton Kapten Zewaki Kuraki bermain.", ("Danramil", None)),
    ],
)
def test_who_is_capitalised_behind_a_rank_is_a_person(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kades Sukamaju Kecamatan Marau Darlis Umar diperiksa.", ("Kades Sukamaju", "Darlis Umar")),
        ("Kades Bunga Rimba Kecamatan Marau, Darlis Umar, diperiksa.", ("Kades Bunga Rimba", "Darlis Umar")),
        ("Bhabinkamtibmas desa Sukamaju Kecamatan Marau hadir.", ("Bhabinkamtibmas desa Sukamaju", None)),
        (
            "Ketua Paguyuban Kepala Desa Kecamatan Marau Darlis Umar hadir.",
            ("Ketua Paguyuban Kepala Desa Kecamatan Marau", "Darlis Umar"),
        ),
    ],
)
def test_the_district_of_a_village_is_no_part_of_the_post(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Terlapor SY oknum kepala desa di Blora ditahan.", "SY"),
        ("Kades Sukorejo dengan inisial SM ditahan.", "SM"),
        ("Kades Sukorejo berinisial Mj ditahan.", "Mj"),
        ("Nurul Edy, yang sehari-harinya menjabat sebagai Asisten II, hadir.", "Nurul Edy"),
        ("Wakil Bupati Sangihe Sulawesi Utara Helmud Darlis hadir.", "Helmud Darlis"),
        ("Ketua Panwaslih Bireuen Rahmad S.Sos, M.AP mengatakan itu.", "Rahmad"),
        ("Komandan Kodim 0414/Marau Letkol Czi Darlis Umar S.I.P., saat itu hadir.", "Darlis Umar"),
        ("Warga dengan camat berdialog.", None),
        ("Ketua DPRD Bitung Sulut Zewa Kuraki hadir.", "Zewa Kuraki"),
        ("Lurah Sukamaju Zewa Kuraki, S.E., M.M., hadir.", "Zewa Kuraki"),
        ("Ketua KPU Sumut Zewa Kuraki, Ketua Bawaslu Sumut hadir.", "Zewa Kuraki"),
        ("Ketua KPU Sumut Zewa Kuraki Jadi Tersangka", None),
        ("Kepolisian Daerah (Polda) Jambi Brigjen Pol Zewaki hadir.", "Zewaki"),
    ],
)
def test_names_behind_places_and_before_degrees(text, person):
    assert _first(text)[1] == person


def test_a_name_told_again_is_of_the_post_told_of_it_again():
    text = (
        "Kades Langko, Kecamatan Lingsar, Lombok Barat Darlis diperiksa. Darlis, sebagai kepala desa, dinilai bersalah."
    )
    assert [mention.person for mention in tag(parse(text))] == ["Darlis", "Darlis"]


def test_a_list_of_posts_before_a_rank_is_several():
    text = (
        "Kapolda menemui Kabid Dokkes Polda Bali, Dirlantas Polda Bali, Kapolres Marau Kota AKBP Darlis Umar kemarin."
    )
    found = [(mention.text, mention.person) for mention in tag(parse(text))]
    assert found[1:] == [
        ("Kabid Dokkes Polda Bali", None),
        ("Dirlantas Polda Bali", None),
        ("Kapolres Marau Kota AKBP", "Darlis Umar"),
    ]
