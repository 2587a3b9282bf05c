"""What a team says at its sections: written, answered, closed; and what stays the affair of others."""

from __future__ import annotations

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Channel, Notice
from submissions import queries
from submissions.actions import entries, lodging, remarks, threads
from submissions.models import Entry, EntryState, Remark, RemarkAnswer, Right
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_lodging import at_once
from tests.submissions.test_teams import of_the_unit
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def member(entry: Entry, right: Right):
    person = of_the_unit(entry)
    given = {"can_edit": right == Right.EDIT, "can_comment": right != Right.VIEW}
    entry.team.create(user=person, **given)
    return person


def section_of(entry: Entry, code: str = "1"):
    return entry.form.sections.get(code=code)


def written(entry: Entry, by, text: str = "Dari mana angka ini?") -> Remark:
    return threads.write(entry, section_of(entry), text, by=by)


def told(event: str) -> set[str]:
    return set(
        Notice.objects.filter(event=event, channel=Channel.MAIL).values_list("address", flat=True)
    )


def test_a_commenter_pins_a_remark_and_writes_no_answer(owner, entry):
    commenter, reader = member(entry, Right.COMMENT), member(entry, Right.VIEW)

    remark = written(entry, commenter)

    assert (remark.section, remark.role) == (section_of(entry), Role.INNOVATOR)
    assert JournalLine.objects.get(verb="entry.discuss").detail == {"remark": remark.pk}
    assert told("remark.written") == {owner.email, reader.email}
    with unchanged(), pytest.raises(Refused, match="tidak dapat mengubahnya"):
        entries.answer(entry, section_of(entry), "Lain", by=commenter)


def test_a_reader_reads_and_says_nothing(owner, entry):
    reader = member(entry, Right.VIEW)
    remark = written(entry, owner)

    assert Remark.objects.viewable_by(reader).get() == remark
    with unchanged(), pytest.raises(Refused, match="tidak dapat memberi catatan"):
        written(entry, reader)
    with unchanged(), pytest.raises(Refused, match="tidak dapat menjawabnya"):
        threads.answer(remark, "Ya.", by=reader)
    with unchanged(), pytest.raises(Refused, match="tidak dapat Anda tutup"):
        threads.close(remark, by=reader)


def test_nobody_outside_the_team_takes_part(owner, entry):
    remark, far = written(entry, owner), of_the_unit(entry)

    assert not Remark.objects.viewable_by(far).exists()
    with unchanged(), pytest.raises(Refused, match="tidak dapat memberi catatan"):
        written(entry, far)
    with unchanged(), pytest.raises(Refused, match="tidak dapat menjawabnya"):
        threads.answer(remark, "Ya.", by=far)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.PANELIST, Role.PLENARY_CHAIR])
def test_judges_never_see_what_a_team_says(client, owner, entry, role):
    remark, judge = written(entry, owner), make.person(role, institution=make.institution())
    client.force_login(judge)

    assert not Remark.objects.viewable_by(judge).exists()
    assert client.get(remark.get_absolute_url()).status_code == 404


def test_an_answer_goes_to_who_asked_and_who_answered_before(owner, entry):
    commenter, editor = member(entry, Right.COMMENT), member(entry, Right.EDIT)
    remark = written(entry, commenter)

    threads.answer(remark, "Dari survei 2024.", by=owner)
    threads.answer(remark, "Saya unggah laporannya.", by=editor)

    assert [one.by for one in remark.answers.all()] == [owner, editor]
    assert told("remark.answered") == {commenter.email, owner.email}
    assert Notice.objects.filter(event="remark.answered", address=editor.email).count() == 0


def test_the_author_or_who_writes_the_text_closes_and_reopens(owner, entry):
    commenter, other = member(entry, Right.COMMENT), member(entry, Right.COMMENT)
    remark = written(entry, commenter)

    with unchanged(), pytest.raises(Refused, match="tidak dapat Anda tutup"):
        threads.close(remark, by=other)
    threads.close(remark, by=owner)
    assert told("remark.closed") == {commenter.email}
    with unchanged(), pytest.raises(Refused, match=f"sudah ditutup oleh {owner}"):
        threads.close(remark, by=commenter)
    with unchanged(), pytest.raises(Refused, match="Buka kembali"):
        threads.answer(remark, "Masih kurang.", by=commenter)
    threads.reopen(remark, by=commenter)
    with unchanged(), pytest.raises(Refused, match="sudah terbuka"):
        threads.reopen(remark, by=commenter)
    threads.answer(remark, "Masih kurang.", by=commenter)


def test_the_same_words_pressed_twice_are_one(owner, entry):
    first, again = written(entry, owner), written(entry, owner)
    said = threads.answer(first, "Ya.", by=owner)

    assert again == first
    assert threads.answer(first, " Ya. ", by=owner) == said
    assert entry.remarks.count() == 1


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_said_with_nothing(owner, entry, text):
    remark = written(entry, owner)

    with unchanged(), pytest.raises(Refused, match="satu catatan"):
        written(entry, owner, text)
    with unchanged(), pytest.raises(Refused, match="Tulis jawabannya"):
        threads.answer(remark, text, by=owner)


