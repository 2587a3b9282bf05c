"""The desks of those who judge and those who carry the best further."""

from __future__ import annotations

from datetime import timedelta

import pytest

from judging.models import RoundState, Stage
from kipp.accounts.models import Role
from scaling.actions import reports
from scaling.models import CaseState, ReplicationState
from tests import make
from tests.judging import season
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def desk_of(client, user):
    client.force_login(user)
    return client.get("/beranda/").context


def tasks_of(client, user):
    return {task.text: task for task in desk_of(client, user)["tasks"]}


def test_a_judge_declares_then_scores_by_the_due_time(client):
    round = make.round(entries=3)
    judge = make.judge()
    first, second, third = (candidate.entry for candidate in round.candidates.order_by("pk"))
    make.assignment(round, first, judge, declared=False)
    make.assignment(round, second, judge)
    make.signed_sheet(make.assignment(round, third, judge))
    make.assignment(round, first, make.judge())

    context = desk_of(client, judge)

    tasks = {task.text: task for task in context["tasks"]}
    assert tasks["Nyatakan bebas benturan kepentingan"].count == 1
    assert tasks["Nilai dan tandatangani proposal"].count == 1
    assert {task.due for task in tasks.values()} == {round.due_at}
    assert [figure.value for figure in context["desk"].figures] == [3, 1]


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (RoundState.PLANNED, "Buka Tahap 1"),
        (RoundState.OPEN, "Bagi tugas Tahap 1"),
        (RoundState.CONSOLIDATION, "Bawa Tahap 1 ke sidang pleno"),
        (RoundState.PLENARY, None),
        (RoundState.CLOSED, "Umumkan hasil Tahap 1"),
        (RoundState.ANNOUNCED, "Catat keputusan dan penghargaan Tahap 1"),
    ],
)
def test_the_secretariat_reads_the_next_step_of_each_round(client, state, text):
    make.round(state, stage=Stage.TPI)

    tasks = tasks_of(client, make.person(Role.SECRETARIAT))

    assert [one for one in tasks if "Tahap 1" in one] == ([text] if text else [])


def test_the_secretariat_watches_sheets_until_all_are_signed_or_time_is_up(client):
    round = make.round(entries=1)
    secretariat = make.person(Role.SECRETARIAT)
    seat, recused = make.assignment(round), make.assignment(round, judge=make.judge())
    type(recused).objects.filter(pk=recused.pk).update(recused_at=now(), recusal_reason="Kerabat")
    assert tasks_of(client, secretariat)["Pantau Tahap 1"].count == 1

    make.signed_sheet(seat)

    assert "Mulai konsolidasi Tahap 1" in tasks_of(client, secretariat)
    make.assignment(round, judge=make.judge())
    type(round).objects.filter(pk=round.pk).update(due_at=now() - timedelta(minutes=1))
    assert "lewat" in tasks_of(client, secretariat)["Mulai konsolidasi Tahap 1"].why


def test_what_can_be_announced_now_stands_above_what_cannot_be_opened_yet(client):
    closed = make.round(RoundState.CLOSED)
    panel = make.round(RoundState.PLANNED, of=closed.edition, stage=Stage.TPI)
    type(panel).objects.filter(pk=panel.pk).update(opens_at=now() - timedelta(days=1))

    context = desk_of(client, make.person(Role.SECRETARIAT))

    assert [task.text for task in context["ready"]] == [f"Umumkan hasil {closed.name}"]
    assert [task.text for task in context["coming"]] == ["Buka Tahap 2"]


def test_the_chair_is_called_to_the_plenary_only(client):
    chair = make.person(Role.PLENARY_CHAIR)
    make.round(RoundState.CONSOLIDATION)
    assert not tasks_of(client, chair)
    make.round(RoundState.PLENARY, name="Penilaian TE")

    assert list(tasks_of(client, chair)) == ["Pimpin sidang pleno Penilaian TE"]


def test_evidence_is_asked_of_one_side_and_confirmed_by_the_other(client):
    case = make.scaling_case(CaseState.IDENTIFIED)
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    officer = make.person(Role.SCALING_OFFICER)
    task = tasks_of(client, contact)["Isi bukti tahap perluasan"]
    assert (task.count, task.url) == (1, case.get_absolute_url())
    assert "Konfirmasi bukti tahap perluasan" not in tasks_of(client, officer)

    make.gate(case, CaseState.INTERESTED, filled_by=contact)

    assert "Isi bukti tahap perluasan" not in tasks_of(client, contact)
    assert tasks_of(client, officer)["Konfirmasi bukti tahap perluasan"].count == 1


