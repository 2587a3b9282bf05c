"""The half-yearly word on innovations and replications, and what the portal does without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from judging import queries as judging
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from scaling import mail, queries
from scaling.models import Replication, Status, StatusReport
from submissions.models import Innovation

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User

# How many days after the beginning the update is asked for again, the last first.
OCCASIONS = (30, 14, 0)


@transaction.atomic
def report_replication(
    replication: Replication,
    status: str,
    *,
    by: User,
    reached: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> StatusReport:
    """The adopter says how the replication goes on."""
    replication = Replication.objects.select_for_update(of=("self",)).get(pk=replication.pk)
    if not Replication.objects.adopted_by(by).filter(pk=replication.pk).exists():
        raise Refused("Pembaruan diisi oleh instansi replikator.")
    if replication.state != "RUNNING":
        raise Refused("Pembaruan diisi selama replikasi berjalan.")
    return _write(StatusReport(replication=replication), status, by, reached, note, at)


@transaction.atomic
def report_innovation(
    innovation: Innovation,
    status: str,
    *,
    by: User,
    reached: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> StatusReport:
    """The owner says how the awarded innovation goes on."""
    innovation = Innovation.objects.select_for_update(of=("self",)).get(pk=innovation.pk)
    if not Innovation.objects.owned_by(by).filter(pk=innovation.pk).exists():
        raise Refused("Pembaruan diisi oleh pemilik inovasi.")
    if not judging.awarded_innovations().filter(pk=innovation.pk).exists():
        raise Refused("Pembaruan diisi untuk inovasi yang penghargaannya sudah diumumkan.")
    return _write(StatusReport(innovation=innovation), status, by, reached, note, at)


def _write(
    row: StatusReport,
    status: str,
    by: User | None,
    reached: int | None,
    note: str,
    at: datetime | None,
) -> StatusReport:
    now = moment(at)
    if status not in Status.values or (by and status == Status.UNCONFIRMED):
        raise Refused("Pilih satu status dari daftar.")
    if status in (Status.STOPPED, Status.STRUGGLING) and not note.strip():
        raise Refused("Tuliskan sebabnya dalam satu kalimat.")
    row.period = queries.period_of(timezone.localdate(now))
    row.status, row.at, row.by = status, now, by
    row.reached, row.note = reached, note
    row.save(force_insert=True)
    subject = row.replication or row.innovation
    assert subject is not None  # the database's own rule: one of the two
    record("status.report", subject, by=by, at=now, status=str(status), period=row.period)
    return row


def remind(*, at: datetime | None = None) -> int:
    """Ask for the half-yearly update at its beginning, after 14 and after 30 days, counted from the
    award or the start where that is later; one message per person and occasion however often this
    runs. Returns how many subjects were asked about."""
    now = moment(at)
    today = timezone.localdate(now)
    period = queries.period_of(today)
    silent = queries.silent_subjects(period)
    for subject, since in silent:
        days = next((days for days in OCCASIONS if (today - since).days >= days), 0)
        mail.update_due(subject, period=period, days=days, at=now)
    return len(silent)


def mark_unconfirmed(*, at: datetime | None = None) -> int:
    """Write "tidak terkonfirmasi" for whoever said nothing in the half year before; returns how many.
    The mark is itself a report of that period, so a second run finds nothing to do."""
    now = moment(at)
    before = queries.period_before(timezone.localdate(now))
    silent = queries.silent_subjects(before)
    for subject, _ in silent:
        _mark(subject, before, now)
    return len(silent)


@transaction.atomic
def _mark(subject: Replication | Innovation, period: str, now: datetime) -> None:
    columns = (
        {"replication": subject} if isinstance(subject, Replication) else {"innovation": subject}
    )
    type(subject).objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if StatusReport.objects.filter(**columns, period=period).exists():
        return
    StatusReport.objects.create(**columns, period=period, status=Status.UNCONFIRMED, at=now)
    record("status.mark_unconfirmed", subject, by=None, at=now, period=period)
