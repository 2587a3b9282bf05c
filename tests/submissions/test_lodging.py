from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import entries, lodging, remarks
from submissions.models import Answer, Entry, EntryState, LodgeIntent, Lodgement, Quota, Remark
from tests import make
from tests.make.entries import admin_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def rows() -> dict[str, int]:
    """What a refusal must not change."""
    tables = (Lodgement, JournalLine, Notice, Remark)
    return {model.__name__: model.objects.count() for model in tables}


def test_lodge_gives_number_time_frozen_content_and_receipt():
    entry = make.with_agency()
    admin = admin_of(entry)

    lodgement = lodging.lodge(entry, by=admin)

    entry = Entry.objects.get(pk=entry.pk)
    assert entry.state == EntryState.LODGED
    assert entry.code == f"KIPP-{entry.edition.year}-00001"
    assert entry.lodged_at == lodgement.at
    assert (entry.last_line.verb, entry.last_line.by) == ("entry.lodge", admin)
    assert set(Notice.objects.values_list("event", "recipient")) >= {
        ("entry.lodged", entry.created_by_id),
        ("entry.lodged_desk", admin.pk),
    }
    letter = Notice.objects.filter(event="entry.lodged").first()
    assert entry.code in letter.title
    assert lodgement.sha256 in letter.body


