from __future__ import annotations

from datetime import date

import pytest

from judging.actions.conflicts import Conflict, hard_conflicts
from kipp.accounts.models import InstitutionKind, RegionKind, Role
from submissions.models import TeamMember
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

KIND = InstitutionKind


def entry_of(institution):
    return make.draft(owner=make.person(Role.INNOVATOR, unit=make.unit(institution)))


def between(judge, entry):
    found = hard_conflicts([judge.acting], [entry.pk])
    assert set(found) <= {(judge.acting.pk, entry.pk)}
    return found.get((judge.acting.pk, entry.pk))


def test_a_judge_of_somewhere_else_is_free():
    assert between(make.judge(), entry_of(make.institution())) is None


def test_the_same_institution_also_under_its_new_name():
    renamed = make.institution(kind=KIND.LEMBAGA)
    old = make.institution(kind=KIND.LEMBAGA, valid_to=date(2024, 1, 1), successor=renamed)

    assert between(make.judge(institution=renamed), entry_of(renamed)) is Conflict.INSTITUTION
    assert between(make.judge(institution=renamed), entry_of(old)) is Conflict.INSTITUTION


def test_a_state_university_and_its_ministry_either_way():
    ministry = make.institution(kind=KIND.KEMENTERIAN)
    university = make.institution(kind=KIND.PERGURUAN_TINGGI, parent=ministry)
    sibling = make.institution(kind=KIND.PERGURUAN_TINGGI, parent=ministry)

    assert between(make.judge(institution=university), entry_of(ministry)) is Conflict.PARENT
    assert between(make.judge(institution=ministry), entry_of(university)) is Conflict.PARENT
    assert between(make.judge(institution=university), entry_of(sibling)) is None


def test_kemenpanrb_keeps_its_own_panelists_out_of_its_own_entries():
    ministry = make.institution(kind=KIND.KEMENTERIAN, code="KL-PANRB")
    panelist = make.judge(Role.PANELIST, institution=ministry)
    assert between(panelist, entry_of(ministry)) is Conflict.INSTITUTION


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (KIND.PERGURUAN_TINGGI, KIND.PROVINSI, Conflict.PROVINCE),
        (KIND.PERGURUAN_TINGGI, KIND.KABUPATEN, Conflict.PROVINCE),
        (KIND.PERGURUAN_TINGGI, KIND.KOTA, Conflict.PROVINCE),
        (KIND.PERGURUAN_TINGGI, KIND.BUMD, Conflict.PROVINCE),
        (KIND.KOTA, KIND.PERGURUAN_TINGGI, Conflict.PROVINCE),
        (KIND.PERGURUAN_TINGGI, KIND.PERGURUAN_TINGGI, None),
        (KIND.KOTA, KIND.KABUPATEN, None),
    ],
)
def test_the_same_province_counts_between_university_and_region_only(ours, theirs, expected):
    province = make.region(code="33")
    city = make.region(code="33.74", kind=RegionKind.CITY, parent=province)
    judge = make.judge(institution=make.institution(kind=ours, region=city))
    assert between(judge, entry_of(make.institution(kind=theirs, region=province))) is expected


def test_another_province_is_far_enough():
    judge = make.judge(
        institution=make.institution(kind=KIND.PERGURUAN_TINGGI, region=make.region(code="34"))
    )
    theirs = make.institution(kind=KIND.PROVINSI, region=make.region(code="33"))
    assert between(judge, entry_of(theirs)) is None


def test_every_institution_a_person_works_for_counts():
    ministry = make.institution(kind=KIND.KEMENTERIAN)
    professional = make.person(Role.PANELIST)
    make.holding(professional, Role.KL_CONTACT, institution=ministry)
    assert between(professional, entry_of(ministry)) is Conflict.INSTITUTION


def test_a_member_of_the_team():
    entry, judge = entry_of(make.institution()), make.judge()
    TeamMember.objects.create(entry=entry, user=judge)
    assert between(judge, entry) is Conflict.TEAM


def test_who_declared_a_conflict_once_stays_out_in_every_round_and_role():
    round = make.round()
    recused = make.assignment(round, recused_at=now(), recusal_reason="Pembimbing tim")
    person = recused.holding.user
    other = person.act_as(make.holding(person, Role.PANELIST))
    assert between(other, recused.entry) is Conflict.DECLARED


def test_the_cost_does_not_grow_with_the_pairs(django_assert_max_num_queries):
    judges = [make.judge() for _ in range(5)]
    entries = [entry_of(make.institution()).pk for _ in range(5)]
    with django_assert_max_num_queries(6):
        hard_conflicts([one.acting for one in judges], entries)
