"""The public search looks in what the public may read, and nowhere else."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from submissions.models import Profile
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def found(client, words: str) -> bool:
    title = client.get("/inovasi/", {"q": words}).context["page"].object_list
    return bool(list(title))


def test_words_of_an_unreleased_summary_find_nothing_until_it_is_released(client):
    award = make.award()
    profile = Profile.objects.create(
        innovation=award.innovation, summary="Antrean purnamawidya hilang.", filled_at=now()
    )

    assert found(client, award.innovation.title)
    assert not found(client, "purnamawidya")

    profile.released_by, profile.released_at = make.person(Role.SECRETARIAT), now()
    profile.save(update_fields=["released_by", "released_at"])
    assert found(client, "purnamawidya")
