"""One talk for each institution with the helpdesk; what many ask is answered for everybody."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import helpdesk
from submissions.models import FaqItem, HelpMessage, HelpThread
from tests import make
from tests.costs import MOST, cost
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "Bolehkah video enam menit?", "Tidak: lima menit."


@pytest.fixture
def keeper():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def asker():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def said(asker, keeper) -> HelpMessage:
    return helpdesk.ask(QUESTION, by=asker)


def told(event: str, channel: str = "MAIL") -> set:
    return {one.recipient for one in Notice.objects.filter(event=event, channel=channel)}


class TestAsk:
    def test_a_question_waits_and_shows_on_the_bell_of_the_secretariat(self, said, keeper):
        assert said.thread.waiting_since == said.at
        assert told("help.asked", "PORTAL") == {keeper}
        assert told("help.asked") == set()
        line = JournalLine.objects.get(verb="help.ask")
        assert line.detail == {"message": said.pk}

    def test_colleagues_and_their_admin_read_it_others_do_not(self, said, asker, client):
        home = asker.acting.institution
        for who, sees in (
            (make.person(Role.INNOVATOR, unit=make.unit(home)), True),
            (make.person(Role.INSTITUTION_ADMIN, institution=home), True),
            (make.person(Role.INSTITUTION_ADMIN), False),
        ):
            client.force_login(who)
            shown = client.get(reverse("submissions:help-ask")).content.decode()
            assert (QUESTION in shown) is sees

    def test_the_wait_counts_from_the_first_question(self, said, asker):
        more = helpdesk.ask("Dan berapa besar berkasnya?", by=asker)
        assert HelpThread.objects.get().waiting_since == said.at
        assert HelpThread.objects.get().changed_at == more.at

    def test_an_empty_question_and_a_stranger_are_refused(self, said, asker):
        with unchanged(), pytest.raises(Refused, match="Tulis"):
            helpdesk.ask(" \n", by=asker)
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            helpdesk.ask(QUESTION, by=make.person(Role.EVALUATOR))

    @pytest.mark.django_db(transaction=True)
    def test_the_first_two_at_once_share_one_talk(self, transactional_db):
        home = make.unit()
        people = [make.person(Role.INNOVATOR, unit=home) for _ in range(2)]
        at_once(*[lambda who=who: helpdesk.ask(QUESTION, by=who) for who in people])
        assert HelpThread.objects.get().messages.count() == 2


class TestAnswer:
    def test_it_reaches_who_asked_and_the_admin(self, said, asker, keeper):
        home = asker.acting.institution
        admin = make.person(Role.INSTITUTION_ADMIN, institution=home)
        make.person(Role.INNOVATOR, unit=make.unit(home))

        helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=keeper)

        assert HelpThread.objects.get().waiting_since is None
        assert told("help.answered") == {asker, admin}

    def test_who_has_not_read_the_last_message_reads_it_first(self, said, asker, keeper):
        helpdesk.ask("Maaf, maksud saya tujuh menit.", by=asker)
        with unchanged(), pytest.raises(Refused, match="pesan baru"):
            helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=keeper)

    def test_an_answer_is_the_secretariat_s(self, said, asker):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=asker)

    def test_what_was_said_stays_said(self, said):
        with pytest.raises(Error), transaction.atomic():
            HelpMessage.objects.update(text="lain")

    @pytest.mark.django_db(transaction=True)
    def test_two_answers_at_once_leave_one(self, transactional_db):
        said = helpdesk.ask(QUESTION, by=make.person(Role.INNOVATOR, unit=make.unit()))
        keepers = [make.person(Role.SECRETARIAT) for _ in range(2)]
        outcomes = at_once(
            *[
                lambda by=by: helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=by)
                for by in keepers
            ]
        )
        assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
        assert said.thread.messages.count() == 2

    def test_the_page_keeps_the_words_and_shows_the_new_message(self, client, said, asker, keeper):
        client.force_login(keeper)
        where = said.thread.get_absolute_url()
        helpdesk.ask("Maaf, tujuh menit.", by=asker)

        shown = client.post(where, {"seen": said.pk, "text": ANSWER}).content.decode()

        assert ANSWER in shown
        assert "Maaf, tujuh menit." in shown
        assert "pesan baru" in shown
        last = HelpMessage.objects.order_by("-pk").first()
        assert f'name="seen" value="{last.pk}"' in shown


class TestFaq:
    def test_an_answer_becomes_public_without_who_asked(self, client, said, asker, keeper):
        made = helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=keeper)
        client.force_login(keeper)
        new = reverse("submissions:faq-publish")
        assert ANSWER in client.get(f"{new}?pesan={made.pk}").content.decode()

        client.post(f"{new}?pesan={made.pk}", {"question": "Berapa lama?", "answer": ANSWER})

        client.logout()
        shown = client.get(reverse("public:help")).content.decode()
        assert "Berapa lama?" in shown
        assert ANSWER in shown
        assert str(asker.acting.institution) not in shown
        with unchanged(), pytest.raises(Refused, match="sudah terbit"):
            helpdesk.publish("Lagi?", ANSWER, by=keeper, source=made)
        with unchanged(), pytest.raises(Refused, match="Hanya jawaban"):
            helpdesk.publish("Lagi?", ANSWER, by=keeper, source=said)

    def test_it_is_revised_and_withdrawn(self, client, keeper):
        item = helpdesk.publish("Berapa lama?", ANSWER, by=keeper)
        helpdesk.revise(item, "Berapa lama video?", "Lima menit.", by=keeper)
        assert "Berapa lama video?" in client.get(reverse("public:help")).content.decode()
        helpdesk.withdraw(item, by=keeper)
        assert "Berapa lama video?" not in client.get(reverse("public:help")).content.decode()
        for again in (
            lambda: helpdesk.withdraw(item, by=keeper),
            lambda: helpdesk.revise(item, "a", "b", by=keeper),
        ):
            with unchanged(), pytest.raises(Refused, match="sudah ditarik"):
                again()
        assert FaqItem.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.INNOVATOR, Role.AUDITOR])
    def test_by_the_secretariat_only(self, role):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            helpdesk.publish("Berapa lama?", ANSWER, by=make.person(role))

    @pytest.mark.django_db(transaction=True)
    def test_one_answer_published_twice_at_once_stands_once(self, transactional_db):
        said = helpdesk.ask(QUESTION, by=make.person(Role.INNOVATOR, unit=make.unit()))
        keeper = make.person(Role.SECRETARIAT)
        made = helpdesk.answer(said.thread, ANSWER, seen=said.pk, by=keeper)
        at_once(*[lambda: helpdesk.publish("?", ANSWER, by=keeper, source=made)] * 2)
        assert FaqItem.objects.count() == 1


@pytest.mark.parametrize("name", ["help-desk", "faq-list"])
def test_lists_cost_the_same_for_one_and_three(client, keeper, name):
    def more(n):
        helpdesk.ask(QUESTION, by=make.person(Role.INNOVATOR, unit=make.unit()))
        helpdesk.publish(f"Berapa lama {n}?", ANSWER, by=keeper)

    where = reverse(f"submissions:{name}")
    more(1)
    one, _ = cost(client, keeper, where)
    more(2)
    more(3)
    three, shown = cost(client, keeper, where)
    assert one == three <= MOST
    assert shown.count("<tr>") == 4


def test_a_long_talk_costs_the_same(client, keeper, asker, said):
    where = said.thread.get_absolute_url()
    one, _ = cost(client, keeper, where)
    last = said
    for _ in range(3):
        last = helpdesk.answer(said.thread, ANSWER, seen=last.pk, by=keeper)
        last = helpdesk.ask(QUESTION, by=asker)
    many, _ = cost(client, keeper, where)
    assert many <= one + 1 <= MOST  # the answers ask once which of them are published
