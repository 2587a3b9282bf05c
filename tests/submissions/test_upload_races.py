"""Two at once: on connections of their own, released together."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions import parts
from submissions.actions import scanning, uploads
from submissions.actions.attachments import Place
from submissions.actions.uploads import Announced
from submissions.models import Attachment, DocumentKind, Scan, Upload
from tests import make
from tests.submissions.contents import PDF, pdf
from tests.submissions.test_lodging import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def begun(entry, owner, data: bytes = PDF) -> Upload:
    place = Place(entry.group.document_kinds.get(), entry.form.sections.get(code="1"))
    return uploads.begin(entry, place, Announced("laporan.pdf", len(data)), by=owner)


def test_the_same_piece_twice_counts_once(owner, entry):
    upload = begun(entry, owner)

    outcomes = at_once(*[lambda: uploads.take(upload, 0, PDF[:300], by=owner)] * 2)

    assert sum(isinstance(one, uploads.Elsewhere) for one in outcomes) == 1
    assert Upload.objects.get().offset == 300
    assert parts.path_of(upload.pk).read_bytes() == PDF[:300]


def test_two_ends_make_one_file(owner, entry):
    upload = begun(entry, owner)
    uploads.take(upload, 0, PDF[:-1], by=owner)

    at_once(
        lambda: uploads.take(upload, len(PDF) - 1, PDF[-1:], by=owner),
        lambda: uploads.take(upload, len(PDF) - 1, PDF[-1:], by=owner),
    )

    with Attachment.objects.get().file.open("rb") as kept:
        assert kept.read() == PDF
    assert JournalLine.objects.filter(verb="entry.attach").count() == 1


def test_two_files_for_the_last_room_leave_one(owner, entry):
    DocumentKind.objects.update(max_count=1)
    pair = [begun(entry, owner, data) for data in (pdf("a"), pdf("b"))]

    at_once(
        lambda: uploads.take(pair[0], 0, pdf("a"), by=owner),
        lambda: uploads.take(pair[1], 0, pdf("b"), by=owner),
    )

    assert Attachment.objects.count() == 1
    assert Upload.objects.exclude(refusal="").count() == 1


def test_the_share_of_a_person_is_one_share(owner, entry, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1)

    outcomes = at_once(*[lambda: begun(entry, owner)] * 2)

    assert sum(isinstance(one, uploads.TooMuch) for one in outcomes) == 1
    assert Upload.objects.count() == 1


def test_a_piece_and_a_cancel_end_in_nothing_or_a_file(owner, entry):
    upload = begun(entry, owner)

    outcomes = at_once(
        lambda: uploads.take(upload, 0, PDF, by=owner), lambda: uploads.cancel(upload)
    )

    assert not Upload.objects.exists()
    assert not parts.path_of(upload.pk).exists()
    gone = sum(isinstance(one, uploads.Gone) for one in outcomes)
    assert (Attachment.objects.count(), gone) in {(1, 0), (0, 1)}


def test_two_cancels_are_one(owner, entry):
    upload = begun(entry, owner)

    outcomes = at_once(*[lambda: uploads.cancel(upload)] * 2)

    assert sum(isinstance(one, uploads.Gone) for one in outcomes) == 1


def test_two_scanners_of_one_file_leave_one_word(owner, entry, clamd, settings):
    settings.CLAMAV_URL = clamd
    upload = begun(entry, owner)
    file = uploads.take(upload, 0, PDF, by=owner).attachment
    Attachment.objects.update(scan=Scan.PENDING, scanned_at=None)
    before = JournalLine.objects.filter(verb="entry.scan").count()

    at_once(*[lambda: scanning.scan(file.pk)] * 2)

    assert Attachment.objects.get().scan == Scan.CLEAN
    assert JournalLine.objects.filter(verb="entry.scan").count() == before + 1


def test_a_refusal_is_told_to_both(owner, entry):
    upload = begun(entry, owner, b"MZ" * 200)

    outcomes = at_once(*[lambda: uploads.take(upload, 0, b"MZ" * 200, by=owner)] * 2)

    assert not any(type(one) is Refused for one in outcomes)
    assert "bukan PDF" in Upload.objects.get().refusal
