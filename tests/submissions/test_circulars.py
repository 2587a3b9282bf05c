"""One message to many: counted first, sent to just those, however often the worker begins."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kipp.accounts.models import InstitutionKind, Role
from kipp.jobs.models import Job, JobState
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions import segments
from submissions.actions import circulars
from submissions.models import Circular, Segment
from tests import make
from tests.costs import MOST, cost
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
WRITE = "/proposal/edaran/tulis/"
WORDS = {"subject": "Batas ajukan besok", "text": "Mohon ajukan proposal Anda."}


@pytest.fixture
def keeper():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def draft():
    return make.draft()


def admin(institution=None):
    given = {"institution": institution} if institution else {}
    return make.person(Role.INSTITUTION_ADMIN, **given)


def people(segment, edition) -> set:
    return {one.user for one in segments.holdings_of(segment, edition)}


def send(edition, keeper, *, counted, segment=Segment.ADMINS, **given) -> Circular:
    words = WORDS | given
    return circulars.send(
        edition, segment, words["subject"], words["text"], counted=counted, by=keeper
    )


class TestSegments:
    def test_admins_by_what_lies_where(self, draft):
        edition = draft.edition
        drafting = admin(draft.innovation.institution)
        waiting = admin(make.with_agency(of=draft.group).innovation.institution)
        done = admin(make.lodged_entry(of=draft.group).innovation.institution)
        none = admin()

        ours = {drafting, waiting, done, none}
        assert people(Segment.ADMINS, edition) >= ours
        assert people(Segment.ADMINS_WITH_UNSENT, edition) == {drafting, waiting}
        assert people(Segment.ADMINS_WITH_WAITING, edition) == {waiting}
        assert people(Segment.ADMINS_WITHOUT, edition) & ours == {none}

    def test_a_bumd_is_its_government_s_affair(self, draft):
        home = make.institution()
        bumd = make.institution(kind=InstitutionKind.BUMD, parent=home)
        owner = make.person(Role.INNOVATOR, unit=make.unit(bumd))
        make.draft(owner=owner, of=draft.group)
        assert admin(home) in people(Segment.ADMINS_WITH_UNSENT, draft.edition)

    def test_teams_of_drafts_and_of_this_season_only(self, draft):
        make.draft()
        make.with_agency(of=draft.group)
        assert people(Segment.TEAMS_OF_DRAFTS, draft.edition) == {draft.created_by}

    def test_a_person_of_two_desks_is_one_reader(self, draft):
        one = admin(draft.innovation.institution)
        make.holding(one, Role.INSTITUTION_ADMIN)
        assert segments.holdings_of(Segment.ADMINS, draft.edition).count() == 1

    def test_a_role_that_has_ended_is_not_written_to(self, draft):
        gone = admin(draft.innovation.institution)
        gone.holdings.update(ends_on="2021-01-01")
        assert people(Segment.ADMINS, draft.edition) == set()


class TestSend:
    def test_everybody_gets_one_letter(self, draft, keeper):
        readers = {admin(), admin()}
        made = send(draft.edition, keeper, counted=2)
        job = Job.objects.get(kind=f"{circulars.KIND}:{made.pk}")

        circulars.work(job_id=job.pk, circular_id=made.pk)

        letters = Notice.objects.filter(event="season.circular", channel="MAIL")
        assert {one.recipient for one in letters} == readers
        assert letters[0].title == WORDS["subject"]
        assert WORDS["text"] in letters[0].body
        assert Job.objects.get(pk=job.pk).state == JobState.DONE
        line = JournalLine.objects.get(verb="circular.send")
        assert sorted(line.ids) == sorted(made.recipients)

    def test_another_number_than_was_read_is_refused(self, draft, keeper):
        admin()
        with unchanged(), pytest.raises(Refused, match="sekarang 1 orang, tadi 2"):
            send(draft.edition, keeper, counted=2)

    @pytest.mark.parametrize("words", [{"subject": " "}, {"text": "\n"}])
    def test_without_words_or_readers_it_is_refused(self, draft, keeper, words):
        with unchanged(), pytest.raises(Refused, match="Isi judul"):
            send(draft.edition, keeper, counted=0, **words)
        with unchanged(), pytest.raises(Refused, match="tidak ada seorang pun"):
            send(draft.edition, keeper, counted=0)

    def test_by_the_secretariat_only(self, draft):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            send(draft.edition, admin(), counted=1)

    @pytest.mark.django_db(transaction=True)
    def test_a_second_click_sends_nothing(self, transactional_db):
        edition, keeper = make.draft().edition, make.person(Role.SECRETARIAT)
        admin()
        outcomes = at_once(*[lambda: send(edition, keeper, counted=1)] * 2)
        assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
        assert Circular.objects.count() == 1


class TestPages:
    def test_written_read_sent(self, client, draft, keeper):
        admin(draft.innovation.institution)
        client.force_login(keeper)
        given = {"edition": draft.edition.pk, "segment": Segment.ADMINS_WITH_UNSENT, **WORDS}

        shown = client.post(WRITE, given).content.decode()
        assert "Kirim edaran kepada 1 orang?" in shown
        assert not Circular.objects.exists()
        changed = client.post(WRITE, given | {"ubah": "", "counted": 1}).content.decode()
        assert WORDS["text"] in changed
        late = client.post(WRITE, given | {"kirim": "", "counted": 2}).content.decode()
        assert "sekarang 1 orang" in late
        sent = client.post(WRITE, given | {"kirim": "", "counted": 1}, follow=True)
        assert "Edaran dikirim kepada 1 orang" in sent.content.decode()

    def test_the_list_costs_the_same_for_one_and_three(self, client, draft, keeper):
        admin()
        where = reverse("submissions:circular-list")
        send(draft.edition, keeper, counted=1)
        one, _ = cost(client, keeper, where)
        for n in range(2):
            send(draft.edition, keeper, counted=1, subject=f"Lagi {n}")
        three, _ = cost(client, keeper, where)
        assert one == three <= MOST
