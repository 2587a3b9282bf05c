"""The site's menu: which pages each role finds in the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import Role

if TYPE_CHECKING:
    from kipp.accounts.models import User

HOME = ("Beranda", "home")
PEOPLE = ("Orang", "accounts:people")
JOBS = ("Pekerjaan latar", "jobs:job-list")
OUTBOX = ("Surat keluar", "notices:outbox")
SEASON = ("Musim", "submissions:season-overview")
ENTRIES = ("Proposal", "submissions:entry-list")
AGENCY = ("Meja Admin Lokal", "submissions:agency-desk")
SCREENING = ("Seleksi administrasi", "submissions:screening-queue")
ROUNDS = ("Tahap penilaian", "judging:round-list")
# The same list for those who find only announced rounds on it.
RESULTS = ("Hasil penilaian", "judging:round-list")
SHEETS = ("Lembar penilaian", "judging:desk")
CASES = ("Perluasan", "scaling:case-list")
REPLICATIONS = ("Replikasi", "scaling:replication-list")
GALLERY = ("Inovasi terbaik", "public:award-list")

# What an owner does once his innovation has won.
AFTER_THE_PRIZE = (
    CASES,
    REPLICATIONS,
    ("Keberlanjutan", "scaling:innovation-list"),
)

MENU: dict[str, tuple[tuple[str, str], ...]] = {
    Role.INNOVATOR: (HOME, ENTRIES, *AFTER_THE_PRIZE, GALLERY),
    Role.INSTITUTION_ADMIN: (HOME, AGENCY, ENTRIES, PEOPLE, *AFTER_THE_PRIZE, GALLERY),
    Role.SECRETARIAT: (
        *(HOME, SEASON, ENTRIES, SCREENING, ROUNDS, CASES),
        ("Meja bantuan", "submissions:help-desk"),
        PEOPLE,
    ),
    Role.EVALUATOR: (HOME, SHEETS),
    Role.PANELIST: (HOME, SHEETS, CASES),
    Role.PLENARY_CHAIR: (HOME, ROUNDS),
    Role.SCALING_OFFICER: (HOME, CASES, REPLICATIONS, RESULTS, GALLERY),
    Role.KL_CONTACT: (HOME, CASES, RESULTS, GALLERY),
    Role.ADOPTER: (HOME, REPLICATIONS, GALLERY),
    Role.LEADERSHIP: (HOME, SEASON, ROUNDS, CASES, REPLICATIONS, GALLERY),
    Role.AUDITOR: (
        *(HOME, ("Riwayat", "journal:line-list")),
        *(RESULTS, CASES, REPLICATIONS, GALLERY),
    ),
    Role.SUPERUSER: (HOME, PEOPLE, OUTBOX, JOBS),
}

# What is wanted seldom stands behind "Lainnya": the menu stays one line.
SELDOM: dict[str, tuple[tuple[str, str], ...]] = {
    Role.SECRETARIAT: (
        ("Profil terbit", "submissions:profile-list"),
        ("Permintaan akun", "submissions:account-request-list"),
        ("Edaran", "submissions:circular-list"),
        *(OUTBOX, JOBS),
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool
    seldom: bool


def navigation_of(user: User, path: str) -> list[Link]:
    """The menu of the role acted under; the longest matching path is the current one."""
    often = [(*one, False) for one in MENU.get(user.role, (HOME,))]
    seldom = [(*one, True) for one in SELDOM.get(user.role, ())]
    items = [(label, reverse(name), rare) for label, name, rare in often + seldom]
    here = max((url for _, url, _ in items if path.startswith(url)), key=len, default="")
    return [Link(label, url, url == here, rare) for label, url, rare in items]
