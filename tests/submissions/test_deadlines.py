from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions import mail, screens, tasks
from submissions.actions import deadlines, lodging, screening
from submissions.actions.deadlines import ExtensionReason
from submissions.models import Edition, Entry, EntryState, Group, Lodgement
from tests import make
from tests.make.entries import admin_of, now

pytestmark = pytest.mark.django_db

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
GRACE = timedelta(seconds=120)


def close(group: Group, *, ago: timedelta) -> Group:
    group.closes_at = now() - ago
    group.save(update_fields=["closes_at"])
    return group


class TestExtend:
    def test_moves_the_close_and_tells_all_with_drafts(self):
        draft = make.draft()
        waiting = make.with_agency(of=draft.group)
        admin, lodged = admin_of(waiting), make.lodged_entry(of=draft.group)
        by, later = make.person(Role.SECRETARIAT), draft.group.closes_at + 2 * DAY

        deadlines.extend(draft.group, later, by=by, reason=ExtensionReason.OUTAGE)

        assert Group.objects.get(pk=draft.group.pk).closes_at == later
        line = JournalLine.objects.get(verb="group.extend")
        assert (line.by, line.detail["reason"]) == (by, "OUTAGE")
        told = Notice.objects.filter(event="edition.extended", channel="MAIL")
        people = set(told.values_list("recipient", flat=True))
        assert {draft.created_by_id, waiting.created_by_id, admin.pk} <= people
        assert lodged.created_by_id not in people
        assert "gangguan pada portal" in told.first().body

    def test_age_is_still_counted_to_the_same_day(self):
        group = make.draft().group
        before = group.edition.eligibility_reference_on
        by = make.person(Role.SECRETARIAT)
        later = group.closes_at + DAY
        deadlines.extend(group, later, by=by, reason=ExtensionReason.DISASTER)
        assert Edition.objects.get(pk=group.edition_id).eligibility_reference_on == before

    @pytest.mark.parametrize("shift", [-DAY, timedelta(0)])
    def test_earlier_or_the_same_is_refused(self, shift):
        group = make.draft().group
        by, before = make.person(Role.SECRETARIAT), group.closes_at
        with pytest.raises(Refused, match="sesudah"):
            deadlines.extend(group, before + shift, by=by, reason=ExtensionReason.REQUEST)
        assert Group.objects.get(pk=group.pk).closes_at == before
        assert not JournalLine.objects.filter(verb="group.extend").exists()

    def test_into_judging_is_refused(self):
        group = make.draft().group
        by, opens = make.person(Role.SECRETARIAT), group.edition.judging_opens_at
        with pytest.raises(Refused, match="penilaian"):
            deadlines.extend(group, opens, by=by, reason=ExtensionReason.REQUEST)

    def test_after_the_lapse_it_is_refused_for_it_would_rescue_nobody(self):
        group, by = make.draft().group, make.person(Role.SECRETARIAT)
        late = group.closes_at + DAY
        assert deadlines.lapse_closed(at=late) == 1
        with pytest.raises(Refused, match="sudah gugur"):
            deadlines.extend(group, late + DAY, by=by, reason=ExtensionReason.OUTAGE, at=late)
        assert not JournalLine.objects.filter(verb="group.extend").exists()
        assert screens.open_groups() == []

    def test_before_the_sweep_it_rescues_what_is_unsent(self):
        draft, by = make.draft(), make.person(Role.SECRETARIAT)
        late = draft.group.closes_at + DAY
        deadlines.extend(draft.group, late + DAY, by=by, reason=ExtensionReason.OUTAGE, at=late)
        assert deadlines.lapse_closed(at=late) == 0
        told = Notice.objects.filter(event="edition.extended", channel="MAIL")
        assert draft.created_by_id in told.values_list("recipient", flat=True)

    def test_by_an_admin_lokal_is_refused(self):
        entry = make.draft()
        later = entry.group.closes_at + DAY
        with pytest.raises(Refused, match="Sekretariat"):
            deadlines.extend(entry.group, later, by=admin_of(entry), reason=ExtensionReason.REQUEST)


