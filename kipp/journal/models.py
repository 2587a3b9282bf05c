from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from kipp import guards
from kipp.accounts.models import Role, User
from kipp.accounts.models.role import CONFIRMED
from kipp.journal import words

if TYPE_CHECKING:
    from django.db.models import Model

# The role of a line that no person wrote: the portal itself, by the clock.
SYSTEM = "SYSTEM"
UNDER_A_PSEUDONYM = (Role.EVALUATOR, Role.PANELIST)
_WITH_A_SECOND_PERSON = ", ".join(f"'{role.value}'" for role in sorted(CONFIRMED))
# Lines that carry a judge's pseudonym: those of seats and sheets. On a line about his own data, his
# roles or his ministry it would lead from the sheets to the person.
OF_SHEETS = ("assignment.", "scorecard.")

# A role counts from its first day until the day it ends, on the portal's calendar; see
# RoleHoldingQuerySet.in_force.
_SPEAKS_FOR_ITSELF = f"""
    IF NEW.holding_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM accounts_roleholding holding
        WHERE holding.id = NEW.holding_id
          AND holding.user_id = NEW.by_id AND holding.role = NEW.role
          AND holding.starts_on <= (NEW.at AT TIME ZONE 'Asia/Jakarta')::date
          AND (holding.ends_on IS NULL
               OR holding.ends_on > (NEW.at AT TIME ZONE 'Asia/Jakarta')::date)
          AND (holding.confirmed_by_id IS NOT NULL OR holding.role NOT IN ({_WITH_A_SECOND_PERSON})
               OR holding.role = '{Role.SUPERUSER.value}' AND holding.granted_by_id IS NULL)
    ) THEN
        RAISE EXCEPTION 'kipp: journal line % claims a role its writer does not hold', NEW.verb;
    END IF;
    RETURN NEW;
"""


def label_of(subject: Model) -> str:
    return f"{subject._meta.label}:{subject.pk}"


def pseudonym_of(user_id: int) -> str:
    """The name under which auditors know a judge, on sheets as in the journal; the key is needed to
    find the person."""
    return f"Penilai {salted_hmac('kipp.journal', str(user_id)).hexdigest()[:6].upper()}"


class JournalLineQuerySet(models.QuerySet["JournalLine"]):
    def of(self, subject: Model) -> Self:
        """Every line about one record, those of bulk actions included, oldest first."""
        rows = self.about(label_of(subject))
        return rows.select_related("by", "holding__institution").order_by("at", "pk")

    def about(self, label: str) -> Self:
        """Lines about the record a label names ("submissions.Entry:7"), or, without a number,
        about all of its kind."""
        model, _, key = label.strip().partition(":")
        if not (key.isdecimal() and len(key) <= 18):
            return self.filter(subject__istartswith=label.strip())
        name = model.rpartition(".")[2].lower()
        bulk = Q(verb__startswith=f"{name}.", ids__contains=[int(key)])
        return self.filter(Q(subject=label.strip()) | bulk)

    def written_by(self, text: str) -> Self:
        """By name or mailbox; what somebody wrote as a judge is not found by his name."""
        named = Q(by__name__icontains=text) | Q(by__email__icontains=text)
        return self.filter(named).exclude(role__in=UNDER_A_PSEUDONYM)

    def viewable_by(self, user: User) -> Self:
        return self if user.role == Role.AUDITOR else self.none()

    def for_table(self) -> Self:
        rows = self.select_related("by", "holding__institution", "holding__unit", "seal")
        return rows.order_by("-pk")


class JournalLine(models.Model):
    """One line of the record of who did what, when, in which role. Never changed, never deleted.

    `detail` holds ids and names of fields, never personal data (rules of the portal, section 8).
    """

    verb = models.CharField("perbuatan", max_length=60)
    subject = models.CharField("tentang", max_length=120)
    # A bulk action writes one line: its subject is what the records have in common.
    ids = ArrayField(models.BigIntegerField(), default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField("sebagai", max_length=20, blank=True)
    holding = models.ForeignKey(
        "accounts.RoleHolding", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("pada")
    detail = models.JSONField(default=dict)

    objects = JournalLineQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat"
        indexes = [
            models.Index(fields=["subject", "at"], name="journal_by_subject"),
            models.Index(fields=["by", "at"], name="journal_by_person"),
            GinIndex(fields=["ids"], name="journal_by_bulk_ids", condition=~Q(ids=[])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=SYSTEM) | Q(by=None, holding=None),
                name="journal_system_is_nobody",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", SYSTEM]) | Q(by__isnull=False, holding__isnull=False),
                name="journal_role_is_held_by_somebody",
            ),
        ]
        triggers = [
            *guards.append_only(),
            pgtrigger.Trigger(
                name="speaks_for_itself",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_SPEAKS_FOR_ITSELF,
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb} {self.subject}"

    @property
    def told(self) -> str:
        return words.told(self.verb)

    @property
    def about(self) -> str:
        return words.named(self.subject)

    @property
    def details(self) -> list[tuple[str, str]]:
        return words.details(self.verb, self.subject, self.detail)

    @property
    def writer(self) -> str:
        """As the auditor reads it: judges by their pseudonym (rules of the portal, section 3)."""
        if self.by is None:
            return "Portal KIPP"
        if self.role not in UNDER_A_PSEUDONYM:
            return str(self.by)
        of_sheets = self.verb.startswith(OF_SHEETS)
        return pseudonym_of(self.by.pk) if of_sheets else "Penilai (nama disamarkan)"

    @property
    def writer_role(self) -> str:
        if self.holding is None:
            return "" if self.by is None else "tanpa peran"
        named = self.role in UNDER_A_PSEUDONYM
        return str(self.holding.get_role_display()) if named else self.holding.label


class JournalSeal(models.Model):
    """The link of one line to all before it. Sealed behind the writers: no lock on their path."""

    number = models.BigIntegerField(primary_key=True)
    line = models.OneToOneField(JournalLine, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "segel riwayat"
        triggers = guards.append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"
