"""What a desk is warned of: proposals that stand still, whatever the reason, and closes that draw near."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, Now

from submissions.models import Answer, Attachment, DocumentKind, Entry, EntryState, Section
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from submissions.models.entry import EntryQuerySet


class Alarm(models.TextChoices):
    """The names stand in addresses."""

    QUIET = "lama", "Lama tidak disentuh"
    FILLED = "terisi", "Terisi semua, belum dikirim"
    NO_PIC = "tanpa-pic", "Tanpa penanggung jawab yang bertugas"


_OPEN = Q(group__opens_at__lte=Now(), group__closes_at__gt=Now())


def touched(rows: EntryQuerySet) -> EntryQuerySet:
    """With `touched_at`: the last move, word or file, whichever came last."""
    files = Attachment.objects.filter(entry=OuterRef("pk"))
    last_file = Greatest("uploaded_at", "removed_at")
    return rows.annotate(
        touched_at=Greatest(
            "created_at",
            "last_line__at",
            _latest(Answer.objects.filter(entry=OuterRef("pk")), F("updated_at")),
            _latest(files, last_file),
        )
    )


def raised(alarm: str) -> Q:
    """Which proposals raise it; of rows that went through `touched`."""
    if alarm == Alarm.QUIET:
        days = ExpressionWrapper(
            F("edition__quiet_days") * timedelta(days=1), output_field=models.DurationField()
        )
        return Q(_OPEN, state__in=UNSENT) & Q(touched_at__lte=Now() - days)
    if alarm == Alarm.FILLED:
        return Q(_OPEN, state=EntryState.DRAFT) & ~_gap()
    return Q(Exists(Entry.objects.lacking_a_pic().filter(pk=OuterRef("pk")).order_by()))


def narrow(rows: EntryQuerySet, alarm: str) -> EntryQuerySet:
    return touched(rows).filter(raised(alarm))


def _gap() -> Q:
    """A section without a word, or without the file it asks for; a document that is missing. Too
    many words are a fault that the row names, not a gap."""
    said = Answer.objects.filter(entry=OuterRef(OuterRef("pk")), section=OuterRef("pk"))
    proof = Attachment.objects.present().filter(
        entry=OuterRef(OuterRef("pk")), section=OuterRef("pk")
    )
    sections = Section.objects.filter(form=OuterRef("form")).filter(
        ~Exists(said.filter(text__regex=r"\S").order_by())
        | Q(evidence_required=True) & ~Exists(proof.order_by())
    )
    given = Attachment.objects.present().filter(entry=OuterRef(OuterRef("pk")), kind=OuterRef("pk"))
    documents = DocumentKind.objects.filter(
        ~Exists(given.order_by()), group=OuterRef("group"), required=True, of_section=False
    )
    return Q(Exists(sections.order_by())) | Q(Exists(documents.order_by()))


def _latest(rows: QuerySet[Any], moment: Any) -> Coalesce:
    newest = rows.order_by().values("entry").annotate(newest=Max(moment)).values("newest")
    return Coalesce(Subquery(newest), F("created_at"))
