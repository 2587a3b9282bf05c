"""The demo's seasons, at the smallest scale: real rows, made by actions, the same every time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from judging.models import Advancement, Award, Candidate, PlenaryMove, Round, RoundState, Standing
from kipp.accounts.models import Role, RoleHolding, User
from kipp.clock import moment
from kipp.demo import build, calibrate
from kipp.demo.people import LOGINS, PASSWORD
from kipp.demo.seasons.scales import SCALES
from kipp.home.desks import desk_of
from kipp.journal import moves, seals
from kipp.journal.models import JournalLine
from kipp.notices.delivery import STALE
from kipp.notices.models import Channel, Notice, NoticeState
from scaling.models import Replication, ScalingCase
from submissions.models import Attachment, CheckMark, Decision, Edition, Entry, EntryState, Verdict
from tests.conftest import EMPTY

pytestmark = pytest.mark.xdist_group("demo")
TODAY = date(2026, 11, 2)
OURS = ("accounts", "journal", "notices", "jobs", "submissions", "judging", "scaling")


@pytest.fixture(scope="module")
def seasons(django_db_setup, django_db_blocker):
    """Both seasons for all tests of this module: built, emptied and built again, since a second
    build has other keys. Each with what the builder said and what came of it."""
    with django_db_blocker.unblock():
        yield [_build(), _build()]
        _empty()


@pytest.fixture
def spoken(seasons) -> list[str]:
    return seasons[-1][0]


@pytest.fixture
def past(spoken) -> Edition:
    return Edition.objects.get(year=2025)


@pytest.fixture
def present(spoken) -> Edition:
    return Edition.objects.get(year=2026)


def _build() -> tuple[list[str], list[tuple], list[tuple]]:
    _empty()
    said: list[str] = []
    assert build.build("tiny", today=TODAY, say=said.append)
    entries = Entry.objects.order_by("pk").values_list("innovation__title", "state", "code")
    return said, list(entries), _results()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


def _counts() -> dict[str, int]:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def _results() -> list[tuple]:
    rows = Standing.objects.order_by("run__round__edition", "run__round__number", "run", "rank")
    return sorted(
        rows.values_list(
            "run__round__edition__year",
            "run__round__number",
            "entry__innovation__title",
            "official",
            "rank",
        )
    )


def test_the_same_seed_gives_the_same_season(seasons):
    (_, entries, results), (_, *again) = seasons
    assert [entries, results] == again
    assert len({title for title, *_ in entries}) == len(entries) > 70
    assert len(results) > 30


def test_the_funnel_narrows(past, spoken):
    registered, accepted, finalists, awarded = build.funnel(past)
    assert registered == 30
    assert registered > accepted > finalists > awarded > 0
    assert f"{registered} -> {accepted} -> {finalists} -> {awarded}" in spoken[-1]


def test_finalists_and_awards_are_what_the_arithmetic_says(past):
    assert not PlenaryMove.objects.exists()
    for round in past.rounds.order_by("number"):
        rows = Advancement.objects.filter(round=round)
        assert rows.count() == Candidate.objects.filter(round=round).count() > 0
        assert all(row.advanced == (row.official >= round.passing_grade) for row in rows)
        standings = Standing.objects.current(round)
        assert {(row.entry_id, row.official, row.rank) for row in rows} == set(
            standings.values_list("entry", "official", "rank")
        )
    winners = Advancement.objects.filter(round=round, advanced=True)
    awarded = Award.objects.published().filter(entry__edition=past)
    assert set(awarded.values_list("entry", flat=True)) == set(
        winners.values_list("entry", flat=True)
    )


def test_who_is_rejected_had_a_fault_that_somebody_found(past):
    rejected = Entry.objects.filter(edition=past, state=EntryState.REJECTED)
    assert rejected.exists()
    for entry in rejected:
        assert CheckMark.objects.filter(entry=entry, verdict=Verdict.UNMET).exists()
        assert Decision.objects.get(entry=entry, verb="entry.reject").reason
    unsent = Entry.objects.filter(edition=past, state=EntryState.LAPSED)
    assert unsent.exists()
    assert not unsent.exclude(code=None).exists()


def test_the_running_season_stands_where_the_demo_says(present):
    umum, replikasi = (present.groups.get(code=code) for code in ("umum", "replikasi"))
    assert timezone.localtime(umum.closes_at).date() == TODAY + timedelta(days=5)
    assert timezone.localtime(replikasi.closes_at).date() < TODAY
    states = set(Round.objects.filter(edition=present).values_list("state", flat=True))
    assert states == set(RoundState) - {RoundState.CONSOLIDATION}
    assert set(umum.entries.values_list("state", flat=True)) == {
        *(EntryState.DRAFT, EntryState.WITH_AGENCY, EntryState.LODGED, EntryState.RETURNED)
    }
    judged = Candidate.objects.filter(round__edition=present, round__stage="TE")
    assert judged.count() == judged.values("entry").distinct().count()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_finds_work_on_the_first_visit(spoken, role):
    login = LOGINS[role]
    user = User.objects.get(email=login.email)
    holding = RoleHolding.objects.in_force().get(user=user)
    assert (holding.role, holding.needs_confirmation) == (role, False)
    assert user.check_password(PASSWORD)

    client = Client()
    client.force_login(user)
    assert client.get("/beranda/").status_code == 200

    desk = desk_of(user.act_as(holding), moment())
    if role == Role.AUDITOR:  # reads the journal; nobody waits for him
        assert JournalLine.objects.count() in [one.value for one in desk.figures]
    else:
        assert desk.in_order(moment())


def test_the_journal_is_sealed_and_sound(spoken):
    verdict = seals.verify()
    assert verdict.sound
    assert (verdict.lines, verdict.unsealed) == (JournalLine.objects.count(), 0)


@pytest.mark.parametrize(
    "model",
    [m for app in OURS for m in apps.get_app_config(app).get_models() if hasattr(m, "MOVES")],
    ids=lambda model: model.__name__,
)
def test_every_state_has_the_line_that_led_to_it(spoken, model):
    initial = model._meta.get_field("state").default
    moved = model.objects.exclude(state=initial).select_related("last_line")
    assert moved.exists()
    for record in moved:
        line = record.last_line
        assert line is not None
        way = moves.way(model.MOVES, line.verb, role=line.role, to=record.state)
        assert (way.verb, way.target) == (line.verb, record.state)
        label = f"{model._meta.label}:{record.pk}"
        assert line.subject == label or record.pk in line.ids


def test_the_journal_runs_with_the_calendar(spoken):
    """What belongs together may be minutes apart; whole days never run backwards."""
    latest = None
    for at in JournalLine.objects.order_by("pk").values_list("at", flat=True):
        assert latest is None or at > latest - timedelta(days=1)
        latest = max(latest or at, at)


def test_old_letters_expire_and_none_is_sent_while_building(spoken):
    letters = Notice.objects.filter(channel=Channel.MAIL)
    assert not letters.filter(state=NoticeState.SENT).exists()
    assert not letters.due(moment() - STALE).exists()
    assert letters.filter(state=NoticeState.EXPIRED).exists()


def test_evidence_is_real_files(spoken):
    for attachment in Attachment.objects.order_by("pk")[:20]:
        with attachment.file.open("rb") as file:
            data = file.read()
        assert data.startswith(b"%PDF-")
        assert len(data) == attachment.size


def test_scaling_has_begun(spoken):
    assert ScalingCase.objects.exists()
    assert Replication.objects.exists()


def test_a_rehearsal_comes_to_the_scores_of_the_build(past):
    rehearsal = calibrate.Rehearsal("tiny")
    outcome = rehearsal.play(SCALES["tiny"].luck)
    for round, scores in zip(
        past.rounds.order_by("number"), (outcome.te, outcome.tpi), strict=True
    ):
        rows = Advancement.objects.filter(round=round)
        assert scores == dict(rows.values_list("entry", "official"))
    assert len(outcome.awarded) == build.funnel(past)[3]
    assert rehearsal.play(1).te != outcome.te


def test_building_again_adds_nothing(spoken, capsys):
    before = _counts()
    call_command("build_demo", "--scale=tiny", f"--today={TODAY}")
    assert "sudah ada" in capsys.readouterr().out
    assert _counts() == before


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_build_says_so():
    Edition.objects.create(
        year=2025,
        name="KIPP 2025",
        eligibility_reference_on=TODAY,
        judging_opens_at=moment(),
        award_levels=["OPSI"],
    )
    with pytest.raises(CommandError, match="--fresh"):
        call_command("build_demo", "--scale=tiny")


def test_a_day_before_the_awards_is_refused():
    with pytest.raises(CommandError, match="2026-04-01"):
        call_command("build_demo", "--today=2025-12-01")
