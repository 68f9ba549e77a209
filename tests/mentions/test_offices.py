"""Where the name of an office ends, and which offices are read that no list holds."""

from __future__ import annotations

import pytest

from tests.mentions.test_phrases import _first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Analis Kebijakan Ahli Muda Bappeda Kota Bima, Darlis, diperiksa.",
            ("Analis Kebijakan Ahli Muda Bappeda Kota Bima", "Darlis"),
        ),
        (
            "Kepala Bidang Penilaian Kinerja BKPSDM Bima Sutikno hadir.",
            ("Kepala Bidang Penilaian Kinerja BKPSDM Bima", "Sutikno"),
        ),
        ("Kepala Dinas Sosial Tegas Larang ASN Kampanye", ("Kepala Dinas Sosial", None)),
        (
            "Kepala Biro Hukum, Komunikasi, dan Humas Kemendagri hadir.",
            ("Kepala Biro Hukum, Komunikasi, dan Humas Kemendagri", None),
        ),
        ("Seorang kepala dinas perikanan diperiksa.", ("kepala dinas perikanan", None)),
        ("Para kepala dinas dalam rapat itu diam.", ("kepala dinas", None)),
        ("Camat dan Dinas Sosial hadir.", ("Camat", None)),
        ("Menteri Hukum dan HAM Darlis Wijaya hadir.", ("Menteri Hukum dan HAM", "Darlis Wijaya")),
        ("Para menteri hadir.", ("menteri", None)),
        ("Ketua RT 03 Kelurahan Klawalu Anton Bless hadir.", ("Ketua RT 03 Kelurahan Klawalu", "Anton Bless")),
        ("Ketua KPPS TPS 04 Desa Sukamaju Sutikno hadir.", ("Ketua KPPS TPS 04 Desa Sukamaju", "Sutikno")),
        ("Bawaslu Provinsi hadir.", ("Bawaslu Provinsi", None)),
        ("Panwas kecamatan hadir.", ("Panwas kecamatan", None)),
        ("Bawaslu di kecamatan itu hadir.", ("Bawaslu", None)),
        ("Detasemen Polisi Militer XVI/2 Masohi hadir.", ("Detasemen Polisi Militer XVI/2 Masohi", None)),
        ("Kades petahana menang.", ("Kades petahana", None)),
        ("Badan Permusyawaratan Desa (BPD) Oelomin hadir.", ("Badan Permusyawaratan Desa (BPD) Oelomin", None)),
    ],
)
def test_offices_that_no_list_holds(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kepala DPUPR Kota Bima, Darlis, hadir.", ("Kepala DPUPR Kota Bima", "Darlis")),
        ("Kepala DPM-PTSP Kota Bima Darlis hadir.", ("Kepala DPM-PTSP Kota Bima", "Darlis")),
        ("Plt Kepala Disperindagkop Tegal Darlis hadir.", ("Plt Kepala Disperindagkop Tegal", "Darlis")),
        ("Kepala BPJS Tegal Darlis hadir.", None),
        ("Kepala DPP partai itu hadir.", None),
        ("Kepala Disiplin hadir.", None),
        ("Kepala BPD Desa Suka Maju hadir.", ("Kepala BPD Desa Suka Maju", None)),
    ],
)
def test_heads_of_departments_by_the_short_name_of_these(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kepala Dinas Pemuda Olah Raga dan Pariwisata Kota Bima Darlis hadir.",
            ("Kepala Dinas Pemuda Olah Raga dan Pariwisata Kota Bima", "Darlis"),
        ),
        (
            "Komisioner Divisi Hukum dan Sengketa Bawaslu Tegal, Darlis, hadir.",
            ("Komisioner Divisi Hukum dan Sengketa Bawaslu Tegal", "Darlis"),
        ),
        ("Bawaslu Tegal dan Dinas Sosial hadir.", ("Bawaslu Tegal", None)),
        ("Bawaslu, Dinas Sosial dan warga hadir.", ("Bawaslu", None)),
        (
            "Sekretaris Jenderal (Sekjen) Kementerian Sosial Darlis Wijaya hadir.",
            ("Sekretaris Jenderal (Sekjen) Kementerian Sosial", "Darlis Wijaya"),
        ),
        ("Sekretaris Jenderal partai itu hadir.", None),
        ("Pejabat Administrator (Eselon III) dilantik.", ("Pejabat Administrator (Eselon III)", None)),
        ("Sebanyak 12 pejabat eselon IIb dilantik.", ("pejabat eselon IIb", None)),
        ("Kepala Perangkat Daerah (PD) hadir.", ("Kepala Perangkat Daerah (PD)", None)),
        ("Kepala Perangkat Daerah (AK) hadir.", ("Kepala Perangkat Daerah", None)),
        ("Sekda Kabupaten Sleman, Daerah Istimewa Yogyakarta, hadir.", ("Sekda Kabupaten Sleman", None)),
        ("Kabareskrim Polri Komjen Darlis Wijaya hadir.", ("Kabareskrim Polri Komjen", "Darlis Wijaya")),
    ],
)
def test_the_whole_name_of_an_office(text, expected):
    assert _first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "kepala dinas pendidikan dan kebudayaan Kota Bima, Darlis Umar, hadir.",
            ("kepala dinas pendidikan dan kebudayaan Kota Bima", "Darlis Umar"),
        ),
        (
            "kadis pemberdayaan masyarakat dan desa Kabupaten Blora, Darlis Umar, hadir.",
            ("kadis pemberdayaan masyarakat dan desa Kabupaten Blora", "Darlis Umar"),
        ),
        ("kepala dinas pendidikan dan desa sepakat.", ("kepala dinas pendidikan", None)),
    ],
)
def test_departments_written_small(text, expected):
    assert _first(text) == expected
