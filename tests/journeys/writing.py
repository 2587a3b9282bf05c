"""From a blank draft to an accepted proposal: the unit, the Admin Lokal, the secretariat."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys import papers

WORDS = "Isian Anda"  # the label of a section's answer
HEALTH = "4. "  # the category, by the number its name begins with
ANSWERS = {
    "1": "Kader mengantar obat pasien tuberkulosis ke rumah dan mencatat minumnya setiap hari.",
    "2": "Pada 2021 sepertiga pasien berhenti berobat. Tujuannya: di bawah lima persen pada 2024.",
    "3": "Pencatatan oleh kader digabung dengan pengingat lewat pesan, tanpa aplikasi baru.",
    "4": "Dua puluh kader dilatih, jadwal antar dibuat puskesmas, dinas memantau setiap pekan.",
    "5": "Pasien yang berhenti berobat turun dari 31 menjadi 4 persen; 412 orang sembuh.",
    "6a": "Tiga puskesmas lain di kota ini sudah memakainya sejak 2023.",
    "6b": "Setiap puskesmas yang punya kader dapat memulai dalam dua bulan tanpa alat khusus.",
    "7": "Anggaran puskesmas 18 juta rupiah setahun, dua puluh kader, satu perawat penghubung.",
    "8": "Diatur peraturan wali kota, dianggarkan setiap tahun, dievaluasi bersama universitas.",
}
PROVEN = ("4", "5", "8")  # sections that ask for evidence
MENDED = "Pencatatan kader digabung dengan pengingat pesan; kota lain memakai aplikasi mahal."


@dataclass(frozen=True)
class Proposal:
    title: str
    code: str = ""


def draft(innovator, title: str) -> Proposal:
    """Identity, nine sections with their evidence, the statements, the video."""
    innovator.open("/proposal/").follow("Mulai proposal baru").follow("Kelompok Umum")
    identity = {
        "Judul inovasi": title,
        "Kategori": HEALTH,
        "Tanggal inovasi mulai diterapkan": (3, 1, 2022),
        "Lokasi penerapan": "Seluruh wilayah kerja",
    }
    innovator.press("Buat draf", identity).sees("Draf dibuat")
    _answer_all(innovator, title)
    innovator.open("dokumen/")
    for name in ("Surat pernyataan identitas inovator", "Surat pernyataan kesediaan replikasi"):
        innovator.upload(f"Unggah {name}", "Pilih berkas", papers.pdf("surat.pdf", name))
    innovator.follow("Kembali ke proposal").follow("Identitas")
    innovator.press("Simpan", {"Tautan video": "https://www.youtube.com/watch?v=dQw4w9WgXcQ"})
    innovator.sees("tersimpan").follow("Periksa kelengkapan")
    innovator.sees("Semua ketentuan yang dapat diperiksa portal sudah terpenuhi.")
    return Proposal(title)


def _answer_all(innovator, title: str) -> None:
    for number, text in ANSWERS.items():
        innovator.open("/proposal/").follow(title).open(f"bagian/{number}/")
        if number in PROVEN:
            proof = papers.pdf("bukti.pdf") if number != "5" else papers.png("grafik.png")
            innovator.upload("Unggah berkas", "Tambah berkas", proof)
        innovator.press("Simpan dan lanjutkan", {WORDS: text}).sees("tersimpan")


def invite_to_team(innovator, proposal: Proposal, colleague) -> None:
    innovator.open("/proposal/").follow(proposal.title).follow("Lihat dan atur tim")
    innovator.press("Tambahkan", {"Surel rekan": colleague.email}).sees("ditambahkan ke tim")
    colleague.open("/proposal/").follow(proposal.title).sees("Isi proposal")


def send(innovator, proposal: Proposal) -> None:
    innovator.open("/proposal/").follow(proposal.title).follow("Kirim ke Admin Lokal")
    innovator.press("Kirim ke Admin Lokal", {"Saya menyatakan": True})
    innovator.sees("Proposal dikirim ke Admin Lokal.")


def give_back_and_mend(innovator, admin, proposal: Proposal) -> None:
    """The Admin Lokal asks for a better third section; the team writes it and sends again."""
    admin.open("/proposal/meja/").follow(f"Kembalikan {proposal.title}")
    remark = {"3. Kebaruan atau Nilai Tambah": "Bandingkan dengan daerah lain."}
    admin.press("Kembalikan kepada tim", remark).sees("dikembalikan kepada tim")
    innovator.open("/proposal/").follow(proposal.title).sees("Bandingkan dengan daerah lain.")
    innovator.open("bagian/3/").press("Simpan", {WORDS: MENDED}).sees("tersimpan")
    send(innovator, proposal)


def lodge(admin, proposal: Proposal) -> Proposal:
    admin.open("/proposal/meja/").press("Ajukan yang dicentang", {f"Pilih {proposal.title}": True})
    admin.sees("Ajukan 1 proposal ke KemenPANRB?").press("Ajukan ke KemenPANRB")
    admin.sees("Tanda terima KIPP-2025-").sees("Sidik SHA-256")
    return Proposal(proposal.title, admin.heading().removeprefix("Tanda terima "))


def screen(secretary, proposal: Proposal) -> None:
    """Every point of the checklist, then accepted."""
    secretary.open("/proposal/seleksi/").follow(proposal.code)
    met = {legend: "Memenuhi" for legend in secretary.choices()}
    secretary.press("Simpan dan loloskan", met).sees(f"{proposal.code} lolos seleksi administrasi.")


def return_once(secretary, innovator, admin, proposal: Proposal) -> None:
    """The secretariat asks for one thing more; team and Admin Lokal give it."""
    secretary.open("/proposal/seleksi/").follow(proposal.code).press("Kembalikan")
    wanted = {"5. Signifikansi": "Sebutkan sumber angkanya."}
    secretary.press("Kembalikan", wanted).sees("dikembalikan untuk dilengkapi")
    innovator.open("/proposal/").follow(proposal.title).open("bagian/5/")
    told = f"{ANSWERS['5']} Sumber: register TB puskesmas 2021 dan 2024."
    innovator.press("Simpan", {WORDS: told}).sees("tersimpan")
    admin.open("/proposal/meja/").follow(f"Ajukan kembali {proposal.title}")
    admin.press("Ajukan kembali").sees("diajukan kembali").sees("Versi sebelumnya")
