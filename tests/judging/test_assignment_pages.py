"""Evidence handed to a judge, and the secretariat's page of who judges what."""

from __future__ import annotations

import pytest
from django.urls import reverse

from judging.models import Assignment, AssignmentSource
from kipp.accounts.models import Role
from kipp.jobs.models import Job
from tests import make
from tests.doors import sign_in
from tests.judging.world import attachment, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client):
    person = make.person(Role.SECRETARIAT)
    sign_in(client, person)
    return person


def page(name, pk, **more):
    return reverse(f"judging:{name}", kwargs={"pk": pk} | more)


def judged_with_files():
    """A seat whose frozen version lists one file; another was attached after lodging."""
    edition = make.edition()
    entry = make.candidate_entry(edition)
    named = attachment(entry, by=entry.created_by)
    make.lodgement(entry, attachments=[listed(named)])
    later = attachment(entry, by=entry.created_by, name="susulan.pdf")
    seat = make.assignment(make.round(of=edition, entries=0))
    return seat, named, later


def test_a_judge_opens_the_files_that_were_lodged_and_no_other(client):
    seat, named, later = judged_with_files()
    elsewhere, other, _ = judged_with_files()
    sign_in(client, make.judge_of(seat.scorecard))

    answer = client.get(page("evidence-open", seat.pk, file=named.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    for pk, file in ((seat.pk, later.pk), (seat.pk, other.pk), (elsewhere.pk, other.pk)):
        assert client.get(page("evidence-open", pk, file=file)).status_code == 404


@pytest.mark.parametrize("how", ["undeclared", "recused"])
def test_a_file_stays_shut_before_the_declaration_and_after_a_recusal(client, how):
    seat, named, _ = judged_with_files()
    sign_in(client, make.judge_of(seat.scorecard))
    if how == "undeclared":
        Assignment.objects.update(declared_at=None)
    else:
        client.post(page("assignment-recuse", seat.pk), {"reason": "Keluarga"})
    assert client.get(page("evidence-open", seat.pk, file=named.pk)).status_code == 404


def test_the_button_deals_the_round_in_a_job(
    client, secretariat, django_capture_on_commit_callbacks
):
    round = make.round(entries=2)
    [make.judge() for _ in range(3)]
    assert "Bagikan tugas" in client.get(page("assignment-plan", round.pk)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page("assignment-deal", round.pk))

    shown = client.get(page("assignment-plan", round.pk)).content.decode()
    assert Job.objects.get().state == "DONE"
    assert "4 lembar untuk 3 penilai" in shown
    assert "Bagikan tugas" not in shown


def test_an_empty_seat_is_listed_and_filled_or_given_by_hand(client, secretariat):
    round = make.round(entries=2)
    one, two = (candidate.entry for candidate in round.candidates.order_by("pk"))
    make.assignment(round, entry=one)
    free = make.judge()
    shown = client.get(page("assignment-plan", round.pk))
    assert [row.entry.code for row in shown.context["lacking"]] == [two.code, one.code]

    add = page("assignment-add", round.pk)
    refused = client.post(add, {"code": "KIPP-1-00000", "holding": free.acting.pk})
    assert "Tidak ada proposal dengan nomor ini" in refused.content.decode()
    client.post(add, {"code": one.code.lower(), "holding": free.acting.pk})
    assert Assignment.objects.get(source=AssignmentSource.HAND).entry == one

    make.judge()
    client.post(page("assignment-top-up", round.pk))
    assert Assignment.objects.live().filter(entry=two).count() == 2


def test_a_conflict_is_said_on_the_form(client, secretariat):
    round = make.round()
    entry = round.candidates.get().entry
    near = make.judge(institution=entry.innovation.institution)
    sent = {"code": entry.code, "holding": near.acting.pk}
    shown = client.post(page("assignment-add", round.pk), sent).content.decode()
    assert "Benturan kepentingan: instansi yang sama." in shown
    assert not Assignment.objects.exists()


def test_the_secretariat_frees_a_seat_and_the_page_lists_it(client, secretariat):
    card = make.signed_sheet(value="73.46")
    seat = card.assignment
    of_judge = client.get(
        page("assignment-judge", seat.round_id, holding=seat.holding_id)
    ).content.decode()
    assert page("assignment-release", seat.pk) in of_judge
    assert "73,46" not in of_judge
    assert "73.46" not in of_judge

    client.post(page("assignment-release", seat.pk), {"reason": "Sakit berkepanjangan"})
    card.refresh_from_db()
    assert card.state == "VOID"
    shown = client.get(page("assignment-plan", seat.round_id)).content.decode()
    assert "Sakit berkepanjangan" in shown
    assert client.get(page("assignment-release", seat.pk)).status_code == 404
