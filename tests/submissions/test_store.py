"""Files in a real S3 store: kept there, scanned from there, opened by an address that soon ends."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kipp import storage
from kipp.accounts.models import Role
from submissions.actions import attachments, scanning
from submissions.models import Attachment, DocumentKind, Scan
from tests import make
from tests.doors import sign_in
from tests.submissions.contents import PDF, PNG, XLSX, pdf
from tests.submissions.test_scanning import sick_pdf
from tests.submissions.tus import begun, send

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("s3")]


@pytest.fixture(autouse=True)
def _in_the_store(settings, s3, tmp_path):
    settings.STORAGE_URL = s3
    settings.STORAGES = settings.STORAGES | {"default": storage.backend(s3)}
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    made = make.draft(owner=owner)
    DocumentKind.objects.update(extensions=["pdf", "png", "xlsx"])
    return made


def attach(entry, owner, data: bytes = PDF, name: str = "laporan.pdf") -> Attachment:
    kind, section = entry.group.document_kinds.get(), entry.form.sections.get(code="1")
    upload = SimpleUploadedFile(name, data)
    return attachments.attach(entry, kind, section, upload, by=owner)


def fetched(address: str):
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 our own server
        return answer.read(), answer.headers


def address_of(client, person, file) -> str:
    sign_in(client, person)
    answer = client.get(f"/proposal/berkas/{file.pk}/")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    return answer["Location"]


@pytest.mark.parametrize(
    ("name", "data", "disposition"),
    [
        ("laporan akhir.pdf", PDF, "inline"),
        ("a.png", PNG, "inline"),
        ("a.xlsx", XLSX, "attachment"),
    ],
    ids=["pdf", "png", "xlsx"],
)
def test_a_file_opens_by_an_address_signed_for_it_and_for_a_minute(
    client, owner, entry, s3, name, data, disposition
):
    file = attach(entry, owner, data, name)

    address = address_of(client, owner, file)
    content, headers = fetched(address)

    assert int(parse_qs(urlsplit(address).query)["X-Amz-Expires"][0]) <= 60
    assert headers["Content-Type"] == file.media_type
    assert headers["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert len(content) == file.size
    assert f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" in storage.origin(s3)


def test_the_address_opens_nothing_else_and_not_without_its_signature(client, owner, entry):
    first, second = attach(entry, owner), attach(entry, owner, pdf("lain"), "lain.pdf")
    address = address_of(client, owner, first)

    for wrong in (
        address.split("?")[0],
        address.replace(first.file.name, second.file.name),
        address.replace("inline", "attachment"),
        address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetched(wrong)
        refused.value.close()
        assert refused.value.code == 403


def test_who_may_not_read_gets_no_address(client, owner, entry):
    file = attach(entry, owner)
    sign_in(client, make.person(Role.INNOVATOR, unit=make.unit()))

    assert client.get(f"/proposal/berkas/{file.pk}/").status_code == 404


def test_a_file_in_pieces_ends_in_the_store(client, owner, entry):
    sign_in(client, owner)
    url = begun(client, entry)
    send(client, url, 0, PDF[:200])
    assert send(client, url, 200, PDF[200:]).status_code == 204

    with Attachment.objects.get().file.open("rb") as kept:
        assert kept.read() == PDF


def test_a_file_in_the_store_is_scanned_and_one_with_a_virus_leaves_it(
    owner, entry, clamd, settings, django_capture_on_commit_callbacks
):
    settings.CLAMAV_URL = clamd
    clean, sick = attach(entry, owner), attach(entry, owner, sick_pdf(), "bukti.pdf")
    stored = sick.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert scanning.sweep() == 2

    clean.refresh_from_db()
    sick.refresh_from_db()
    assert (clean.scan, sick.scan) == (Scan.CLEAN, Scan.INFECTED)
    assert clean.file.storage.exists(clean.file.name)
    assert not clean.file.storage.exists(stored)


def test_a_store_that_is_away_keeps_nothing_half(owner, entry, settings, s3):
    dead = s3.replace(s3.split("@")[1].split("/")[0], "127.0.0.1:9")
    settings.STORAGES = settings.STORAGES | {"default": storage.backend(dead)}

    with pytest.raises(Exception, match=r"127\.0\.0\.1:9"):
        attach(entry, owner)
    assert not Attachment.objects.exists()
