"""What waits for the tasks of the submissions: see tests/test_tasks.py."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kipp.accounts.models import Role
from kipp.jobs.models import Job
from submissions.actions import circulars, forms
from submissions.models import (
    Answer,
    Attachment,
    DocumentKind,
    Edition,
    Entry,
    EntryState,
    FormVersion,
    Group,
    Section,
    Segment,
    Upload,
)
from tests import make
from tests.make.entries import DAY, now

if TYPE_CHECKING:
    from collections.abc import Callable

Arguments = dict[str, Any]


def drafts_after_the_close() -> Arguments:
    for _ in range(2):
        entry = make.draft()
        Group.objects.filter(pk=entry.group_id).update(closes_at=now() - DAY)
    return {}


def returned_past_due() -> Arguments:
    for _ in range(2):
        entry = make.entry(EntryState.RETURNED)
        make.lodgement(entry)
        Entry.objects.filter(pk=entry.pk).update(return_due_at=now() - DAY)
    return {}


def drafts_near_the_close() -> Arguments:
    entry = make.draft()
    make.with_agency(of=entry.group)
    Entry.objects.update(created_at=now() - 5 * DAY)
    Group.objects.update(closes_at=now() + timedelta(hours=20))
    Edition.objects.update(judging_opens_at=now() + 30 * DAY)
    return {}


def uploads_that_rest() -> Arguments:
    entry = make.draft()
    kind = entry.group.document_kinds.get()
    for n in range(3):
        said = {"name": f"{n}.pdf", "size": 9, "begun_at": now(), "touched_at": now() - n * 2 * DAY}
        Upload.objects.create(entry=entry, kind=kind, by=entry.created_by, **said)
    return {}


def texts_at_rest() -> Arguments:
    for n in range(2):
        text = " ".join(f"kata-{n}-{word}" for word in range(90))
        answers = Answer.objects.filter(entry=make.draft())
        answers.update(text=text, updated_at=now() - DAY)
    return {}


def letters_to_look_into() -> Arguments:
    for n in range(2):
        entry = make.draft()
        kind = entry.group.document_kinds.get()
        DocumentKind.objects.filter(pk=kind.pk).update(signed=True)
        said = {"name": f"{n}.pdf", "media_type": "application/pdf", "size": 9, "sha256": str(n)}
        Attachment.objects.create(
            entry=entry,
            kind=kind,
            uploaded_by=entry.created_by,
            uploaded_at=now(),
            file="x",
            **said,
        )
    return {}


def a_circular_on_its_way() -> Arguments:
    by, entry = make.person(Role.SECRETARIAT), make.draft()
    make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    make.person(Role.INSTITUTION_ADMIN)
    words = ("Batas ajukan", "Segera.")
    sent = circulars.send(entry.edition, Segment.ADMINS, *words, counted=2, by=by)
    return {"job_id": Job.objects.latest("pk").pk, "circular_id": sent.pk}


def a_circular_that_was_forgotten() -> Arguments:
    a_circular_on_its_way()
    Job.objects.update(created_at=now() - DAY)
    return {}


def a_form_in_a_new_version() -> Arguments:
    entry = make.draft()
    make.draft(of=entry.group)
    form = FormVersion.objects.create(group=entry.group, number=2)
    asked = {"title": "Bagian 1", "prompt": "Jelaskan.", "word_limit": 80, "weight": 100}
    Section.objects.create(form=form, code="1", position=1, **asked)
    FormVersion.objects.filter(pk=form.pk).update(published_at=now())
    forms.carry(form, at=now())
    return {}


TASKS: dict[str, Callable[[], Arguments]] = {
    "submissions.tasks.lapse_closed": drafts_after_the_close,
    "submissions.tasks.relodge_overdue": returned_past_due,
    "submissions.tasks.expire_uploads": uploads_that_rest,
    "submissions.tasks.renew_prints": texts_at_rest,
    "submissions.tasks.read_signatures": letters_to_look_into,
    "submissions.tasks.tell_of_forms": a_form_in_a_new_version,
    "submissions.tasks.remind": drafts_near_the_close,
    "submissions.tasks.send_circular": a_circular_on_its_way,
    "submissions.tasks.send_late_circulars": a_circular_that_was_forgotten,
}
