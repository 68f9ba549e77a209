"""Whom words mean: nobody, or somebody of this group or that, as the words beside them decide."""

from __future__ import annotations

import pytest

from pipeline.language import parse
from pipeline.mentions import tag

NOT_FOUND = [
    "Pasangan calon bupati dan wakil bupati mendaftar.",
    "Mantan Kapolda itu maju sebagai calon gubernur.",
    "Rapat digelar di kantor camat.",
    "Pelanggaran UU ASN dibahas Komisi ASN.",
    "Purnawirawan TNI mendukung paslon.",
    "Sanksi dijatuhkan Pejabat Pembina Kepegawaian (PPK).",
    "Caleg DPRD membagikan kaus.",
    "Seorang calon anggota legislatif (caleg) DPRD Kota Manado melapor.",
    "Saksi mencatat nomor polisi mobil itu.",
    "Kasi Intelijen Kejari Kuansing menahan tersangka.",
    "Warga jangan main hakim sendiri.",
    "Pegawai toko itu pulang.",
    "Tim memasang garis polisi.",
    "Hukuman diatur PP tentang Disiplin PNS.",
    "Konferensi pers digelar di Mabes Polri.",
    "Perdana Menteri Belanda berkunjung.",
    "Tentara Israel menyerang kota itu.",
    "Jalan Jenderal Sudirman macet.",
]

