"""The words of scaling that no single model owns: areas of the assessment, verbs of the journal."""

# The seven areas of the MSI scalability checklist: an aid to discussion, not a score card.
AREAS = {
    "strategy": "Strategi perluasan meyakinkan",
    "model": "Model terbukti",
    "support": "Dukungan atas perubahan kuat",
    "advantage": "Unggul dibanding cara yang ada",
    "ease": "Mudah dialihkan dan dipakai",
    "fit": "Sesuai dengan organisasi pemakai",
    "funding": "Sumber dana berkelanjutan",
}
SCALE = {"1": "Lemah", "2": "Sedang", "3": "Kuat"}
# Labels of what a gate keeps beside its text.
VALUES = {
    **AREAS,
    "regions": "Daerah",
    "budget": "Sumber anggaran",
    "pic": "Unit penanggung jawab",
    "timeline": "Jadwal",
    "before": "Keadaan sebelum",
    "after": "Keadaan sesudah",
}

CASE = {
    "case.open": "Perluasan dibuka",
    "case.disclose": "Perluasan diperlihatkan kepada pemilik inovasi",
    "case.fill_gate": "Bukti tahap diisi",
    "case.advance": "Tahap dikonfirmasi",
    "case.pause": "Perluasan ditunda",
    "case.resume": "Perluasan dilanjutkan",
    "case.stop": "Perluasan dihentikan",
}
REPLICATION = {
    "replication.propose": "Minat replikasi dinyatakan",
    "replication.agree": "Pemilik inovasi menyepakati replikasi",
    "replication.approve": "Replikasi disetujui",
    "replication.gather": "Replikasi menjadi bagian dari perluasan",
    "replication.start": "Replikasi mulai berjalan",
    "replication.finish": "Hasil replikasi dikonfirmasi",
    "replication.decline": "Replikasi tidak dilanjutkan",
    "replication.stop": "Replikasi dihentikan",
    "status.report": "Pembaruan semester dikirim",
    "status.mark_unconfirmed": "Tidak ada pembaruan: ditandai tidak terkonfirmasi",
}
