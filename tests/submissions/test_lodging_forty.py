"""A bureau lodges forty proposals with one push, and reads of each how it ended."""

from __future__ import annotations

import pytest

from submissions.models import Answer, Entry, EntryState, Lodgement, Quota
from tests import make
from tests.costs import MOST, cost
from tests.make.entries import admin_of
from tests.submissions.test_agency import DESK, LODGE, sibling

pytestmark = pytest.mark.django_db
FORTY, PLACES = 40, 30


def test_thirty_places_for_forty_of_which_one_is_empty(client):
    first = make.with_agency()
    entries = [first, *(sibling(first) for _ in range(FORTY - 1))]
    Answer.objects.filter(entry=entries[0]).update(text="")
    Quota.objects.filter(group=first.group).update(places=PLACES)
    admin = admin_of(first)
    asked, _ = cost(client, admin, DESK)
    assert asked <= MOST
    assert len(client.get(DESK).context["rows"]) == FORTY

    chosen = {"entry": [entry.pk for entry in entries]}
    report = client.post(LODGE, chosen, follow=True).content.decode()

    assert f"{PLACES} proposal diajukan, {FORTY - PLACES} tidak" in report
    lodged = Entry.objects.filter(state=EntryState.LODGED)
    assert lodged.count() == Lodgement.objects.count() == PLACES
    assert len(set(lodged.values_list("code", flat=True))) == PLACES
    assert all(entry.code in report for entry in lodged)
    assert "belum lengkap" in report
    assert Entry.objects.get(pk=entries[0].pk).state == EntryState.WITH_AGENCY

    again = client.post(LODGE, chosen, follow=True).content.decode()
    assert f"0 proposal diajukan, {FORTY} tidak" in again
    assert Lodgement.objects.count() == PLACES
