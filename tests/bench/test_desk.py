"""The season that the bench of the desk measures: whole, and in two states."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from kipp.bench import bureau, desk
from submissions.models import Entry

pytestmark = pytest.mark.django_db


def test_the_desk_has_its_rows_and_costs_what_is_promised():
    admin = bureau.build(12, 4)
    mine = Entry.objects.administered_by(admin)
    assert Counter(mine.values_list("state", flat=True)) == {"WITH_AGENCY": 2, "DRAFT": 2}
    assert Entry.objects.count() == 12
    client = Client()
    client.force_login(admin)
    figures = {one.name: one for one in desk._figures("desk", client, "/proposal/meja/")}
    assert figures["desk.desk.sql"].met
    assert figures["desk.desk.cpu"].value > 0
