"""Telling the owners what became of their entries: the work behind an announcement."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from judging import mail
from judging.models import Advancement, Award, Round, RoundState, Scorecard, Stage
from judging.queries import band
from kipp.clock import moment
from kipp.jobs import running
from kipp.jobs.models import TRIES
from submissions.addressees import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.jobs.models import Job
    from submissions.models import Entry

KIND = "judging.results"
CHUNK = 100
PATIENCE = timedelta(minutes=2)


def ask(round: Round, *, by: User, at: datetime) -> Job:
    kind, url = f"{KIND}:{round.pk}", round.get_absolute_url()
    title = f"Mengirim hasil {round.name}"
    return running.ask(kind, title, by=by, url=url, tries=TRIES, at=at)


def late(at: datetime | None = None) -> list[tuple[int, int]]:
    """Jobs to begin again, each with its round. Nobody could ask for them: the announcement is
    made."""
    jobs = running.late(f"{KIND}:", patience=PATIENCE, at=at)
    return [(job.pk, int(job.kind.rpartition(":")[2])) for job in jobs]


def send(*, job_id: int, round_id: int) -> None:
    """One letter per entry and owner, however often this runs: the outbox knows what it has."""
    with running.running(job_id) as job:
        if job is None:
            return
        round = Round.objects.select_related("edition").get(pk=round_id)
        if round.state != RoundState.ANNOUNCED:
            return
        rows = _rows(round)
        ranked = _ranked(rows)
        for start in range(0, len(rows), CHUNK):
            _tell(round, rows[start : start + CHUNK], ranked)
            running.progress(job, min(start + CHUNK, len(rows)), len(rows))


def _rows(round: Round) -> list[Advancement]:
    rows = Advancement.objects.filter(round=round).order_by("pk")
    return list(
        rows.select_related(
            "round__edition", "entry__edition", "entry__group", "entry__innovation__institution"
        )
    )


def _ranked(rows: Iterable[Advancement]) -> dict[int, int]:
    """How many entries of each group have a rank."""
    counts: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        counts[row.entry.group_id] += row.rank is not None
    return dict(counts)


@transaction.atomic
def _tell(round: Round, rows: Sequence[Advancement], ranked: dict[int, int]) -> None:
    entries = [row.entry for row in rows]
    team, desk = people_of(entries)
    people = {entry.pk: [*team[entry.pk], *desk[entry.pk]] for entry in entries}
    feedback, awards = _feedback(round, entries), _awards(entries)
    at = round.announced_at or moment()
    for row in rows:
        words = band(row.rank, ranked[row.entry.group_id]) if row.rank else ""
        texts = feedback.get(row.entry_id, [])
        mail.advancement(row, people[row.entry_id], at=at, band=words, feedback=texts)
        if row.advanced:
            _tell_finalist(round, row.entry, people[row.entry_id], awards, at)


def _tell_finalist(
    round: Round, entry: Entry, users: list[User], awards: dict[int, Award], at: datetime
) -> None:
    if round.stage == Stage.TE:
        until = timezone.localdate(at) + timedelta(days=round.edition.public_test_days)
        mail.public_test(round, entry, users, at=at, until=until)
    elif entry.pk in awards:
        mail.award(awards[entry.pk], users, at=at)


def _feedback(round: Round, entries: Iterable[Entry]) -> dict[int, list[str]]:
    cards = Scorecard.objects.signed().filter(
        assignment__round=round, assignment__entry__in=entries
    )
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for entry, text in cards.exclude(feedback="").values_list("assignment__entry", "feedback"):
        texts[entry].append(text)
    return {entry: sorted(found) for entry, found in texts.items()}


def _awards(entries: Iterable[Entry]) -> dict[int, Award]:
    rows = Award.objects.published().filter(entry__in=entries)
    rows = rows.select_related("decree", "entry__edition", "entry__innovation")
    return {award.entry_id: award for award in rows}
