"""A case whose innovation lost its award stands still, and its people hear of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import SYSTEM, JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from scaling import tasks
from scaling.actions import cases
from scaling.models import CaseState, ScalingCase
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def revoked(entry):
    """An award that is taken back as soon as it is there."""
    return make.revoked(make.award(entry))


def test_the_sweep_pauses_the_case_of_a_revoked_award_once():
    entry = make.accepted_entry()
    case = make.scaling_case(CaseState.PLANNED, innovation=entry.innovation)
    other = make.scaling_case(CaseState.PLANNED)
    owner = make.owner_of(entry)
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    officer = make.person(Role.SCALING_OFFICER)
    assert cases.pause_for_revoked() == 0
    revoked(entry)

    for _ in range(2):
        tasks.open_cases.delay()

    case.refresh_from_db()
    assert (case.state, case.paused_from, case.due_on) == ("PAUSED", CaseState.PLANNED, None)
    assert "dicabut" in case.stop_reason
    assert ScalingCase.objects.get(pk=other.pk).state == CaseState.PLANNED
    line = JournalLine.objects.of(case).get(verb="case.pause")
    assert (line.role, line.by) == (SYSTEM, None)
    told = Notice.objects.filter(event="case.paused", channel="PORTAL")
    for person in (owner, contact, officer):
        assert told.filter(recipient=person).count() == 1


def test_it_is_not_taken_up_again_while_nothing_stands_but_may_be_stopped():
    entry = make.accepted_entry()
    case = make.scaling_case(innovation=entry.innovation)
    officer = make.person(Role.SCALING_OFFICER)
    revoked(entry)
    cases.pause_for_revoked()

    with pytest.raises(Refused, match="tidak dapat dilanjutkan"):
        cases.resume(case, by=officer)
    assert ScalingCase.objects.get().state == CaseState.PAUSED

    assert cases.stop(case, "Penghargaan dicabut.", by=officer).state == CaseState.STOPPED


def test_a_case_of_a_disqualified_entry_is_paused_too():
    entry = make.entry("DISQUALIFIED")
    case = make.scaling_case(innovation=entry.innovation, opened_at=now() - timedelta(days=3650))

    assert cases.pause_for_revoked() == 1
    assert ScalingCase.objects.get(pk=case.pk).state == CaseState.PAUSED


def test_another_award_that_stands_keeps_the_case_going():
    first = make.accepted_entry()
    case = make.scaling_case(innovation=first.innovation)
    revoked(first)
    make.award(make.accepted_entry(innovation=first.innovation))

    assert cases.pause_for_revoked() == 0
    assert ScalingCase.objects.get(pk=case.pk).state == CaseState.IDENTIFIED


def test_a_case_opened_after_the_fall_goes_on():
    award = revoked(make.accepted_entry())
    case = make.scaling_case(innovation=award.innovation, opened_at=now() + timedelta(minutes=1))

    assert cases.pause_for_revoked() == 0
    assert ScalingCase.objects.get(pk=case.pk).state == CaseState.IDENTIFIED


def test_a_pause_by_hand_is_told_with_its_reason():
    case = make.scaling_case()
    contact = make.person(Role.KL_CONTACT, institution=case.institution)

    cases.pause(case, "Menunggu anggaran.", by=make.person(Role.SCALING_OFFICER))

    assert Notice.objects.filter(event="case.paused", recipient=contact, channel="MAIL").exists()
