"""What browsers and search engines ask for without being told to."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_icon_is_where_browsers_look(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer.url.partition("/static/")[2])


def test_search_engines_are_kept_to_the_public_pages(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    closed = [line.split()[1] for line in answer.content.decode().splitlines()[1:]]
    for name in ("home", "account_login", "judging:desk", "scaling:case-list"):
        assert any(reverse(name).startswith(path) for path in closed), name
    for name in ("front", "public:award-list", "public:history", "public:help", "public:about"):
        assert not any(reverse(name).startswith(path) for path in closed), name