def test_digest_of_a_receipt_can_be_computed_again_from_the_stored_content():
    entry = make.with_agency()
    lodging.lodge(entry, by=admin_of(entry))

    stored = Lodgement.objects.get(entry=entry)
    text = json.dumps(stored.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(text.encode()).hexdigest() == stored.sha256
    assert [row["text"] for row in stored.content["answers"]] == list(
        entry.answers.order_by("section__position").values_list("text", flat=True)
    )


def test_lodge_with_an_empty_section_is_refused_and_changes_nothing():
    entry = make.with_agency()
    Answer.objects.filter(entry=entry).update(text="")
    before = rows()

    with pytest.raises(Refused, match="belum lengkap"):
        lodging.lodge(entry, by=admin_of(entry))

    assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY
    assert rows() == before


def test_lodge_beyond_the_quota_is_refused():
    first = make.with_agency()
    Quota.objects.filter(group=first.group).update(places=1)
    lodging.lodge(first, by=admin_of(first))
    second = make.with_agency(owner=first.created_by.act_as(_holding(first)), of=first.group)

    with pytest.raises(Refused, match="Kuota"):
        lodging.lodge(second, by=admin_of(second))

    assert Entry.objects.get(pk=second.pk).code is None


def test_withdrawn_entry_gives_its_place_back():
    first = make.with_agency()
    Quota.objects.filter(group=first.group).update(places=1)
    lodging.lodge(first, by=admin_of(first))
    lodging.withdraw(first, "Digabung dengan inovasi lain.", by=admin_of(first))
    second = make.with_agency(owner=first.created_by.act_as(_holding(first)), of=first.group)

    assert lodging.lodge(second, by=admin_of(second)).number == 1


def test_lodge_many_lodges_what_passes_and_says_why_of_the_rest():
    good = make.with_agency()
    owner = good.created_by.act_as(_holding(good))
    others = [make.with_agency(owner=owner, of=good.group) for _ in range(3)]
    Answer.objects.filter(entry=others[0]).update(text="")
    admin = admin_of(good)

    outcomes = lodging.lodge_many([*others, good], by=admin)

    assert [entry.pk for entry, _ in outcomes] == [one.pk for one in (*others, good)]
    assert isinstance(outcomes[0][1], Refused)
    assert [type(outcome) for _, outcome in outcomes[1:]] == [Lodgement] * 3
    codes = list(
        Entry.objects.filter(state=EntryState.LODGED).values_list("code", flat=True).order_by("pk")
    )
    assert len(set(codes)) == 3
    assert Notice.objects.filter(event="entry.lodged_desk", channel="MAIL").count() == 1
    assert JournalLine.objects.of(good).filter(verb="entry.lodge").count() == 1


def test_only_an_admin_lokal_lodges():
    entry = make.with_agency()

    with pytest.raises(Refused, match="Admin Lokal"):
        lodging.lodge(entry, by=make.person(Role.SECRETARIAT))


@pytest.mark.parametrize(
    "state", [state for state in EntryState if state != EntryState.WITH_AGENCY]
)
def test_lodge_is_refused_from_any_other_state(state):
    entry = make.entry(state)

    with pytest.raises(Refused, match="statusnya"):
        lodging.lodge(entry, by=admin_of(entry))


class TestDeadline:
    def test_one_second_before_is_in_time(self):
        entry = make.with_agency()
        lodging.lodge(entry, by=admin_of(entry), at=entry.group.closes_at - SECOND)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED

    @pytest.mark.parametrize("late", [timedelta(0), SECOND])
    def test_at_the_close_and_after_is_too_late(self, late):
        entry = make.with_agency()
        with pytest.raises(Refused, match="ditutup"):
            lodging.lodge(entry, by=admin_of(entry), at=entry.group.closes_at + late)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY

    def test_before_the_opening_is_too_early(self):
        entry = make.with_agency()
        with pytest.raises(Refused, match="belum dibuka"):
            lodging.lodge(entry, by=admin_of(entry), at=entry.group.opens_at - SECOND)

    def test_intent_stored_in_time_is_completed_within_the_grace(self):
        entry = make.with_agency()
        admin, closes_at = admin_of(entry), entry.group.closes_at
        lodging.intend([entry], by=admin, at=closes_at - SECOND)

        lodgement = lodging.lodge(entry, by=admin, at=closes_at + 60 * SECOND)

        assert lodgement.grace_of == LodgeIntent.objects.order_by("pk").first()
        assert lodgement.grace_of.at == closes_at - SECOND

    def test_intent_stored_in_time_is_refused_after_the_grace(self):
        entry = make.with_agency()
        admin, closes_at = admin_of(entry), entry.group.closes_at
        lodging.intend([entry], by=admin, at=closes_at - SECOND)

        with pytest.raises(Refused, match="ditutup"):
            lodging.lodge(entry, by=admin, at=closes_at + 120 * SECOND)

    def test_another_version_is_refused_within_the_grace(self):
        entry = make.with_agency()
        admin, closes_at = admin_of(entry), entry.group.closes_at
        lodging.intend([entry], by=admin, at=closes_at - SECOND)
        Answer.objects.filter(entry=entry).update(text="Versi yang lain.")

        with pytest.raises(Refused, match="ditutup"):
            lodging.lodge(entry, by=admin, at=closes_at + 60 * SECOND)

    @pytest.mark.parametrize("given_back", [False, True])
    def test_what_was_pressed_before_the_team_sent_it_carries_nothing(self, given_back):
        entry = make.with_agency() if given_back else make.draft()
        admin, owner, closes_at = admin_of(entry), entry.created_by, entry.group.closes_at
        owner.act_as(owner.holdings.get())
        lodging.intend([entry], by=admin, at=closes_at - 9 * SECOND)
        if given_back:
            words = [(None, "Perbaiki judul.")]
            entry = lodging.give_back(entry, words, by=admin, at=closes_at - 8 * SECOND)
        entries.send(entry, by=owner, at=closes_at - 5 * SECOND)

        with pytest.raises(Refused, match="ditutup"):
            lodging.lodge(entry, by=admin, at=closes_at + 60 * SECOND)

    def test_intent_survives_the_refusal_that_follows_it(self):
        entry = make.with_agency()
        with pytest.raises(Refused):
            lodging.lodge(entry, by=admin_of(entry), at=entry.group.closes_at + SECOND)
        assert LodgeIntent.objects.filter(entry=entry).count() == 1


class TestGiveBack:
    def test_goes_to_the_team_with_its_remarks(self):
        entry = make.with_agency()
        section = entry.form.sections.first()

        lodging.give_back(entry, [(section, "Tambahkan data."), (None, "  ")], by=admin_of(entry))

        assert Entry.objects.get(pk=entry.pk).state == EntryState.DRAFT
        assert list(Remark.objects.values_list("section", "text")) == [
            (section.pk, "Tambahkan data.")
        ]
        notice = Notice.objects.get(event="entry.given_back", channel="MAIL")
        assert notice.recipient == entry.created_by
        assert "Tambahkan data." in notice.body

    @pytest.mark.parametrize("notes", [[], [(None, " ")]])
    def test_without_a_remark_is_refused(self, notes):
        entry = make.with_agency()
        before = rows()
        with pytest.raises(Refused, match="catatan"):
            lodging.give_back(entry, notes, by=admin_of(entry))
        assert rows() == before

    def test_a_remark_on_the_section_of_another_form_is_refused(self):
        entry, other = make.with_agency(), make.with_agency()
        with pytest.raises(Refused, match="bagian"):
            lodging.give_back(entry, [(other.form.sections.first(), "x")], by=admin_of(entry))

    def test_remark_coaches_a_draft_without_moving_it(self):
        entry = make.draft()
        remarks.add(entry, [(None, "Perjelas judul.")], by=admin_of(entry))
        assert Entry.objects.get(pk=entry.pk).state == EntryState.DRAFT
        assert Notice.objects.filter(event="entry.remarked").exists()

    def test_remark_after_lodging_is_refused(self):
        entry = make.lodged_entry()
        with pytest.raises(Refused):
            remarks.add(entry, [(None, "Terlambat.")], by=admin_of(entry))


class TestWithdraw:
    @pytest.mark.parametrize(
        "state",
        ["DRAFT", "WITH_AGENCY", "LODGED", "RETURNED", "ACCEPTED"],
    )
    def test_takes_an_entry_out_with_its_reason(self, state):
        entry = make.entry(EntryState(state))
        lodging.withdraw(entry, "Layanan dihentikan.", by=admin_of(entry))
        assert Entry.objects.get(pk=entry.pk).state == EntryState.WITHDRAWN
        assert entry.decisions.get(verb="entry.withdraw").reason == "Layanan dihentikan."
        assert Notice.objects.filter(event="entry.withdrawn").exists()

    def test_is_refused_once_judging_has_opened(self):
        entry = make.lodged_entry()
        opens = entry.edition.judging_opens_at
        with pytest.raises(Refused, match="Penilaian"):
            lodging.withdraw(entry, "Terlambat.", by=admin_of(entry), at=opens)
        lodging.withdraw(entry, "Masih sempat.", by=admin_of(entry), at=opens - SECOND)

    def test_without_a_reason_is_refused(self):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="alasan"):
            lodging.withdraw(entry, " ", by=admin_of(entry))


def _holding(entry):
    return entry.created_by.holdings.get()


def at_once(*jobs) -> list[object]:
    """Run each on a connection of its own, all released together."""
    gate, ended = Barrier(len(jobs)), []

    def run(job):
        try:
            gate.wait()
            ended.append(job())
        except Refused as refusal:
            ended.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
