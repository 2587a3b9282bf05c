"""No accepted entry is forgotten: those undecided at the opening, and those accepted after it."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.urls import reverse

from judging.actions import planning, rounds
from judging.models import Candidate, Round, RoundState, Stage
from judging.queries import admission
from kipp.accounts.models import Role
from kipp.home.desks.secretariat import secretariat as desk_of
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import lodging
from submissions.models import Entry
from tests import make
from tests.make.entries import now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_lodging_races import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


def late(round, number=1):
    return [make.candidate_entry(round.edition) for _ in range(number)]


def test_open_with_undecided_entries_needs_somebody_who_knows(secretariat):
    planned = make.round(RoundState.PLANNED)
    lodged = make.lodged_entry(of=planned.edition.groups.get())
    with pytest.raises(Refused, match="1 proposal belum diputuskan"):
        rounds.open(planned, by=secretariat)
    assert not planned.candidates.exists()

    rounds.open(planned, by=secretariat, despite_unscreened=True)

    assert not planned.candidates.filter(entry=lodged).exists()
    assert planned.candidates.count() == 1


def test_the_page_of_the_opening_names_the_counts_and_asks_for_the_tick(client, secretariat):
    planned = make.round(RoundState.PLANNED)
    group = planned.edition.groups.get()
    make.lodged_entry(of=group)
    client.force_login(secretariat)
    url = reverse("judging:round-open", kwargs={"pk": planned.pk})

    page = client.get(url).content.decode()
    assert group.name in page
    assert "despite_unscreened" in page
    assert "Beri tanda" in client.post(url).content.decode()
    assert Round.objects.get(pk=planned.pk).state == RoundState.PLANNED

    client.post(url, {"despite_unscreened": "on"})
    assert Round.objects.get(pk=planned.pk).state == RoundState.OPEN


def test_other_groups_and_other_seasons_are_no_ones_concern(secretariat):
    planned = make.round(RoundState.PLANNED)
    make.lodged_entry(of=make.group(planned.edition, code="replikasi"))
    make.lodged_entry()
    assert admission.unscreened(planned) == []
    rounds.open(planned, by=secretariat)


def test_a_later_round_of_a_stage_takes_in_only_what_no_round_has_judged(secretariat):
    first = make.round()
    judged = first.candidates.get().entry
    later = make.round(RoundState.PLANNED, of=first.edition)

    rounds.open(later, by=secretariat)

    assert later.candidates.get().entry != judged


def test_what_is_accepted_after_the_opening_is_admitted_and_gets_its_judges(secretariat):
    round = make.round()
    [make.judge() for _ in range(2)]
    planning.plan(round, by=secretariat)
    first, second = late(round, 2)
    make.lodgement(first, title="Versi terakhir")
    assert list(admission.waiting(round)) == [first, second]

    rounds.admit(round, [first], by=secretariat)

    assert list(admission.waiting(round)) == [second]
    row = Candidate.objects.get(round=round, entry=first)
    assert row.lodgement.content["title"] == "Versi terakhir"
    line = JournalLine.objects.get(verb="round.admit")
    assert (line.by, line.detail) == (secretariat, {"entries": [first.pk]})
    assert planning.top_up(round, by=secretariat).seats == 2
    assert round.assignments.filter(entry=first).count() == 2


@pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
def test_only_the_secretariat_admits(role):
    round = make.round()
    with pytest.raises(Refused, match="wewenang"):
        rounds.admit(round, late(round), by=make.person(role))


@pytest.mark.parametrize("state", [one for one in RoundState if one != RoundState.OPEN])
def test_only_an_open_round_takes_in_by_action_and_database(state, secretariat):
    round = make.round(state)
    [entry] = late(round)
    with pytest.raises(Refused, match="selama penilaian berlangsung"):
        rounds.admit(round, [entry], by=secretariat)
    with pytest.raises(Error, match="takes in"), transaction.atomic():
        Candidate.objects.create(round=round, entry=entry, lodgement=entry.lodgements.get())


def test_the_database_takes_in_only_accepted_entries_of_the_season_in_a_version_of_theirs():
    round = make.round()
    [entry] = late(round)
    lodged = make.lodged_entry(of=round.edition.groups.get())
    elsewhere = make.candidate_entry(make.edition())
    for subject, version in (
        (lodged, make.lodgement(lodged)),
        (elsewhere, elsewhere.lodgements.get()),
        (entry, elsewhere.lodgements.get()),
    ):
        with pytest.raises(Error, match="takes in"), transaction.atomic():
            Candidate.objects.create(round=round, entry=subject, lodgement=version)


def test_nothing_twice_nothing_strange_and_all_or_none(secretariat):
    round = make.round()
    [entry] = late(round)
    lodged = make.lodged_entry(of=round.edition.groups.get())
    for chosen, words in (
        ([], "paling sedikit satu"),
        ([entry, lodged], "tidak lagi lolos"),
        ([make.candidate_entry(make.edition())], "Belum ada proposal"),
    ):
        with pytest.raises(Refused, match=words):
            rounds.admit(round, chosen, by=secretariat)
    assert round.candidates.count() == 1
    rounds.admit(round, [entry], by=secretariat)
    with pytest.raises(Refused):
        rounds.admit(round, [entry], by=secretariat)


def test_the_panel_takes_in_nobody_late():
    round = make.round(stage=Stage.TPI)
    late(round)
    assert not admission.waiting(round).exists()


def test_an_entry_that_is_judged_is_not_withdrawn(secretariat):
    """The season's date may lie ahead: a round that has begun is what counts."""
    round = make.round(RoundState.PLANNED)
    entry = Entry.objects.get(candidacies=None, edition=round.edition)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    rounds.open(round, by=secretariat)
    [added] = late(round)
    rounds.admit(round, [added], by=secretariat)
    rounds.consolidate(round, by=secretariat)
    colleague = make.person(Role.INSTITUTION_ADMIN, institution=added.innovation.institution)

    for subject, by in ((entry, admin), (added, colleague)):
        with pytest.raises(Refused):
            lodging.withdraw(subject, "Berubah pikiran", by=by)
        subject.refresh_from_db()
        assert subject.judging_since


