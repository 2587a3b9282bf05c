"""The virus scanner: nobody but its uploader opens a file before it is clean, and none with a virus."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions import clamav, tasks
from submissions.actions import attachments, readiness, scanning
from submissions.models import Attachment, Scan
from tests import make
from tests.doors import sign_in
from tests.make.entries import now
from tests.submissions import contents
from tests.submissions.contents import EICAR, PDF, pdf
from tests.submissions.unchanged import unchanged
from tests.submissions.whole import whole
from tests.test_tasks import Killed, Killer

pytestmark = pytest.mark.django_db
NOWHERE = "tcp://127.0.0.1:9"


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


@pytest.fixture
def scanned(settings, clamd) -> str:
    settings.CLAMAV_URL = clamd
    return clamd


@pytest.fixture
def away(settings) -> None:
    """The portal has a scanner, and the scanner is down."""
    settings.CLAMAV_URL = NOWHERE


def sick_pdf() -> bytes:
    """A true PDF with the test virus in a stream that nobody sees."""
    whole = contents.PDF
    stream = b"9 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(EICAR), EICAR)
    return whole + stream + whole[whole.index(b"startxref") :]


def attach(entry, owner, data: bytes = PDF, name: str = "laporan.pdf", code: str = "1"):
    kind, section = entry.group.document_kinds.get(), entry.form.sections.get(code=code)
    upload = SimpleUploadedFile(name, data)
    return attachments.attach(entry, kind, section, upload, by=owner)


def colleague(owner):
    place = {"unit": owner.acting.unit, "institution": owner.acting.institution}
    return make.person(Role.INNOVATOR, **place)


def opened(client, person, file) -> int:
    sign_in(client, person)
    return client.get(f"/proposal/berkas/{file.pk}/").status_code


# --- who sees what ------------------------------------------------------------------------------


def test_until_it_is_clean_only_its_uploader_opens_a_file(
    away, client, owner, entry, django_capture_on_commit_callbacks
):
    file = attach(entry, owner)
    mate = colleague(owner)
    entry.team.create(user=mate)
    people = [mate, make.person(Role.SECRETARIAT)]

    assert file.scan == Scan.PENDING
    assert opened(client, owner, file) == 200
    assert [opened(client, person, file) for person in people] == [404, 404]

    Attachment.objects.update(scan=Scan.CLEAN, scanned_at=now())
    assert [opened(client, person, file) for person in people] == [200, 200]


def test_a_mate_sees_the_name_and_may_remove_what_he_cannot_open(away, client, owner, entry):
    file, mate = attach(entry, owner), colleague(owner)
    entry.team.create(user=mate)
    sign_in(client, mate)

    page = client.get(f"/proposal/{entry.pk}/bagian/1/").content.decode()
    assert "laporan.pdf" in page
    assert "data-scanning" in page
    assert f'/proposal/berkas/{file.pk}/"' not in page
    client.post(f"/proposal/berkas/{file.pk}/hapus/")
    assert not Attachment.objects.present().exists()


def test_without_a_scanner_a_file_says_that_nobody_looked(client, owner, entry):
    file, secretariat = attach(entry, owner), make.person(Role.SECRETARIAT)

    assert file.scan == Scan.UNSCANNED
    assert opened(client, secretariat, file) == 200
    page = client.get(f"/proposal/{entry.pk}/bagian/1/").content.decode()
    assert "belum dipindai" in page


# --- what comes of it ---------------------------------------------------------------------------


def test_a_clean_file_is_released(scanned, owner, entry, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(entry, owner)

    file.refresh_from_db()
    assert file.scan == Scan.CLEAN
    assert file.scanned_at
    assert file.file.read() == PDF
    line = JournalLine.objects.latest("pk")
    assert (line.verb, line.by, line.detail) == (
        "entry.scan",
        None,
        {"attachment": file.pk, "found": "CLEAN"},
    )


def test_a_file_with_a_virus_loses_its_bytes_and_its_team_hears_of_it(
    scanned, client, owner, entry, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(entry, owner, sick_pdf(), "bukti.pdf")
        stored = file.file.name
        storage = file.file.storage

    file.refresh_from_db()
    assert (file.scan, file.file.name) == (Scan.INFECTED, "")
    assert file.virus.startswith("Eicar-")
    assert not storage.exists(stored)
    assert opened(client, owner, file) == 404
    letters = Notice.objects.filter(event="entry.file_infected")
    assert owner.email in letters.values_list("address", flat=True)
    page = client.get(f"/proposal/{entry.pk}/bagian/1/").content.decode()
    assert "Mengandung virus" in page


def test_the_same_bytes_in_two_sections_are_stored_and_scanned_once(
    scanned, owner, entry, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = attach(entry, owner)
        second = attach(entry, owner, code="2")
    attachments.remove(second, by=owner)
    third = attach(entry, owner, code="2")

    assert first.file.name == second.file.name == third.file.name
    assert third.scan == Scan.CLEAN
    assert set(Attachment.objects.values_list("scan", flat=True)) == {Scan.CLEAN}
    assert JournalLine.objects.filter(verb="entry.scan").count() == 2


def test_an_infected_file_is_refused_again_in_words(
    scanned, owner, entry, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = attach(entry, owner, sick_pdf())
    with unchanged(), pytest.raises(Refused, match="mengandung virus"):
        attach(entry, owner, sick_pdf())

    attachments.remove(file, by=owner)
    assert attach(entry, owner, sick_pdf()).scan == Scan.PENDING


def test_a_virus_keeps_an_entry_back_and_waiting_does_not(settings):
    proposal = whole("WITH_AGENCY")
    entry, file = proposal.entry, Attachment.objects.order_by("pk").first()
    Attachment.objects.filter(pk=file.pk).update(scan=Scan.INFECTED, scanned_at=now(), file="")
    found = {one.code: one for one in readiness.checks(entry)}
    assert (found["safety"].outcome, str(file) in found["safety"].reason) == ("FAIL", True)

    Attachment.objects.filter(pk=file.pk).update(scan=Scan.PENDING, scanned_at=None, file="x")
    found = {one.code: one for one in readiness.checks(entry.__class__.objects.get(pk=entry.pk))}
    assert (found["safety"].outcome, "sedang diperiksa" in found["safety"].reason) == (
        "PERSON",
        True,
    )


# --- a scanner that is down, a worker that dies ---------------------------------------------------


def test_a_scanner_that_is_down_changes_nothing_and_the_sweep_goes_on_later(
    away, owner, entry, clamd, settings
):
    file = attach(entry, owner)
    with unchanged():
        with pytest.raises(clamav.Away):
            scanning.scan(file.pk)
        assert scanning.sweep() == 0

    settings.CLAMAV_URL = clamd
    assert scanning.sweep() == 1
    assert Attachment.objects.get().scan == Scan.CLEAN


def test_what_was_taken_in_without_a_scanner_is_scanned_once_there_is_one(
    owner, entry, clamd, settings
):
    attach(entry, owner)
    assert scanning.sweep() == 0
    settings.CLAMAV_URL = clamd

    assert scanning.sweep() == 1
    assert Attachment.objects.get().scan == Scan.CLEAN


def test_one_file_without_bytes_does_not_hold_up_the_others(scanned, owner, entry, caplog):
    lost = attach(entry, owner)
    attach(entry, owner, pdf("lain"), "lain.pdf")
    lost.file.storage.delete(lost.file.name)

    assert scanning.sweep() == 1
    assert sorted(Attachment.objects.values_list("scan", flat=True)) == ["CLEAN", "PENDING"]


def test_twice_and_a_row_that_is_gone_are_nothing_to_do(scanned, owner, entry):
    file = attach(entry, owner)
    tasks.scan_attachment(attachment_id=file.pk)

    with unchanged():
        tasks.scan_attachment(attachment_id=file.pk)
        tasks.scan_attachment(attachment_id=0)


@pytest.mark.parametrize("data", [PDF, sick_pdf()], ids=["clean", "sick"])
def test_killed_at_any_write_the_next_run_ends_as_if_nothing_had_been(scanned, owner, entry, data):
    file = attach(entry, owner, data)
    for n in range(1, 9):
        killer = Killer(n)
        with transaction.atomic():
            with connection.execute_wrapper(killer), suppress(Killed):
                tasks.scan_attachment.run(attachment_id=file.pk)
            connection.needs_rollback = False
            killed = killer.seen == n
            if killed:
                assert Attachment.objects.get().scan == Scan.PENDING
                tasks.scan_waiting.run()
            kept = (
                Attachment.objects.get().scan,
                JournalLine.objects.filter(verb="entry.scan").count(),
            )
            assert kept == (Scan.INFECTED if data != PDF else Scan.CLEAN, 1)
            transaction.set_rollback(True)
        if not killed:
            break
    assert n > 2


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"scan": "CLEAN"}, "attachment_settled_says_when"),
        ({"scan": "PENDING", "scanned_at": now}, "attachment_settled_says_when"),
        ({"scan": "INFECTED", "scanned_at": now}, "attachment_infected_has_no_bytes"),
    ],
)
def test_the_database_keeps_a_scan_true(owner, entry, columns, fault):
    attach(entry, owner)
    given = {name: value() if callable(value) else value for name, value in columns.items()}

    with pytest.raises(Error, match=fault):
        Attachment.objects.update(**given)
