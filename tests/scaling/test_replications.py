from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from scaling import queries, tasks
from scaling.actions import reminders, replications, reports
from scaling.models import Replication, ReplicationState, Status, StatusReport
from tests import make

pytestmark = pytest.mark.django_db


def test_a_replication_goes_from_interest_to_its_result():
    award = make.award()
    owner = make.owner_of(award.entry)
    adopter, officer = make.person(Role.ADOPTER), make.person(Role.SCALING_OFFICER)

    made = replications.propose(award.innovation, "Antrean kami sama.", by=adopter)
    made = replications.agree(made, by=owner, number="12/KS", signed_on=date(2026, 3, 1))
    made = replications.approve(made, by=officer)
    made = replications.start(made, by=adopter)
    reports.report_replication(made, Status.GROWING, by=adopter, reached=1200)
    made = replications.finish(made, by=officer)

    assert made.state == ReplicationState.DONE
    verbs = ["propose", "agree", "approve", "start", "finish"]
    lines = JournalLine.objects.of(made).filter(verb__startswith="replication.")
    assert [line.verb for line in lines] == [f"replication.{verb}" for verb in verbs]
    assert Notice.objects.filter(event="replication.proposed", recipient=owner).exists()
    assert Notice.objects.filter(event="replication.finished", recipient=adopter).exists()
    assert queries.reach_of(award.innovation) == {"taken_over": 1, "on_the_way": 0}


def test_only_awarded_innovations_are_proposed_and_only_once():
    entry, adopter = make.accepted_entry(), make.person(Role.ADOPTER)
    with pytest.raises(Refused, match="diumumkan"):
        replications.propose(entry.innovation, "Ya.", by=adopter)
    make.award(entry)
    own = make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    with pytest.raises(Refused, match="milik instansi Anda"):
        replications.propose(entry.innovation, "Ya.", by=own)

    replications.propose(entry.innovation, "Ya.", by=adopter)
    with pytest.raises(Refused, match="sudah menyatakan"):
        replications.propose(entry.innovation, "Ya.", by=adopter)

    assert Replication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_propose_once():
    innovation, adopter = make.award().innovation, make.person(Role.ADOPTER)

    def propose(_):
        try:
            replications.propose(innovation, "Ya.", by=adopter)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(propose, range(2))) == [False, True]
    assert Replication.objects.count() == 1


def test_the_database_refuses_a_second_living_pair():
    first = make.replication()
    with (
        pytest.raises(IntegrityError, match="replication_living_once_per_pair"),
        transaction.atomic(),
    ):
        make.replication(source=first.source, adopter=first.adopter)


