"""Files in the browser: uploaded beside the words, refused without losing them, handed out safely."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kipp.accounts.models import Role
from submissions.actions import attachments
from submissions.models import Attachment, DocumentKind, Entry
from tests import make
from tests.submissions.contents import JPG, PDF, XLSX
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def letter(entry: Entry) -> DocumentKind:
    return DocumentKind.objects.create(
        group=entry.group,
        code="surat",
        name="Surat pernyataan",
        position=2,
        required=True,
        extensions=["pdf"],
        max_bytes=1000,
    )


def test_a_document_is_uploaded_refused_and_removed_on_its_page(signed_in, owner):
    entry = make.draft(owner=owner)
    kind, url = letter(entry), f"/proposal/{entry.pk}/dokumen/"

    with unchanged():
        lie = {"kind": kind.pk, "file": SimpleUploadedFile("surat.pdf", JPG)}
        assert "bukan PDF, melainkan" in signed_in.post(url, lie).content.decode()
        nothing = signed_in.post(url, {"kind": kind.pk}).content.decode()
        assert "Pilih berkas yang akan diunggah." in nothing
    true = {"kind": kind.pk, "file": SimpleUploadedFile("surat.pdf", PDF)}
    assert "terunggah" in signed_in.post(url, true, follow=True).content.decode()

    file = Attachment.objects.get()
    answer = signed_in.post(f"/proposal/berkas/{file.pk}/hapus/", follow=True)
    assert "“surat.pdf” dihapus" in answer.content.decode()
    assert not Attachment.objects.present().exists()


def test_a_document_that_is_not_asked_for_does_not_exist(signed_in, owner):
    entry = make.draft(owner=owner)

    for kind in ("", "x", letter(make.draft()).pk):
        answer = signed_in.post(f"/proposal/{entry.pk}/dokumen/", {"kind": kind})
        assert answer.status_code == 404


def test_uploading_evidence_keeps_the_words_and_a_refused_file_too(signed_in, owner):
    entry = make.draft(owner=owner)
    url = f"/proposal/{entry.pk}/bagian/1/"
    kind = entry.group.document_kinds.get().pk
    lie = SimpleUploadedFile("bukti.pdf", XLSX)

    html = signed_in.post(
        url, {"text": "Kata pertama.", "version": "1", "kind": kind, "file": lie, "unggah": ""}
    ).content.decode()
    assert "bukan PDF" in html
    assert entry.answers.get(section__code="1").text == "Kata pertama."

    file = SimpleUploadedFile("bukti.pdf", PDF)
    answer = signed_in.post(
        url, {"text": "Kata kedua.", "version": "2", "kind": kind, "file": file, "unggah": ""}
    )
    assert answer.url == f"{url}#bukti"
    assert entry.answers.get(section__code="1").text == "Kata kedua."

    pk = str(Attachment.objects.get().pk)
    signed_in.post(url, {"text": "Kata ketiga.", "version": "3", "kind": kind, "hapus": pk})
    assert entry.answers.get(section__code="1").text == "Kata ketiga."
    assert not Attachment.objects.present().exists()


def evidence(entry: Entry, owner, name: str, data: bytes) -> Attachment:
    kind = entry.group.document_kinds.get()
    DocumentKind.objects.update(extensions=["pdf", "jpg", "xlsx"])
    kind.refresh_from_db()
    upload = SimpleUploadedFile(name, data)
    return attachments.attach(entry, kind, entry.form.sections.get(code="1"), upload, by=owner)


@pytest.mark.parametrize(
    ("name", "data", "disposition", "sandboxed"),
    [
        ("laporan akhir.pdf", PDF, 'inline; filename="laporan akhir.pdf"', False),
        ("foto.jpg", JPG, 'inline; filename="foto.jpg"', True),
        ("data.xlsx", XLSX, 'attachment; filename="data.xlsx"', True),
    ],
)
def test_a_file_is_handed_out_with_its_true_type_and_can_run_nothing(
    signed_in, owner, name, data, disposition, sandboxed
):
    file = evidence(make.draft(owner=owner), owner, name, data)

    answer = signed_in.get(f"/proposal/berkas/{file.pk}/")

    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == file.sha256
    assert answer["Content-Type"] == file.media_type
    assert answer["Content-Disposition"] == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert ("sandbox" in answer["Content-Security-Policy"]) == sandboxed
    assert answer["Cache-Control"].startswith("private")


def test_nginx_hands_the_file_out_in_production(signed_in, owner, settings):
    settings.ACCEL_REDIRECT = "/berkas-terlindung/"
    file = evidence(make.draft(owner=owner), owner, "laporan.pdf", PDF)

    answer = signed_in.get(f"/proposal/berkas/{file.pk}/")

    assert answer["X-Accel-Redirect"] == f"/berkas-terlindung/{file.file.name}"
    assert answer.content == b""


def test_a_removed_file_and_a_file_of_others_are_not_found(signed_in, client, owner):
    file = evidence(make.draft(owner=owner), owner, "laporan.pdf", PDF)
    other = make.draft()
    theirs = evidence(other, other.created_by.act_as(other.created_by.holdings.get()), "a.pdf", PDF)
    assert signed_in.get(f"/proposal/berkas/{theirs.pk}/").status_code == 404
    assert signed_in.post(f"/proposal/berkas/{theirs.pk}/hapus/").status_code == 404

    attachments.remove(file, by=owner)
    assert signed_in.get(f"/proposal/berkas/{file.pk}/").status_code == 404
