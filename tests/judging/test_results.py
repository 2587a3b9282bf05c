"""What leaves judging: results to owners, awards and interest to the apps above, nothing early."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from judging import queries, tasks
from judging.actions import results
from judging.models import Relevance, RoundState, Scorecard, Stage
from kipp.accounts.models import Role
from kipp.jobs.models import Job, JobState
from kipp.notices.models import Notice
from submissions.models import TeamMember
from tests import make
from tests.judging import season
from tests.make import rounds
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def owner_of(entry):
    return make.owner_of(entry)


def result_page(client, person, entry):
    client.force_login(person)
    return client.get(reverse("judging:result", kwargs={"pk": entry.pk}))


def with_feedback(*totals, texts, **given):
    round = season.scored(*totals, **given)
    entry = season.entries_of(round)[0]
    card = Scorecard.objects.get(assignment__round=round, assignment__entry=entry)
    Scorecard.objects.filter(pk=card.pk).update(feedback=texts[0], note="catatan rahasia")
    for text in texts[1:]:
        more = rounds.signed_sheet(round, entry=entry, value=totals[0])
        Scorecard.objects.filter(pk=more.pk).update(feedback=text)
    season.counted(round)
    return rounds.walk_round(round, RoundState.PLENARY)


def test_of_rounds_in_every_state_an_owner_knows_the_announced_one_only():
    entry = make.candidate_entry(make.edition())
    found = season.every_state(entry)
    known = {one.advancement.round for one in queries.results_of(entry, owner_of(entry))}
    assert known == {found[RoundState.ANNOUNCED]}


def test_an_owner_reads_his_own_score_band_and_feedback_and_no_name(client):
    texts = ["Perkuat data dampak.", "Jelaskan biaya."]
    round = season.announce(season.close(with_feedback("87.31", 70, texts=texts)))
    entry, other = season.entries_of(round)
    judges = [seat.holding.user.name for seat in round.assignments.all()]

    body = result_page(client, owner_of(entry), entry).content.decode()

    assert "87,31" in body
    assert "Menjadi finalis" in body
    assert all(text in body for text in texts)
    assert "catatan rahasia" not in body
    assert "70,00" not in body
    assert not any(name in body for name in judges)
    assert "Belum menjadi finalis" in result_page(client, owner_of(other), other).content.decode()


def test_a_result_is_not_there_before_its_announcement_nor_for_anybody_else(client):
    round = season.closed(90)
    [entry] = season.entries_of(round)
    assert result_page(client, owner_of(entry), entry).status_code == 404
    season.announce(round)
    assert result_page(client, owner_of(entry), entry).status_code == 200
    home = entry.innovation.institution
    admin = make.person(Role.INSTITUTION_ADMIN, institution=home)
    assert result_page(client, admin, entry).status_code == 200
    for stranger in (
        make.person(Role.INNOVATOR, institution=home),
        make.person(Role.INSTITUTION_ADMIN),
        *(make.person(role) for role in Role if role not in queries.OWNERS),
    ):
        assert result_page(client, stranger, entry).status_code == 404
        assert queries.results_of(entry, stranger) == []


def test_both_rounds_of_an_entry_are_told_in_order():
    round = season.announced(90)
    [entry] = season.entries_of(round)
    second = season.scored(60, of=round.edition, entries=0, stage=Stage.TPI)
    season.announce(season.close(rounds.walk_round(second, RoundState.PLENARY)))

    found = queries.results_of(entry, owner_of(entry))

    assert [one.words for one in found] == ["Menjadi finalis", "Belum terpilih"]


@pytest.mark.parametrize(
    ("rank", "ranked", "words"),
    [
        (1, 10, "sepuluh persen teratas"),
        (2, 10, "seperempat teratas"),
        (5, 10, "separuh teratas"),
        (6, 10, "separuh terbawah"),
        (1, 1, "separuh terbawah"),
    ],
)
def test_the_band_says_no_more_than_the_judges_can_tell(rank, ranked, words):
    assert queries.band(rank, ranked) == words


def test_finalists_are_there_once_announced():
    round = season.closed(90, 60)
    assert not queries.finalists(round).exists()
    season.announce(round)
    assert list(queries.finalists(round)) == season.entries_of(round)[:1]


def test_ticks_of_the_panel_are_fed_to_scaling_in_order():
    round = rounds.round(stage=Stage.TPI, entries=2)
    ticks = [
        Relevance.objects.create(
            round=round,
            entry=entry,
            institution=make.institution(),
            holding=rounds.judge(Role.PANELIST).acting,
            reason="Sesuai tugas kami.",
            wished_start_on=date(2026, 1, 1),
            at=now(),
        )
        for entry in season.entries_of(round)
    ]

    rows = queries.relevances_after()

    assert [row.id for row in rows] == [tick.pk for tick in ticks]
    assert (rows[0].entry_id, rows[0].innovation_id) == (
        ticks[0].entry_id,
        ticks[0].entry.innovation_id,
    )
    assert [row.id for row in queries.relevances_after(ticks[0].pk)] == [ticks[1].pk]


def test_awards_are_public_only_while_published_and_standing():
    award = make.award(published_at=None)
    assert queries.award_of(award.innovation) is None
    award.published_at = now()
    award.save(update_fields=["published_at"])
    assert queries.award_of(award.innovation) == award
    assert list(queries.awarded_innovations()) == [award.innovation]
    make.revoked(award)
    assert not queries.awards_published().exists()
    assert not queries.awarded_innovations().exists()


def test_results_are_sent_once_though_the_task_runs_twice_or_dies_between(monkeypatch):
    round = season.announced(90, 60, 50)
    job = Job.objects.get(kind=f"judging.results:{round.pk}")
    monkeypatch.setattr(results, "CHUNK", 1)
    whole, told = results._tell, []

    def dies(round, rows, ranked):
        if told:
            raise RuntimeError("killed")
        told.append(rows)
        whole(round, rows, ranked)

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(results, "_tell", dies)
        tasks.send_results(job_id=job.pk, round_id=round.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED

    letters = Notice.objects.filter(event="judging.advancement", channel="MAIL")
    tasks.send_results(job_id=job.pk, round_id=round.pk)
    once = letters.count()
    tasks.send_results(job_id=job.pk, round_id=round.pk)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    people = sum(
        TeamMember.objects.filter(entry=entry).count() + _desk(entry)
        for entry in season.entries_of(round)
    )
    assert letters.count() == once == people


def _desk(entry):
    held = entry.innovation.institution.holdings.filter(role=Role.INSTITUTION_ADMIN)
    return held.values("user").distinct().count()


def test_nothing_is_sent_for_a_round_that_is_not_announced():
    round = season.closed(90)
    job = results.ask(round, by=make.person(Role.SECRETARIAT), at=now())

    tasks.send_results(job_id=job.pk, round_id=round.pk)

    assert not Notice.objects.filter(event="judging.advancement").exists()


def test_results_that_the_broker_lost_are_found_again(django_capture_on_commit_callbacks):
    round = season.announced(90)
    assert results.late() == []
    Job.objects.update(created_at=now() - timedelta(minutes=3))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_late_results()

    assert Notice.objects.filter(event="judging.advancement").exists()
    assert results.late() == []
    assert Job.objects.get().state == JobState.DONE
    assert round.state == RoundState.ANNOUNCED


def test_the_award_stands_on_the_result_page(client):
    round = season.announced(Decimal(90))
    [entry] = season.entries_of(round)
    award = make.award(entry)
    body = result_page(client, owner_of(entry), entry).content.decode()
    assert award.decree.number in body