def test_page_round_and_desk_show_what_waits(client, secretariat):
    round = make.round()
    first, second = late(round, 2)
    client.force_login(secretariat)
    url = reverse("judging:round-admit", kwargs={"pk": round.pk})

    assert url in client.get(round.get_absolute_url()).content.decode()
    [task] = [one for one in desk_of(secretariat, now()).tasks if one.url == url]
    assert task.count == 2
    assert first.innovation.title in client.get(url).content.decode()

    answer = client.post(url, {"entries": [second.pk]}, follow=True)
    assert "1 proposal masuk" in answer.content.decode()
    assert round.candidates.filter(entry=second).exists()
    assert not round.candidates.filter(entry=first).exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_admit_an_entry_once():
    round = make.round()
    [entry] = late(round)
    secretariat = make.person(Role.SECRETARIAT)

    outcomes = at_once(*[lambda: rounds.admit(round, [entry], by=secretariat)] * 2)

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert Candidate.objects.filter(round=round, entry=entry).count() == 1
    assert JournalLine.objects.filter(verb="round.admit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawn_or_judged_never_both():
    round = make.round(RoundState.PLANNED)
    entry = Entry.objects.get(edition=round.edition)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    secretariat = make.person(Role.SECRETARIAT)

    outcomes = at_once(
        lambda: rounds.open(round, by=secretariat),
        lambda: lodging.withdraw(entry, "Berubah pikiran", by=admin),
    )

    assert refused(outcomes) == 1
    judged = Candidate.objects.filter(round=round).exists()
    assert (Entry.objects.get(pk=entry.pk).state == "WITHDRAWN") is not judged
