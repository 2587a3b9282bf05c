"""Files: taken for what they are, kept private, handed out safely."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import attachments, entries
from submissions.models import Attachment, DocumentKind
from tests import make
from tests.make.entries import now
from tests.submissions.contents import JPG, PDF, pdf
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def upload(name: str = "laporan.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def attach(entry, owner, file=None, *, code="1", **given) -> Attachment:
    kind, section = entry.group.document_kinds.get(), entry.form.sections.get(code=code)
    return attachments.attach(entry, kind, section, file or upload(), by=owner, **given)


# --- attach and remove --------------------------------------------------------------------------


def test_attach_keeps_the_bytes_under_a_name_of_its_own(owner, entry):
    file = attach(entry, owner, upload("../bukti.pdf"))

    assert (file.name, file.media_type, file.size) == ("bukti.pdf", "application/pdf", len(PDF))
    assert file.file.read() == PDF
    assert "bukti" not in file.file.name
    line = JournalLine.objects.get()
    assert (line.verb, line.detail) == (
        "entry.attach",
        {"attachment": file.pk, "kind": file.kind_id},
    )


def test_a_file_too_large_is_refused_with_both_sizes(owner, entry):
    DocumentKind.objects.update(max_bytes=40)

    with unchanged(), pytest.raises(Refused, match=r"berukuran 591 B, melebihi batas 40 B"):
        attach(entry, owner)


def test_a_file_of_the_right_size_is_read_to_its_end(owner, entry):
    DocumentKind.objects.update(max_bytes=len(PDF))

    assert attach(entry, owner).size == len(PDF)


def test_a_type_the_kind_does_not_take_is_refused(owner, entry):
    with unchanged(), pytest.raises(Refused, match="Yang diterima: PDF, PNG"):
        attach(entry, owner, upload("foto.jpg", JPG))


def test_the_same_file_is_recognised_whatever_its_name(owner, entry):
    attach(entry, owner)

    with unchanged(), pytest.raises(Refused, match=r"sama dengan “laporan\.pdf”"):
        attach(entry, owner, upload("nama-lain.pdf"))
    assert attach(entry, owner, code="2").section.code == "2"


def test_no_more_files_than_the_kind_allows(owner, entry):
    for n in range(3):
        attach(entry, owner, upload(f"{n}.pdf", pdf(f"Bukti {n}")))

    with unchanged(), pytest.raises(Refused, match="Paling banyak 3 berkas"):
        attach(entry, owner, upload("4.pdf", pdf("Bukti 4")))


def test_a_removed_file_leaves_the_form_and_makes_room(owner, entry):
    file = attach(entry, owner)

    attachments.remove(file, by=owner)

    assert not Attachment.objects.present().exists()
    assert file.file.storage.exists(file.file.name)
    assert JournalLine.objects.latest("pk").verb == "entry.detach"
    with unchanged(), pytest.raises(Refused, match="sudah dihapus"):
        attachments.remove(file, by=owner)
    attach(entry, owner)


def test_a_kind_of_another_group_or_place_is_refused(owner, entry):
    kind, other = entry.group.document_kinds.get(), make.draft().group.document_kinds.get()
    section = entry.form.sections.get(code="1")

    for wrong in ((kind, None), (other, section)):
        with unchanged(), pytest.raises(Refused, match="tidak diminta di sini"):
            attachments.attach(entry, *wrong, upload(), by=owner)


def test_files_close_with_registration_and_with_sending(owner, entry):
    file, late = attach(entry, owner), entry.group.closes_at + timedelta(seconds=1)

    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        attach(entry, owner, upload("b.pdf", pdf("b")), at=late)
    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        attachments.remove(file, by=owner, at=late)
    entries.send(entry, by=owner)
    with unchanged(), pytest.raises(Refused, match="statusnya sekarang"):
        attachments.remove(file, by=owner)


# --- what may never be --------------------------------------------------------------------------


def test_the_database_wants_to_know_who_removed_a_file(owner, entry):
    attach(entry, owner)

    with pytest.raises(Error, match="attachment_removed_says_who_and_when"):
        Attachment.objects.update(removed_at=now())


def test_the_database_refuses_the_same_file_twice(owner, entry):
    file = attach(entry, owner)
    file.pk = None

    with pytest.raises(Error, match="attachment_same_file_once"):
        file.save(force_insert=True)


def test_the_database_has_one_kind_of_a_code(entry):
    kind = entry.group.document_kinds.get()
    kind.pk = None

    with pytest.raises(Error, match="document_kind_once_per_group"):
        kind.save(force_insert=True)
