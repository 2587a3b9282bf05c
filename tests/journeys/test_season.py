"""One season, from an invitation to a scaling case and its replication: every step a form."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command

from judging import tasks as judging_tasks
from judging.models import RoundState
from kipp.journal import seals
from kipp.notices.models import Notice
from scaling import tasks as scaling_tasks
from scaling.models import Replication, ReplicationState, ScalingCase
from submissions import tasks as submissions_tasks
from submissions.models import Entry, EntryState
from tests.journeys import cast, judging, scaling, season, writing
from tests.journeys.judging import TE, TPI
from tests.journeys.visitor import Visitor

FIRST, SECOND, LATE = "Kader Jemput Sembuh", "Antrean Tanpa Duduk", "Lumbung Obat Desa"
JUDGES = ("Prof. Ratna", "Dr. Ketut", "Dr. Slamet")
PANEL = ("Siti Rahma", "Eko Nugroho", "Maya Lubis")
TOLD = {
    "account.invited", "account.role_waiting", "account.role_confirmed",
    "entry.sent", "entry.given_back", "entry.lodged", "entry.lodged_desk", "entry.returned",
    "entry.accepted", "entry.accepted_desk", "entry.lapsed",
    "judging.assigned", "judging.half", "judging.advancement", "judging.relevance",
    "round.consolidation", "round.closed", "round.public_test", "award.published",
    "case.opened", "case.disclosed", "case.gate_filled", "case.advanced",
    "replication.proposed", "replication.agreed", "replication.approved", "replication.finished",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_fresh_cache")
def test_a_season_from_an_invitation_to_a_replication():
    edition = season.begin()
    people = SimpleNamespace(**cast.invite_all(_letter_to))
    first, second = _written_and_accepted(people)
    _registration_closes(edition)
    _judged_by_evaluators(people, first, second)
    _judged_by_the_panel(people, first)
    _taken_over(people, first)

    assert [round.state for round in edition.rounds.all()] == [RoundState.ANNOUNCED] * 2
    assert ScalingCase.objects.get().state == "MONITORED"
    assert Replication.objects.get().state == ReplicationState.DONE
    assert set(Notice.objects.values_list("event", flat=True)) >= TOLD
    assert not Notice.objects.exclude(state="SENT").exists()
    _journal_is_whole()


def _written_and_accepted(people) -> tuple[writing.Proposal, writing.Proposal]:
    first = writing.draft(people.inovator, FIRST)
    writing.invite_to_team(people.inovator, first, people.rekan)
    writing.send(people.inovator, first)
    writing.give_back_and_mend(people.inovator, people.admin, first)
    first = writing.lodge(people.admin, first)
    writing.return_once(people.sekretariat, people.inovator, people.admin, first)
    writing.screen(people.sekretariat, first)
    second = writing.draft(people.inovator2, SECOND)
    writing.send(people.inovator2, second)
    second = writing.lodge(people.admin2, second)
    writing.screen(people.pasangan, second)
    writing.draft(people.rekan, LATE)
    return first, second


def _registration_closes(edition) -> None:
    """What nobody sent in time ends there, by the clock; then the judging begins."""
    season.pass_days(edition, 30)
    submissions_tasks.lapse_closed.delay()
    assert Entry.objects.get(innovation__title=LATE).state == EntryState.LAPSED


def _judged_by_evaluators(people, first, second) -> None:
    """One sheet of the first is far off; its judge looks again, and it becomes a finalist."""
    judging.open_and_deal(people.sekretariat, TE, seats="4 lembar untuk 3 penilai")
    points = {first.code: "91,5", second.code: "70"}
    judging.judge_all(people.te1, TE, points | {first.code: "58"})
    for judge in (people.te2, people.te3):
        judging.judge_all(judge, TE, points)
    judging_tasks.remind.delay()
    judging.consolidate(people.sekretariat, TE)
    judging.revise(people.te1, TE, first.code, "85,5")
    judging.confirm(people.te2, first.code)
    judging.ranked(people.sekretariat, TE, "88,50", "70,00")
    judging.decide(people.sekretariat, people.ketua, TE)
    people.inovator.open("/pemberitahuan/").misses("finalis")
    judging.announce(people.sekretariat, TE)
    letter = f"{first.code} menjadi finalis"
    judging.told(people.inovator, letter, "88,50", unnamed=JUDGES)
    refused = f"Hasil penilaian {second.code}"
    judging.told(people.inovator2, refused, "70,00", unnamed=JUDGES)


def _judged_by_the_panel(people, first) -> None:
    judging.open_and_deal(people.sekretariat, TPI, seats="3 lembar untuk 3 penilai")
    why = "Menjawab target eliminasi tuberkulosis."
    judging.judge_all(people.tpi1, TPI, {first.code: "92"}, tick=why)
    for judge in (people.tpi2, people.tpi3):
        judging.judge_all(judge, TPI, {first.code: "89"})
    judging.consolidate(people.sekretariat, TPI)
    judging.ranked(people.sekretariat, TPI, "90,00")
    judging.decide(people.sekretariat, people.ketua, TPI)
    judging.grant(people.sekretariat, first.code)
    judging.announce(people.sekretariat, TPI)
    letter = f"{first.code} terpilih untuk menerima penghargaan"
    judging.told(people.inovator, letter, "90,00", unnamed=PANEL)


def _taken_over(people, first) -> None:
    """The tick has become a case, which its owner sees now that the award is known."""
    scaling_tasks.open_cases.delay()
    people.inovator.open("/perluasan/").sees(first.title)
    scaling.through_the_gates(people, first.title)
    people.kl.open("/perluasan/").follow(first.title).sees("Tidak ada bukti yang ditunggu")
    scaling.publish_profile(people.admin, people.sekretariat, first.title)
    scaling.seen_by_everybody(Visitor(), first.title)
    scaling.replicate(people, first.title)
    Visitor().open("/inovasi/").follow(first.title).sees("1 instansi")


def _journal_is_whole() -> None:
    seals.seal(everything=True)
    said = StringIO()
    call_command("verify_journal", stdout=said)
    assert said.getvalue().startswith("Utuh:")
    assert ", 0 menunggu segel" in said.getvalue()


def _letter_to(address: str) -> str:
    return next(one.body for one in reversed(mail.outbox) if one.to == [address])
