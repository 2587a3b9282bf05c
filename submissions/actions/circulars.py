"""One message of the secretariat to many: counted first, confirmed with that count, sent by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role, RoleHolding
from kipp.clock import moment
from kipp.jobs import running
from kipp.jobs.models import TRIES
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import segments, tasks
from submissions.mail import circulars as mail
from submissions.models import Circular, Edition

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User

KIND = "submissions.circular"
CHUNK = 100
PATIENCE = timedelta(minutes=2)


@transaction.atomic
def send(
    edition: Edition,
    segment: str,
    subject: str,
    text: str,
    *,
    counted: int,
    by: User,
    at: datetime | None = None,
) -> Circular:
    """Write to everybody of the segment. `counted` is the number that was shown before: where the
    segment has grown or shrunk since, its writer looks again."""
    if by.role != Role.SECRETARIAT:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")
    if not subject.strip() or not text.strip():
        raise Refused("Isi judul dan pesannya.")
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    found = list(segments.holdings_of(segment, edition).values_list("pk", flat=True))
    _check_count(len(found), counted)
    at = moment(at)
    _check_new(edition, segment, subject, at)
    made = Circular.objects.create(
        edition=edition,
        segment=segment,
        subject=subject.strip(),
        text=text.strip(),
        recipients=found,
        by=by,
        at=at,
    )
    record("circular.send", made, by=by, at=at, ids=found)
    _queue(made, by, at)
    return made


def work(*, job_id: int, circular_id: int) -> None:
    """One letter for each recipient, however often this runs: the outbox knows what it has."""
    with running.running(job_id) as job:
        if job is None:
            return
        circular = Circular.objects.get(pk=circular_id)
        for start in range(0, circular.count, CHUNK):
            chunk = circular.recipients[start : start + CHUNK]
            held = RoleHolding.objects.filter(pk__in=chunk).for_acting()
            mail.circular(circular, [one.user.act_as(one) for one in held], at=circular.at)
            running.progress(job, min(start + CHUNK, circular.count), circular.count)


def late(at: datetime | None = None) -> list[tuple[int, int]]:
    """Jobs to begin again, each with its circular."""
    jobs = running.late(f"{KIND}:", patience=PATIENCE, at=at)
    return [(job.pk, int(job.kind.rpartition(":")[2])) for job in jobs]


def _queue(made: Circular, by: User, at: datetime) -> None:
    kind, title = f"{KIND}:{made.pk}", f"Mengirim edaran “{made.subject}”"
    job = running.ask(kind, title, by=by, url=made.get_absolute_url(), tries=TRIES, at=at)
    tasks.send_circular.delay_on_commit(job_id=job.pk, circular_id=made.pk)


def _check_count(found: int, counted: int) -> None:
    if not found:
        raise Refused("Sekarang tidak ada seorang pun dalam kelompok penerima ini.")
    if found != counted:
        raise Refused(
            f"Penerimanya sekarang {found} orang, tadi {counted}. Periksa lagi sebelum mengirim."
        )


def _check_new(edition: Edition, segment: str, subject: str, at: datetime) -> None:
    """A second click, or a colleague with the same thought, minutes apart."""
    same = Circular.objects.filter(edition=edition, segment=segment, subject=subject.strip())
    if same.filter(at__gt=at - timedelta(hours=1)).exists():
        raise Refused("Edaran dengan judul ini baru saja dikirim kepada penerima yang sama.")
