"""Files go through the virus scanner behind the page. Until one is found clean, only its uploader
opens it; one with a virus loses its bytes at once, and its team hears of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from kipp.clock import moment
from kipp.journal.record import record
from submissions import clamav, tasks
from submissions.mail import files as letters
from submissions.models import Attachment, Scan
from submissions.models.attachment import UNSETTLED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

logger = logging.getLogger(__name__)

MOST = 200  # scanned by one sweep; the next goes on


def first() -> Scan:
    """What a new file begins as."""
    return Scan.PENDING if settings.CLAMAV_URL else Scan.UNSCANNED


def ask(files: Iterable[Attachment]) -> None:
    """Have them scanned once they are committed; what gets lost on the way, the sweep finds."""
    for file in files:
        if file.scan == Scan.PENDING:
            tasks.scan_attachment.delay_on_commit(attachment_id=file.pk)


def scan(attachment_id: int, *, at: datetime | None = None) -> None:
    """Ask the scanner about one file and keep its word. Without an answer nothing changes, and
    `clamav.Unanswered` or another OSError says so."""
    rows = Attachment.objects.filter(scan__in=UNSETTLED).exclude(file="")
    file = rows.filter(pk=attachment_id).first()
    if file is None or not settings.CLAMAV_URL:
        return
    with file.file.open("rb") as bytes_:
        virus = clamav.scan(settings.CLAMAV_URL, bytes_.chunks(clamav.BLOCK))
    _settle(str(file.file), virus, at=at)


def sweep(*, at: datetime | None = None) -> int:
    """Scan what nobody has scanned yet, the oldest first; returns how many."""
    if not settings.CLAMAV_URL:
        return 0
    rows = Attachment.objects.filter(scan__in=UNSETTLED).exclude(file="")
    done = 0
    for pk in list(rows.order_by("uploaded_at", "pk").values_list("pk", flat=True)[:MOST]):
        try:
            scan(pk, at=at)
            done += 1
        except FileNotFoundError:
            logger.exception("attachment %s has no bytes to scan", pk)
        except clamav.Away:
            logger.exception("no virus scanner; %s files scanned", done)
            return done
        except OSError:
            logger.exception("attachment %s could not be scanned", pk)
    return done


@transaction.atomic
def _settle(stored: str, virus: str, *, at: datetime | None) -> None:
    """For every row of these bytes; again, or beside another, it finds nothing left to do."""
    locked = Attachment.objects.select_for_update(of=("self",)).select_related("entry")
    rows = list(locked.filter(file=stored, scan__in=UNSETTLED).order_by("pk"))
    now = moment(at)
    for row in rows:
        row.scan = Scan.INFECTED if virus else Scan.CLEAN
        row.scanned_at, row.virus = now, virus[:120]
        row.file.name = "" if virus else stored
        row.save(update_fields=["scan", "scanned_at", "virus", "file"])
        record("entry.scan", row.entry, by=None, at=now, attachment=row.pk, found=row.scan)
    if virus and rows:
        letters.infected(rows, at=now)
        transaction.on_commit(lambda: default_storage.delete(stored))
