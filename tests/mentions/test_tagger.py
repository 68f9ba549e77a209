from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import language, normalise, parse
from pipeline.mentions import tag
from pipeline.mentions.lexicon import lexicon
from pipeline.records import Group
from pipeline.shipped import read_toml

FOUND = [
    ("Camat Sungai Lala, Darlis, hadir.", [("Camat Sungai Lala", "ASN", "Darlis")]),
    ("Kapolres Tegal AKBP Andi Wijaya hadir.", [("Kapolres Tegal AKBP", "POLRI", "Andi Wijaya")]),
    ("Ketua Bawaslu Kota Balikpapan Wasanti hadir.", [("Ketua Bawaslu Kota Balikpapan", "PENYELENGGARA", "Wasanti")]),
    ("Aparatur Sipil Negara (ASN) harus netral.", [("Aparatur Sipil Negara (ASN)", "ASN", None)]),
    ("TNI/Polri harus netral.", [("TNI", "TNI", None), ("Polri", "POLRI", None)]),
    (
        "Kepala Dinas Pendidikan dan Kebudayaan Kota Bima, Syarif, hadir.",
        [("Kepala Dinas Pendidikan dan Kebudayaan Kota Bima", "ASN", "Syarif")],
    ),
    ("Prajurit Kodim 0905/Balikpapan hadir.", [("Prajurit Kodim 0905/Balikpapan", "TNI", None)]),
    ("Kepala SDN 3 Marau berinisial SM diperiksa.", [("Kepala SDN 3 Marau", "ASN", "SM")]),
    ("Seorang oknum kepala desa diperiksa.", [("kepala desa", "KEPALA_DESA", None)]),
    ("Wakil Bupati Tegal hadir.", [("Wakil Bupati Tegal", "PEJABAT_DAERAH", None)]),
    ("Lurah Sukamaju diperiksa di kelurahan.", [("Lurah Sukamaju", "ASN", None)]),
    ("Lurah Sumberagung, Kapanewon Jetis, Bantul, diperiksa.", [("Lurah Sumberagung", "KEPALA_DESA", None)]),
    ("Anggota Panitia Pemilihan Kecamatan (PPK) dan PPS hadir.", 2),
    ("Penjabat (Pj) Bupati Bima hadir.", [("Penjabat (Pj) Bupati Bima", "PEJABAT_DAERAH", None)]),
    (
        "Koordinator Divisi Hukum dan Humas Bawaslu Dumai Feri Gunandar hadir.",
        [("Koordinator Divisi Hukum dan Humas Bawaslu Dumai", "PENYELENGGARA", "Feri Gunandar")],
    ),
    (
        "Bidang Profesi dan Pengamanan (Propam) Polda Sulut memeriksanya.",
        [("Bidang Profesi dan Pengamanan (Propam) Polda Sulut", "POLRI", None)],
    ),
    ("Kasubdit Indagsi Kompol Frans Watung hadir.", [("Kasubdit Indagsi Kompol", "POLRI", "Frans Watung")]),
    (
        "Dandim 0707/Wonosobo Letkol Inf Bambang Triharso hadir.",
        [("Dandim 0707/Wonosobo Letkol Inf", "TNI", "Bambang Triharso")],
    ),
    (
        "Ketua Bawaslu Gianyar I Wayan Suardika hadir.",
        [("Ketua Bawaslu Gianyar", "PENYELENGGARA", "I Wayan Suardika")],
    ),
    ("Camat Marau, Kabupaten Ketapang, Darlis, hadir.", [("Camat Marau", "ASN", "Darlis")]),
    ("Seorang camat di Kabupaten Bima berinisial SM diperiksa.", [("camat", "ASN", "SM")]),
    ("Majelis DKPP menilai teradu lalai.", [("Majelis DKPP", "PENYELENGGARA", None)]),
    ("Pegawai Pemkab Bima itu seorang PNS.", [("Pegawai Pemkab Bima", "ASN", None), ("PNS", "ASN", None)]),
    ("Penghulu Kantor Urusan Agama menikahkan mereka.", [("Penghulu Kantor Urusan Agama", "ASN", None)]),
    ("Penghulu di Kepenghuluan Bangko, Rokan Hilir, hadir.", [("Penghulu", "KEPALA_DESA", None)]),
    ("Ketua Forum Keuchik Aceh Besar Mahdi hadir.", [("Ketua Forum Keuchik Aceh Besar", "KEPALA_DESA", "Mahdi")]),
    (
        "Perangkat desa dan kadesnya hadir.",
        [("Perangkat desa", "KEPALA_DESA", None), ("kadesnya", "KEPALA_DESA", None)],
    ),
    (
        "Kepala Kantor Kementerian Agama (Kakan Kemenag) Siak hadir.",
        [("Kepala Kantor Kementerian Agama (Kakan Kemenag) Siak", "ASN", None)],
    ),
    ("KPU Tidore Kepulauan hadir.", [("KPU Tidore Kepulauan", "PENYELENGGARA", None)]),
    (
        "Kapolres Tasikmalaya Kota AKBP Fajar Nugraha hadir.",
        [("Kapolres Tasikmalaya Kota AKBP", "POLRI", "Fajar Nugraha")],
    ),
    ("Kapolres Metro Jakarta Timur hadir.", [("Kapolres Metro Jakarta Timur", "POLRI", None)]),
    ("Prajurit Kodam XVII/Cenderawasih hadir.", [("Prajurit Kodam XVII/Cenderawasih", "TNI", None)]),
    ("Tercatat camat 14 persen.", [("camat", "ASN", None)]),
    ("Bawaslu kabupaten/kota dan KPU provinsi hadir.", 2),
    ("Hakim Pengadilan Negeri (PN) Bima hadir.", [("Hakim Pengadilan Negeri (PN) Bima", "PEJABAT_NEGARA", None)]),
    ("Oknum anggota Polres Bima ditahan.", [("anggota Polres Bima", "POLRI", None)]),
    ("Mendagri, BKN dan KASN hadir.", [("Mendagri", "PEJABAT_NEGARA", None)]),
    ("Bawaslu Bima dan Kementerian Dalam Negeri hadir.", [("Bawaslu Bima", "PENYELENGGARA", None)]),
    ("Ketua RT/RW hadir.", [("Ketua RT", "NON_ASN", None), ("RW", "NON_ASN", None)]),
    ("Kasi Humas Iptu Delima Hondro hadir.", [("Kasi Humas Iptu", "POLRI", "Delima Hondro")]),
    ("Babinkamtibmas berinisial Aipda LK hadir.", [("Babinkamtibmas", "POLRI", "LK")]),
    ("Anggota KPU Tulungagung Moh. Yazid hadir.", [("Anggota KPU Tulungagung", "PENYELENGGARA", "Moh. Yazid")]),
    ("Camat Praya Lalu Anwar Fathoni hadir.", [("Camat Praya", "ASN", "Lalu Anwar Fathoni")]),
    ("Kades di Kecamatan Ulu, Zainal Abadi, hadir.", [("Kades", "KEPALA_DESA", "Zainal Abadi")]),
    ("Kades di Kecamatan Ulu, Kabupaten Bima, hadir.", [("Kades", "KEPALA_DESA", None)]),
    ("Panglima TNI Jenderal Darlis Wijaya hadir.", [("Panglima TNI Jenderal", "TNI", "Darlis Wijaya")]),
    ("Marsekal Muda TNI Darlis Wijaya hadir.", [("Marsekal Muda TNI", "TNI", "Darlis Wijaya")]),
    # A post and the rank of its holder are one mention, past a comma as well; behind a bare post it may be another's.
    ("Kapolsek AKP Darlis hadir.", [("Kapolsek AKP", "POLRI", "Darlis")]),
    ("Danramil Kapten Inf Darlis hadir.", [("Danramil Kapten Inf", "TNI", "Darlis")]),
    ("Kapolres Tegal, AKBP Darlis Wijaya, hadir.", [("Kapolres Tegal, AKBP", "POLRI", "Darlis Wijaya")]),
    ("Dandim 0905 Bima, Letkol Inf. Darlis hadir.", [("Dandim 0905 Bima, Letkol Inf.", "TNI", "Darlis")]),
    (
        "Kapolsek Marau, Ajun Komisaris Polisi Darlis, hadir.",
        [("Kapolsek Marau, Ajun Komisaris Polisi", "POLRI", "Darlis")],
    ),
    (
        "Kapolsek Inspektur Polisi Satu Budi Wijaya dan Ajun Inspektur Polisi Dua Husni hadir.",
        [("Kapolsek Inspektur Polisi Satu", "POLRI", "Budi Wijaya"), ("Ajun Inspektur Polisi Dua", "POLRI", "Husni")],
    ),
    (
        "Menurut Kapolres, Aipda RL mengaku.",
        [("Kapolres", "POLRI", None), ("Aipda", "POLRI", "RL")],
    ),
    (
        "Kapolres Tegal, Dandim Tegal, Letkol Inf Darlis, hadir.",
        [("Kapolres Tegal", "POLRI", None), ("Dandim Tegal, Letkol Inf", "TNI", "Darlis")],
    ),
    ("Kapolri Jenderal Polisi Darlis Wijaya hadir.", [("Kapolri Jenderal Polisi", "POLRI", "Darlis Wijaya")]),
    ("Panglima TNI Jenderal TNI Darlis Wijaya hadir.", [("Panglima TNI Jenderal TNI", "TNI", "Darlis Wijaya")]),
    ("Dansat Brimob Kombes Pol Budi Wijaya hadir.", [("Dansat Brimob Kombes Pol", "POLRI", "Budi Wijaya")]),
    ("Bati Tuud Peltu Budi Wijaya hadir.", [("Bati Tuud Peltu", "TNI", "Budi Wijaya")]),
    ("Karo Penmas Brigadir Jenderal Darlis hadir.", [("Karo Penmas Brigadir Jenderal", "POLRI", "Darlis")]),
    ("Prajurit TNI AD siaga.", [("Prajurit TNI AD", "TNI", None)]),
    ("Penghulu Sungai Besar, Rokan Hilir, hadir.", [("Penghulu Sungai Besar", "KEPALA_DESA", None)]),
    ("Penghulu KUA Coblong hadir.", [("Penghulu KUA Coblong", "ASN", None)]),
    # A word of a post within a name is none.
    ("Camat Tobelo Utara, Husni Hakim, terbukti.", [("Camat Tobelo Utara", "ASN", "Husni Hakim")]),
    ("Ketua KPU Bima Lukman Hakim Zaini hadir.", [("Ketua KPU Bima", "PENYELENGGARA", "Lukman Hakim Zaini")]),
    ("Kepala Desa Marau Rahmad Bupati hadir.", [("Kepala Desa Marau", "KEPALA_DESA", "Rahmad Bupati")]),
    ("Camat Marau, Sri Lurah, hadir.", [("Camat Marau", "ASN", "Sri")]),
    ("Menurut Sri Lurah, warga menolak.", []),
    ("Foto Siti bersama Lurah, kata warga.", [("Lurah", "ASN", None)]),
    ("Menurut Siti Lurah Ulu hadir.", [("Lurah Ulu", "ASN", None)]),
    ("Pelapor, Lukman Hakim Zaini, hadir.", []),
    ("Hakim Lukman Zaini hadir.", [("Hakim", "PEJABAT_NEGARA", "Lukman Zaini")]),
    (
        "Camat Marau Darlis dan Lurah Ulu Husni hadir.",
        [("Camat Marau", "ASN", "Darlis"), ("Lurah Ulu", "ASN", "Husni")],
    ),
    # So it does before "menjabat", "sebagai", "menjadi", "untuk posisi", and before a bracket.
    (
        "Dilantik Sartono menjabat Kepala Dinas Kesehatan, Wiyono kembali menjabat Kepala Dinas PU, Nurdin hadir.",
        [("Kepala Dinas Kesehatan", "ASN", "Sartono"), ("Kepala Dinas PU", "ASN", "Wiyono")],
    ),
    (
        "Ada Sartono Hadi untuk posisi Kepala Dinas Pertanian, Wiyono sebagai Kepala Dinas Pariwisata, Nurdin Yahya Kepala Dinas Perumahan.",
        [
            ("Kepala Dinas Pertanian", "ASN", "Sartono Hadi"),
            ("Kepala Dinas Pariwisata", "ASN", "Wiyono"),
            ("Kepala Dinas Perumahan", "ASN", "Nurdin Yahya"),
        ],
    ),
    (
        "Pjs Bupati Ciamis Hendra Gunadi (Kepala BKD Jawa Barat) dan Drs. Sartono, M.Si (Kadis Sosial/Plt Kadis Pertanian) hadir.",
        [
            ("Pjs Bupati Ciamis", "PEJABAT_DAERAH", "Hendra Gunadi"),
            ("Kepala BKD Jawa Barat", "ASN", "Hendra Gunadi"),
            ("Kadis Sosial", "ASN", "Sartono"),
            ("Plt Kadis Pertanian", "ASN", "Sartono"),
        ],
    ),
    (
        "Jabatan Hotman Sirait sebagai Camat Marau berakhir.",
        [("Camat Marau", "ASN", None)],
    ),
    # Degrees stand without dots and commas as well.
    (
        "Hadir Kompol Sartono SE MSi, Pj Sekda Kerinci, Jufrizal SSos MSi, Pasi Intel Kodim 0417/Kerinci, serta Ketua Panwaslih Kerinci, Isnaldi SPdI.",
        [
            ("Kompol", "POLRI", "Sartono"),
            ("Pj Sekda Kerinci", "ASN", "Jufrizal"),
            ("Pasi Intel Kodim 0417/Kerinci", "TNI", None),
            ("Ketua Panwaslih Kerinci", "PENYELENGGARA", "Isnaldi"),
        ],
    ),
    (
        "Kepala Biro Penerangan Masyarakat Polri, Muhammad Sartono dan Wiyono menolaknya.",
        [("Kepala Biro Penerangan Masyarakat Polri", "POLRI", "Muhammad Sartono")],
    ),
    # A list goes on behind a name; who opens a new clause is nobody's of the phrase before it.
    (
        "Hadir Direktur Binmas Kombes I Gusti Putu Ngurah Suartana, Kasat Binmas, dan Kanit Binmas.",
        [
            ("Direktur Binmas Kombes", "POLRI", "I Gusti Putu Ngurah Suartana"),
            ("Kasat Binmas", "POLRI", None),
            ("Kanit Binmas", "POLRI", None),
        ],
    ),
    (
        "Dalam acara yang diikuti 120 personel Polda Jambi itu, Made Suartana mengajak warga.",
        [("personel Polda Jambi", "POLRI", None)],
    ),
    # Whose post it is stands before "selaku", not behind the comma.
    (
        "Ali Dana Hasan selaku Kepala Dinas PUPR, Bustamin Soleman, Kepala Dinas Pendidikan, hadir.",
        [("Kepala Dinas PUPR", "ASN", "Ali Dana Hasan"), ("Kepala Dinas Pendidikan", "ASN", "Bustamin Soleman")],
    ),
    (
        "Bupati Bima selaku Ketua Korpri, Darlis, hadir.",
        [("Bupati Bima", "PEJABAT_DAERAH", None), ("Ketua Korpri", "ASN", "Darlis")],
    ),
    (
        "Camat Marau Darlis selaku Ketua Korpri, Bustamin, hadir.",
        [("Camat Marau", "ASN", "Darlis"), ("Ketua Korpri", "ASN", None)],
    ),
    # A department that no list holds is none of the person's names.
    (
        "Kepala Dinas Perumahan dan Pemukiman Ahmad Hadi dan Kepala Dinas Nakertrans Fahri Nahar hadir.",
        [
            ("Kepala Dinas Perumahan dan Pemukiman", "ASN", "Ahmad Hadi"),
            ("Kepala Dinas Nakertrans", "ASN", "Fahri Nahar"),
        ],
    ),
    ("Kadis Infokom Deky Palit hadir.", [("Kadis Infokom", "ASN", "Deky Palit")]),
    ("Kabid Perindagkop Ahmad Hadi hadir.", [("Kabid Perindagkop", "ASN", "Ahmad Hadi")]),
    ("Kepala Dinas BPMD hadir.", [("Kepala Dinas BPMD", "ASN", None)]),
    ("Kepala Dinas DPM-PTSP Ahmad Hadi hadir.", [("Kepala Dinas DPM-PTSP", "ASN", "Ahmad Hadi")]),
    ("Kadis PRK Ahmad Hadi hadir.", [("Kadis PRK", "ASN", "Ahmad Hadi")]),
    ("Kadis Syamsuddin hadir.", [("Kadis", "ASN", "Syamsuddin")]),
    ("Kadis MAB (45) hadir.", [("Kadis", "ASN", "MAB")]),
    ("Kadis BUDI hadir.", [("Kadis", "ASN", "BUDI")]),
    # A name past a comma opens a clause of its own where the post stands within a phrase before it.
    ("Di hadapan para kades, Kacoa melontarkan ajakan.", [("kades", "KEPALA_DESA", None)]),
    ("Bersama camat, Sukirno membagikan sembako.", [("camat", "ASN", None)]),
    ("Menurut pengakuannya kepada camat, Darlis tidak tahu.", [("camat", "ASN", None)]),
    (
        "Bersama camat dan para kades, Sukirno membagikan sembako.",
        [("camat", "ASN", None), ("kades", "KEPALA_DESA", None)],
    ),
    ("Kepada Camat Marau, Darlis mengaku khilaf.", [("Camat Marau", "ASN", None)]),
    ("Kepada Camat Marau, Darlis, warga mengaku khilaf.", [("Camat Marau", "ASN", "Darlis")]),
    ("Surat diteken oleh Camat Marau, Darlis pada hari Senin.", [("Camat Marau", "ASN", "Darlis")]),
    ("Surat diteken oleh Camat Marau, Darlis.", [("Camat Marau", "ASN", "Darlis")]),
    ("Camat Marau, Darlis mengajak warga.", [("Camat Marau", "ASN", "Darlis")]),
    # The place behind an acronym is none of a person's names.
    (
        "Panitia Pengawas Kecamatan (Panwascam) Batulayar hadir.",
        [("Panitia Pengawas Kecamatan (Panwascam) Batulayar", "PENYELENGGARA", None)],
    ),
    (
        "Kelompok Penyelenggara Pemungutan Suara (KPPS) Pilkada dilantik.",
        [("Kelompok Penyelenggara Pemungutan Suara (KPPS)", "PENYELENGGARA", None)],
    ),
    (
        "Ketua Panitia Pengawas Kecamatan (Panwascam) Batulayar, Darlis, hadir.",
        [("Ketua Panitia Pengawas Kecamatan (Panwascam) Batulayar", "PENYELENGGARA", "Darlis")],
    ),
    # Persons past several places, by initials, or run together with an initial.
    ("Kades Marau, Kecamatan Ulu, Kabupaten Bima, Darlis, hadir.", [("Kades Marau", "KEPALA_DESA", "Darlis")]),
    ("Kades Marau, Kec. Ulu, Kab. Bima, Darlis, S.H., hadir.", [("Kades Marau", "KEPALA_DESA", "Darlis")]),
    ("Kades Marau, Kecamatan Ulu, Kabupaten Bima, hadir.", [("Kades Marau", "KEPALA_DESA", None)]),
    ("Kepala Desa Marau, S.H., hadir.", [("Kepala Desa Marau", "KEPALA_DESA", None)]),
    ("S, Kepala Desa Karanganyar, divonis.", [("Kepala Desa Karanganyar", "KEPALA_DESA", "S")]),
    ("DS, Camat Marau, dilaporkan.", [("Camat Marau", "ASN", "DS")]),
    ("PKB, Bupati Bima, dan warga hadir.", [("Bupati Bima", "PEJABAT_DAERAH", None)]),
    ("NU, Camat Marau, dan warga hadir.", [("Camat Marau", "ASN", None)]),
    ("DS selaku Camat Marau dilaporkan.", [("Camat Marau", "ASN", "DS")]),
    ("Teradu II selaku anggota PPD Balingga hadir.", [("anggota PPD Balingga", "PENYELENGGARA", None)]),
    ("Camat Marau, D, dilaporkan.", [("Camat Marau", "ASN", "D")]),
    ("Camat Marau (DS) dilaporkan.", [("Camat Marau", "ASN", "DS")]),
    ("Camat Marau (D) dilaporkan.", [("Camat Marau", "ASN", "D")]),
    ("Camat Marau berinisial (DS) dilaporkan.", [("Camat Marau", "ASN", "DS")]),
    ("Camat Bissappu,(MAB) dilaporkan.", [("Camat Bissappu", "ASN", "MAB")]),
    ("Kepala Badan Kepegawaian (BK) Bima hadir.", [("Kepala Badan Kepegawaian (BK) Bima", "ASN", None)]),
    ("Camat Galela M.Kacoa dilaporkan.", [("Camat Galela", "ASN", "M.Kacoa")]),
    ("Camat Galela M.Kes hadir.", [("Camat Galela", "ASN", None)]),
    (
        "Seorang guru SD Inpres Derugawe berinisial HD, ASN, dilaporkan.",
        [("guru SD", "ASN", "HD"), ("ASN", "ASN", None)],
    ),
    # A rank of several words, and a place that ends like an office.
    (
        "Komandan Kodim 0501/Jakarta Pusat, Letkol Infantri Yudi Pranoto, hadir.",
        [("Komandan Kodim 0501/Jakarta Pusat, Letkol Infantri", "TNI", "Yudi Pranoto")],
    ),
    (
        "Kapolres Metro Jakarta Pusat, Kombes Pol Andi Wijaya, hadir.",
        [("Kapolres Metro Jakarta Pusat, Kombes Pol", "POLRI", "Andi Wijaya")],
    ),
    ("Irjen Polisi Suharyono hadir.", [("Irjen Polisi", "POLRI", "Suharyono")]),
    ("Karo Penmas Kompol Darlis hadir.", [("Karo Penmas Kompol", "POLRI", "Darlis")]),
]
# Misspelt words and variants; beside words that only look alike.
MISSPELT = [
    ("Ketua Bawalsu Kota Bima Darlis hadir.", [("Ketua Bawalsu Kota Bima", "PENYELENGGARA", "Darlis")]),
    ("Para angota Panwslu Bima hadir.", [("Panwslu Bima", "PENYELENGGARA", None)]),
    ("Wakil Gubenur Riau hadir.", [("Wakil Gubenur Riau", "PEJABAT_DAERAH", None)]),
    ("Sekertaris Desa Sukamaju hadir.", [("Sekertaris Desa Sukamaju", "KEPALA_DESA", None)]),
    ("Seorang bhabinkamtibas menegur warga.", [("bhabinkamtibas", "POLRI", None)]),
    ("Aparatur Sipil Negera (ASN) harus netral.", [("Aparatur Sipil Negera (ASN)", "ASN", None)]),
    ("Aparatur Negeri Sipil (ASN) harus netral.", [("Aparatur Negeri Sipil (ASN)", "ASN", None)]),
    ("Kordinator Divisi Hukum KPU Bima hadir.", [("Kordinator Divisi Hukum KPU Bima", "PENYELENGGARA", None)]),
    (
        "Anggota Badan Pengawasan Pemilu (Bawaslu) Bima Sri Lestari hadir.",
        [("Anggota Badan Pengawasan Pemilu (Bawaslu) Bima", "PENYELENGGARA", "Sri Lestari")],
    ),
    ("Pejabat (Pj) Bupati Bima Darlis hadir.", [("Pejabat (Pj) Bupati Bima", "PEJABAT_DAERAH", "Darlis")]),
    ("Pejabat Sementara (Pjs) Bupati Bima hadir.", [("Pejabat Sementara (Pjs) Bupati Bima", "PEJABAT_DAERAH", None)]),
    ("Penyelenggaran pemilu oleh KPU usai.", [("KPU", "PENYELENGGARA", None)]),
    ("Aparatus pemerintah dan camat hadir.", [("camat", "ASN", None)]),
]

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


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_mentions(text, expected):
    found = [(m.text, m.group.value, m.person) for m in tag(parse(text))]
    if isinstance(expected, int):
        assert len(found) == expected
    else:
        assert found == expected