def test_a_replication_is_answered_approved_and_begun(client):
    replication = make.replication(ReplicationState.INTEREST)
    owner = make.person(Role.INSTITUTION_ADMIN, institution=replication.source.institution)
    adopter = make.person(Role.ADOPTER, institution=replication.adopter)
    officer = make.person(Role.SCALING_OFFICER)
    assert tasks_of(client, owner)["Jawab instansi yang ingin mereplikasi"].count == 1
    assert not tasks_of(client, adopter)

    make.replication(ReplicationState.AGREED)
    assert tasks_of(client, officer)["Setujui replikasi yang disepakati"].count == 1
    make.replication(ReplicationState.APPROVED, adopter=replication.adopter)
    assert tasks_of(client, adopter)["Mulai replikasi yang sudah disetujui"].count == 1


def test_an_adopter_is_asked_for_the_update_of_the_half_year_until_it_is_sent(client):
    running = make.replication(ReplicationState.RUNNING)
    adopter = make.person(Role.ADOPTER, institution=running.adopter)
    make.replication(ReplicationState.RUNNING)  # of somebody else
    make.replication(ReplicationState.DONE, adopter=running.adopter)
    where = f"/perluasan/replikasi/{running.pk}/pembaruan/"

    task = tasks_of(client, adopter)["Kirim pembaruan semester replikasi"]
    assert (task.count, task.url) == (1, where)
    assert (task.due.day, task.due.month) in ((30, 6), (31, 12))

    more = make.replication(ReplicationState.RUNNING, adopter=running.adopter)
    task = tasks_of(client, adopter)["Kirim pembaruan semester replikasi"]
    assert (task.count, task.url) == (2, "/perluasan/replikasi/?state=RUNNING")

    for one in (running, more):
        reports.report_replication(one, "SMOOTH", by=adopter)
    assert "Kirim pembaruan semester replikasi" not in tasks_of(client, adopter)


def test_owners_are_asked_for_the_update_of_their_awarded_innovation_until_it_is_sent(client):
    award = make.award(published_at=now() - timedelta(days=400))
    make.award(published_at=now() - timedelta(days=400))  # of somebody else
    owner, where = (
        make.owner_of(award.entry),
        f"/perluasan/inovasi/{award.innovation_id}/pembaruan/",
    )
    admin = make.person(Role.INSTITUTION_ADMIN, institution=award.innovation.institution)

    for person in (owner, admin):
        task = tasks_of(client, person)["Kirim pembaruan semester inovasi"]
        assert (task.count, task.url) == (1, where)

    reports.report_innovation(award.innovation, "SMOOTH", by=owner)
    for person in (owner, admin):
        assert "Kirim pembaruan semester inovasi" not in tasks_of(client, person)


def test_an_admin_who_adopts_finds_what_an_adopter_finds(client):
    running = make.replication(ReplicationState.RUNNING)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=running.adopter)
    make.replication(ReplicationState.APPROVED, adopter=running.adopter)

    tasks = tasks_of(client, admin)
    assert tasks["Kirim pembaruan semester replikasi"].count == 1
    assert tasks["Mulai replikasi yang sudah disetujui"].count == 1


def test_an_owner_comes_from_his_desk_to_the_announced_result_and_no_earlier(client):
    round = season.closed(90)
    [entry] = season.entries_of(round)
    home = entry.innovation.institution
    owners = [make.owner_of(entry), make.person(Role.INSTITUTION_ADMIN, institution=home)]
    for owner in owners:
        assert "Hasil penilaian diumumkan" not in _figures(client, owner)

    season.announce(round)

    for owner in owners:
        figure = _figures(client, owner)["Hasil penilaian diumumkan"]
        assert (figure.value, figure.url) == (1, f"/penilaian/hasil/{entry.pk}/")
        assert client.get(figure.url).status_code == 200
    stranger = make.person(Role.INNOVATOR, institution=home)
    assert "Hasil penilaian diumumkan" not in _figures(client, stranger)


def _figures(client, user):
    return {figure.label: figure for figure in desk_of(client, user)["desk"].figures}


def test_the_owner_of_an_award_is_asked_for_its_public_profile(client):
    award = make.award()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=award.innovation.institution)

    task = tasks_of(client, admin)["Isi profil terbit inovasi yang dianugerahi"]

    assert task.url.endswith(f"/{award.innovation_id}/profil/")


def test_leadership_reads_counts_and_closed_results(client):
    make.round(RoundState.PLENARY, name="Masih rahasia")
    make.round(RoundState.CLOSED, name="Penilaian TE")

    context = desk_of(client, make.person(Role.LEADERSHIP))

    assert [task.text for task in context["tasks"]] == ["Baca hasil Penilaian TE"]
    assert "Masih rahasia" not in str(context["desk"])