class TestLapse:
    def test_takes_all_that_is_unsent_with_one_line_and_one_letter_each(self):
        owner = make.person(Role.INNOVATOR, unit=make.unit())
        first = make.draft(owner=owner)
        second = make.with_agency(owner=owner, of=first.group)
        lodged = make.lodged_entry(owner=owner, of=first.group)
        close(first.group, ago=GRACE)

        tasks.lapse_closed()
        tasks.lapse_closed()

        states = dict(Entry.objects.values_list("pk", "state"))
        assert states == {first.pk: "LAPSED", second.pk: "LAPSED", lodged.pk: "LODGED"}
        line = JournalLine.objects.get(verb="entry.lapse")
        assert (line.ids, line.role) == ([first.pk, second.pk], "SYSTEM")
        letter = Notice.objects.get(event="entry.lapsed", channel="MAIL", recipient=owner)
        assert first.innovation.title in letter.body
        assert second.innovation.title in letter.body

    @pytest.mark.parametrize(("ago", "state"), [(GRACE - 5 * SECOND, "DRAFT"), (GRACE, "LAPSED")])
    def test_waits_out_the_grace(self, ago, state):
        entry = make.draft()
        close(entry.group, ago=ago)
        deadlines.lapse_closed()
        assert Entry.objects.get(pk=entry.pk).state == state

    def test_killed_between_two_groups_the_next_pass_does_the_rest(self, monkeypatch):
        entries = [make.draft(), make.draft()]
        for entry in entries:
            close(entry.group, ago=GRACE)
        told, send = [], mail.lapsed

        def killed(group, rows, *, at):
            told.append(group)
            if len(told) == 2:
                raise RuntimeError("worker killed")
            send(group, rows, at=at)

        monkeypatch.setattr(mail, "lapsed", killed)
        with pytest.raises(RuntimeError):
            deadlines.lapse_closed()
        states = [Entry.objects.get(pk=entry.pk).state for entry in entries]
        assert states == ["LAPSED", "DRAFT"]

        monkeypatch.setattr(mail, "lapsed", send)
        assert deadlines.lapse_closed() == 1
        assert JournalLine.objects.filter(verb="entry.lapse").count() == 2
        assert Notice.objects.filter(event="entry.lapsed", channel="MAIL").count() == 2

    def test_leaves_open_groups_alone(self):
        entry = make.draft()
        assert deadlines.lapse_closed() == 0
        assert Entry.objects.get(pk=entry.pk).state == EntryState.DRAFT


class TestOverdueReturn:
    def returned(self) -> Entry:
        entry = make.with_agency()
        lodging.lodge(entry, by=admin_of(entry))
        by = make.person(Role.SECRETARIAT)
        screening.return_once(entry, [(None, "x")], by=by, due_at=now() + DAY)
        return Entry.objects.get(pk=entry.pk)

    def test_goes_back_as_it_was_lodged_and_says_so(self):
        entry = self.returned()
        entry.answers.update(text="Perbaikan yang tidak sempat diajukan.")

        assert deadlines.relodge_overdue(at=entry.return_due_at) == 1
        assert deadlines.relodge_overdue(at=entry.return_due_at) == 0

        entry = Entry.objects.get(pk=entry.pk)
        assert (entry.state, entry.relodged_late) == (EntryState.LODGED, True)
        assert entry.last_line.role == "SYSTEM"
        version = Lodgement.objects.get(entry=entry)
        assert "tidak sempat" not in str(version.content)
        letters = Notice.objects.filter(event="entry.return_overdue", channel="MAIL")
        assert letters.filter(recipient=entry.created_by).count() == 1

    def test_one_second_early_stays_with_the_team(self):
        entry = self.returned()
        assert deadlines.relodge_overdue(at=entry.return_due_at - SECOND) == 0

    def test_by_the_task_only_what_is_due(self):
        entry = self.returned()
        tasks.relodge_overdue()
        assert Entry.objects.get(pk=entry.pk).state == EntryState.RETURNED


