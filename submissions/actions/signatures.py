"""Looks into letters that are to be signed for a signature by certificate, behind the upload."""

from __future__ import annotations

from submissions.files import signatures
from submissions.models import Attachment

PDF = "application/pdf"
MOST = 100  # of one pass


def unread() -> list[int]:
    """Letters that nobody has looked into yet, the oldest first."""
    rows = Attachment.objects.present().filter(kind__signed=True, signatures=None, media_type=PDF)
    return list(rows.exclude(file="").order_by("pk").values_list("pk", flat=True)[:MOST])


def read(attachment_id: int) -> int | None:
    """How many there are. The bytes of a file never change, so twice is once."""
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None or not attachment.file:  # one with a virus has no bytes
        return None
    try:
        with attachment.file.open("rb") as file:
            found = signatures.count(file)
    except OSError:  # the file is not where it should be: nobody has seen a signature
        found = 0
    attachment.signatures = found
    attachment.save(update_fields=["signatures"])
    return found
