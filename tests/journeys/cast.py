"""The people of the journeys: who they are, and how each comes in by a letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.journeys.visitor import PASSWORD, Visitor

LINK = re.compile(r"https?://[^/\s]+(/undangan/\S+)")
Letters = Callable[[str], str]


@dataclass(frozen=True)
class Part:
    """`role` in the words of the screen; `second` names who has to confirm it."""

    key: str
    name: str
    role: str
    institution: str = ""
    unit: str = ""
    by: str = "sekretariat"
    second: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@contoh.go.id"


CITY, DISTRICT = "Pemerintah Kota Semarang", "Pemerintah Kabupaten Sleman"
HEALTH = "Kementerian Kesehatan"
CAST = (
    Part("sekretariat", "Sari Wulandari", "Tim Sekretariat", by="pengelola", second="pendamping"),
    Part("pasangan", "Bayu Prasetyo", "Tim Sekretariat", by="pengelola", second="pendamping"),
    Part("auditor", "Yusuf Hidayat", "Auditor", by="pengelola", second="pendamping"),
    Part("pimpinan", "Lestari Handayani", "Pimpinan", by="pengelola"),
    Part("admin", "Rina Kusuma", "Admin Lokal", CITY),
    Part("inovator", "Dewi Anggraini", "Inovator", CITY, "Puskesmas Tlogosari", by="admin"),
    Part("rekan", "Agus Salim", "Inovator", CITY, "Puskesmas Tlogosari", by="admin"),
    Part("admin2", "Hendro Susilo", "Admin Lokal", DISTRICT),
    Part("inovator2", "Putri Maharani", "Inovator", DISTRICT, "Dinas Kesehatan", by="admin2"),
    Part("te1", "Prof. Ratna", "Tim Evaluasi", "Universitas Gadjah Mada", second="pasangan"),
    Part("te2", "Dr. Ketut", "Tim Evaluasi", "Universitas Udayana", second="pasangan"),
    Part("te3", "Dr. Slamet", "Tim Evaluasi", "Universitas Diponegoro", second="pasangan"),
    Part("tpi1", "Siti Rahma", "Tim Panel Independen", HEALTH, second="pasangan"),
    Part("tpi2", "Eko Nugroho", "Tim Panel Independen", "Kementerian Dalam Negeri",
         second="pasangan"),
    Part("tpi3", "Maya Lubis", "Tim Panel Independen", "Lembaga Administrasi Negara",
         second="pasangan"),
    Part("ketua", "Zainal Arifin", "Ketua sidang pleno", second="pasangan"),
    Part("petugas", "Nadia Permata", "Pendamping perluasan"),
    Part("kl", "Fajar Ramadhan", "Narahubung K/L", HEALTH),
    Part("adopter", "Wahyu Saputra", "Narahubung instansi replikator",
         "Pemerintah Kabupaten Banyumas"),
)  # fmt: skip


def invite_all(letters: Letters) -> dict[str, Visitor]:
    """From the console's first two letters to everybody signed in, each by his own link."""
    people = dict(_from_the_console())
    for part in CAST:
        by = people[part.by].open("/orang/undang/")
        by.press("Kirim undangan", _asked(part)).sees(f"Undangan dikirim ke {part.email}.")
        people[part.key] = _take(part.email, letters(part.email))
        if part.second:
            second = people[part.second].open("/orang/?status=PENDING")
            second.press(f"Konfirmasi {part.name}").sees("berlaku mulai sekarang")
        people[part.key].open("/beranda/").sees(part.role)
    return people


def _from_the_console() -> Iterator[tuple[str, Visitor]]:
    for key in ("pengelola", "pendamping"):
        said = StringIO()
        call_command("create_superuser", email=f"{key}@contoh.go.id", name=key, stdout=said)
        yield key, _take(f"{key}@contoh.go.id", said.getvalue())


def _asked(part: Part) -> dict[str, Any]:
    asked = {"Nama lengkap": part.name, "Surel": part.email, "Peran": part.role}
    asked |= {"Instansi": part.institution} if part.institution else {}
    return asked | ({"Unit pelayanan publik": part.unit} if part.unit else {})


def _take(email: str, letter: str) -> Visitor:
    """Open the link of the letter and choose a password."""
    link = LINK.search(letter)
    assert link, letter
    visitor = Visitor(email).open(link[1])
    chosen = {"Kata sandi": PASSWORD, "Ulangi kata sandi": PASSWORD}
    return visitor.press("Terima undangan dan masuk", chosen).sees("Undangan diterima")
