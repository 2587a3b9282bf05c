"""What teams call the files they attach: each team in its own way, as on any office computer."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from kipp.web import indonesian

if TYPE_CHECKING:
    from datetime import datetime

# By what the file is: a letter by the code of its kind, a proof by the code of its section.
TITLES = {
    "identity_statement": (
        "Surat Pernyataan Identitas Inovator",
        "Surat Pernyataan Identitas",
        "Pernyataan Identitas Inovator",
    ),
    "replication_willingness": (
        "Surat Pernyataan Kesediaan Replikasi",
        "Surat Kesediaan Replikasi",
        "Pernyataan Bersedia Direplikasi",
    ),
    "replication_statement": ("Surat Pernyataan Replikasi", "Pernyataan Replikasi"),
    "implementation": (
        "Laporan Pelaksanaan",
        "Laporan Kegiatan",
        "Bukti Pelaksanaan dan Dokumentasi",
    ),
    "process": ("Laporan Proses Replikasi", "Laporan Pelaksanaan Replikasi"),
    "significance": ("Data Sebelum dan Sesudah", "Rekap Data Capaian", "Hasil Evaluasi"),
    "sustainability": ("SK dan Dokumen Anggaran", "Peraturan dan Anggaran", "Dasar Hukum"),
}
OTHER = ("Bukti Dukung",)
LONG = 25  # names of innovations that nobody would type into the name of a file


def file_name(seed: str, about: str, *, innovation: str, year: int) -> str:
    """The name of one file. `seed` is the team's: its habits are the same for all its files."""
    habit = Random(seed)
    style = habit.choice((_plain, _plain, _named, _named, _lowered, _shouted, _dated))
    title = Random(f"{seed}:{about}").choice(TITLES.get(about, OTHER))
    short = innovation if len(innovation) <= LONG else ""
    return f"{style(title, short, year)}.pdf"


def scan_name(seed: str, at: datetime) -> str:
    """What a telephone or a scanner calls a page when nobody gives it a name."""
    rng = Random(seed)
    return rng.choice(
        (
            f"Scan {indonesian.day(at)}.pdf",
            f"DOC-{at:%Y%m%d}-WA{rng.randrange(1, 60):04}.pdf",
            f"scan{rng.randrange(1, 400):04}.pdf",
        )
    )


def _plain(title: str, name: str, year: int) -> str:
    return title


def _named(title: str, name: str, year: int) -> str:
    return f"{title} {name}".strip()


def _lowered(title: str, name: str, year: int) -> str:
    return "_".join(filter(None, (title.lower(), name.lower())))


def _shouted(title: str, name: str, year: int) -> str:
    return "_".join(filter(None, (title, name))).upper()


def _dated(title: str, name: str, year: int) -> str:
    return f"{title} {name}".strip() + f" ({year})"
