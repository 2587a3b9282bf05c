"""What the clock does to entries, and the one setting that moves it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import ExpressionWrapper, F

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.notices.models import Notice
from submissions import mail
from submissions.actions import identity
from submissions.models import Entry, EntryState, Group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.accounts.models import User

OCCASIONS = {
    "14d": timedelta(days=14),
    "7d": timedelta(days=7),
    "3d": timedelta(days=3),
    "1d": timedelta(days=1),
    "6h": timedelta(hours=6),
}


class ExtensionReason(models.TextChoices):
    """Why a deadline moved. A choice and no free text: it stands in the journal."""

    OUTAGE = "OUTAGE", "gangguan pada portal"
    DISASTER = "DISASTER", "bencana atau keadaan darurat"
    REQUEST = "REQUEST", "permintaan instansi peserta"
    DECISION = "DECISION", "keputusan penyelenggara"


@transaction.atomic
def extend(
    group: Group,
    closes_at: datetime,
    *,
    by: User,
    reason: ExtensionReason,
    at: datetime | None = None,
) -> Group:
    """Move the close of one group of one edition, to a later moment only, as long as nothing has
    lapsed at it. The day on which the age of an innovation is counted stays."""
    group = _locked_group(group)
    now = moment(at)
    if by.role != Role.SECRETARIAT:
        raise Refused("Hanya Tim Sekretariat yang memperpanjang pendaftaran.")
    if closes_at <= max(group.closes_at, now):
        raise Refused("Batas yang baru harus sesudah batas sekarang dan sesudah saat ini.")
    if group.entries.filter(state=EntryState.LAPSED).exists():
        raise Refused(
            "Pendaftaran kelompok ini sudah ditutup dan proposal yang belum diajukan sudah gugur. "
            "Perpanjangan tidak menghidupkannya kembali; perpanjanglah sebelum penutupan."
        )
    if closes_at >= group.edition.judging_opens_at:
        raise Refused("Batas yang baru harus sebelum penilaian dimulai.")
    before, group.closes_at = group.closes_at, closes_at
    group.save(update_fields=["closes_at"])
    detail: dict[str, Any] = {"before": before.isoformat(), "after": closes_at.isoformat()}
    line = record("group.extend", group, by=by, at=now, reason=str(reason), **detail)
    mail.extended(group, list(unsent_of([group])), reason.label, line, at=now)
    return group


def lapse_closed(*, at: datetime | None = None) -> int:
    """Let lapse what is unsent when a group has closed; returns how many. Every pass does only what
    is left to do. It waits out the grace, in which an intent may still be completed."""
    now = moment(at)
    waiting = Group.objects.filter(entries__in=Entry.objects.unsent())
    return sum(_lapse(group, now) for group in _past(waiting, now))


def relodge_overdue(*, at: datetime | None = None) -> int:
    """Take back into screening what was not mended in time, as it was lodged before."""
    due = Entry.objects.filter(state=EntryState.RETURNED, return_due_at__lte=moment(at))
    return sum(_relodge(pk, at) for pk in due.order_by("pk").values_list("pk", flat=True))


def remind(*, at: datetime | None = None) -> int:
    """Send the reminder whose hour has come, once for each close; returns how many entries it was
    about. Groups that close together are one occasion, so that nobody gets two letters."""
    now = moment(at)
    ahead = Group.objects.accepting(now).filter(closes_at__lte=now + OCCASIONS["14d"])
    closings = ahead.order_by("edition", "closes_at").values_list("edition", "closes_at")
    return sum(_remind(edition, closes_at, now) for edition, closes_at in closings.distinct())


def unsent_of(groups: Sequence[Group]) -> models.QuerySet[Entry]:
    rows = Entry.objects.unsent().filter(group__in=groups)
    related = ("edition", "group", "innovation__institution", "innovation__unit")
    return rows.select_related(*related).order_by("pk")


def _locked_group(group: Group) -> Group:
    rows = Group.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("edition").get(pk=group.pk)


def _past(groups: models.QuerySet[Group], now: datetime) -> models.QuerySet[Group]:
    seconds = ExpressionWrapper(
        F("edition__grace_seconds") * timedelta(seconds=1), output_field=models.DurationField()
    )
    closed = groups.annotate(grace=seconds).filter(closes_at__lte=now - F("grace"))
    return closed.select_related("edition").distinct().order_by("pk")


@transaction.atomic
def _lapse(group: Group, now: datetime) -> int:
    group = _locked_group(group)
    if now < group.closes_at:
        return 0  # extended while we waited
    rows = list(unsent_of([group]).select_for_update(of=("self",), no_key=True))
    if rows:
        moves.move_many(rows, "entry.lapse", by=None, at=now, about=group)
        mail.lapsed(group, rows, at=now)
    return len(rows)


@transaction.atomic
def _relodge(pk: int, at: datetime | None) -> int:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(
        state=EntryState.RETURNED
    )
    related = ("edition", "group", "category", "innovation__institution", "source__institution")
    entry = rows.select_related(*related).filter(pk=pk).first()
    if entry is None:
        return 0  # lodged again while we waited
    now = moment(at)
    identity.restore(entry, entry.lodgements.latest("number"))
    moves.move(entry, "entry.relodge", by=None, at=now, changes={"relodged_late": True})
    mail.return_overdue(entry, at=now)
    return 1


@transaction.atomic
def _remind(edition_id: int, closes_at: datetime, now: datetime) -> int:
    left = {name: span for name, span in OCCASIONS.items() if closes_at - span <= now}
    occasion = min(left, key=lambda name: left[name])
    groups = Group.objects.filter(edition=edition_id, closes_at=closes_at)
    began = closes_at - left[occasion]
    # A draft begun after the hour of this reminder waits for the next one.
    rows = list(unsent_of(list(groups.filter(opens_at__lte=began))).filter(created_at__lte=began))
    if not rows or _reminded(mail.closing_key(rows[0], closes_at, occasion)):
        return 0
    mail.deadline(rows, closes_at, occasion, at=now)
    return len(rows)


def _reminded(key: str) -> bool:
    events = [mail.DEADLINE.code, mail.DEADLINE_DESK.code]
    return Notice.objects.filter(event__in=events, key=key).exists()