class TestRemind:
    def draft(self, *, left: timedelta, **given) -> Entry:
        """A draft begun long ago, whose group closes in `left`."""
        entry = make.draft(**given)
        Group.objects.filter(pk=entry.group_id).update(
            opens_at=now() - 60 * DAY, closes_at=now() + left
        )
        Entry.objects.filter(pk=entry.pk).update(created_at=now() - 50 * DAY)
        return Entry.objects.get(pk=entry.pk)

    @pytest.mark.parametrize("left", [14 * DAY, 7 * DAY, 3 * DAY, DAY, 6 * HOUR])
    def test_each_occasion_is_told_once(self, left):
        entry = self.draft(left=left)
        admin = admin_of(entry)

        tasks.remind()
        tasks.remind()

        letters = Notice.objects.filter(channel="MAIL")
        assert letters.filter(event="edition.deadline", recipient=entry.created_by).count() == 1
        assert letters.filter(event="edition.deadline_desk", recipient=admin).count() == 1

    def test_every_occasion_is_another_letter(self):
        entry = self.draft(left=15 * DAY)
        for left in (15 * DAY, 14 * DAY, 7 * DAY, 3 * DAY, DAY, 6 * HOUR, HOUR):
            deadlines.remind(at=entry.group.closes_at - left)
        letters = Notice.objects.filter(event="edition.deadline", channel="MAIL")
        assert letters.count() == 5

    def test_two_drafts_are_one_letter_with_their_number(self):
        first = self.draft(left=3 * DAY)
        owner = first.created_by.act_as(first.created_by.holdings.get())
        self.draft(left=3 * DAY, owner=owner, of=first.group)
        deadlines.remind()
        letter = Notice.objects.get(event="edition.deadline", channel="MAIL", recipient=owner)
        assert letter.title.startswith("2 draf")

    def test_groups_that_close_together_are_one_letter(self):
        first = self.draft(left=3 * DAY)
        owner = first.created_by.act_as(first.created_by.holdings.get())
        second = make.group(first.edition, code="replikasi")
        entry = make.draft(owner=owner, of=second)
        Entry.objects.filter(pk=entry.pk).update(created_at=now() - 50 * DAY)
        Group.objects.filter(pk=second.pk).update(
            opens_at=first.group.opens_at, closes_at=first.group.closes_at
        )
        deadlines.remind()
        letter = Notice.objects.get(event="edition.deadline", channel="MAIL", recipient=owner)
        assert letter.title.startswith("2 draf")

    def test_who_has_sent_all_is_left_in_peace_and_the_desk_is_not(self):
        entry = make.with_agency()
        admin = admin_of(entry)
        Entry.objects.filter(pk=entry.pk).update(created_at=now() - 50 * DAY)
        Group.objects.filter(pk=entry.group_id).update(closes_at=now() + DAY)
        deadlines.remind()
        letters = Notice.objects.filter(channel="MAIL")
        assert set(letters.values_list("event", "recipient")) == {
            ("edition.deadline_desk", admin.pk)
        }
        assert letters.get().title.startswith("1 proposal menunggu Anda: ditutup")

    def test_a_draft_begun_after_the_hour_waits_for_the_next_occasion(self):
        entry = self.draft(left=5 * DAY)
        Entry.objects.filter(pk=entry.pk).update(created_at=now())
        assert deadlines.remind() == 0
        assert deadlines.remind(at=entry.group.closes_at - 3 * DAY) == 1

    def test_killed_in_the_middle_tells_nobody_and_then_everybody(self, monkeypatch):
        entry = self.draft(left=3 * DAY)
        admin = admin_of(entry)
        send = mail.deadline

        def killed(*args, **kwargs):
            send(*args, **kwargs)
            raise RuntimeError("worker killed")

        monkeypatch.setattr(mail, "deadline", killed)
        with pytest.raises(RuntimeError):
            deadlines.remind()
        assert not Notice.objects.exists()

        monkeypatch.setattr(mail, "deadline", send)
        deadlines.remind()
        people = Notice.objects.filter(channel="MAIL").values_list("recipient", flat=True)
        assert set(people) == {entry.created_by_id, admin.pk}
