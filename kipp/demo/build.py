"""Builds both demo seasons, once: `manage.py build_demo`."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from celery import current_app as app
from django.db import connection

from judging.models import Advancement, Award
from judging.models import Stage as RoundStage
from kipp.accounts.actions import reference
from kipp.clock import moment
from kipp.demo.seasons import finished, running
from kipp.demo.seasons.crowd import Crowd
from kipp.demo.seasons.scales import SCALES
from kipp.demo.seasons.schedule import WIB, Schedule, at_hour
from kipp.demo.seasons.season import SEED, Stage
from kipp.journal import seals
from kipp.journal.models import JournalLine
from kipp.journal.record import record
from kipp.notices import delivery, reading
from kipp.notices.models import Notice
from submissions.actions import catalogue
from submissions.models import Edition, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kipp.demo.seasons.season import Season

BUILT = "demo.build"
LOCK = 5_503  # advisory: one builder at a time


# The running season begins three months before today, after the finished one has been awarded.
EARLIEST = date(2026, 4, 1)


class TooEarly(Exception):
    """The finished season has the dates of 2025: today must lie well behind them."""


class Unfinished(Exception):
    """The data of a build that was interrupted: nothing here can take it back."""


def build(
    scale: str, *, say: Callable[[str], None], today: date | None = None, seed: str = SEED
) -> bool:
    """Both seasons up to the midnight before `today`; False when they are there already.

    The same seed gives the same people, titles, scores and results. An entry is lodged outside of
    any transaction, as on a busy evening, so a build cannot be one: an interrupted one is refused.
    """
    today = today or moment().astimezone(WIB).date()
    if today < EARLIEST:
        raise TooEarly
    if is_built():
        return False
    with _alone(), _broker_of_its_own():
        reference.load_institutions()
        catalogue.load()
        say("Instansi dan wilayah dimuat.")
        schedule = Schedule(until=at_hour(today, 0))
        stage = Stage(SCALES[scale], seed, Crowd(Random(f"{seed}:people")), schedule, say)
        past = finished.prepare(stage)
        say(f"{past.edition}: {len(past.proposals)} proposal direncanakan.")
        finished.plan(past)
        running.plan(stage, past, today)
        schedule.run()
        _settle(stage, past)
    return True


def is_built() -> bool:
    """Whether the data is there, whole. Raises Unfinished when only a part of it is."""
    if JournalLine.objects.filter(verb=BUILT).exists():
        return True
    if Edition.objects.exists():
        raise Unfinished
    return False


def funnel(edition: Edition) -> tuple[int, int, int, int]:
    """Registered, accepted, finalists, awarded: counted, not remembered."""
    entries = Entry.objects.filter(edition=edition)
    finalists = Advancement.objects.filter(
        round__edition=edition, round__stage=RoundStage.TE, advanced=True
    )
    awarded = Award.objects.published().filter(entry__edition=edition)
    return entries.count(), entries.accepted().count(), finalists.count(), awarded.count()


def _settle(stage: Stage, past: Season) -> None:
    """Letters of the past are history: what nobody could send for a week expires, as it would after
    any outage; those of the last days go out when the worker starts. What a visitor's own people
    were told long ago they have read. Then everything is sealed."""
    delivery.expire()
    until = stage.schedule.until
    for user in stage.crowd.login.values():
        reading.read(Notice.objects.filter(created_at__lt=until - running.NEWS), by=user, at=until)
    record(BUILT, past.edition, by=None, at=moment(), scale=stage.scale.name, seed=stage.seed)
    while seals.seal():
        pass
    counts = " -> ".join(map(str, funnel(past.edition)))
    stage.say(f"{past.edition}: terdaftar -> lolos -> finalis -> dianugerahi: {counts}")


@contextmanager
def _alone() -> Iterator[None]:
    """One builder at a time. Its commits need not wait for the disk: what a power cut could take
    is begun anew anyway."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Unfinished
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _broker_of_its_own() -> Iterator[None]:
    """A queue in memory that ends with this process: two years of tasks shall not fall upon the
    worker at once. What is still to do the clock finds in the records, as after any lost broker."""
    kept = {name: app.conf[name] for name in ("broker_url", "task_always_eager")}
    app.conf.update(broker_url="memory://localhost/", task_always_eager=False)
    try:
        yield
    finally:
        app.conf.update(kept)
