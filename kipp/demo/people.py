"""The people a visitor of the demo can log in as: one per role, all with one password."""

from __future__ import annotations

from dataclasses import dataclass

from kipp.accounts.models import Role

PASSWORD = "kipp-demo-2026"  # noqa: S105 - printed on purpose; DEMO=1 serves this machine only
DOMAIN = "demo.contoh.id"


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    email: str
    name: str
    password: str = PASSWORD


LOGINS: dict[Role, Login] = {
    role: Login(role.label, f"{mailbox}@{DOMAIN}", name)
    for role, mailbox, name in (
        (Role.INNOVATOR, "inovator", "Ratna Wulandari"),
        (Role.INSTITUTION_ADMIN, "admin.lokal", "Bagus Prasetyo"),
        (Role.SECRETARIAT, "sekretariat", "Dewi Anggraini"),
        (Role.EVALUATOR, "tim.evaluasi", "Surya Hidayat"),
        (Role.PANELIST, "tim.panel", "Maya Kusumastuti"),
        (Role.PLENARY_CHAIR, "ketua.pleno", "Hendra Wibisono"),
        (Role.SCALING_OFFICER, "pendamping", "Lestari Handayani"),
        (Role.KL_CONTACT, "narahubung.kl", "Arif Gunawan"),
        (Role.ADOPTER, "replikator", "Nurul Fadhilah"),
        (Role.LEADERSHIP, "pimpinan", "Agus Setiawan"),
        (Role.AUDITOR, "auditor", "Yusuf Maulana"),
        (Role.SUPERUSER, "pengelola", "Indah Permata"),
    )
}
