"""What comes next in a case or a replication, and whose turn it is: said after every step."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.web.indonesian import day
from scaling import queries
from scaling.models import ReplicationState
from scaling.models.case import CONFIRMS, FILLS, OWNERS

if TYPE_CHECKING:
    from collections.abc import Collection

    from scaling.models import CaseState, Replication, ScalingCase, StatusReport

PEOPLE = {
    Role.SCALING_OFFICER: "pendamping perluasan",
    Role.KL_CONTACT: "narahubung K/L",
    Role.ADOPTER: "instansi replikator",
}


def who_fills(stage: CaseState) -> str:
    return _named(FILLS[stage])


def who_confirms(stage: CaseState) -> str:
    return _named(CONFIRMS[stage])


def after(case: ScalingCase) -> str:
    """Where a case stands now, what it waits for, and from whom."""
    stage = case.next_state
    if stage is None:
        return _at_rest(case)
    here, until = f"Perluasan berada di tahap “{case.get_state_display()}”.", ""
    if case.gates.filter(stage=stage).exists():
        return f"{here} Berikutnya: {who_confirms(stage)} mengonfirmasi bukti “{stage.label}”."
    if case.due_on:
        until = f" paling lambat {day(case.due_on)}"
    return f"{here} Berikutnya: {who_fills(stage)} mengisi bukti “{stage.label}”{until}."


def after_replication(replication: Replication) -> str:
    owner, adopter = replication.source.institution, replication.adopter
    steps = {
        ReplicationState.INTEREST: f"{owner}, pemilik inovasi, mencatat surat kesepakatan.",
        ReplicationState.AGREED: "KemenPANRB memeriksa kesepakatan dan menyetujui replikasi.",
        ReplicationState.APPROVED: f"{adopter} mulai melaksanakan.",
        ReplicationState.RUNNING: f"{adopter} mengirim pembaruan setiap semester; "
        "KemenPANRB mengonfirmasi hasilnya.",
    }
    step = steps.get(ReplicationState(replication.state))
    return f"Berikutnya: {step}" if step else "Tidak ada langkah lagi."


def after_report(report: StatusReport) -> str:
    """When the next update is asked for."""
    return f"Berikutnya diminta mulai {day(queries.end_of(report.period) + timedelta(days=1))}."


def _at_rest(case: ScalingCase) -> str:
    if case.paused_from:
        return "Berikutnya: pendamping perluasan melanjutkannya bila sebab penundaan sudah hilang."
    if case.stop_reason:
        return "Tidak ada langkah lagi."
    return f"Perluasan sampai di tahap terakhir, “{case.get_state_display()}”."


def _named(roles: Collection[str]) -> str:
    """ "pemilik inovasi atau narahubung K/L"."""
    owner = ["pemilik inovasi"] if OWNERS & set(roles) else []
    return " atau ".join([*owner, *(words for role, words in PEOPLE.items() if role in roles)])