def test_a_section_of_another_form_takes_no_remark(owner, entry):
    other = make.draft(owner=owner)

    with unchanged(), pytest.raises(Refused, match="tidak ada di formulir"):
        threads.write(entry, section_of(other), "Salah tempat.", by=owner)


@pytest.mark.parametrize(
    "state", [EntryState.LODGED, EntryState.ACCEPTED, EntryState.REJECTED, EntryState.WITHDRAWN]
)
def test_what_is_lodged_is_talked_of_no_more(owner, state):
    entry = make.entry(state, owner=owner)
    remark = _before(entry, owner)

    for act in (
        lambda: written(entry, owner),
        lambda: threads.answer(remark, "Ya.", by=owner),
        lambda: threads.close(remark, by=owner),
        lambda: threads.reopen(remark, by=owner),
    ):
        with unchanged(), pytest.raises(Refused, match="tidak dapat ditambah"):
            act()


def _before(entry: Entry, owner) -> Remark:
    given = {"section": section_of(entry), "text": "Lama.", "by": owner, "role": owner.role}
    return entry.remarks.create(at=entry.created_at, **given)


class TestRemarksOfOthers:
    """Of the Admin Lokal and of the secretariat: answered, never closed, by the team."""

    @pytest.fixture
    def returned(self, owner):
        return make.entry(EntryState.RETURNED, owner=owner)

    def test_the_team_answers_the_secretariat_and_the_section_stays_open(self, owner, returned):
        asked = returned.remarks.create(
            section=section_of(returned),
            text="Lampirkan data.",
            by=make.person(Role.SECRETARIAT),
            role=Role.SECRETARIAT,
            at=returned.created_at,
        )

        threads.answer(asked, "Data menyusul.", by=owner)

        for person in (owner, admin_of(returned), asked.by):
            with unchanged(), pytest.raises(Refused, match="Tim Sekretariat tidak ditutup"):
                threads.close(asked, by=person)
        assert entries.answer(returned, section_of(returned), "Data.", by=owner).text == "Data."
        assert told("remark.answered") == {asked.by.email}

    def test_a_remark_of_the_team_opens_no_returned_section(self, owner, returned):
        threads.write(returned, section_of(returned, "2"), "Ubah ini juga?", by=owner)

        with unchanged(), pytest.raises(Refused, match="Hanya bagian yang diberi catatan"):
            entries.answer(returned, section_of(returned, "2"), "Lain", by=owner)

    def test_the_admin_lokal_closes_his_own_and_none_of_the_team(self, owner, entry):
        admin = admin_of(entry)
        (asked,) = remarks.add(entry, [(section_of(entry), "Perjelas.")], by=admin)
        ours = written(entry, owner)

        with unchanged(), pytest.raises(Refused, match="tidak dapat Anda tutup"):
            threads.close(asked, by=owner)
        with unchanged(), pytest.raises(Refused, match="tidak dapat Anda tutup"):
            threads.close(ours, by=admin)
        threads.answer(asked, "Sudah.", by=owner)
        assert threads.close(asked, by=admin).resolved_by == admin

    def test_another_desk_does_not_answer(self, owner, entry):
        remark = written(entry, owner)
        far = make.person(Role.INSTITUTION_ADMIN, institution=make.institution())

        with unchanged(), pytest.raises(Refused, match="tidak dapat menjawabnya"):
            threads.answer(remark, "Ya.", by=far)

    def test_lodging_closes_what_the_team_left_open(self, owner):
        entry = make.entry(EntryState.WITH_AGENCY, owner=owner)
        remark, admin = written(entry, owner), admin_of(entry)

        lodging.lodge(entry, by=admin)

        remark.refresh_from_db()
        assert remark.resolved_by == admin

    def test_what_members_say_asks_for_nothing(self, owner, entry):
        written(entry, owner)

        rows = queries.sections_of(entry, queries.form_of(entry))

        assert rows[0].state == queries.Readiness.COMPLETE
        assert rows[0].hint.startswith("1 catatan")


def test_answers_are_never_changed_or_taken_away(owner, entry):
    said = threads.answer(written(entry, owner), "Ya.", by=owner)

    for act in (
        lambda: RemarkAnswer.objects.filter(pk=said.pk).update(text="Tidak."),
        lambda: RemarkAnswer.objects.filter(pk=said.pk).delete(),
        lambda: said.remark.answers.create(text="", by=owner, role="x", at=said.at),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_two_close_at_once_one_wins(transactional_db):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    remark = written(make.draft(owner=owner), owner)

    outcomes = at_once(*[lambda: threads.close(remark, by=owner)] * 2)

    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert JournalLine.objects.filter(verb="entry.close_remark").count() == 1


def test_the_same_answer_twice_at_once_is_one(transactional_db):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    remark = written(make.draft(owner=owner), owner)

    at_once(*[lambda: threads.answer(remark, "Ya.", by=owner)] * 2)

    assert remark.answers.count() == 1
