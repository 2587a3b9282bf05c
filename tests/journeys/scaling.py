"""After the prize: a case through all its gates, and a replication from interest to its result."""

from __future__ import annotations

from typing import Any

from tests.journeys import papers
from tests.journeys.judging import TODAY

DAY = (TODAY.day, TODAY.month, TODAY.year)
LETTER = {"Nomor dokumen": "B-12/2025", "Tanggal dokumen": DAY}
AREAS = (
    "Strategi perluasan meyakinkan",
    "Model terbukti",
    "Dukungan atas perubahan kuat",
    "Unggul dibanding cara yang ada",
    "Mudah dialihkan dan dipakai",
    "Sesuai dengan organisasi pemakai",
    "Sumber dana berkelanjutan",
)
PLAN = {
    "Ringkasan rencana": "Lima kota dahulu, lalu seluruh provinsi.",
    "Daerah sasaran": "Jawa Tengah dan DI Yogyakarta",
    "Sumber anggaran": "APBN Kementerian Kesehatan",
    "Unit penanggung jawab": "Direktorat Pencegahan Penyakit",
    "Jadwal": "Dua belas bulan",
}
PILOT = {
    "Pelaksanaan uji terap": "Delapan belas puskesmas selama enam bulan.",
    "Daerah uji terap": "Banyumas",
    "Keadaan sebelum": "28 persen berhenti berobat",
    "Keadaan sesudah": "6 persen berhenti berobat",
}
Gate = tuple[str, str, str, dict[str, Any]]  # stage, who fills, who confirms, what
GATES: tuple[Gate, ...] = (
    ("Diminati K/L", "kl", "petugas", {"Isi surat minat": "Kami berminat.", **LETTER}),
    ("Kajian skalabilitas", "petugas", "kl",
     {"Celah yang harus ditutup": "Insentif kader.", **dict.fromkeys(AREAS, "Kuat")}),
    ("Rencana", "kl", "petugas", PLAN),
    ("Komitmen", "kl", "petugas",
     {"Pokok kesepakatan dengan pemilik inovasi": "Kode dan modul dibagikan.", **LETTER}),
    ("Uji terap", "kl", "inovator", PILOT),
    ("Adopsi kebijakan nasional", "kl", "petugas",
     {"Kebijakan nasional yang menetapkan": "Permenkes tentang kader TB.", **LETTER}),
    ("Pemantauan", "inovator", "petugas",
     {"Keadaan setelah menjadi kebijakan": "Dipakai 412 puskesmas."}),
)  # fmt: skip


def through_the_gates(people, title: str) -> None:
    """Each gate filled by one side and confirmed by the other, to national policy and after."""
    for stage, fills, confirms, evidence in GATES:
        filling, confirming = getattr(people, fills), getattr(people, confirms)
        filling.open("/perluasan/").follow(title).follow(f"Isi bukti “{stage}”")
        paper = papers.pdf("bukti.pdf", stage)
        filling.press("Simpan bukti tahap", evidence | {"Berkas PDF": paper})
        filling.sees("menunggu konfirmasi")
        confirming.open("/perluasan/").follow(title).press(f"Konfirmasi tahap “{stage}”")
        confirming.sees("Tahap dikonfirmasi.")


def publish_profile(owner, secretary, title: str) -> None:
    """The owner writes what everybody may read; the secretariat releases it."""
    owner.open("/beranda/").follow("Isi profil")
    words = {
        "Ringkasan": "Obat tuberkulosis diantar kader ke rumah pasien.",
        "Kontak kantor": "Puskesmas Tlogosari, Semarang",
    }
    owner.press("Simpan", words).sees("menunggu diterbitkan")
    secretary.open("/proposal/profil/").follow(title).press("Terbitkan").sees("terbit")


def seen_by_everybody(public, title: str) -> None:
    public.open("/inovasi/").follow(title).sees("Obat tuberkulosis diantar kader")
    public.sees("Kepmen PANRB 551/2025").sees("Kementerian Kesehatan")


def replicate(people, title: str) -> None:
    """Interest, agreement, approval, start, half-yearly word, result."""
    adopter, owner, officer = people.adopter, people.admin, people.petugas
    adopter.open("/inovasi/").follow(title).follow("Nyatakan minat replikasi")
    why = {"Mengapa instansi Anda berminat?": "Pasien kami juga banyak yang berhenti berobat."}
    adopter.press("Nyatakan minat", why).sees("Minat tersampaikan")
    owner.open("/perluasan/replikasi/").follow(title).follow("Sepakati replikasi")
    letter = {"Nomor surat kesepakatan": "KS-7/2025", "Tanggal kesepakatan": DAY}
    letter |= {"Surat kesepakatan (PDF)": papers.pdf("kesepakatan.pdf")}
    owner.press("Sepakati replikasi", letter).sees("Kesepakatan tercatat.")
    officer.open("/perluasan/replikasi/").follow(title).press("Setujui").sees("disetujui")
    adopter.open("/perluasan/replikasi/").follow(title).press("Mulai berjalan hari ini")
    adopter.sees("berjalan sejak hari ini").follow("Kirim pembaruan")
    report = {"Bagaimana keadaannya sekarang?": "Berlanjut, lancar", "Orang terlayani": "318"}
    adopter.press("Kirim pembaruan", report).sees("Pembaruan terkirim")
    officer.open("/perluasan/replikasi/").follow(title).press("Konfirmasi selesai")
    officer.sees("Hasil replikasi dikonfirmasi.")
