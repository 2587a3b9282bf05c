"""Files: taken for what they are, kept private, handed out safely."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions import files
from submissions.actions import attachments, entries
from submissions.models import Attachment, DocumentKind
from tests import make
from tests.make.entries import now
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60 + b"IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 30 + b"\xff\xd9"
EVERY = ["pdf", "png", "jpg", "jpeg", "xlsx", "docx"]


def office(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for part in ("[Content_Types].xml", *parts):
            container.writestr(part, "<x/>")
    return buffer.getvalue()


XLSX, DOCX = office("xl/workbook.xml"), office("word/document.xml")


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


# --- what a file is -----------------------------------------------------------------------------


def _named(value: object) -> str:
    """Bytes differ from run to run (a ZIP keeps its time): only words name a case."""
    return "data" if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("laporan.pdf", PDF, "application/pdf"),
        ("FOTO.PNG", PNG, "image/png"),
        ("foto.jpg", JPG, "image/jpeg"),
        ("foto.jpeg", JPG, "image/jpeg"),
        ("data.xlsx", XLSX, files.MEDIA_TYPES["xlsx"]),
        ("surat.docx", DOCX, files.MEDIA_TYPES["docx"]),
    ],
    ids=_named,
)
def test_a_file_is_known_by_its_bytes(name, data, media_type):
    found = files.inspect(name, data, EVERY)

    assert (found.name, found.media_type, found.size) == (name, media_type, len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("laporan.pdf", PNG, "bukan PDF, melainkan berkas PNG"),
        ("laporan.pdf", b"<html><script>alert(1)</script>", "bukan PDF"),
        ("laporan.pdf", b"MZ" + b"\0" * 200, "bukan PDF"),
        ("laporan.pdf", b"   " + PDF, "bukan PDF"),
        ("foto.png", PDF, "bukan PNG, melainkan berkas PDF"),
        ("foto.jpg", PNG, "bukan JPG"),
        ("data.xlsx", DOCX, "bukan XLSX, melainkan berkas arsip lain"),
        ("data.xlsx", PDF, "bukan XLSX, melainkan berkas PDF"),
        ("surat.docx", XLSX, "bukan DOCX"),
        ("program.exe", b"MZ", "tidak diterima. Yang diterima: PDF, PNG"),
        ("laporan.pdf.html", b"<html>", "tidak diterima"),
        ("laporan", PDF, "tidak diterima"),
        ("gambar.svg", b"<svg/>", "tidak diterima"),
        ("laporan.pdf", b"", "kosong"),
        ("laporan.pdf", PDF[:-7], "terpotong"),
        ("foto.png", PNG[:-8], "terpotong"),
        ("foto.jpg", JPG[:-2], "terpotong"),
        ("data.xlsx", XLSX[:40], "terpotong"),
        ("data.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "makro"),
        ("laporan.pdf", PDF.replace(b"<<>>", b"<< /S /JavaScript >>"), "skrip"),
        ("laporan.pdf", PDF.replace(b"<<>>", b"<</OpenAction<</S/Launch>>"), "skrip"),
    ],
    ids=_named,
)
def test_a_file_that_lies_is_refused_in_words(name, data, why):
    with pytest.raises(files.Unfit, match=why):
        files.inspect(name, data, EVERY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Dokumen\laporan akhir.pdf", "laporan akhir.pdf"),
        ("lap\x00or\u202ean.pdf", "laporan.pdf"),
        ("..", "berkas"),
        ("a" * 300 + ".pdf", "a" * 156 + ".pdf"),
    ],
)
def test_nothing_of_a_path_stays_in_a_name(typed, kept):
    assert files.clean_name(typed) == kept


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

    with unchanged(), pytest.raises(Refused, match=r"berukuran 4\d B, melebihi batas 40 B"):
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
        attach(entry, owner, upload(f"{n}.pdf", PDF + b"%d" % n))

    with unchanged(), pytest.raises(Refused, match="Paling banyak 3 berkas"):
        attach(entry, owner, upload("4.pdf", PDF + b"4"))


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
        attach(entry, owner, upload("b.pdf", PDF + b"b"), at=late)
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
