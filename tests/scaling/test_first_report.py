"""The half-yearly update counts from the award or the start of the work, not from before it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kipp.notices.models import Notice
from scaling import queries
from scaling.actions import reports
from scaling.models import Replication, ReplicationState, StatusReport
from tests import make

pytestmark = pytest.mark.django_db


def asked(person) -> list[str]:
    told = Notice.objects.filter(event="status.due", recipient=person, channel="PORTAL")
    return sorted(":".join(notice.key.split(":")[2:]) for notice in told)


def awarded(moment):
    award = make.award(granted_at=moment, published_at=moment)
    return award.innovation, make.owner_of(award.entry)


def test_an_award_of_december_is_first_asked_about_in_january():
    innovation, owner = awarded(datetime(2025, 12, 15, 3, tzinfo=UTC))

    for day in (15, 16, 31):
        reports.remind(at=datetime(2025, 12, day, 4, tzinfo=UTC))
    assert asked(owner) == []
    reports.remind(at=datetime(2026, 1, 1, 4, tzinfo=UTC))
    assert asked(owner) == ["2026-1:0"]

    assert reports.mark_unconfirmed(at=datetime(2026, 1, 2, tzinfo=UTC)) == 0
    assert not StatusReport.objects.filter(innovation=innovation).exists()


def test_an_award_within_the_half_year_is_asked_about_by_its_own_days():
    _, owner = awarded(datetime(2025, 10, 1, 3, tzinfo=UTC))

    reports.remind(at=datetime(2025, 10, 1, 4, tzinfo=UTC))
    assert asked(owner) == ["2025-2:0"]
    for month, day in ((10, 14), (10, 15), (10, 31)):
        reports.remind(at=datetime(2025, month, day, 4, tzinfo=UTC))
    assert asked(owner) == ["2025-2:0", "2025-2:14", "2025-2:30"]


def test_a_revoked_award_does_not_count_as_the_beginning():
    entry = make.accepted_entry()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    make.revoked(make.award(entry, published_at=long_ago))
    again = make.accepted_entry(innovation=entry.innovation)
    make.award(again, published_at=datetime(2025, 10, 1, tzinfo=UTC))

    [(innovation, since)] = queries.silent_subjects("2025-2")

    assert (innovation, since) == (entry.innovation, date(2025, 10, 1))


def test_a_replication_begun_in_the_last_days_owes_the_next_half_year():
    made = make.replication(ReplicationState.RUNNING)
    Replication.objects.filter(pk=made.pk).update(started_on=date(2025, 12, 20))

    assert made not in queries.silent_replications("2025-2")
    assert made in queries.silent_replications("2026-1")
