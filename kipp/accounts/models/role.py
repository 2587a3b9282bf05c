from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    INNOVATOR = "innovator", "Inovator"
    INSTITUTION_ADMIN = "institution_admin", "Admin Lokal"
    SECRETARIAT = "secretariat", "Tim Sekretariat"
    EVALUATOR = "evaluator", "Tim Evaluasi"
    PANELIST = "panelist", "Tim Panel Independen"
    PLENARY_CHAIR = "plenary_chair", "Ketua sidang pleno"
    SCALING_OFFICER = "scaling_officer", "Pendamping perluasan"
    KL_CONTACT = "kl_contact", "Narahubung K/L"
    ADOPTER = "adopter", "Narahubung instansi replikator"
    LEADERSHIP = "leadership", "Pimpinan"
    AUDITOR = "auditor", "Auditor"
    SUPERUSER = "superuser", "Pengelola sistem"


PARTICIPANTS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN)
JUDGES = (Role.EVALUATOR, Role.PANELIST, Role.PLENARY_CHAIR)
# Nobody holds one of these until a second person has confirmed it (rules of the portal, section 1).
CONFIRMED = (*JUDGES, Role.SECRETARIAT, Role.AUDITOR, Role.SUPERUSER)
OF_AN_INSTITUTION = (
    Role.INNOVATOR,
    Role.INSTITUTION_ADMIN,
    Role.EVALUATOR,
    Role.KL_CONTACT,
    Role.ADOPTER,
)
# A panelist sits for one ministry or agency, or as a professional for none. The secretariat is at
# home with the organiser; who is seconded to it names the institution he comes from.
PERHAPS_OF_AN_INSTITUTION = (Role.PANELIST, Role.SECRETARIAT)

# Who may invite whom, and may end what he could have granted.
GRANTS: dict[str, tuple[Role, ...]] = {
    Role.INSTITUTION_ADMIN: (Role.INNOVATOR,),
    Role.SECRETARIAT: (
        Role.INNOVATOR,
        Role.INSTITUTION_ADMIN,
        *JUDGES,
        Role.SCALING_OFFICER,
        Role.KL_CONTACT,
        Role.ADOPTER,
    ),
    Role.SUPERUSER: (Role.SECRETARIAT, Role.LEADERSHIP, Role.AUDITOR, Role.SUPERUSER),
}
# Who may be the second person for whom.
CONFIRMS: dict[str, tuple[Role, ...]] = {
    Role.SECRETARIAT: (*JUDGES, Role.SECRETARIAT),
    Role.SUPERUSER: (Role.SECRETARIAT, Role.AUDITOR, Role.SUPERUSER),
}


def grantable_by(role: str) -> tuple[Role, ...]:
    return GRANTS.get(role, ())


def confirmable_by(role: str) -> tuple[Role, ...]:
    return CONFIRMS.get(role, ())