def test_an_agreement_cites_its_letter_in_the_right_order():
    made = make.replication()
    owner = make.owner_of(made.source.entries.get())

    for given, words in (
        ({"number": " ", "signed_on": date(2026, 1, 1)}, "nomor"),
        ({"number": "1", "signed_on": date(2999, 1, 1)}, "belum lewat"),
        ({"number": "1", "signed_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "berakhir"),
    ):
        with pytest.raises(Refused, match=words):
            replications.agree(made, by=owner, **given)

    assert Replication.objects.get().state == ReplicationState.INTEREST


def test_only_the_owner_agrees_and_only_the_adopter_starts():
    made = make.replication()
    stranger = make.person(Role.INSTITUTION_ADMIN)
    with pytest.raises(Refused, match="wewenang"):
        replications.agree(made, by=stranger, number="1", signed_on=date(2026, 1, 1))

    approved = make.replication(ReplicationState.APPROVED)
    with pytest.raises(Refused, match="wewenang"):
        replications.start(approved, by=stranger)

    assert {made.state, approved.state} == {"INTEREST", "APPROVED"}


def test_a_result_without_a_single_update_is_not_confirmed():
    made = make.replication(ReplicationState.RUNNING)

    with pytest.raises(Refused, match="pembaruan"):
        replications.finish(made, by=make.person(Role.SCALING_OFFICER))

    assert Replication.objects.get().state == ReplicationState.RUNNING


def test_an_accepted_entry_of_the_replication_group_proposes_one_replication():
    source = make.award().innovation
    group = make.group(make.edition(), code="replikasi", requires_source=True)
    entry = make.accepted_entry(of=group, source=source)

    for _ in range(2):
        tasks.propose_replications.delay()

    made = Replication.objects.get()
    assert (made.source, made.adopter, made.entry) == (
        source,
        entry.innovation.institution,
        entry,
    )


JANUARY = datetime(2026, 1, 20, tzinfo=UTC)


def test_whoever_says_nothing_for_a_half_year_is_unconfirmed_once():
    made = make.replication(ReplicationState.RUNNING)
    Replication.objects.filter(pk=made.pk).update(started_on=date(2025, 8, 1))

    assert (reports.mark_unconfirmed(at=JANUARY), reports.mark_unconfirmed(at=JANUARY)) == (1, 0)

    row = StatusReport.objects.get()
    assert (row.replication, row.period, row.status, row.by) == (
        made,
        "2025-2",
        Status.UNCONFIRMED,
        None,
    )


def test_the_reminder_of_the_half_year_comes_at_0_14_and_30_days_once_each():
    made = make.replication(ReplicationState.RUNNING)
    Replication.objects.filter(pk=made.pk).update(started_on=date(2025, 8, 1))
    adopter = make.person(Role.ADOPTER, institution=made.adopter)

    for day in (1, 2, 10, 15, 16, 20, 31):
        reports.remind(at=datetime(2026, 1, day, tzinfo=UTC))

    told = Notice.objects.filter(event="status.due", recipient=adopter, channel="PORTAL")
    assert sorted(notice.key.rsplit(":", 1)[1] for notice in told) == ["0", "14", "30"]


@pytest.mark.parametrize("state", [ReplicationState.APPROVED, ReplicationState.DONE])
def test_what_does_not_run_has_no_update(state):
    made = make.replication(state)
    before = StatusReport.objects.count()
    adopter = make.person(Role.ADOPTER, institution=made.adopter)
    with pytest.raises(Refused, match="selama replikasi berjalan"):
        reports.report_replication(made, Status.SMOOTH, by=adopter)

    assert StatusReport.objects.count() == before


def test_a_troubled_update_says_why():
    made = make.replication(ReplicationState.RUNNING)
    adopter = make.person(Role.ADOPTER, institution=made.adopter)

    with pytest.raises(Refused, match="sebabnya"):
        reports.report_replication(made, Status.STRUGGLING, by=adopter)

    assert not StatusReport.objects.exists()


def test_an_expiring_agreement_is_said_once_to_both_sides():
    made = make.replication(ReplicationState.RUNNING)
    Replication.objects.filter(pk=made.pk).update(agreement_ends_on=date(2026, 3, 1))
    adopter = make.person(Role.ADOPTER, institution=made.adopter)

    for _ in range(2):
        reminders.expiring_agreements(at=JANUARY)

    told = Notice.objects.filter(event="replication.agreement_expiring", channel="PORTAL")
    assert set(told.values_list("recipient", flat=True)) >= {adopter.pk}
    assert told.filter(recipient=adopter).count() == 1


def test_provinces_count_what_a_user_may_see():
    region = make.region(code="33")
    mine = make.replication(adopter=make.institution(region=region))
    make.replication(adopter=make.institution(region=make.region(code="35")))
    officer = make.person(Role.SCALING_OFFICER)
    adopter = make.person(Role.ADOPTER, institution=mine.adopter)

    def counts(user):
        return {row.code: row.total for row in queries.by_province(user) if row.total}

    assert counts(officer) == {"33": 1, "35": 1}
    assert counts(adopter) == {"33": 1}


def test_today_is_the_day_of_the_reader_not_of_greenwich():
    """At one in the morning WIB it is still yesterday in UTC."""
    made = make.replication(ReplicationState.INTEREST)
    owner = make.owner_of(made.source.entries.get())
    night = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)

    made = replications.agree(made, by=owner, number="1", signed_on=date(2026, 3, 2), at=night)

    assert made.state == ReplicationState.AGREED
