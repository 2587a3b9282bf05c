"""What a page's own save costs, and two of them at once: in transactions of their own, as in a season."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from kipp.accounts.models import Role
from tests import make
from tests.doors import sign_in
from tests.submissions.test_autosave import save, stored
from tests.submissions.whole import whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_fresh_cache")]
MOST = 8  # statements, the session and the person included


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED"])
def test_it_asks_at_most_eight_statements(client, state):
    proposal = whole(state)
    sign_in(client, proposal.owner)
    version = stored(proposal.entry, "2")[1]
    save(client, proposal.entry, "Hangat.", version=version, code="2")

    answer = save(client, proposal.entry, "Kata baru.", version=version + 1, code="2")

    assert answer.status_code == 200
    assert int(answer["Server-Timing"].split(";dur=")[1].split(",")[0]) <= MOST


def test_two_saves_of_one_version_at_once():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)
    clients, start, answers = [Client(), Client()], Barrier(2), {}
    for one in clients:
        sign_in(one, owner)

    def put(client: Client, text: str) -> None:
        start.wait()
        answers[text] = save(client, entry, text).status_code
        connection.close()

    tabs = [Thread(target=put, args=pair) for pair in zip(clients, ("Satu.", "Dua."), strict=True)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert sorted(answers.values()) == [200, 412]
    assert stored(entry) == (next(text for text, status in answers.items() if status == 200), 2)
