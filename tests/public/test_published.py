"""A public page describes itself, and caches may keep a stranger's for a minute."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db
PAGES = ("front", "public:award-list", "public:history", "public:help", "public:about")


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_describes_itself_and_names_its_address(client, name):
    page = client.get(reverse(name), {"q": "x"}).content.decode()
    assert '<meta name="description" content="' in page
    assert f'<link rel="canonical" href="http://testserver{reverse(name)}">' in page
    assert '<meta property="og:title" content="' in page


def test_the_page_of_an_award_describes_itself(client):
    award = make.award()
    page = client.get(reverse("public:award-detail", args=[award.pk])).content.decode()
    assert f'<meta property="og:title" content="{award.innovation.title}">' in page
    assert f"OPSI · {award.innovation.institution}" in page


@pytest.mark.parametrize("name", PAGES)
def test_strangers_pages_may_be_kept_and_nobody_elses(client, name):
    kept = client.get(reverse(name))
    assert kept["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in kept["Vary"]
    sign_in(client, make.person(Role.ADOPTER))
    assert client.get(reverse(name))["Cache-Control"] == "private, no-store"
