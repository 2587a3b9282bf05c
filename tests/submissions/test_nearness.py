"""Nobody screens what is his own, by the roles the portal really gives (rules, section 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kipp.accounts.actions import holdings, people
from kipp.accounts.models import InstitutionKind, Role, RoleHolding, User
from kipp.journal.moves import Refused
from submissions.actions import screening, teams
from submissions.actions.nearness import own_of
from submissions.models import Edition, Entry, Verdict
from tests import make
from tests.submissions.test_screening import checked
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


def of(institution) -> Entry:
    owner = make.person(Role.INNOVATOR, unit=make.unit(institution))
    return make.lodged_entry(owner=owner)


@pytest.fixture
def organiser():
    return make.institution(kind=InstitutionKind.KEMENTERIAN, code="KL-PANRB")


@pytest.fixture
def of_the_organiser(organiser) -> Entry:
    entry = of(organiser)
    Edition.objects.update(organizer="KL-PANRB")
    return entry


def invited(email: str, institution=None) -> User:
    """A member of the secretariat as the portal makes one: invited, accepted, confirmed."""
    by, second = make.person(Role.SUPERUSER), make.person(Role.SUPERUSER)
    letter = people.invite(
        by=by, email=email, name="Sari", role=Role.SECRETARIAT, institution=institution
    )
    user = people.accept(letter.token, name="Sari", password="belum-ada-di-daftar-91")
    holding = holdings.confirm(RoleHolding.objects.get(user=user), by=second)
    return user.act_as(holding)


def test_the_secretariat_does_not_screen_what_the_organiser_entered(of_the_organiser):
    entry, by = of_the_organiser, invited("sari@panrb.contoh.id")
    item = entry.group.checklist.get()
    with unchanged(), pytest.raises(Refused, match="rekan lain"):
        screening.mark(entry, item, Verdict.MET, by=by)
    assert own_of(by, [entry, of(make.institution())]) == [entry]


def test_who_is_seconded_from_elsewhere_screens_the_organiser_and_not_his_home(of_the_organiser):
    home = make.institution(kind=InstitutionKind.LEMBAGA)
    by, at_home = invited("sari@lembaga.contoh.id", home), of(home)
    screening.accept(checked(of_the_organiser, by=by), by=by)
    assert own_of(by, [of_the_organiser, at_home]) == [at_home]


def test_who_is_seconded_and_also_sets_the_portal_up_belongs_to_the_organiser(of_the_organiser):
    by = invited("sari@lembaga.contoh.id", make.institution(kind=InstitutionKind.LEMBAGA))
    make.holding(by, Role.SUPERUSER)
    assert own_of(by, [of_the_organiser]) == [of_the_organiser]


def test_the_pic_of_an_entry_does_not_accept_it_as_secretariat():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = checked(make.lodged_entry(owner=owner), by=make.person(Role.SECRETARIAT))
    by = owner.act_as(make.holding(owner, Role.SECRETARIAT))
    with unchanged(), pytest.raises(Refused, match="tim yang Anda ikuti"):
        screening.accept(entry, by=by)


def test_nor_does_who_was_in_the_team_once():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)
    colleague = make.person(Role.INNOVATOR, unit=owner.acting.unit)
    teams.add_member(entry, colleague, by=owner)
    teams.remove_member(entry, colleague, by=owner)
    RoleHolding.objects.filter(user=colleague).update(ends_on=timezone.localdate())
    by = colleague.act_as(make.holding(colleague, Role.SECRETARIAT))
    assert own_of(by, [entry, make.draft()]) == [entry]


@pytest.mark.parametrize("relation", ["same", "parent", "child"])
def test_another_role_in_force_counts_too(relation):
    home, by = make.institution(), make.person(Role.SECRETARIAT)
    theirs = home
    if relation == "parent":
        theirs = make.institution(parent=home)
    if relation == "child":
        theirs = make.institution()
        home.parent = theirs
        home.save(update_fields=["parent"])
    entry = of(theirs)
    assert own_of(by, [entry]) == []
    held = make.holding(by, Role.ADOPTER, institution=home)
    assert own_of(by, [entry]) == [entry]
    held.ends_on = timezone.localdate() - timedelta(days=1)
    held.save(update_fields=["ends_on"])
    assert own_of(by, [entry]) == []


def test_many_are_looked_at_in_two_queries(django_assert_num_queries):
    by, rows = make.person(Role.SECRETARIAT), [make.lodged_entry() for _ in range(3)]
    with django_assert_num_queries(2):
        assert own_of(by, rows) == []
