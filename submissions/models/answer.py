from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from kipp import guards
from submissions import words
from submissions.models.entry import Entry
from submissions.models.form import Section

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User

# A text that was changed past `Answer.say` is counted when it is read; it never keeps an old count.
_COUNT_GOES_WITH_ITS_TEXT = """
    NEW.counted := NULL;
    RETURN NEW;
"""


class AnswerQuerySet(models.QuerySet["Answer"]):
    def left_over(self) -> Self:
        """Written for a section that the form of their entry does not have any more."""
        return self.exclude(section__form=models.F("entry__form")).exclude(text="")

    def word_counts(self) -> dict[int, dict[int, int]]:
        """By entry and section. Only a text that nobody has counted yet is read."""
        uncounted = models.Case(models.When(counted=None, then=models.F("text")))
        found: dict[int, dict[int, int]] = defaultdict(dict)
        rows = self.order_by("pk").values_list("entry_id", "section_id", "counted", uncounted)
        for entry, section, counted, text in rows:
            found[entry][section] = words.count(text or "") if counted is None else counted
        return found


@pghistory.track(
    append_only=True,
    fields=["text", "version", "updated_by", "updated_at"],
    model_name="AnswerVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    meta={"triggers": [guards.no_truncate()]},
)
class Answer(models.Model):
    """The answer to one section. Every change is kept by the database; `version` guards saves."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="answers")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("isian", blank=True)
    # How many words `text` has; empty where nobody has counted yet.
    counted = models.PositiveIntegerField("kata", null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    SAID: ClassVar = ("text", "counted", "version", "updated_by", "updated_at")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "isian"
        triggers = [
            pgtrigger.Trigger(
                name="count_goes_with_its_text",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.text IS DISTINCT FROM NEW.text AND OLD.version = NEW.version"
                ),
                func=_COUNT_GOES_WITH_ITS_TEXT,
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "section"], name="answer_once_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.section.code}"

    @property
    def words(self) -> int:
        return words.count(self.text) if self.counted is None else self.counted

    def say(self, text: str, *, by: User, at: datetime) -> None:
        """The next version, its words counted; the caller saves `SAID`."""
        self.text, self.counted, self.version = text, words.count(text), self.version + 1
        self.updated_by, self.updated_at = by, at
