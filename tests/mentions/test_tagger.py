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
# One example of each post and office beside which nothing else is to be decided.
POSTS = [
    ("Irbid Itwasda Polda Bali hadir.", "POLRI"),
    ("Irwil III Itwasum Polri hadir.", "POLRI"),
    ("Wakil Irwasum Polri hadir.", "POLRI"),
    ("Pati Bareskrim hadir.", "POLRI"),
    ("Kepala SPN Batua hadir.", "POLRI"),
    ("Polsekta Marau hadir.", "POLRI"),
    ("Ps. Kasubdit 3 Ditressiber Polda Bali hadir.", "POLRI"),
    ("Kapolda Sulselbar hadir.", "POLRI"),
    ("Wadanramil Kapten Arm Darlis hadir.", "TNI"),
    ("Komandan Pangkalan Utama TNI AL VII hadir.", "TNI"),
    ("Panglima Komando Operasi Udara I hadir.", "TNI"),
    ("Dirpit Pusterad Brigjen TNI Darlis hadir.", "TNI"),
    ("Waaspers KSAU hadir.", "TNI"),
    ("Kepala Dinas Penerangan Angkatan Udara hadir.", "TNI"),
    ("PNS TNI AU hadir.", "ASN"),
    ("Kakankemenag Marau hadir.", "ASN"),
    ("Gubri hadir.", "PEJABAT_DAERAH"),
    ("Baswalu Marau hadir.", "PENYELENGGARA"),
    ("Kepala MIN 13 Marau hadir.", "ASN"),
    ("Kepala Kantor Urusan Agama (KUA) Marau hadir.", "ASN"),
    ("Kepala Pusat Penerangan Kemendagri hadir.", "ASN"),
    ("Kabid Bina Marga hadir.", "ASN"),
    ("Asisten 1 Setda hadir.", "ASN"),
    ("Direktur PUD Marau hadir.", "BUMN"),
    ("Ketua Badan Anggaran DPRD Marau hadir.", "PEJABAT_DAERAH"),
    ("Ketua Fraksi Rakyat DPRD Marau hadir.", "PEJABAT_DAERAH"),
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
    ("Kapolreata Bima hadir.", [("Kapolreata Bima", "POLRI", None)]),
    ("Mapolres Bima ramai.", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_mentions(text, expected):
    found = [(m.text, m.group.value, m.person) for m in tag(parse(text))]
    if isinstance(expected, int):
        assert len(found) == expected
    else:
        assert found == expected


@pytest.mark.parametrize(("text", "group"), POSTS)
def test_posts_with_all_that_names_them(text, group):
    assert [(m.text, m.group.value) for m in tag(parse(text))] == [
        (text.removesuffix(" hadir.").removesuffix(" Darlis"), group)
    ]


@pytest.mark.parametrize(("text", "expected"), MISSPELT, ids=[text for text, _ in MISSPELT])
def test_misspelt_words_are_known_and_stand_as_they_were_written(text, expected):
    assert [(m.text, m.group.value, m.person) for m in tag(parse(text))] == expected


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
