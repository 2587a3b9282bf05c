from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.jobs import running
from kipp.jobs.models import Job, JobState
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return make.person(Role.INSTITUTION_ADMIN)


def test_the_progress_line_asks_for_what_it_shows(client, asker):
    job = running.ask("import", "Impor proposal", by=asker)
    running.progress(job, 40, 200, "Membaca berkas")
    client.force_login(asker)

    page = client.get(f"/pekerjaan/{job.pk}/").content.decode()
    answer = client.get(f"/pekerjaan/{job.pk}/kemajuan/")

    assert f'data-url="/pekerjaan/{job.pk}/kemajuan/"' in page
    words = "40 dari 200 (20%) · Membaca berkas"
    assert words in page
    assert answer.json() == {"done": 40, "total": 200, "words": words, "finished": False}
    assert "no-store" in answer["Cache-Control"]


def test_a_job_can_be_stopped_by_whoever_asked_for_it(client, asker):
    job = running.ask("import", "Impor proposal", by=asker, cancellable=True)
    client.force_login(make.person(Role.INSTITUTION_ADMIN))
    assert client.post(f"/pekerjaan/{job.pk}/hentikan/").status_code == 404
    client.force_login(asker)
    assert "Hentikan pekerjaan" in client.get(f"/pekerjaan/{job.pk}/").content.decode()

    page = client.post(f"/pekerjaan/{job.pk}/hentikan/", follow=True).content.decode()

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "Hentikan pekerjaan" not in page


def test_work_that_must_end_offers_no_stop(client, asker):
    job = running.ask("score", "Hitung nilai", by=asker)
    client.force_login(asker)

    assert "Hentikan pekerjaan" not in client.get(f"/pekerjaan/{job.pk}/").content.decode()
    answer = client.post(f"/pekerjaan/{job.pk}/hentikan/", follow=True).content.decode()
    assert "tidak dapat dihentikan" in answer


def test_one_sees_ones_own_jobs_and_the_secretariat_all(client, asker):
    mine = running.ask("import", "Impor saya", by=asker)
    other = running.ask("import", "Impor lain", by=make.person(Role.INSTITUTION_ADMIN))

    seen = {}
    for who in (asker, make.person(Role.SECRETARIAT)):
        client.force_login(who)
        seen[who] = {job.pk for job in client.get("/pekerjaan/").context["page"]}
    assert list(seen.values()) == [{mine.pk}, {mine.pk, other.pk}]


def test_the_list_is_narrowed_by_state(client, asker):
    job = running.ask("import", "Impor saya", by=asker)
    running.ask("import", "Ekspor saya", by=asker)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    client.force_login(asker)

    rows = client.get("/pekerjaan/?status=RUNNING&q=impor").context["page"].object_list

    assert list(rows) == [job]


def test_the_list_asks_as_much_for_three_rows_as_for_one(
    client, asker, django_assert_max_num_queries
):
    client.force_login(make.person(Role.SECRETARIAT))
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            running.ask("import", "Impor", by=make.person(Role.INSTITUTION_ADMIN))
        with django_assert_max_num_queries(12) as asked:
            client.get("/pekerjaan/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
