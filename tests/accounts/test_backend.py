"""A session finds its person, with the roles he may act under, in one query."""

from __future__ import annotations

from datetime import date

import pytest

from kipp.accounts.backend import AccountBackend
from kipp.accounts.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def found(user):
    return AccountBackend().get_user(user.pk)


def test_a_person_is_found_with_his_roles_in_their_order(django_assert_num_queries):
    user = make.person(Role.LEADERSHIP)
    second = make.holding(user, Role.SCALING_OFFICER)

    with django_assert_num_queries(1):
        person = found(user)
        assert person.held == [user.acting, second]
        assert [str(one.label) for one in person.held]
    assert person == user
    assert person.acting is None  # that is the session's choice


def test_what_he_may_not_act_under_is_not_with_him():
    user = make.person(Role.LEADERSHIP)
    make.holding(user, Role.AUDITOR, confirmed_by=None)
    ended = make.holding(user, Role.SCALING_OFFICER)
    ended.ends_on = date(2021, 1, 1)
    ended.save(update_fields=["ends_on"])

    assert found(user).held == [user.acting]


def test_a_person_without_a_role_is_found_all_the_same():
    user = make.person(None)

    assert found(user) == user
    assert found(user).held == []


@pytest.mark.parametrize("role", [None, Role.LEADERSHIP])
def test_who_was_made_inactive_is_signed_out_at_once(client, role):
    user = make.person(role)
    client.force_login(user)
    assert client.get("/beranda/").status_code == 200

    user.is_active = False
    user.save(update_fields=["is_active"])

    assert found(user) is None
    assert client.get("/beranda/").status_code == 302


def test_a_role_that_ends_is_gone_with_the_next_page(client):
    user = make.person(Role.LEADERSHIP)
    client.force_login(user)
    assert client.get("/beranda/").wsgi_request.user.role == Role.LEADERSHIP

    user.holdings.update(ends_on=date(2021, 1, 1))

    assert client.get("/beranda/").wsgi_request.user.role == ""