@pytest.mark.parametrize(("text", "expected"), MISSPELT, ids=[text for text, _ in MISSPELT])
def test_misspelt_words_are_known_and_stand_as_they_were_written(text, expected):
    assert [(m.text, m.group.value, m.person) for m in tag(parse(text))] == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_name_nobody(text):
    assert tag(parse(text)) == []


@given(st.text(alphabet=st.sampled_from("ASN TNI Polri Camat Bupati Kota, (/.)-\n1a"), max_size=120))
def test_offsets_hold_and_mentions_do_not_overlap(text):
    text = normalise(text)
    mentions = tag(parse(text))
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_every_group_has_terms():
    assert {term.group for term in lexicon().terms.values() if term} == set(Group)


def test_no_term_stands_in_two_groups():
    data = read_toml("lexicon.toml")
    terms = [term for group in Group for kind in ("nama", "jabatan", "lembaga") for term in data[group][kind]]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_rules_of_ambiguous_terms_name_terms_that_exist():
    known = lexicon()
    assert set(known.contexts) <= set(known.terms)
    assert set(known.moves) <= set(known.terms)


def test_phrases_of_letters_are_tokens_as_they_stand_whatever_their_capitals():
    cut = language().make_doc
    for phrase in filter(lambda phrase: phrase.replace(" ", "").isalpha(), lexicon().terms):
        for form in (phrase, phrase.upper(), phrase.title(), f"{phrase}nya"):
            assert [token.text for token in cut(form)] == form.split()


def test_real_text_keeps_offsets(shared):
    for line in (shared / "real" / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:40]:
        if line:
            text = normalise(json.loads(line)["text"])
            assert all(text[m.start : m.end] == m.text for m in tag(parse(text)))
