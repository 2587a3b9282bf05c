"""A host name that is not ours is refused before the middleware knows anybody."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.demo.context import logins
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/beranda/", "/tidak-ada/"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_wrong_host_is_a_bad_request_not_an_error(client, path, signed_in):
    if signed_in:
        client.force_login(make.person(Role.SECRETARIAT))

    response = client.get(path, HTTP_HOST="bukan-portal.example")

    assert response.status_code == 400
    assert "400.html" in [template.name for template in response.templates]


def test_neither_is_it_an_error_in_the_demo_which_shows_its_log_ins(rf, settings):
    settings.DEMO = True
    assert logins(rf.get("/"))["demo_logins"]