# Words that mean a covered group in one text and not in another: the groups each text names.
AMBIGUOUS = [
    ("Anggota PPK dan PPS merekap suara kecamatan.", ["PENYELENGGARA", "PENYELENGGARA"]),
    ("Rekomendasi sanksi dikirim BKN kepada PPK.", []),
    ("Dana proyek dicairkan oleh PPK dan kontraktor.", []),
    ("Panwaslu meminta PKD menyampaikan imbauan.", ["PENYELENGGARA", "PENYELENGGARA"]),
    ("Ansor menggelar PKD bagi kader Banser.", []),
    ("Ketua BPD menandatangani APB desa.", ["KEPALA_DESA"]),
    ("Nasabah bank BPD mengeluh soal kredit.", []),
    ("Anggota DPD RI menyampaikan laporan reses.", ["PEJABAT_NEGARA"]),
    ("Ketua DPD Partai Gema Bangsa memberi selamat.", []),
    ("Ketua DKPP membacakan putusan sidang.", ["PENYELENGGARA"]),
    ("Ketua KIP Aceh Utara menetapkan pasangan calon pilkada.", ["PENYELENGGARA"]),
    ("Mahasiswa penerima KIP Kuliah berdemo.", []),
    ("Pj Bupati Bima meninjau pasar.", ["PEJABAT_DAERAH"]),
    ("Pj Kades Marau meninjau pasar.", ["KEPALA_DESA"]),
    ("Pj Sekda Bima meninjau pasar.", ["ASN"]),
    ("Kapten Inf Sutopo mengatakan hal itu.", ["TNI"]),
    ("Kapten tim Sutopo mencetak gol.", []),
    ("Petinggi desa di Jepara itu diperiksa.", ["KEPALA_DESA"]),
    ("Petinggi partai itu diperiksa.", []),
    ("Para raja dan saniri negeri hadir.", ["KEPALA_DESA", "KEPALA_DESA"]),
    ("Film Raja Laut diputar malam ini.", []),
    ("Lurah Sukamaju hadir di kelurahan.", ["ASN"]),
    ("Lurah dan pamong kalurahan hadir.", ["KEPALA_DESA", "KEPALA_DESA"]),
    ("Karyawan BUMN dan direksi hadir.", ["BUMN", "BUMN"]),
    ("Karyawan toko hadir.", []),
    ("Ketua RT dan RW hadir.", ["NON_ASN", "NON_ASN"]),
    ("Warga RT 03 RW 05 hadir.", []),
    ("Dosen Universitas Negeri Medan diperiksa.", ["ASN"]),
    ("Dosen Universitas Mataram diperiksa.", ["ASN"]),
    ("Dosen Universitas Bina Karya diperiksa.", []),
    ("Seorang analis kebijakan ahli muda diperiksa.", ["ASN"]),
    ("Seorang analis kebijakan dari LSM hadir.", []),
    ("Seorang auditor berstatus PNS hadir.", ["ASN", "ASN"]),
    ("Auditor bank itu hadir.", []),
    ("Kepala BPN Kabupaten Bima hadir.", ["ASN"]),
    ("Kajari Bima hadir.", []),
    ("Ketua PKD Sumberejo mengawasi pemilu.", ["PENYELENGGARA"]),
    ("Majelis membacakan putusan; teradu dinyatakan bersalah oleh DKPP.", ["PENYELENGGARA"] * 2),
    ("Majelis taklim menggelar pengajian.", []),
    ("Majelis kehormatan menjatuhkan sanksi. Menurut majelis, hakim itu bersalah.", ["PEJABAT_NEGARA"]),
    ("Perangkat desa, BPD dan RT netral di desa ini.", ["KEPALA_DESA", "KEPALA_DESA", "NON_ASN"]),
    ("Ketua PKD Semarang, paguyuban kepala desa itu, hadir.", ["KEPALA_DESA", "KEPALA_DESA"]),
    ("Kepala DKPP memantau ketahanan pangan. DKPP menjual cabai.", ["ASN"]),
    ("Persyaratan KIP di Aceh diubah gampong.", ["PENYELENGGARA"]),
    ("Raja berjanji netral sebagai pemimpin negeri. Saniri dan pemerintah negeri hadir.", ["KEPALA_DESA"] * 2),
    ("Anggota DPD RI Raja Fadhlan hadir.", ["PEJABAT_NEGARA"]),
    ("Sembilan pangulu di Simalungun diperiksa.", ["KEPALA_DESA"]),
    ("Penghulu di Rokan Hilir diperiksa.", ["KEPALA_DESA"]),
    ("Para perwira menghadap Kapolres Bima.", ["POLRI", "POLRI"]),
    ("Para perwira dan prajurit Kodim Bima dimutasi.", ["TNI", "TNI"]),
    ("Seorang perwira kapal tenggelam.", []),
    ("Kabag Ops dan para kabag bersama Wakapolres hadir.", ["POLRI", "POLRI", "POLRI"]),
    ("Kabag Umum Pemkab Bima hadir.", ["ASN"]),
    ("Direktur dan karyawan PDAM itu hadir.", ["BUMN", "BUMN"]),
    ("Direktur LBH Bima mengkritik PDAM.", []),
    ("Dua pegawai PDAM dipanggil, pegawai itu mengaku.", ["BUMN", "BUMN"]),
    ("Seorang guru SMP bicara soal ASN.", ["ASN", "ASN"]),
    ("Seorang guru silat bicara soal ASN.", ["ASN"]),
    ("Anggota dewan asal Senayan itu anggota DPR RI.", ["PEJABAT_NEGARA", "PEJABAT_NEGARA"]),
    ("Anggota dewan itu menginap di luar kota.", ["PEJABAT_DAERAH"]),
    ("PNS Kodim Bima dan staf Bawaslu hadir.", ["ASN", "ASN"]),
    ("Kapolres menambahkan, anggota yang tidak netral akan diperiksa.", ["POLRI", "POLRI"]),
    ("Dandim menambahkan, anggotanya tidak berpolitik.", ["TNI", "TNI"]),
    ("Anggota partai itu melapor ke Kapolres.", ["POLRI"]),
    ("Polres Bontang menggeser 312 personel ke TPS.", ["POLRI", "POLRI"]),
    ("Personel band itu naik panggung.", []),
    ("Dua rio dipanggil setelah pilrio di Bungo.", ["KEPALA_DESA"]),
    ("Rio Hutapea melapor.", []),
    ("Pangulu itu jabatan lama.", []),
    ("Mayor Inf Stevanus Basik dari Kodim Bima hadir.", ["TNI", "TNI"]),
    ("Mayor Stevanus dari Kodim Bima hadir.", ["TNI", "TNI"]),
    ("Mayor London Stevanus hadir.", []),
    ("Kolonel Inf Bambang Wiryawan hadir.", ["TNI"]),
    ("Ia menonton film tentang seorang kolonel.", []),
    ("Brigjen Pol Andi Wijaya hadir.", ["POLRI"]),
    ("Brigjen TNI Andi Wijaya hadir.", ["TNI"]),
    ("Brigjen TNI (Purn) Andi Wijaya hadir.", []),
    ("Ketua BPD Jateng dan Direktur Utama BPD Jateng hadir.", []),
    ("Ketua BPD Desa Marau hadir.", ["KEPALA_DESA"]),
    ("Bupati Kendal adalah PPK.", ["PEJABAT_DAERAH"]),
    ("PPK Dinas PUPR hadir.", []),
    ("PPK Kecamatan Rembang diberi sanksi KPU.", ["PENYELENGGARA", "PENYELENGGARA"]),
    ("Kolonel Sanders menjual ayam.", []),
    ("Kolonel Sandy Wijaya hadir.", ["TNI"]),
    ("Mayor Jenderal TNI Kunto hadir.", ["TNI"]),
    ("Mereka menonton film tentang seorang jenderal TNI.", []),
    ("Penghulu Teluk Rimba, Kabupaten Siak, dilaporkan.", ["KEPALA_DESA"]),
    ("Penghulu KUA di Kabupaten Siak menikahkan mereka.", ["ASN"]),
    ("Bupati Bima melantik 12 pejabat di aula.", ["PEJABAT_DAERAH", "ASN"]),
    ("Pejabat di eselon IV hadir.", ["ASN"]),
    ("Para pejabat bank hadir.", []),
    ("Pegawai diminta netral sebagai aparatur di dinas.", ["ASN", "ASN"]),
    ("Kehadiran aparatur gampong menuai kritik.", ["KEPALA_DESA"]),
    ("Aparatur di pabrik itu hadir.", []),
    ("Wali nagari, kaur, staf dan kepala jorong hadir.", ["KEPALA_DESA"] * 4),
    ("Camat, lurah dan staf hadir.", ["ASN"] * 3),
    ("Para staf toko hadir.", []),
    ("Kepala kampung dan carik hadir.", ["KEPALA_DESA", "KEPALA_DESA"]),
    ("Aparat pemerintahan kampung hadir.", ["KEPALA_DESA"]),
    ("Insentif untuk linmas hingga RT dibagikan.", ["NON_ASN", "NON_ASN"]),
    ("Seorang anggota Polri hadir. Tiap anggota harus netral.", ["POLRI", "POLRI"]),
    ("Danrem hadir. Jenderal bintang satu itu menegur warga.", ["TNI", "TNI"]),
    ("Kapolda hadir. Jenderal bintang dua itu menegur warga.", ["POLRI", "POLRI"]),
    ("Kabag Umum Bawaslu Riau dan Kasubag Hukum KPU Bima hadir.", ["ASN", "ASN"]),
    ("Kepala Bagian Umum Bawaslu Riau dan Kepala Bagian Umum Polres Bima hadir.", ["ASN", "POLRI"]),
    ("Staf Panwascam Marau menerima laporan.", ["PENYELENGGARA"]),
]

