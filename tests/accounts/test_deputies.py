"""An Admin Lokal who is away: his deputy acts in his place, in those days only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kipp.accounts.actions import deputies, holdings
from kipp.accounts.actions.calendar import day_of
from kipp.accounts.models import HoldingState, Role, RoleHolding
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Channel, Notice
from submissions.models import Entry
from tests import make
from tests.costs import cost
from tests.doors import sign_in
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return day_of(datetime.now(tz=UTC))


@pytest.fixture
def admin():
    return make.person(Role.INSTITUTION_ADMIN)


@pytest.fixture
def colleague(admin):
    home = admin.acting.institution
    return make.person(Role.INNOVATOR, institution=home, unit=make.unit(home))


def named(admin, colleague, start=0, days=5) -> RoleHolding:
    first = today() + start * DAY
    return deputies.name(colleague, first, first + (days - 1) * DAY, by=admin)


def test_acts_from_the_first_day_to_the_last_and_no_longer(admin, colleague):
    made = named(admin, colleague, start=2, days=3)
    force = RoleHolding.objects.in_force
    counts = [force(today() + n * DAY).filter(pk=made.pk).exists() for n in range(7)]
    assert counts == [False, False, True, True, True, False, False]
    assert made.state == HoldingState.COMPLETE
    line = JournalLine.objects.get(verb="holding.deputise")
    assert (line.by, line.detail) == (admin, {"deputises": admin.acting.pk})
    told = Notice.objects.filter(event="account.deputy_named", channel=Channel.MAIL)
    assert {one.recipient for one in told} == {admin, colleague}


def test_the_deputy_lodges_for_the_institution_and_for_no_other(admin, colleague):
    entry = make.with_agency(owner=colleague)
    stranger = make.with_agency()
    made = named(admin, colleague)
    deputy = type(colleague).objects.get(pk=colleague.pk).act_as(made)
    mine = Entry.objects.administered_by(deputy)
    assert list(mine) == [entry]
    assert stranger not in mine


def test_a_period_that_is_over_gives_nothing(client, admin, colleague):
    made = named(admin, colleague)
    RoleHolding.objects.filter(pk=made.pk).update(starts_on=today() - 3 * DAY, ends_on=today())
    made = RoleHolding.objects.get(pk=made.pk)
    assert made.state == HoldingState.EXPIRED
    assert made not in RoleHolding.objects.taken_up_by(colleague)
    sign_in(client, type(colleague).objects.get(pk=colleague.pk).act_as(made))
    assert client.get(reverse("submissions:agency-desk")).status_code == 404


@pytest.mark.parametrize(
    ("start", "days", "why"),
    [(-1, 3, "hari ini atau sesudahnya"), (0, 31, "paling lama 30 hari"), (3, 0, "sebelum hari")],
)
def test_days_that_do_not_do_are_refused(admin, colleague, start, days, why):
    with unchanged(), pytest.raises(Refused, match=why):
        named(admin, colleague, start, days)


def test_as_many_days_as_the_setting_says(admin, colleague, settings):
    settings.DEPUTY_DAYS = 40
    assert named(admin, colleague, 0, 40)


def test_two_deputies_on_one_day_are_refused_and_one_after_the_other_is_not(admin, colleague):
    home = admin.acting.institution
    other = make.person(Role.INNOVATOR, institution=home, unit=make.unit(home))
    named(admin, colleague, 0, 5)
    with unchanged(), pytest.raises(Refused, match="sudah mempunyai wakil"):
        named(admin, other, 4, 5)
    assert named(admin, other, 5, 5)


def test_nobody_of_another_institution_and_not_himself(admin):
    for person in (make.person(Role.INNOVATOR, unit=make.unit()), admin, make.person(None)):
        with unchanged(), pytest.raises(Refused, match="di instansi Anda"):
            named(admin, person)


def test_a_deputy_names_no_deputy(admin, colleague):
    home = admin.acting.institution
    other = make.person(Role.INNOVATOR, institution=home, unit=make.unit(home))
    deputy = type(colleague).objects.get(pk=colleague.pk).act_as(named(admin, colleague))
    with unchanged(), pytest.raises(Refused, match="Hanya Admin Lokal sendiri"):
        named(deputy, other, 10)
    with unchanged(), pytest.raises(Refused, match="Hanya Admin Lokal sendiri"):
        named(make.person(Role.SECRETARIAT), colleague, 10)


def test_revoked_it_counts_no_more_and_the_days_are_free(admin, colleague):
    made = named(admin, colleague)
    deputies.revoke(made, by=admin)
    assert not RoleHolding.objects.in_force().filter(pk=made.pk)
    assert Notice.objects.filter(event="account.deputy_ended", channel=Channel.MAIL).count() == 2
    with unchanged(), pytest.raises(Refused, match="sudah berakhir"):
        deputies.revoke(made, by=admin)
    assert named(admin, colleague)


def test_another_institutions_admin_does_not_revoke(admin, colleague):
    made = named(admin, colleague)
    with unchanged(), pytest.raises(Refused):
        deputies.revoke(made, by=make.person(Role.INSTITUTION_ADMIN))


def test_it_ends_with_the_role_it_stands_in_for(admin, colleague):
    made = named(admin, colleague, 1, 5)
    holdings.end(admin.acting, by=make.person(Role.SECRETARIAT))
    made.refresh_from_db()
    assert made.ends_on == made.starts_on
    assert Notice.objects.filter(event="account.deputy_ended").exists()


@pytest.mark.parametrize(
    "fault", [{"ends_on": None}, {"role": Role.INNOVATOR}, {"granted_by": None}]
)
def test_the_database_knows_what_a_deputy_is(admin, colleague, fault):
    made = named(admin, colleague)
    with pytest.raises(IntegrityError, match="deputy_of_an_admin"), transaction.atomic():
        RoleHolding.objects.filter(pk=made.pk).update(**fault)


@pytest.mark.django_db(transaction=True)
def test_two_named_at_once_are_one(admin, colleague):
    outcomes = at_once(*[lambda: named(admin, colleague)] * 2)
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert RoleHolding.objects.exclude(deputises=None).count() == 1


def test_from_the_page_and_back(client, admin, colleague):
    where = reverse("accounts:deputy-list")
    client.force_login(admin)
    days = dict(zip(("0", "1", "2"), (today().day, today().month, today().year), strict=True))
    sent = {"person": colleague.pk}
    sent |= {f"{name}_{n}": v for name in ("starts_on", "last_on") for n, v in days.items()}
    page = client.post(where, sent, follow=True).content.decode()
    assert f"{colleague} ditunjuk" in page
    made = RoleHolding.objects.get(deputises=admin.acting)
    again = client.post(where, sent).content.decode()
    assert "sudah mempunyai wakil" in again
    url = reverse("accounts:deputy-revoke", args=[made.pk])
    assert "dicabut" in client.post(url, follow=True).content.decode()


def test_the_page_costs_the_same_at_one_row_and_three(client, admin, colleague):
    where = reverse("accounts:deputy-list")
    named(admin, colleague)
    one, _ = cost(client, admin, where)
    named(admin, colleague, 10)
    named(admin, colleague, 20)
    assert cost(client, admin, where)[0] == one <= 12
