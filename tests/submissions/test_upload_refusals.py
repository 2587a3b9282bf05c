"""Files in pieces: what is refused, and to whom an upload does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from submissions import parts
from submissions.actions import uploads
from submissions.models import Attachment, DocumentKind, Group, Upload
from tests import make
from tests.doors import sign_in
from tests.make.entries import now
from tests.submissions.contents import PDF, pdf
from tests.submissions.tus import TUS, begin, begun, said, send, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


@pytest.fixture
def signed_in(client, owner):
    sign_in(client, owner)
    return client


def test_a_piece_from_elsewhere_is_refused_and_changes_nothing(signed_in, entry):
    url = begun(signed_in, entry)
    send(signed_in, url, 0, PDF[:100])

    for offset in (0, 99, 101, len(PDF)):
        assert send(signed_in, url, offset, PDF[100:200]).status_code == 409
    assert signed_in.head(url, headers=TUS)["Upload-Offset"] == "100"


def test_more_than_was_announced_is_refused(signed_in, entry, monkeypatch):
    url = begun(signed_in, entry)

    assert send(signed_in, url, 0, PDF + b"x").status_code == 413
    send(signed_in, url, 0, PDF[:-1])
    assert send(signed_in, url, len(PDF) - 1, b"F" * 2).status_code == 413
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    assert send(signed_in, url, 0, PDF[:11]).status_code == 413
    assert Upload.objects.get().offset == len(PDF) - 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "satu"}, 400),
        ({"Upload-Offset": "9" * 30}, 400),
        ({"Content-Length": ""}, 400),
        ({"Content-Length": "99999999999"}, 413),
    ],
)
def test_a_piece_that_is_not_said_rightly_is_refused(signed_in, entry, headers, status):
    url = begun(signed_in, entry)

    assert send(signed_in, url, 0, PDF[:10], **headers).status_code == status
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "2.0.0"}, 412),
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({"Upload-Metadata": "filename !!!"}, 400),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": "2000001"}, 422),
        ({"Upload-Metadata": said(filename="a.pdf", kind=0, section=1)}, 404),
        ({"Upload-Metadata": said(filename="a.pdf", kind="x")}, 404),
    ],
)
def test_what_cannot_become_a_file_here_is_not_begun(signed_in, entry, headers, status):
    assert begin(signed_in, entry, headers=headers).status_code == status
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"name": "program.exe"}, "tidak diterima"),
        ({"section": ""}, "tidak diminta di sini"),
    ],
)
def test_a_refusal_to_begin_is_a_sentence(signed_in, entry, more, why):
    answer = begin(signed_in, entry, **more)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert why in words_of(answer)


def test_a_section_or_kind_of_another_form_does_not_exist(signed_in, entry):
    other = make.draft()
    assert begin(signed_in, entry, section="99").status_code == 404
    kind = other.group.document_kinds.get().pk
    assert begin(signed_in, entry, kind=kind).status_code == 404


def test_no_room_no_upload(signed_in, entry):
    DocumentKind.objects.update(max_count=1)
    send(signed_in, begun(signed_in, entry), 0, PDF)

    assert "Paling banyak 1 berkas" in words_of(begin(signed_in, entry, pdf("b")))


def test_the_same_file_in_pieces_is_recognised(signed_in, entry):
    send(signed_in, begun(signed_in, entry), 0, PDF)

    answer = send(signed_in, begun(signed_in, entry, name="lain.pdf"), 0, PDF)

    assert answer.status_code == 422
    assert "sama dengan “laporan.pdf”" in words_of(answer)


def test_a_close_in_between_refuses_the_file(signed_in, entry):
    url = begun(signed_in, entry)
    Group.objects.update(closes_at=now() - timedelta(minutes=1))

    answer = send(signed_in, url, 0, PDF)

    assert answer.status_code == 422
    assert "sudah ditutup" in words_of(answer)
    assert not Attachment.objects.exists()


def test_one_person_has_only_so_much_on_its_way(signed_in, entry, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2)
    begun(signed_in, entry)
    begun(signed_in, entry)
    answer = begin(signed_in, entry)
    assert (answer.status_code, "Terlalu banyak unggahan" in words_of(answer)) == (413, True)

    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 9)
    monkeypatch.setattr(uploads, "MOST_WAITING", 3 * len(PDF) - 1)
    assert begin(signed_in, entry).status_code == 413


def test_an_upload_of_somebody_else_does_not_exist(signed_in, client, owner, entry):
    url = begun(signed_in, entry)
    mate = make.person(Role.INNOVATOR, unit=make.unit())
    entry.team.create(user=mate, can_edit=True)

    for other in (mate, make.person(Role.INNOVATOR, unit=make.unit())):
        sign_in(client, other)
        assert client.head(url, headers=TUS).status_code == 404
        assert send(client, url, 0, PDF).status_code == 404
        assert client.delete(url, headers=TUS).status_code == 404
    assert Upload.objects.get().offset == 0


def test_who_may_no_longer_write_no_longer_uploads(signed_in, owner, entry):
    url = begun(signed_in, entry)
    entry.team.filter(user=owner).update(can_edit=False, is_pic=False)

    assert send(signed_in, url, 0, PDF).status_code == 404


def test_an_upload_can_be_cancelled(signed_in, entry, django_capture_on_commit_callbacks):
    url = begun(signed_in, entry)
    send(signed_in, url, 0, PDF[:9])
    key = Upload.objects.get().pk

    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in.delete(url, headers=TUS).status_code == 204

    assert not parts.path_of(key).exists()
    assert signed_in.head(url, headers=TUS).status_code == 404


def test_the_doors_say_what_they_speak(signed_in, entry):
    for url in (begun(signed_in, entry), f"/proposal/{entry.pk}/unggahan/"):
        answer = signed_in.options(url)
        assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
        assert answer["Tus-Extension"] == "creation,termination"


def test_a_piece_without_the_token_of_the_page_is_refused(owner, entry, client):
    sign_in(client, owner)
    url = begun(client, entry)
    client.handler.enforce_csrf_checks = True

    assert send(client, url, 0, PDF).status_code == 403
    assert begin(client, entry).status_code == 403
