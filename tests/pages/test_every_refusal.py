"""Every form of the site sent empty: the page says what is wrong, and says it to everybody."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from django.db import transaction

from tests.doors import DOORS, address, let_in, sign_in
from tests.journeys.markup import Page, value_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db]


def refusals(client, world):
    """Door -> the page that answers its empty form; forms that ask nothing have none."""
    for name in sorted(DOORS):
        for who in let_in(name)[:1]:
            url = address(name, world)
            with transaction.atomic():
                sign_in(client, world.people[who])
                answer = _send_empty(client, url)
                transaction.set_rollback(True)
            if answer is not None and answer.status_code == 200 and _summary(answer):
                yield name, answer.content.decode()


def _send_empty(client, url):
    shown = client.get(url)
    if not shown.get("Content-Type", "").startswith("text/html"):
        return None
    page = Page(shown.content.decode())
    for form in page.main.all("form"):
        action = urljoin(url, form.attrs.get("action", "")).split("#")[0]
        if form.attrs.get("method", "").lower() == "post" and action == url:
            return client.post(url, _emptied(page, form))
    return None


def _emptied(page, form) -> dict[str, list[str]]:
    """Hidden values as they are; boxes empty; nothing ticked, nothing chosen."""
    kept = [one for one in page.controls(form) if one.attrs.get("type") == "hidden"]
    return {one.attrs["name"]: value_of(one) for one in kept}


def _summary(answer) -> bool:
    return b'class="error-summary' in answer.content


def test_a_form_left_empty_is_answered_in_words(world, client, faults):
    found = dict(refusals(client, world))
    wrong = {name: told for name, html in found.items() if (told := faults(html))}
    silent = [name for name, html in found.items() if "<title>Galat: " not in html]

    assert wrong == {}
    assert silent == []
    assert len(found) >= 25, sorted(found)
