from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from kipp import guards
from submissions.models.entry import Entry

_SAME_INNOVATION_EARLIER = """
    IF TG_OP = 'UPDATE' AND (OLD.entry_id, OLD.earlier_id) IS DISTINCT FROM (NEW.entry_id, NEW.earlier_id)
    OR NOT EXISTS (
        SELECT FROM submissions_entry entry
        JOIN submissions_entry earlier ON earlier.innovation_id = entry.innovation_id
        JOIN submissions_edition now ON now.id = entry.edition_id
        JOIN submissions_edition before ON before.id = earlier.edition_id
        WHERE entry.id = NEW.entry_id AND earlier.id = NEW.earlier_id AND before.year < now.year
    ) THEN
        RAISE EXCEPTION 'kipp: an entry continues one of the same innovation from an earlier season';
    END IF;
    RETURN NEW;
"""


@pghistory.track(
    append_only=True,
    fields=["changes", "version", "updated_by", "updated_at"],
    model_name="ContinuationVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    meta={"triggers": [guards.no_truncate()]},
)
class Continuation(models.Model):
    """An entry that was started from one of an earlier season, and what has changed since, in the
    words of its team. That an innovation has one entry in an edition makes it one continuation."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="continuation")
    earlier = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="continued_by")
    changes = models.TextField("yang berubah", blank=True)
    counted = models.PositiveIntegerField("kata", default=0, editable=False)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "lanjutan proposal terdahulu"
        constraints = [
            models.CheckConstraint(
                condition=~Q(entry=models.F("earlier")), name="continuation_is_of_another_entry"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="same_innovation_earlier",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_SAME_INNOVATION_EARLIER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} melanjutkan {self.earlier}"
