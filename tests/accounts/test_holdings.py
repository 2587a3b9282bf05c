"""Roles: two persons for some, never two sides in one year, over as soon as they are ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from kipp.accounts.actions import holdings
from kipp.accounts.models import CONFIRMED, InstitutionKind, Role, RoleHolding
from kipp.accounts.models.role import CONFIRMS
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.notices.models import Channel, Notice
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def waiting(role=Role.EVALUATOR, **given):
    if "granted_by" not in given:
        given["granted_by"] = make.person(Role.SECRETARIAT)
    return make.holding(make.person(None), role, confirmed_by=None, **given)


@pytest.mark.parametrize("role", CONFIRMED)
@pytest.mark.parametrize("second", list(Role))
def test_a_role_counts_from_a_second_persons_word(role, second):
    held = waiting(role)
    by = make.person(second)
    assert not RoleHolding.objects.in_force().filter(pk=held.pk)

    if role in CONFIRMS.get(second, ()):
        holdings.confirm(held, by=by)
        assert RoleHolding.objects.in_force().filter(pk=held.pk)
        assert JournalLine.objects.get(verb="holding.confirm").by == by
        assert Notice.objects.get(channel=Channel.PORTAL).recipient == held.user
    else:
        with pytest.raises(Refused, match="orang kedua"):
            holdings.confirm(held, by=by)
        assert not RoleHolding.objects.in_force().filter(pk=held.pk)


def test_who_gave_a_role_does_not_confirm_it():
    giver = make.person(Role.SECRETARIAT)
    held = waiting(granted_by=giver)

    with pytest.raises(Refused):
        holdings.confirm(held, by=giver)
    with pytest.raises(IntegrityError, match="a_second_person"), transaction.atomic():
        RoleHolding.objects.filter(pk=held.pk).update(confirmed_by=giver)


def test_nobody_confirms_or_grants_his_own_role():
    held = waiting()
    for name in ("confirmed_by", "granted_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleHolding.objects.filter(pk=held.pk).update(**{name: held.user})
    by = make.person(Role.SECRETARIAT)
    own = make.holding(by, Role.SECRETARIAT, confirmed_by=None, starts_on=TODAY, unit=make.unit())
    with pytest.raises(Refused):
        holdings.confirm(own, by=by)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.EVALUATOR, Role.INNOVATOR),
        (Role.PANELIST, Role.INSTITUTION_ADMIN),
        (Role.PLENARY_CHAIR, Role.SECRETARIAT),
        (Role.SECRETARIAT, Role.EVALUATOR),
    ],
)
def test_the_database_keeps_the_sides_of_a_season_apart(one, other):
    user = make.person(None)
    first = make.holding(user, one, starts_on=date(2026, 2, 1), ends_on=date(2026, 4, 1))

    with pytest.raises(IntegrityError, match="nobody_judges"), transaction.atomic():
        make.holding(user, other, starts_on=date(2026, 9, 1))
    make.holding(user, other, starts_on=date(2027, 1, 1))
    assert first.user.holdings.count() == 2


def test_a_role_taken_back_on_its_first_day_stands_in_nobodys_way():
    user = make.person(None)
    make.holding(user, Role.INNOVATOR, starts_on=TODAY, ends_on=TODAY)

    assert make.holding(user, Role.EVALUATOR, starts_on=TODAY)


@pytest.mark.parametrize(
    ("one", "other"), [(Role.EVALUATOR, Role.INNOVATOR), (Role.INNOVATOR, Role.PANELIST)]
)
def test_a_day_on_which_something_was_done_counts(one, other):
    """A judge for one day does not take part in the same season, nor the other way round."""
    judge = make.person(None)
    held = make.holding(judge, one, starts_on=TODAY, granted_by=None)
    record("entry.check", held, by=judge.act_as(held), at=NOON)

    holdings.end(held, by=make.person(Role.SECRETARIAT), at=NOON)

    held.refresh_from_db()
    assert (held.ends_on, held.used) == (TODAY, True)
    with pytest.raises(IntegrityError, match="nobody_judges"), transaction.atomic():
        make.holding(judge, other, starts_on=TODAY)
    RoleHolding.objects.filter(pk=held.pk).update(used=False)
    held.refresh_from_db()
    assert held.used


def test_choosing_another_role_is_not_doing_anything_under_it():
    judge = make.person(None)
    held = make.holding(judge, Role.EVALUATOR, starts_on=TODAY)
    record("holding.switch", held, by=judge.act_as(held), at=NOON)

    holdings.end(held, by=make.person(Role.SECRETARIAT), at=NOON)

    assert make.holding(judge, Role.INNOVATOR, starts_on=TODAY)


def test_a_secretary_may_also_accompany_scaling():
    user = make.person(Role.SECRETARIAT)

    assert make.holding(user, Role.SCALING_OFFICER)


def test_a_role_counts_from_its_first_day_to_the_day_it_ends():
    user = make.person(None)
    make.holding(user, Role.LEADERSHIP, starts_on=TODAY, ends_on=TODAY + timedelta(days=2))

    counts = [
        RoleHolding.objects.in_force(TODAY + timedelta(days=n)).filter(user=user).exists()
        for n in (-1, 0, 1, 2)
    ]
    assert counts == [False, True, True, False]


def test_roles_of_an_inactive_person_do_not_count():
    user = make.person(Role.LEADERSHIP)
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert not RoleHolding.objects.taken_up_by(user).exists()


def test_ending_a_role_takes_effect_at_once(client):
    institution = make.institution()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=institution)
    innovator = make.person(Role.INNOVATOR, unit=make.unit(institution))
    client.force_login(innovator)
    assert client.get("/akun/profil/").wsgi_request.user.acting

    holdings.end(innovator.acting, by=admin)

    assert client.get("/akun/profil/").wsgi_request.user.acting is None
    assert JournalLine.objects.get(verb="holding.end").by == admin
    assert Notice.objects.filter(event="account.role_ended", recipient=innovator).exists()


def test_the_last_day_is_that_of_jakarta():
    held = waiting(Role.EVALUATOR, starts_on=date(2026, 1, 1))
    late = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)  # past midnight in Jakarta

    assert holdings.end(held, by=make.person(Role.SECRETARIAT), at=late).ends_on == TODAY


@pytest.mark.parametrize("role", list(Role))
def test_only_who_could_have_given_a_role_ends_it(role):
    by = make.person(role)
    held = make.person(Role.EVALUATOR).acting

    if role == Role.SECRETARIAT:
        assert holdings.end(held, by=by).ends_on
    else:
        with pytest.raises(Refused, match="bukan wewenang"):
            holdings.end(held, by=by)


def test_an_admin_lokal_ends_roles_of_his_own_people_only():
    institution = make.institution()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=institution)
    bumd = make.institution(kind=InstitutionKind.BUMD, parent=institution)
    mine = make.person(Role.INNOVATOR, unit=make.unit(bumd))
    colleague = make.person(Role.INSTITUTION_ADMIN, institution=institution)
    stranger = make.person(Role.INNOVATOR)

    holdings.end(mine.acting, by=admin)
    for other in (colleague, stranger, admin):
        with pytest.raises(Refused):
            holdings.end(other.acting, by=admin)


def test_a_second_end_is_refused():
    by = make.person(Role.SECRETARIAT)
    held = make.person(Role.EVALUATOR).acting
    holdings.end(held, by=by)

    with pytest.raises(Refused):
        holdings.end(held, by=by)
    assert JournalLine.objects.filter(verb="holding.end").count() == 1


def test_switching_is_written_under_the_role_left():
    user = make.person(Role.LEADERSHIP)
    other = make.holding(user, Role.SCALING_OFFICER)

    holdings.switch(other, by=user)

    line = JournalLine.objects.get(verb="holding.switch")
    assert (line.role, line.detail) == (Role.LEADERSHIP, {"to": Role.SCALING_OFFICER})


@pytest.mark.parametrize("case", ["somebody else's", "ended", "unconfirmed"])
def test_nobody_switches_to_a_role_he_does_not_hold(case):
    user = make.person(Role.LEADERSHIP)
    other = {
        "somebody else's": lambda: make.person(Role.SCALING_OFFICER).acting,
        "ended": lambda: make.holding(user, Role.SCALING_OFFICER, ends_on=date(2021, 1, 1)),
        "unconfirmed": lambda: make.holding(user, Role.AUDITOR, confirmed_by=None),
    }[case]()

    with pytest.raises(Refused):
        holdings.switch(other, by=user)
    assert not JournalLine.objects.exists()


def test_those_who_may_confirm_are_told_but_not_who_gave_the_role():
    from kipp.accounts import mail

    giver, second = make.person(Role.SECRETARIAT), make.person(Role.SECRETARIAT)
    make.person(Role.SUPERUSER)
    held = waiting(granted_by=giver)

    mail.role_waiting(held, at=NOON)

    told = Notice.objects.filter(channel=Channel.PORTAL)
    # `make.holding` brings confirming colleagues without a role of their own: they are not asked.
    assert set(told.values_list("recipient", flat=True)) == {second.pk}
