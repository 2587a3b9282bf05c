"""Each side of a replication does what is its own; a case gathers the replications of its innovation."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from scaling import tasks
from scaling.actions import cases, replications
from scaling.models import CaseState, Replication, ReplicationState, ScalingCase
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db

_S = ReplicationState


@pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.INNOVATOR])
def test_the_owner_does_not_stop_the_replication_of_another_institution(client, role):
    made = make.replication(_S.RUNNING)
    owner = make.owner_of(made.source.entries.get())
    if role == Role.INSTITUTION_ADMIN:
        owner = make.person(role, institution=made.source.institution)

    with pytest.raises(Refused, match="wewenang"):
        replications.stop(made, "Kami tidak suka.", by=owner)
    sign_in(client, owner)
    stop = reverse("scaling:replication-stop", args=[made.pk])
    assert client.get(stop).status_code == 404
    assert client.post(stop, {"reason": "Kami tidak suka."}).status_code == 404
    assert "Hentikan replikasi" not in client.get(made.get_absolute_url()).content.decode()

    assert Replication.objects.get().state == _S.RUNNING


@pytest.mark.parametrize("role", [Role.ADOPTER, Role.INSTITUTION_ADMIN, Role.SCALING_OFFICER])
def test_the_adopter_and_the_officer_stop_it(client, role):
    made = make.replication(_S.RUNNING)
    place = {} if role == Role.SCALING_OFFICER else {"institution": made.adopter}
    sign_in(client, make.person(role, **place))
    assert "Hentikan replikasi" in client.get(made.get_absolute_url()).content.decode()

    client.post(reverse("scaling:replication-stop", args=[made.pk]), {"reason": "Anggaran habis."})

    assert Replication.objects.get().state == _S.STOPPED


def test_a_third_institution_declines_nothing():
    made = make.replication()
    with pytest.raises(Refused, match="wewenang"):
        replications.decline(made, "Batal.", by=make.person(Role.INSTITUTION_ADMIN))
    assert Replication.objects.get().state == _S.INTEREST


def test_an_approved_replication_joins_the_case_and_its_adopter_sees_it(client):
    made = make.replication(_S.AGREED)
    case = make.scaling_case(innovation=made.source)
    make.scaling_case(innovation=made.source)
    adopter = make.person(Role.ADOPTER, institution=made.adopter)
    assert not ScalingCase.objects.viewable_by(adopter).exists()

    replications.approve(made, by=make.person(Role.SCALING_OFFICER))

    assert Replication.objects.get().case == case
    assert JournalLine.objects.of(made).get(verb="replication.approve").detail["case"] == case.pk
    assert list(ScalingCase.objects.viewable_by(adopter)) == [case]
    sign_in(client, adopter)
    assert case.get_absolute_url() in client.get(made.get_absolute_url()).content.decode()


def test_a_case_its_owner_may_not_know_of_yet_gathers_nothing_before_it_is_disclosed():
    made = make.replication(_S.AGREED)
    tick = make.relevance(made.source.entries.get())
    of_the_tick = {"relevance_id": tick.pk, "institution": tick.institution}
    case = make.scaling_case(innovation=made.source, disclosed_at=None, **of_the_tick)
    replications.approve(made, by=make.person(Role.SCALING_OFFICER))
    assert Replication.objects.get().case is None

    tasks.open_cases.delay()

    assert Replication.objects.get().case == case


def test_a_stopped_case_gathers_nothing():
    made = make.replication(_S.AGREED)
    make.scaling_case(CaseState.STOPPED, innovation=made.source)
    replications.approve(made, by=make.person(Role.SCALING_OFFICER))
    assert Replication.objects.get().case is None


def test_a_case_that_opens_takes_in_what_runs_already():
    running = make.replication(_S.RUNNING)
    make.replication(_S.INTEREST, source=running.source)
    case = make.scaling_case()
    elsewhere = make.replication(_S.RUNNING, source=running.source, case=case)

    opened = cases.open_for(
        running.source,
        make.institution(kind="KEMENTERIAN"),
        "Sejalan.",
        by=make.person(Role.SCALING_OFFICER),
    )

    assert list(opened.replications.all()) == [running]
    assert Replication.objects.get(pk=elsewhere.pk).case == case
    line = JournalLine.objects.of(running).get(verb="replication.gather")
    assert (line.subject, line.ids) == (f"scaling.ScalingCase:{opened.pk}", [running.pk])


def test_a_case_links_only_the_replications_its_reader_may_open(client):
    case = make.scaling_case()
    ours, theirs = (make.replication(_S.RUNNING, case=case) for _ in range(2))
    adopter = make.person(Role.ADOPTER, institution=ours.adopter)
    for person, opens in ((adopter, {ours}), (make.person(Role.SCALING_OFFICER), {ours, theirs})):
        sign_in(client, person)
        html = client.get(case.get_absolute_url()).content.decode()
        assert str(ours.adopter) in html
        assert str(theirs.adopter) in html
        assert {row for row in (ours, theirs) if row.get_absolute_url() in html} == opens