# Who is not yet in office, or not any more, and a body as a place; beside the same words that do name somebody.
IN_OFFICE = [
    ("Bupati terpilih menyapa warga.", []),
    ("Bupati Bima terpilih menyapa warga.", []),
    ("Penetapan bupati dan wakil bupati terpilih ditunda.", []),
    ("Bupati dan wakil bupati menyapa warga.", ["PEJABAT_DAERAH", "PEJABAT_DAERAH"]),
    ("Pemilihan bupati maupun wali kota digelar.", []),
    ("Calon anggota KPPS diperiksa.", []),
    ("Syarat menjadi anggota PPS berubah.", []),
    ("Ia sudah lama menjadi anggota PPS.", ["PENYELENGGARA"]),
    ("Rekrutmen PPK dan PPS dibuka.", []),
    ("Ia mendaftar sebagai PKD.", []),
    ("Seleksi CPNS dibuka.", []),
    ("Caleg DPR RI, DPRD Provinsi Riau, maupun DPRD Kabupaten Siak hadir.", []),
    ("Ia pernah menjabat Kapolda.", []),
    ("Mantan camat dan lurah Marau hadir.", []),
    ("Mantan Camat Marau dan Lurah Sukamaju hadir.", ["ASN"]),
    ("Mantan camat, lurah Sukamaju dan warga hadir.", ["ASN"]),
    ("Mantan anggota KPU dan Bawaslu hadir.", ["PENYELENGGARA"]),
    ("Camat dan mantan lurah Marau hadir.", ["ASN"]),
    ("Seorang ASN purnatugas mendukung paslon.", []),
    ("Purnatugas TNI itu mendukung paslon.", []),
    ("Seorang ASN yang bertugas mendukung paslon.", ["ASN"]),
    ("Ia pensiun dari kepolisian.", []),
    ("Ia diperiksa di Polda.", []),
    ("Acara digelar di Kodim.", []),
    ("Ia diperiksa di Satreskrim Polres Bima.", []),
    ("Massa masuk ke halaman Polres.", []),
    ("Sidang digelar di Ruang Sidang DKPP.", []),
    ("Ia melapor ke Polres Bima.", ["POLRI"]),
    ("Laporan masuk ke Polres Bima.", ["POLRI"]),
    ("Ia melakukan kunjungan kerja ke Polres Bima.", []),
    ("Disiplin di lingkungan Bawaslu Bima ditingkatkan.", []),
    ("Apel digelar di Aula Wira Pratama Polres Bima.", []),
    ("Apel di lapangan bubar. Polres Bima menurunkan personel.", ["POLRI", "POLRI"]),
    ("Ia caleg Dewan Perwakilan Rakyat Daerah (DPRD) Bima.", []),
    ("Ia melapor ke Dewan Perwakilan Rakyat Daerah (DPRD) Bima.", ["PEJABAT_DAERAH"]),
    ("Ia diperiksa di Kepolisian Resor (Polres) Bima.", []),
    ("Ia datang berseragam Pegawai Negeri Sipil (PNS).", []),
    ("Kekosongan Camat Marau belum diisi.", []),
    ("Ia caleg untuk DPRD Bima.", []),
    ("Surat dari Komite ASN sudah tiba.", []),
    ("Ini tugas dari bupati.", ["PEJABAT_DAERAH"]),
    ("Ia purna tugas dari kepolisian.", []),
    ("Surat dari Bawaslu sudah tiba.", ["PENYELENGGARA"]),
    ("Putusan DKPP dibacakan.", ["PENYELENGGARA"]),
    ("PDAM menaikkan tarif.", []),
    ("Darlis siap menjadi bupati.", []),
    ("Camat Marau siap menjadi saksi.", ["ASN"]),
    ("Darlis mencalonkan diri sebagai bupati.", []),
    ("Darlis memperkenalkan diri sebagai bupati.", ["PEJABAT_DAERAH"]),
    ("Pilkada ini melahirkan Bupati dan Wakil Bupati.", []),
    ("Paslon gubernur dan wakil gubernur hadir.", []),
    ("Kandidat Bupati dan Wakil Bupati hadir.", []),
    ("Darlis menjadi Gubernur Jateng periode 2024-2029.", []),
    ("Darlis dan Sri menjadi Gubernur dan Wakil Gubernur Jateng periode 2024-2029.", []),
    ("Darlis resmi dilantik menjadi Gubernur Jateng periode 2024-2029.", ["PEJABAT_DAERAH"]),
    ("Darlis dilantik menjadi Camat Marau.", ["ASN"]),
    ("Darlis menjabat Camat Marau.", ["ASN"]),
    ("Para eks TNI/Polri mendukungnya.", []),
    ("Mantan ASN/TNI/Polri mendukungnya.", []),
    ("Para pensiunan TNI dan Polri mendukungnya.", []),
    ("Seorang Purn. TNI mendukungnya.", []),
    ("AKP (Purn) Joko mendukungnya.", []),
    ("Mantan camat dan TNI/Polri hadir.", ["TNI", "POLRI"]),
    ("Kapolda Jateng yang kini pensiun mendukungnya.", []),
    ("Kapolda Jateng Darlis yang sudah pensiun mendukungnya.", []),
    ("Kapolda Jateng yang akan pensiun mendukungnya.", ["POLRI"]),
    ("Sebanyak 38 PNS yang memasuki masa pensiun hadir.", ["ASN"]),
]

SUBHEADINGS = """SIAK - Camat Siak menegur seorang lurah yang hadir di acara itu pada hari Senin.

{heading}

Ada sepuluh larangan yang berlaku selama masa kampanye di seluruh wilayah kabupaten itu.
"""


@pytest.mark.parametrize(("text", "groups"), IN_OFFICE, ids=[text for text, _ in IN_OFFICE])
def test_only_who_holds_an_office_now_is_named_and_a_place_is_nobody(text, groups):
    assert [m.group.value for m in tag(parse(text))] == groups


@pytest.mark.parametrize(
    ("heading", "found"), [("TNI dan Polri", 2), ("TNI dan Polri hadir.", 4), ("- TNI dan Polri", 4)]
)
def test_subheadings_name_nobody(heading, found):
    assert len(tag(parse(SUBHEADINGS.format(heading=heading)))) == found


@pytest.mark.parametrize(("text", "groups"), AMBIGUOUS, ids=[text for text, _ in AMBIGUOUS])
def test_ambiguous_words_are_decided_from_context(text, groups):
    assert [m.group.value for m in tag(parse(text))] == groups


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_name_nobody(text):
    assert tag(parse(text)) == []
