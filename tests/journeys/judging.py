"""A round, from its opening to its announcement: secretariat, judges, chair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.journeys import papers

Points = Mapping[str, str]  # the number of a proposal -> what a judge gives every criterion
TODAY = date.today()  # noqa: DTZ011 - a day in the local calendar, as somebody writes it on paper


@dataclass(frozen=True)
class Stage:
    name: str
    criteria: tuple[str, ...]


TE = Stage(
    "Penilaian Proposal oleh Tim Evaluasi",
    (
        "Latar Belakang dan Tujuan",
        "Kebaruan atau Nilai Tambah",
        "Implementasi Inovasi",
        "Signifikansi",
        "Adaptabilitas",
        "Sumber Daya",
        "Strategi Keberlanjutan",
    ),
)
TPI = Stage(
    "Penilaian Kelayakan Nasional oleh Tim Panel Independen",
    (
        "Dampak bagi Masyarakat",
        "Kesesuaian untuk Diperluas",
        "Kesiapan Perluasan",
        "Keberlanjutan",
    ),
)


def open_and_deal(secretary, stage: Stage, *, seats: str) -> None:
    """`seats`: what the deal comes to, in the words of the page."""
    _round(secretary, stage).follow("Buka tahap").press("Buka tahap").sees("Tahap dibuka.")
    secretary.follow("Bagikan tugas").press("Bagikan tugas").waits_for(seats)


def judge_all(judge, stage: Stage, points: Points, *, tick: str = "") -> None:
    """Work through everything on the desk: declare, read, fill in, sign. `tick`: the reason why an
    innovation fits the ministry."""
    while judge.open("/penilaian/").offers("Lanjutkan menilai"):
        judge.follow("Lanjutkan menilai")
        if judge.has_button("Saya bebas dari benturan kepentingan"):
            judge.press("Saya bebas dari benturan kepentingan")
        code = next(code for code in points if judge.shows(code))
        if tick:
            judge.press("Catat minat", {"Alasan inovasi ini relevan": tick})
            judge.sees("Minat K/L Anda dicatat")
        judge.press("Tandatangani", dict.fromkeys(stage.criteria, points[code]))
        judge.press("Tandatangani").sees(f"Lembar {code} ditandatangani")


def consolidate(secretary, stage: Stage) -> None:
    _round(secretary, stage).follow("Mulai konsolidasi").press("Mulai konsolidasi")
    secretary.sees("Konsolidasi dimulai.")


def revise(judge, stage: Stage, code: str, points: str) -> None:
    judge.open("/penilaian/").follow("Konfirmasi nilai dalam konsolidasi").follow(code)
    corrected = dict.fromkeys(stage.criteria, points)
    judge.press("Perbaiki", corrected | {"Alasan perbaikan": "Salah ketik: terbaca 58."})
    judge.sees("diperbaiki")


def confirm(judge, code: str) -> None:
    judge.open("/penilaian/").follow("Konfirmasi nilai dalam konsolidasi").follow(code)
    judge.press("Konfirmasi").sees("dikonfirmasi apa adanya")


def ranked(secretary, stage: Stage, *scores: str) -> None:
    """What the worker has counted stands in the table."""
    _round(secretary, stage).follow("Peringkat")
    for score in scores:
        secretary.waits_for(score)


def decide(secretary, chair, stage: Stage) -> None:
    _round(secretary, stage).follow("Bawa ke sidang pleno").press("Bawa ke sidang pleno")
    _round(chair, stage).follow("Buka sidang pleno").follow("Tutup tahap")
    protocol = {
        "Nomor berita acara": f"BA/{stage.name[-3:]}/2025",
        "Tanggal sidang": (TODAY.day, TODAY.month, TODAY.year),
        "Anggota yang hadir": "9",
        "Seluruh anggota": "12",
        "Pokok putusan": "Disepakati secara musyawarah.",
    }
    chair.press("Tutup tahap", protocol).sees("Berita acara sidang pleno")


def grant(secretary, code: str) -> None:
    """The decree with its PDF, and the award it grants."""
    _round(secretary, TPI).follow("Tetapkan penghargaan").follow("Catat keputusan")
    decree = {
        "Nomor keputusan": "Kepmen PANRB 551/2025",
        "Tanggal ditandatangani": (TODAY.day, TODAY.month, TODAY.year),
        "Tentang": "Penetapan Outstanding Public Service Innovations 2025",
        "PDF keputusan": papers.pdf("kepmen.pdf", "Keputusan Menteri"),
    }
    secretary.press("Simpan keputusan", decree).sees("tersimpan")
    level = "Outstanding Public Service Innovations"
    secretary.press("Tetapkan penghargaan", {code: level}).sees("1 penghargaan ditetapkan.")


def announce(secretary, stage: Stage) -> None:
    _round(secretary, stage).follow("Umumkan hasil").press("Umumkan hasil")
    secretary.sees("Hasil diumumkan.")


def told(owner, letter: str, score: str, *, unnamed: Sequence[str]) -> None:
    """The owner opens the notice: his score, and no judge's name."""
    owner.open("/pemberitahuan/").press(f"Buka halamannya: {letter}").sees(score)
    for name in unnamed:
        owner.misses(name)


def _round(actor, stage: Stage):
    return actor.open("/penilaian/tahap/").follow(stage.name)
