"""What the desk warns of, each at its boundary, and that each leads to its proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.alarms import Alarm
from submissions.models import Answer, DocumentKind, Edition, Entry, Group
from tests import make
from tests.make.entries import DAY, admin_of, now, walk
from tests.submissions.test_agency import sibling, text_of
from tests.submissions.whole import _attach

pytestmark = pytest.mark.django_db

DESK = "/proposal/meja/"


@pytest.fixture
def entry():
    return make.draft(title="Puskesmas Terapung")


@pytest.fixture
def desk(client, entry):
    client.force_login(admin_of(entry))
    return client


def raised(desk) -> dict[str, int]:
    return {one["label"]: one["value"] for one in desk.get(DESK).context["alarms"]}


def aged(entry: Entry, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    Entry.objects.filter(pk=entry.pk).update(created_at=then)
    Answer.objects.filter(entry=entry).update(updated_at=then)


def test_quiet_after_as_many_days_as_the_season_says(desk, entry):
    aged(entry, 6.9)
    assert Alarm.QUIET.label not in raised(desk)
    aged(entry, 7.1)
    assert raised(desk)[Alarm.QUIET.label] == 1
    Edition.objects.update(quiet_days=8)
    assert Alarm.QUIET.label not in raised(desk)


@pytest.mark.parametrize("touch", ["word", "file", "move"])
def test_a_word_a_file_or_a_move_ends_the_quiet(desk, entry, touch):
    aged(entry, 9)
    if touch == "word":
        Answer.objects.filter(entry=entry).first().save(update_fields=["text"])
        Answer.objects.filter(pk=entry.answers.first().pk).update(updated_at=timezone.now())
    elif touch == "file":
        _attach(entry, entry.form.sections.first())
    else:
        walk(entry, ("entry.send", entry.created_by, {"sent_at": now()}))
    assert Alarm.QUIET.label not in raised(desk)


def test_filled_but_not_sent(desk, entry):
    assert raised(desk)[Alarm.FILLED.label] == 1
    answer = entry.answers.first()
    Answer.objects.filter(pk=answer.pk).update(text=" \n ")
    assert Alarm.FILLED.label not in raised(desk)


def test_a_missing_document_is_a_gap(desk, entry):
    DocumentKind.objects.create(
        group=entry.group,
        code="surat",
        name="Surat pernyataan",
        position=2,
        required=True,
        extensions=["pdf"],
        max_bytes=2_000_000,
        max_count=2,
    )
    assert Alarm.FILLED.label not in raised(desk)


def test_without_a_person_in_charge(desk, entry):
    entry.created_by.holdings.update(ends_on=now().date())
    assert raised(desk)[Alarm.NO_PIC.label] == 1


def test_a_close_within_as_many_hours_as_the_season_says(desk, entry):
    Group.objects.update(closes_at=timezone.now() + timedelta(hours=73))
    assert not desk.get(DESK).context["closing"]
    Group.objects.update(closes_at=timezone.now() + timedelta(hours=71))
    (pool,) = desk.get(DESK).context["closing"]
    assert pool.unsent == 1
    assert "1 proposal belum diajukan" in text_of(desk.get(DESK))


def test_nothing_to_warn_of_is_not_mentioned(client):
    entry = make.with_agency()
    client.force_login(admin_of(entry))
    assert "Perlu perhatian Anda" not in text_of(client.get(DESK))


def test_after_the_close_nothing_is_asked_for(desk, entry):
    aged(entry, 30)
    Group.objects.update(opens_at=timezone.now() - 60 * DAY, closes_at=timezone.now() - DAY)
    assert set(raised(desk)) <= {Alarm.NO_PIC.label}


@pytest.mark.parametrize("alarm", Alarm)
def test_each_alarm_leads_to_its_proposals(desk, entry, alarm):
    calm = sibling(entry, "WITH_AGENCY", title="Baru saja disentuh")
    aged(entry, 9)
    if alarm == Alarm.NO_PIC:
        entry.created_by.holdings.update(ends_on=now().date())
    (told,) = [one for one in desk.get(DESK).context["alarms"] if one["label"] == alarm.label]
    shown = [row.entry for row in desk.get(DESK + told["url"]).context["rows"]]
    assert len(shown) == told["value"]
    assert entry in shown
    assert (calm in shown) == (alarm == Alarm.NO_PIC)
