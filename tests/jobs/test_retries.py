"""Work that nobody would ask for again: tried again less and less often, then left to people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.jobs import running
from kipp.jobs.models import PAUSES, TRIES, Job, JobState
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make
from tests.doors import sign_in
from tests.make.entries import now

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=2)
LETTERS = {"event": "job.failed", "channel": "MAIL"}


@pytest.fixture
def asker():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def job(asker):
    return running.ask("round.results:7", "Mengirim hasil", by=asker, tries=TRIES)


def fail(job: Job) -> Job:
    with pytest.raises(OSError, match="penuh"), running.running(job.pk):
        raise OSError("penyimpanan penuh")
    job.refresh_from_db()
    return job


def late(at=None) -> list[Job]:
    return running.late("round.results:", patience=SOON, at=at)


def test_each_failure_puts_the_next_try_off_further_and_the_last_ends_it(job):
    for pause in PAUSES:
        fail(job)
        assert job.state == JobState.FAILED
        assert job.next_try_at - job.finished_at == pause
        assert late() == []
        assert late(at=job.next_try_at) == [job]
    assert list(PAUSES) == sorted(PAUSES)
    assert not Notice.objects.exists()

    fail(job)

    assert (job.attempts, job.next_try_at, job.is_left_to_people) == (TRIES, None, True)
    assert late(at=now() + timedelta(days=365)) == []


def test_whoever_asked_is_told_once_though_it_fails_again_after_a_new_start(job, asker):
    for _ in range(2):
        for _ in range(TRIES):
            fail(job)
        running.retry(job, by=asker)

    letter = Notice.objects.get(**LETTERS)
    assert letter.recipient == asker
    assert f"dicoba {TRIES} kali" in letter.body
    assert reverse("jobs:job-detail", args=[job.pk]) in letter.body


def test_work_that_is_asked_for_by_hand_is_not_tried_again(asker):
    job = fail(running.ask("round.results:8", "Ekspor", by=asker))

    assert job.next_try_at is None
    assert late(at=now() + timedelta(days=365)) == []
    assert Notice.objects.get(**LETTERS).recipient == asker
    with pytest.raises(Refused, match="tidak menunggu"):
        running.retry(job, by=asker)


def test_a_worker_that_dies_every_time_is_not_sent_for_ever(job):
    for _ in range(TRIES):
        with pytest.raises(SystemExit), running.running(job.pk):
            raise SystemExit
        Job.objects.update(touched_at=now() - timedelta(days=1))
    assert late() == []

    assert running.sweep() == 1

    job.refresh_from_db()
    assert job.is_left_to_people
    assert Notice.objects.filter(**LETTERS).count() == 1


def test_a_person_starts_it_anew_on_its_page(client, job, asker):
    for _ in range(TRIES):
        fail(job)
    page = reverse("jobs:job-detail", args=[job.pk])
    sign_in(client, asker)
    body = client.get(page).content.decode()
    assert f"Gagal {TRIES} kali dan tidak dicoba lagi" in body
    assert "penyimpanan penuh" in body
    assert "Coba lagi</button>" in body

    said = client.post(reverse("jobs:job-retry", args=[job.pk]), follow=True).content.decode()

    assert "paling lambat satu menit" in said
    assert "Coba lagi</button>" not in said
    assert late() == [job]
    assert JournalLine.objects.get(verb="job.retry").by == asker
    again = client.post(reverse("jobs:job-retry", args=[job.pk]), follow=True).content.decode()
    assert "tidak menunggu dicoba lagi" in again


def test_a_try_ahead_is_said_on_the_page(client, job, asker):
    fail(job)
    sign_in(client, asker)
    body = client.get(reverse("jobs:job-detail", args=[job.pk])).content.decode()
    assert f"Percobaan ke-1 dari {TRIES} gagal. Dicoba lagi" in body
    assert "Coba lagi</button>" not in body


def test_work_of_the_clock_has_one_row_for_its_failures_and_the_secretariat_hears_of_it(asker):
    for _ in range(TRIES + 2):
        running.fell("score:7", "Menghitung nilai", "ValueError: bobot nol")
    job = Job.objects.get()
    assert (job.by, job.attempts, job.is_left_to_people) == (None, TRIES + 2, True)
    assert Notice.objects.get(**LETTERS).recipient == asker

    running.mended("score:7")
    job.refresh_from_db()
    assert (job.state, job.note) == (JobState.DONE, "")

    running.fell("score:7", "Menghitung nilai", "ValueError: bobot nol")
    assert Job.objects.count() == 2


def test_the_desks_count_what_waits_for_people_only(client, job, asker):
    fail(job)
    sign_in(client, asker)
    assert "pekerjaan latar yang gagal" not in client.get(reverse("home")).content.decode()
    for _ in range(TRIES):
        fail(job)
    for person in (asker, make.person(Role.SUPERUSER)):
        sign_in(client, person)
        assert "Periksa pekerjaan latar yang gagal" in client.get(reverse("home")).content.decode()


def test_only_what_has_failed_waits_for_a_try(job):
    with pytest.raises(IntegrityError, match="waits_for_a_try"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(next_try_at=now())


def test_the_result_is_linked_for_those_whose_page_it_is(client):
    round = make.round()
    by = make.person(Role.SECRETARIAT)
    job = running.ask("export", "Ekspor", by=by, url=round.get_absolute_url())
    with running.running(job.pk):
        pass
    linked = {}
    for role in (Role.SECRETARIAT, Role.SUPERUSER):
        sign_in(client, by if role == by.role else make.person(role))
        body = client.get(reverse("jobs:job-detail", args=[job.pk])).content.decode()
        linked[role] = f'href="{job.url}"' in body
        assert (client.get(job.url).status_code == 200) is linked[role]

    assert linked == {Role.SECRETARIAT: True, Role.SUPERUSER: False}
