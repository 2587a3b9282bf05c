from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from kipp.celery import app
from kipp.operations import sessions
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def test_sessions_go_when_they_are_over_and_not_before():
    at, minute = now(), timedelta(minutes=1)
    for key, end in (("over", at - minute), ("open", at + minute)):
        Session.objects.create(session_key=key, session_data="", expire_date=end)

    assert sessions.sweep(at=at) == 1
    assert [one.session_key for one in Session.objects.all()] == ["open"]


def test_the_clock_sweeps_them_every_night():
    every_night = {row["task"] for row in app.conf.beat_schedule.values()}
    assert "kipp.operations.tasks.sweep_sessions" in every_night
