"""What the pages of scaling ask of the database: never more than twelve statements, and each list
as many for three rows as for one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kipp.accounts.models import Role
from scaling.models import ReplicationState, StatusReport
from tests import make
from tests.costs import MOST, cost
from tests.doors import DOORS, address, let_in, sign_in

if TYPE_CHECKING:
    from kipp.accounts.models import User

pytestmark = pytest.mark.django_db
Page = tuple["User", str]


def case_list(rows: int) -> Page:
    for _ in range(rows):
        make.scaling_case()
    return make.person(Role.SCALING_OFFICER), reverse("scaling:case-list")


def case_detail(rows: int) -> Page:
    """As many replications in the case."""
    case = make.scaling_case()
    for _ in range(rows):
        make.replication(case=case)
    return make.person(Role.SCALING_OFFICER), case.get_absolute_url()


def replication_list(rows: int) -> Page:
    for _ in range(rows):
        make.replication()
    return make.person(Role.SCALING_OFFICER), reverse("scaling:replication-list")


def replication_detail(rows: int) -> Page:
    made = make.replication(ReplicationState.RUNNING)
    _reports(rows, replication=made)
    return make.person(Role.SCALING_OFFICER), made.get_absolute_url()


def province_table(rows: int) -> Page:
    for n in range(rows):
        code = f"{30 + rows + n}"  # 31; then 33 to 35
        region = make.region(code=code, name=f"Provinsi {code}")
        make.replication(adopter=make.institution(region=region))
    return make.person(Role.SCALING_OFFICER), reverse("scaling:province-table")


def innovation_list(rows: int) -> Page:
    admin = make.person(Role.INSTITUTION_ADMIN)
    home = admin.acting.institution
    for _ in range(rows):
        owner = make.person(Role.INNOVATOR, unit=make.unit(home), institution=home)
        award = make.award(make.accepted_entry(owner=owner))
        _reports(1, innovation=award.innovation)
    return admin, reverse("scaling:innovation-list")


def innovation_report(rows: int) -> Page:
    innovation = make.award().innovation
    _reports(rows, innovation=innovation)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=innovation.institution)
    return admin, reverse("scaling:innovation-report", args=[innovation.pk])


LISTS = (
    *(case_list, case_detail, replication_list, replication_detail),
    *(province_table, innovation_list, innovation_report),
)


def _reports(rows: int, **of) -> None:
    for n in range(rows):
        StatusReport.objects.create(
            **of,
            period=f"{2024 + n}-1",
            status="SMOOTH",
            by=make.person(None),
            at=datetime.now(UTC),
        )


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.__name__)
def test_a_list_costs_the_same_at_one_row_and_three(client, page):
    one, few = cost(client, *page(1))
    three, more = cost(client, *page(3))

    assert one == three <= MOST
    assert more.count("<tr") > few.count("<tr")


@pytest.mark.parametrize("name", [name for name in DOORS if name.startswith("scaling:")])
def test_no_page_asks_more_than_twelve(name, world, client):
    for who in let_in(name):
        sign_in(client, world.people[who])
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, world))
        assert len(asked) <= MOST, who
