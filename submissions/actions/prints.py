"""The signatures by which near duplicates are found, kept behind the writers: nobody waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q

from kipp.clock import moment
from submissions import likeness
from submissions.models import Answer, Entry, TextBand, TextPrint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# A text at which nobody has written for so long is read. Every save has long been committed then:
# none that is older than what was read comes to light later.
REST = timedelta(minutes=2)
MOST = 300  # of one pass


def behind(*, at: datetime | None = None) -> list[int]:
    """Entries whose words have changed since their print was taken, and have come to rest; the
    longest waiting first."""
    written = Entry.objects.annotate(written=Max("answers__updated_at"))
    stale = written.filter(Q(textprint=None) | Q(textprint__read_to__lt=F("written")))
    rested = stale.filter(written__lte=moment(at) - REST).order_by("written", "pk")
    return list(rested.values_list("pk", flat=True)[:MOST])


@transaction.atomic
def renew(entry_id: int) -> TextPrint | None:
    """Take the print of an entry anew: twice in a row, or two at once, it ends the same."""
    entry = Entry.objects.select_for_update(of=("self",), no_key=True).filter(pk=entry_id).first()
    answers = list(Answer.objects.filter(entry=entry).order_by("section__position", "pk"))
    if entry is None or not answers:
        return None
    words = likeness.words("\n".join(answer.text for answer in answers))
    signed = likeness.signature(words) if words else b""
    read_to = max(answer.updated_at for answer in answers)
    kept = TextPrint.objects.filter(entry=entry).first()
    same = kept is not None and bytes(kept.signature) == signed
    given = {"words": len(words), "signature": signed, "read_to": read_to}
    made, _ = TextPrint.objects.update_or_create(entry=entry, defaults=given)
    if not same:
        _write_bands(made, likeness.bands(signed) if len(words) >= likeness.FEWEST else [])
    return made


def _write_bands(made: TextPrint, numbers: Sequence[int]) -> None:
    made.bands.all().delete()
    TextBand.objects.bulk_create(TextBand(text=made, number=number) for number in set(numbers))
