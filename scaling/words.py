"""What the timelines of scaling say of each verb of the journal."""

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
    "replication.start": "Replikasi mulai berjalan",
    "replication.finish": "Hasil replikasi dikonfirmasi",
    "replication.decline": "Replikasi tidak dilanjutkan",
    "replication.stop": "Replikasi dihentikan",
    "status.report": "Pembaruan semester dikirim",
    "status.mark_unconfirmed": "Tidak ada pembaruan: ditandai tidak terkonfirmasi",
}
