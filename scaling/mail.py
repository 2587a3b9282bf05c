"""Every message of scaling, one function each: who is told what, once per occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import Institution, Role, RoleHolding, User
from kipp.notices.events import event
from kipp.notices.outbox import send
from scaling.models import Replication
from scaling.models.case import CONFIRMS
from submissions.models import TeamMember

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from scaling.models import CaseState, ScalingCase
    from submissions.models import Innovation

CASE_OPENED = event(
    "case.opened",
    "Perluasan dibuka",
    recipients="Pendamping perluasan, narahubung K/L",
    timing="seketika, saat perluasan dibuka dari minat K/L",
)
CASE_DISCLOSED = event(
    "case.disclosed",
    "Perluasan diperlihatkan kepada pemilik inovasi",
    recipients="Penanggung jawab inovasi, Admin Lokal",
    timing="setelah hasil tahap TPI atau penghargaan diumumkan",
)
GATE_FILLED = event(
    "case.gate_filled",
    "Bukti tahap perluasan diisi",
    recipients="Yang mengonfirmasi tahap berikutnya",
    timing="seketika, saat bukti tahap diisi",
)
CASE_ADVANCED = event(
    "case.advanced",
    "Tahap perluasan dikonfirmasi",
    recipients="Narahubung K/L, pendamping perluasan, pemilik inovasi",
    timing="seketika, saat tahap dikonfirmasi",
)
CASE_PAUSED = event(
    "case.paused",
    "Perluasan ditunda",
    recipients="Narahubung K/L, pendamping perluasan, pemilik inovasi",
    timing="seketika, saat ditunda; dalam semenit setelah penghargaannya dicabut",
)
STAGE_OVERDUE = event(
    "case.overdue",
    "Tahap perluasan lewat batas",
    recipients="Pendamping perluasan, narahubung K/L",
    timing="sehari setelah batas tahap lewat",
)
REPLICATION_PROPOSED = event(
    "replication.proposed",
    "Minat replikasi",
    recipients="Pemilik inovasi, pendamping perluasan",
    timing="seketika, saat minat dinyatakan",
)
REPLICATION_AGREED = event(
    "replication.agreed",
    "Replikasi disepakati",
    recipients="Instansi replikator, pendamping perluasan",
    timing="seketika, saat pemilik menyepakati",
)
REPLICATION_APPROVED = event(
    "replication.approved",
    "Replikasi disetujui",
    recipients="Instansi replikator, pemilik inovasi",
    timing="seketika, saat disetujui",
)
REPLICATION_FINISHED = event(
    "replication.finished",
    "Hasil replikasi dikonfirmasi",
    recipients="Instansi replikator, pemilik inovasi",
    timing="seketika, saat hasil dikonfirmasi",
)
REPLICATION_ENDED = event(
    "replication.ended",
    "Replikasi tidak berlanjut",
    recipients="Kedua pihak dan pendamping perluasan",
    timing="seketika, saat tidak dilanjutkan atau dihentikan",
)
AGREEMENT_EXPIRING = event(
    "replication.agreement_expiring",
    "Kesepakatan replikasi segera berakhir",
    recipients="Kedua pihak",
    timing="60 hari sebelum kesepakatan berakhir",
)
UPDATE_DUE = event(
    "status.due",
    "Pembaruan semester jatuh tempo",
    recipients="Instansi replikator atau pemilik inovasi",
    timing="awal semester (atau penghargaan, bila sesudahnya), hari ke-14, dan hari ke-30",
)


def case_opened(case: ScalingCase, *, at: datetime) -> None:
    people = _holders(Role.SCALING_OFFICER) | _holders(Role.KL_CONTACT, case.institution)
    send(CASE_OPENED, to=people, key=_key(case), at=at, url=case.get_absolute_url(), case=case)


def case_disclosed(case: ScalingCase, *, at: datetime) -> None:
    people = owners(case.innovation)
    send(CASE_DISCLOSED, to=people, key=_key(case), at=at, url=case.get_absolute_url(), case=case)


def gate_filled(case: ScalingCase, stage: CaseState, *, at: datetime) -> None:
    key, url = f"{_key(case)}:{stage}", case.get_absolute_url()
    people = _confirmers(case, stage)
    send(GATE_FILLED, to=people, key=key, at=at, url=url, case=case, stage=stage)


def case_advanced(case: ScalingCase, *, at: datetime) -> None:
    people = _holders(Role.SCALING_OFFICER) | _holders(Role.KL_CONTACT, case.institution)
    if case.disclosed_at:
        people |= owners(case.innovation)
    key, url = f"{_key(case)}:{case.state}", case.get_absolute_url()
    send(CASE_ADVANCED, to=people, key=key, at=at, url=url, case=case)


def case_paused(case: ScalingCase, *, line: int, at: datetime) -> None:
    people = _holders(Role.SCALING_OFFICER) | _holders(Role.KL_CONTACT, case.institution)
    if case.disclosed_at:
        people |= owners(case.innovation)
    key, url = f"{_key(case)}:{line}", case.get_absolute_url()
    send(CASE_PAUSED, to=people, key=key, at=at, url=url, case=case)


def stage_overdue(case: ScalingCase, *, at: datetime) -> None:
    people = _holders(Role.SCALING_OFFICER) | _holders(Role.KL_CONTACT, case.institution)
    key, url = f"{_key(case)}:{case.state}:{case.due_on}", case.get_absolute_url()
    send(STAGE_OVERDUE, to=people, key=key, at=at, url=url, case=case)


def replication_proposed(replication: Replication, *, at: datetime) -> None:
    people = owners(replication.source) | _holders(Role.SCALING_OFFICER)
    _of_replication(REPLICATION_PROPOSED, replication, people, at)


def replication_agreed(replication: Replication, *, at: datetime) -> None:
    people = adopters(replication.adopter) | _holders(Role.SCALING_OFFICER)
    _of_replication(REPLICATION_AGREED, replication, people, at)


def replication_approved(replication: Replication, *, at: datetime) -> None:
    people = adopters(replication.adopter) | owners(replication.source)
    _of_replication(REPLICATION_APPROVED, replication, people, at)


def replication_finished(replication: Replication, *, at: datetime) -> None:
    people = adopters(replication.adopter) | owners(replication.source)
    _of_replication(REPLICATION_FINISHED, replication, people, at)


def replication_ended(replication: Replication, *, at: datetime) -> None:
    people = adopters(replication.adopter) | owners(replication.source)
    _of_replication(REPLICATION_ENDED, replication, people | _holders(Role.SCALING_OFFICER), at)


def agreement_expiring(replication: Replication, *, at: datetime) -> None:
    people = adopters(replication.adopter) | owners(replication.source)
    _of_replication(AGREEMENT_EXPIRING, replication, people, at)


def update_due(subject: Replication | Innovation, *, period: str, days: int, at: datetime) -> None:
    """Ask the adopter of a replication, or the owner of an awarded innovation, for the update."""
    if isinstance(subject, Replication):
        people, url = adopters(subject.adopter), subject.get_absolute_url()
    else:
        people, url = owners(subject), reverse("scaling:innovation-report", args=[subject.pk])
    key = f"{subject._meta.label}:{subject.pk}:{period}:{days}"
    send(UPDATE_DUE, to=people, key=key, at=at, url=url, subject=subject, days=days)


def owners(innovation: Innovation) -> QuerySet[User]:
    """Whoever `owned_by` gives the innovation to today: the PIC of its entries and the Admin Lokals
    it goes through."""
    pics = TeamMember.objects.filter(entry__innovation=innovation, is_pic=True).values("user")
    home = innovation.institution
    mine = _holders(Role.INNOVATOR, home).filter(pk__in=pics)
    desk = Institution.objects.desks_of(home)
    return mine | _users(_in_force(Role.INSTITUTION_ADMIN).filter(institution__in=desk))


def adopters(institution: Institution) -> QuerySet[User]:
    return _holders(Role.ADOPTER, institution) | _holders(Role.INSTITUTION_ADMIN, institution)


def _confirmers(case: ScalingCase, stage: CaseState) -> QuerySet[User]:
    roles = CONFIRMS[stage]
    if Role.SCALING_OFFICER in roles:
        return _holders(Role.SCALING_OFFICER)
    if Role.KL_CONTACT in roles:
        return _holders(Role.KL_CONTACT, case.institution)
    return owners(case.innovation) if case.disclosed_at else User.objects.none()


def _holders(role: Role, institution: Institution | None = None) -> QuerySet[User]:
    held = _in_force(role)
    return _users(held.filter(institution=institution) if institution else held)


def _in_force(role: Role) -> QuerySet[RoleHolding]:
    return RoleHolding.objects.in_force().filter(role=role)


def _users(held: QuerySet[RoleHolding]) -> QuerySet[User]:
    return User.objects.filter(pk__in=held.values("user"))


def _of_replication(
    what: object, replication: Replication, people: QuerySet[User], at: datetime
) -> None:
    key, url = f"{_key(replication)}:{replication.state}", replication.get_absolute_url()
    send(what, to=people, key=key, at=at, url=url, replication=replication)  # type: ignore[arg-type]


def _key(record: ScalingCase | Replication) -> str:
    return f"{record._meta.model_name}:{record.pk}"
