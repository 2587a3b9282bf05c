from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from scaling import tasks
from scaling.actions import cases, reminders
from scaling.models import CaseState, Gate, ScalingCase
from scaling.models.case import FILLS, PATH
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

EVIDENCE = {"text": "Surat minat terlampir.", "number": "B-1/2026", "dated_on": None, "values": {}}


def test_a_tick_becomes_one_case_however_often_the_sweep_runs():
    row = make.relevance()
    officer = make.person(Role.SCALING_OFFICER)

    for _ in range(2):
        tasks.open_cases.delay()

    case = ScalingCase.objects.get()
    assert (case.innovation, case.institution) == (row.entry.innovation, row.institution)
    assert (case.state, case.disclosed_at) == (CaseState.IDENTIFIED, None)
    assert JournalLine.objects.of(case).values_list("verb", "role").get() == ("case.open", "SYSTEM")
    assert Notice.objects.filter(event="case.opened", recipient=officer).count() == 2


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(monkeypatch):
    make.relevance()
    make.relevance()
    real, calls = cases._open_from_tick, []

    def dies_on_the_second(row, at):
        calls.append(row)
        if len(calls) == 2:
            raise SystemExit
        return real(row, at)

    monkeypatch.setattr(cases, "_open_from_tick", dies_on_the_second)
    with pytest.raises(SystemExit):
        cases.open_from_ticks()
    monkeypatch.undo()

    assert ScalingCase.objects.count() == 1
    assert cases.open_from_ticks() == 1
    assert ScalingCase.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_open_one_case():
    make.relevance()

    def sweep(_):
        try:
            return cases.open_from_ticks()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(sweep, range(2)))

    assert sum(opened) == 1
    assert ScalingCase.objects.count() == 1


def test_owners_see_their_case_only_after_the_award_is_published():
    row = make.relevance()
    owner = make.owner_of(row.entry)
    cases.open_from_ticks()
    assert cases.disclose() == 0
    assert not ScalingCase.objects.viewable_by(owner).exists()

    make.award(row.entry)

    assert (cases.disclose(), cases.disclose()) == (1, 0)
    assert ScalingCase.objects.viewable_by(owner).count() == 1
    assert Notice.objects.filter(event="case.disclosed", recipient=owner).exists()


def test_an_award_of_an_earlier_year_does_not_tell_owners_that_the_panel_likes_the_new_entry():
    row = make.relevance()
    make.award(make.accepted_entry(innovation=row.entry.innovation, owner=make.owner_of(row.entry)))
    cases.open_from_ticks()
    assert cases.disclose() == 0


def test_a_case_walks_the_whole_path_with_evidence_filled_and_confirmed_by_two_sides():
    case = make.scaling_case()
    people = {role: _side(case, role) for role in Role}

    for stage in PATH[1:]:
        filler = people[sorted(FILLS[stage])[0]]
        confirmer = next(
            people[role] for role in sorted(cases_confirms(stage)) if people[role].pk != filler.pk
        )
        gate = cases.fill(case, EVIDENCE, by=filler)
        case = cases.advance(case, by=confirmer, seen=gate.version)

    assert case.state == CaseState.MONITORED
    assert case.gates.filter(confirmed_at__isnull=False).count() == len(PATH) - 1
    assert JournalLine.objects.of(case).filter(verb="case.advance").count() == len(PATH) - 1


def cases_confirms(stage):
    from scaling.models.case import CONFIRMS

    return CONFIRMS[stage]


def _side(case, role):
    """A person of each role on the right side of this case."""
    place = {
        Role.KL_CONTACT: {"institution": case.institution},
        Role.INSTITUTION_ADMIN: {"institution": case.innovation.institution},
    }.get(role, {})
    if role == Role.INNOVATOR:
        return make.owner_of(case.innovation.entries.get())
    person = make.person(role, **place)
    if role == Role.ADOPTER:
        make.replication(source=case.innovation, adopter=person.acting.institution, case=case)
    return person


def test_a_stage_without_evidence_is_not_confirmed():
    case = make.scaling_case()

    with pytest.raises(Refused, match="belum diisi"):
        cases.advance(case, by=make.person(Role.SCALING_OFFICER), seen="")

    assert ScalingCase.objects.get().state == CaseState.IDENTIFIED


def test_evidence_is_not_confirmed_by_who_filled_it():
    case = make.scaling_case(CaseState.INTERESTED)
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    gate = make.gate(case, CaseState.ASSESSED, filled_by=contact)

    with pytest.raises(Refused, match="orang lain"):
        cases.advance(case, by=contact, seen=gate.version)

    assert Gate.objects.get(stage=CaseState.ASSESSED).confirmed_at is None


def test_evidence_is_filled_only_by_its_side():
    case = make.scaling_case()

    with pytest.raises(Refused, match="tidak diisi oleh peran"):
        cases.fill(case, EVIDENCE, by=make.person(Role.SCALING_OFFICER))

    assert not case.gates.exists()


def test_a_paused_case_resumes_where_it_was():
    case, officer = make.scaling_case(CaseState.PLANNED), make.person(Role.SCALING_OFFICER)

    case = cases.pause(case, "Menunggu anggaran.", by=officer)
    assert (case.state, case.paused_from) == (CaseState.PAUSED, CaseState.PLANNED)
    case = cases.resume(case, by=officer)

    assert (case.state, case.paused_from, case.stop_reason) == (CaseState.PLANNED, "", "")


def test_pausing_and_stopping_need_a_reason():
    case, officer = make.scaling_case(), make.person(Role.SCALING_OFFICER)

    for act in (cases.pause, cases.stop):
        with pytest.raises(Refused, match="alasannya"):
            act(case, "  ", by=officer)

    assert ScalingCase.objects.get().state == CaseState.IDENTIFIED


def test_a_case_by_hand_needs_an_award_and_the_own_ministry():
    entry = make.accepted_entry()
    contact = make.person(
        Role.KL_CONTACT, institution=make.institution(kind=InstitutionKind.LEMBAGA)
    )
    other = make.institution(kind=InstitutionKind.LEMBAGA)
    with pytest.raises(Refused, match="diumumkan"):
        cases.open_for(entry.innovation, contact.acting.institution, "Ya.", by=contact)

    make.award(entry)
    with pytest.raises(Refused, match="lembaganya sendiri"):
        cases.open_for(entry.innovation, other, "Ya.", by=contact)
    cases.open_for(entry.innovation, contact.acting.institution, "Ya.", by=contact)
    with pytest.raises(Refused, match="sudah ada"):
        cases.open_for(entry.innovation, contact.acting.institution, "Ya.", by=contact)

    assert ScalingCase.objects.count() == 1


def test_an_overdue_stage_is_said_once():
    case = make.scaling_case(due_on=(now() - timedelta(days=2)).date())
    contact = make.person(Role.KL_CONTACT, institution=case.institution)

    assert (reminders.overdue_stages(), reminders.overdue_stages()) == (1, 1)

    told = Notice.objects.filter(event="case.overdue", recipient=contact, channel="PORTAL")
    assert told.count() == 1
