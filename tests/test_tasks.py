"""Every task of the worker run twice, and killed at each of its writes: in the end all is as if it
had run once. A task without a row here fails the suite."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F

from judging.actions import relevances
from judging.models import Round, Stage
from kipp.accounts.models import Role
from kipp.celery import app
from kipp.health import tasks as health
from kipp.jobs import running
from kipp.jobs.models import Job, JobState
from kipp.notices.models import Channel, Notice, NoticeState
from kipp.operations import tasks as operations
from scaling.models import CaseState, Replication, ReplicationState, ScalingCase
from submissions.models import Entry
from tests import make
from tests.judging import season
from tests.make import rounds
from tests.make.entries import DAY, now
from tests.submissions import waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()  # as a worker does; else a task is known when its module is

Arguments = dict[str, Any]
NUMBER = re.compile(r"\d+")
WRITES = ("INSERT", "UPDATE", "DELETE")
OURS = ("accounts", "journal", "notices", "jobs", "submissions", "judging", "scaling", "sessions")


class Killed(BaseException):
    """The worker is gone: nothing catches this."""


def signed_and_not_counted() -> Arguments:
    round = make.round()
    rounds.signed_sheet(round, value=90)
    Round.objects.filter(pk=round.pk).update(dirty_seq=F("dirty_seq") + 1)
    return {"round_id": round.pk}


def a_stale_round() -> Arguments:
    signed_and_not_counted()
    return {}


def a_round_due_tomorrow() -> Arguments:
    round = make.round(due_at=now() + timedelta(hours=20))
    rounds.signed_sheet(round, value=90)
    rounds.assignment(round, judge=make.judge())
    return {}


def announced_and_not_told() -> Arguments:
    round = season.announced(90, 60)
    return {"round_id": round.pk, "job_id": Job.objects.latest("pk").pk}


def announced_and_forgotten() -> Arguments:
    announced_and_not_told()
    Job.objects.update(created_at=now() - DAY)
    return {}


def a_round_to_deal() -> Arguments:
    round, by = make.round(entries=3), make.person(Role.SECRETARIAT)
    for _ in range(3):
        make.judge()
    job = running.ask("judging.plan", "Pembagian tugas", by=by)
    return {"job_id": job.pk, "round_id": round.pk, "holding_id": by.acting.pk}


def ticks_of_the_panel() -> Arguments:
    for _ in range(2):
        round = make.round(stage=Stage.TPI)
        seat = rounds.assignment(round)
        judge = seat.holding.user.act_as(seat.holding)
        relevances.tick(round, seat.entry, by=judge, reason="Sesuai tugas kami.")
    return {}


def accepted_replications() -> Arguments:
    for _ in range(2):
        source = make.award().innovation
        group = make.group(make.edition(), code="replikasi", requires_source=True)
        make.accepted_entry(of=group, source=source)
    return {}


def everything_late_in_scaling() -> Arguments:
    case = make.scaling_case(CaseState.INTERESTED)
    ScalingCase.objects.filter(pk=case.pk).update(due_on=now().date() - DAY)
    one = make.replication(ReplicationState.RUNNING)
    Replication.objects.filter(pk=one.pk).update(agreement_ends_on=now().date() + 9 * DAY)
    return {}


def letters_waiting() -> Arguments:
    for n in range(3):
        columns = {"event": "entry.sent", "key": f"k{n}", "channel": Channel.MAIL}
        Notice.objects.create(
            **columns, address=f"a{n}@contoh.id", title="Judul", body="Isi", created_at=now(),
            state=NoticeState.QUEUED, next_try_at=now() - 9 * DAY,
        )  # fmt: skip
    return {}


def one_letter_waiting() -> Arguments:
    letters_waiting()
    return {"event": "entry.sent", "key": "k1"}


def jobs_of_a_lost_worker() -> Arguments:
    for n in range(2):
        job = running.ask("export", f"Ekspor {n}", by=make.person(Role.SECRETARIAT))
        state = {"state": JobState.RUNNING, "started_at": now() - DAY, "touched_at": now() - DAY}
        Job.objects.filter(pk=job.pk).update(**state)
    return {}


def sessions_that_are_over() -> Arguments:
    for n in range(3):
        Session.objects.create(session_key=f"s{n}", session_data="", expire_date=now() - DAY)
    Session.objects.create(session_key="open", session_data="", expire_date=now() + DAY)
    return {}


def lines_without_a_seal() -> Arguments:
    make.with_agency()
    make.person(Role.AUDITOR)
    return {}


TASKS: dict[str, Callable[[], Arguments]] = {
    **waiting.TASKS,
    "judging.tasks.score_round": signed_and_not_counted,
    "judging.tasks.score_stale": a_stale_round,
    "judging.tasks.remind": a_round_due_tomorrow,
    "judging.tasks.send_results": announced_and_not_told,
    "judging.tasks.send_late_results": announced_and_forgotten,
    "judging.tasks.plan_assignments": a_round_to_deal,
    "scaling.tasks.open_cases": ticks_of_the_panel,
    "scaling.tasks.propose_replications": accepted_replications,
    "scaling.tasks.remind": everything_late_in_scaling,
    "kipp.notices.tasks.sweep": letters_waiting,
    "kipp.notices.tasks.deliver_occasion": one_letter_waiting,
    "kipp.notices.tasks.expire": letters_waiting,
    "kipp.jobs.tasks.sweep": jobs_of_a_lost_worker,
    "kipp.operations.tasks.sweep_sessions": sessions_that_are_over,
    "kipp.journal.tasks.seal": lines_without_a_seal,
    "kipp.journal.tasks.send_head": lines_without_a_seal,
}
# The heartbeat writes nothing but its hour; the others need files, a scanner, or texts of their own, and
# are run twice and killed in tests/operations/test_uploads.py, tests/submissions/test_{scanning,signatures,duplicates}.py.
_ELSEWHERE = ("scan_attachment", "scan_waiting", "renew_prints", "read_signatures")
NO_RECORD = {health.heartbeat.name, operations.sweep_uploads.name}
NO_RECORD |= {f"submissions.tasks.{name}" for name in _ELSEWHERE}
# Writes all its seals in one COPY: there is no middle.
AT_ONCE = {"kipp.journal.tasks.seal"}


def test_every_task_has_its_row():
    known = {name for name in app.tasks if not name.startswith("celery.")}
    assert known == TASKS.keys() | NO_RECORD


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_second_run_finds_nothing_to_do(name):
    given = TASKS[name]()
    before = rows()
    app.tasks[name].apply(kwargs=given, throw=True)
    once = rows()
    app.tasks[name].apply(kwargs=given, throw=True)

    assert once != before, "the task had nothing to do: this test shows nothing"
    assert rows() == once


@pytest.mark.parametrize("name", sorted(TASKS.keys() - AT_ONCE))
def test_killed_at_any_write_the_next_run_ends_as_if_nothing_had_been(name):
    given = TASKS[name]()
    with undone():
        writes = written_by(name, given)
        whole = outcome()
    assert writes
    for n in range(1, writes + 1):
        with undone():
            with pytest.raises(Killed), connection.execute_wrapper(Killer(n)):
                app.tasks[name].run(**given)
            # Django asks to undo the transaction around a statement that opened none of its own;
            # in a worker there is none, here it is the test's.
            connection.needs_rollback = False
            Job.objects.update(touched_at=F("touched_at") - DAY)  # the next pass is a later one
            app.tasks[name].apply(kwargs=given, throw=True)

            assert outcome() == whole, f"killed at write {n} of {writes}"


class Killer:
    """Ends the run at its nth write; everything before it that was committed stays."""

    def __init__(self, at: int) -> None:
        self.left, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context) -> Any:
        if sql.lstrip().startswith(WRITES):
            self.seen += 1
            if self.seen == self.left:
                raise Killed(sql)
        return execute(sql, params, many, context)


def written_by(name: str, given: Arguments) -> int:
    counter = Killer(0)
    with connection.execute_wrapper(counter):
        app.tasks[name].apply(kwargs=given, throw=True)
    return counter.seen


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> dict[str, list[str]]:
    """Every row of every table of ours, whole."""
    return {model: sorted(map(str, found)) for model, found in _tables()}


def outcome() -> Counter[str]:
    """What the records come to, without their numbers and times."""
    told = Counter(
        f"{row.event} {NUMBER.sub('n', row.key)} {row.address} {row.channel} {row.state}"
        for row in Notice.objects.all()
    )
    kept = Counter({model: len(found) for model, found in _tables()})
    return told + kept + _states()


def _states() -> Counter[str]:
    of = (Entry, Round, ScalingCase, Replication, Job)
    return Counter(f"{one.__name__} {row.state}" for one in of for row in one.objects.all())


def _tables() -> Iterator[tuple[str, list[Any]]]:
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            yield model.__name__, list(model._default_manager.values_list())
