"""Files in pieces: whatever breaks in between, the whole file or nothing."""

from __future__ import annotations

import io
import itertools
from datetime import timedelta

import pytest
from django.db import Error
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from submissions import parts
from submissions.actions import uploads
from submissions.models import Attachment, Upload
from submissions.views.uploads import upload_continue
from tests import make
from tests.doors import sign_in
from tests.make.entries import now
from tests.submissions.contents import JPG, PDF, pdf
from tests.submissions.tus import TUS, begun, send, words_of

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


# --- the way of a file --------------------------------------------------------------------------


def test_a_file_in_pieces_becomes_an_attachment(signed_in, owner, entry):
    url = begun(signed_in, entry)

    first = send(signed_in, url, 0, PDF[:100])
    asked = signed_in.head(url, headers=TUS)
    last = send(signed_in, url, 100, PDF[100:])

    assert (first.status_code, first["Upload-Offset"]) == (204, "100")
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("100", str(len(PDF)))
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(PDF)))
    kept = Attachment.objects.get()
    assert (kept.name, kept.section.code, kept.uploaded_by) == ("laporan.pdf", "1", owner)
    assert kept.file.read() == PDF
    assert JournalLine.objects.get().detail["attachment"] == kept.pk


def test_the_bytes_of_an_upload_go_when_it_is_over(
    signed_in, entry, django_capture_on_commit_callbacks
):
    url = begun(signed_in, entry)
    key = Upload.objects.get().pk
    send(signed_in, url, 0, PDF[:9])
    assert parts.path_of(key).read_bytes() == PDF[:9]
    assert oct(parts.path_of(key).stat().st_mode)[-3:] == "600"

    with django_capture_on_commit_callbacks(execute=True):
        send(signed_in, url, 9, PDF[9:])

    assert not parts.path_of(key).exists()


def test_an_answer_that_was_lost_is_given_again(signed_in, entry):
    url = begun(signed_in, entry)
    send(signed_in, url, 0, PDF)

    again = send(signed_in, url, len(PDF), b"")

    assert (again.status_code, again["Upload-Offset"]) == (204, str(len(PDF)))
    assert Attachment.objects.count() == 1


def test_a_refused_file_says_so_each_time_it_is_asked(signed_in, entry):
    url = begun(signed_in, entry, JPG)

    answers = [send(signed_in, url, 0, JPG), send(signed_in, url, len(JPG), b"")]

    for answer in answers:
        assert answer.status_code == 422
        assert "bukan PDF, melainkan" in words_of(answer)
    assert not Attachment.objects.exists()


def test_a_crash_after_the_last_piece_loses_nothing(signed_in, owner, entry, monkeypatch):
    url = begun(signed_in, entry)
    monkeypatch.setattr(uploads, "finish", lambda upload, **given: upload)
    send(signed_in, url, 0, PDF)
    assert not Attachment.objects.exists()
    monkeypatch.undo()

    assert send(signed_in, url, len(PDF), b"").status_code == 204

    assert Attachment.objects.get().file.read() == PDF


def test_bytes_that_a_crash_left_uncounted_are_written_over(signed_in, entry):
    url = begun(signed_in, entry)
    send(signed_in, url, 0, PDF[:50])
    key = Upload.objects.get().pk
    with parts.path_of(key).open("ab") as file:
        file.write(b"uncounted" * 99)

    send(signed_in, url, 50, PDF[50:])

    assert Attachment.objects.get().file.read() == PDF


def test_bytes_that_are_gone_refuse_the_file_and_say_what_to_do(signed_in, entry):
    url = begun(signed_in, entry)
    send(signed_in, url, 0, PDF[:50])
    parts.delete(Upload.objects.get().pk)

    answer = send(signed_in, url, 50, PDF[50:])

    assert answer.status_code == 422
    assert "tidak utuh" in words_of(answer)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(cuts=st.lists(st.integers(0, 700), max_size=6), twice=st.booleans())
def test_wherever_it_is_cut_the_bytes_are_the_same(signed_in, entry, cuts, twice):
    data = pdf(f"{cuts} {twice}")
    Upload.objects.all().delete()
    Attachment.objects.all().delete()
    url = begun(signed_in, entry, data)
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})

    for start, end in itertools.pairwise(bounds):
        assert send(signed_in, url, start, data[start:end]).status_code == 204
        if twice and end < len(data):
            assert send(signed_in, url, start, data[start:end]).status_code == 409

    assert Attachment.objects.get().file.read() == data


# --- what rests ---------------------------------------------------------------------------------


def test_what_rests_for_a_day_is_given_up_with_its_bytes(
    signed_in, entry, django_capture_on_commit_callbacks
):
    resting, moving = begun(signed_in, entry), begun(signed_in, entry)
    for url in (resting, moving):
        send(signed_in, url, 0, PDF[:9])
    old = Upload.objects.filter(pk=resting.split("/")[-2])
    old.update(touched_at=now() - timedelta(hours=25))

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.expire() == 1

    assert signed_in.head(resting, headers=TUS).status_code == 404
    assert signed_in.head(moving, headers=TUS)["Upload-Offset"] == "9"
    left = [path.name for path in (parts.path_of(Upload.objects.get().pk).parent).iterdir()]
    assert left == [Upload.objects.get().pk.hex]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"size": 0, "offset": 0}, "upload_has_a_size"),
        ({"offset": 10_000}, "upload_not_beyond_its_size"),
    ],
)
def test_the_database_counts_along(signed_in, entry, columns, fault):
    begun(signed_in, entry)

    with pytest.raises(Error, match=fault):
        Upload.objects.update(**columns)


def test_the_database_keeps_no_half_file(signed_in, entry):
    send(signed_in, begun(signed_in, entry), 0, PDF)

    with pytest.raises(Error, match="upload_kept_is_whole_and_not_refused"):
        Upload.objects.update(refusal="Bukan PDF")


def test_a_line_that_breaks_within_a_piece_counts_what_came(signed_in, entry, rf, owner):
    begun(signed_in, entry)
    upload = Upload.objects.get()
    request = rf.patch("/", data=PDF[:30], content_type="application/offset+octet-stream")
    request.META |= {"CONTENT_LENGTH": "100", "HTTP_UPLOAD_OFFSET": "0"}
    request._stream = io.BytesIO(PDF[:30])
    request.META["HTTP_TUS_RESUMABLE"] = "1.0.0"
    request.user = owner

    assert upload_continue(request, pk=upload.pk)["Upload-Offset"] == "30"
