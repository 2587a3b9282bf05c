from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, IntegrityError, transaction

from judging.actions import relevances
from judging.models import Relevance, RoundState, Stage
from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    round = make.round(stage=Stage.TPI)
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    return make.assignment(round, judge=make.judge(Role.PANELIST, institution=ministry))


def tick(seat, by=None, reason="Sejalan dengan program imunisasi"):
    by = by or make.judge_of(seat.scorecard)
    return relevances.tick(seat.round, seat.entry, reason, by=by, wished_start_on=date(2030, 1, 1))


def test_a_tick_names_the_ministry_and_tells_the_scaling_officers(seat):
    officer = make.person(Role.SCALING_OFFICER)
    made = tick(seat)
    assert (made.institution, made.holding) == (seat.holding.institution, seat.holding)
    assert made.wished_start_on == date(2030, 1, 1)
    assert JournalLine.objects.of(made).get().verb == "relevance.tick"
    assert Notice.objects.filter(event="judging.relevance", recipient=officer).exists()


def test_a_ministry_ticks_an_entry_once(seat):
    tick(seat)
    with pytest.raises(Refused, match="sudah dicatat"):
        tick(seat)
    first = Relevance.objects.get()
    first.pk = None
    with pytest.raises(IntegrityError, match="once_per_institution"), transaction.atomic():
        first.save(force_insert=True)
    with pytest.raises(Error), transaction.atomic():
        Relevance.objects.update(reason="lain")


def test_a_panelist_of_a_university_speaks_for_no_ministry(seat):
    university = make.institution(kind=InstitutionKind.PERGURUAN_TINGGI)
    panelist = make.judge(Role.PANELIST, institution=university)
    seat = make.assignment(seat.round, judge=panelist)
    with pytest.raises(Refused, match="kementerian atau lembaga"):
        tick(seat, by=panelist)
    assert not Relevance.objects.exists()


def test_a_tick_needs_a_reason_a_ministry_and_an_open_assignment(seat):
    with pytest.raises(Refused, match="Tulis alasan"):
        tick(seat, reason=" ")
    professional = make.judge(Role.PANELIST, institution=None)
    for stranger in (professional, make.judge(), make.person(Role.SECRETARIAT)):
        with pytest.raises(Refused, match="kementerian atau lembaga"):
            tick(seat, by=stranger)
    with pytest.raises(Refused, match="bukan penugasan"):
        tick(seat, by=make.judge(Role.PANELIST))
    undeclared = make.assignment(seat.round, judge=make.judge(Role.PANELIST), declared=False)
    with pytest.raises(Refused, match="belum Anda nyatakan"):
        tick(undeclared)
    make.walk_round(seat.round, RoundState.PLENARY)
    with pytest.raises(Refused, match="selama penilaian"):
        tick(seat)
    assert not Relevance.objects.exists()
