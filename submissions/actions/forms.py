"""A form of a group in a new version: what is still written goes on in it, what is lodged stays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, Value, When

from kipp.clock import moment
from kipp.journal.models import JournalLine
from kipp.journal.record import record
from submissions.mail import forms as mail
from submissions.models import (
    Answer,
    Attachment,
    Entry,
    FormVersion,
    Group,
    Remark,
    Section,
    Upload,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# What hangs on a section of an entry.
_HANGING: tuple[Any, ...] = (Answer, Attachment, Remark, Upload)
CARRIED, TOLD = "form.carry", "form.tell"
ASKED = ("title", "prompt", "example", "word_limit", "minimum_words", "evidence_required")


@dataclass(frozen=True, slots=True)
class Changed:
    """The sections of a new version that are new, asked otherwise, and no longer asked."""

    new: Sequence[Section]
    otherwise: Sequence[Section]
    gone: Sequence[Section]


def carry(form: FormVersion, *, at: datetime) -> int:
    """Carry the unsent entries of the group to this version, just published, in the transaction of
    the caller; returns how many.

    Whatever hangs on a section goes to the one of the same code. What has none keeps the section it
    was written for, and is read there (`Answer.objects.left_over`). A group that has closed is left
    alone: an intent may still be completed with the version it meant.
    """
    if at >= form.group.closes_at:
        return 0
    rows = Entry.objects.unsent().filter(group=form.group_id).exclude(form=form)
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not locked:
        return 0
    written: dict[int, list[int]] = defaultdict(list)
    for entry in locked:
        written[entry.form_id].append(entry.pk)
    keys = [entry.pk for entry in locked]
    _hang_on(form, keys)
    Entry.objects.filter(pk__in=keys).update(form=form)
    for before, ours in sorted(written.items()):
        record(CARRIED, form, by=None, at=at, before=before, entries=ours)
    return len(keys)


def tell(*, at: datetime | None = None) -> int:
    """Write to the teams of what was carried, once; returns of how many versions. Apart from the
    carrying: three thousand letters take seconds, and nobody shall wait for them to save."""
    ahead = FormVersion.objects.filter(group__in=Group.objects.accepting(moment(at)))
    return sum(_tell(form, at) for form in ahead.order_by("pk") if _untold(form))


@transaction.atomic
def _tell(form: FormVersion, at: datetime | None) -> bool:
    # The version, not its group: who starts a draft waits for that row.
    rows = FormVersion.objects.select_for_update(of=("self",), no_key=True)
    form = rows.select_related("group__edition").get(pk=form.pk)
    lines = _untold(form)
    at = moment(at)
    for line in lines:
        changed = changes(line.detail["before"], form)
        mail.changed(form.group, line.detail["entries"], changed, line, at=at)
    if lines:
        record(TOLD, form, by=None, at=at, lines=[line.pk for line in lines])
    return bool(lines)


def _untold(form: FormVersion) -> list[JournalLine]:
    lines = list(JournalLine.objects.of(form).filter(verb__in=[CARRIED, TOLD]))
    told = {pk for line in lines if line.verb == TOLD for pk in line.detail["lines"]}
    return [line for line in lines if line.verb == CARRIED and line.pk not in told]


def changes(old_id: int, form: FormVersion) -> Changed:
    """From the version of this key to a newer one."""
    old = {one.code: one for one in Section.objects.filter(form=old_id).order_by("position")}
    now = {one.code: one for one in form.sections.order_by("position")}
    both = [(old[code], one) for code, one in now.items() if code in old]
    return Changed(
        new=[one for code, one in now.items() if code not in old],
        otherwise=[one for was, one in both if _asked(was) != _asked(one)],
        gone=[one for code, one in old.items() if code not in now],
    )


def _hang_on(form: FormVersion, entries: Sequence[int]) -> None:
    sections = {one.code: one.pk for one in form.sections.all()}
    older = Section.objects.filter(form__group=form.group_id, code__in=sections).exclude(form=form)
    moves = {pk: sections[code] for pk, code in older.order_by("pk").values_list("pk", "code")}
    if not moves:
        return
    there = Case(*[When(section=old, then=Value(new)) for old, new in moves.items()])
    for model in _HANGING:
        rows = model.objects.filter(entry__in=entries, section__in=list(moves))
        rows.update(section=there)


def _asked(section: Section) -> list[Any]:
    return [getattr(section, name) for name in ASKED]
