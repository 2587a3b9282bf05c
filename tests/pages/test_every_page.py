"""Every page of the site in Chromium, as the person it is made for: read, narrowed, zoomed."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.views import defaults
from django.views.csrf import csrf_failure

from tests.doors import DOORS, address, ask, let_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db]

# Pages that look different to each role although their template is the same.
OF_EACH_ROLE = ("home",)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
# Doors that hand out files, data and parts of pages, or that only the demo has.
NO_PAGES = (
    "accounts:session-keep",
    "health",
    "jobs:job-progress",
    "submissions:absent-export",
    "submissions:agency-export",
    "submissions:entry-export",
    "submissions:entry-near",
    "submissions:screening-export",
    "submissions:title-near",
    "submissions:season-export",
)


def pages_of(client, name, world):
    """One page for each template that somebody meets behind this door; where a page says less or
    more to others by its parts, one of each make-up."""
    url, met = address(name, world), {}
    for who in let_in(name):
        response = ask(client, url, world.people[who])
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        makeup = frozenset(one.name for one in response.templates if one.name)
        met.setdefault(who if name in OF_EACH_ROLE else makeup, (who, response.content.decode()))
    return list(met.values())


@pytest.mark.parametrize("name", sorted(n for n in DOORS if let_in(n) and n not in NO_PAGES))
def test_page(name, world, client, faults):
    found = {who: wrong for who, html in pages_of(client, name, world) if (wrong := faults(html))}

    assert found == {}


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (partial(defaults.bad_request, exception=ValueError()), 400),
        (partial(defaults.permission_denied, exception=PermissionError()), 403),
        (csrf_failure, 403),
        (partial(defaults.page_not_found, exception=Http404()), 404),
        (defaults.server_error, 500),
    ],
)
def test_error_page(view, status, rf, faults):
    request = rf.get("/tidak-ada/")
    request.user = AnonymousUser()

    response = view(request)

    assert response.status_code == status
    assert faults(response.content.decode()) == []


def test_a_page_that_does_not_exist_looks_like_one_that_is_not_mine(world, client):
    mine = ask(client, address("submissions:entry-detail", world), world.people["colleague"])
    none = ask(client, "/proposal/0/", world.people["colleague"])

    assert mine.status_code == none.status_code == 404
    assert TOKEN.sub(b"", mine.content) == TOKEN.sub(b"", none.content)
