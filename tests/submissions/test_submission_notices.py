"""Every letter of this app, rendered from a real occasion: no holes, a subject, a next step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import engines
from django.test import override_settings

from kipp.accounts.models import Role
from kipp.notices.models import Notice
from kipp.notices.tasks import deliver_occasion
from submissions.actions import (
    deadlines,
    disqualifying,
    entries,
    lodging,
    objections,
    remarks,
    screening,
)
from submissions.actions.deadlines import ExtensionReason
from submissions.actions.disqualifying import Charge
from submissions.models import Edition, Entry, Group, Verdict
from tests import make
from tests.make.entries import admin_of, now

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOLE = "(kosong!)"


@pytest.fixture(autouse=True)
def _holes_show(monkeypatch):
    """A variable that is not there leaves a mark instead of nothing."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", HOLE)


def letters(event: str) -> list[Notice]:
    found = list(Notice.objects.filter(event=event, channel="MAIL"))
    assert found, f"nobody was told of {event}"
    for letter in found:
        assert HOLE not in letter.title + letter.body
        assert "None" not in letter.title + letter.body
        assert 10 < len(letter.title) <= 200
        assert letter.body.startswith(f"Yth. {letter.recipient.name},")
        assert letter.url.startswith("/")
        assert letter.body.rstrip().endswith(letter.url)
        assert "&" not in letter.body  # nothing is escaped
    return found


def complete(title: str = 'Layanan "Cepat" <Desa>\'s') -> Entry:
    return make.draft(title=title)


def to_lodged(entry: Entry) -> Entry:
    if entry.state == "DRAFT":
        entries.send(entry, by=entry.created_by)
    lodging.lodge(entry, by=admin_of(entry))
    return Entry.objects.get(pk=entry.pk)


def test_sent_tells_the_admin_lokal():
    entry = complete()
    admin = admin_of(entry)
    entries.send(entry, by=entry.created_by)
    (letter,) = letters("entry.sent")
    assert letter.recipient == admin
    assert entry.innovation.title in letter.body


def test_given_back_and_remarked_tell_the_team():
    entry = complete()
    admin = admin_of(entry)
    section = entry.form.sections.first()
    remarks.add(entry, [(section, "Tambahkan angka.")], by=admin)
    entries.send(entry, by=entry.created_by)
    lodging.give_back(entry, [(None, "Judul terlalu umum.")], by=admin)
    assert section.title in letters("entry.remarked")[0].body
    assert "Judul terlalu umum." in letters("entry.given_back")[0].body


def test_lodged_is_a_receipt_for_team_and_desk():
    entry = to_lodged(complete())
    digest = entry.lodgements.get().sha256
    for event in ("entry.lodged", "entry.lodged_desk"):
        for letter in letters(event):
            assert entry.code in letter.title
            assert digest in letter.body


def test_returned_names_the_due_date_and_the_overdue_says_so():
    entry = to_lodged(complete())
    by, due = make.person(Role.SECRETARIAT), now() + DAY
    screening.return_once(entry, [(None, "Unggah ulang surat.")], by=by, due_at=due)
    assert "paling lambat" in letters("entry.returned")[0].title
    deadlines.relodge_overdue(at=due)
    letters("entry.return_overdue")


def test_accepted_rejected_disqualified():
    by, second = make.person(Role.SECRETARIAT), make.person(Role.SECRETARIAT)
    good, bad = to_lodged(complete()), to_lodged(complete("Layanan Lain"))
    for entry, verdict in ((good, Verdict.MET), (bad, Verdict.UNMET)):
        item = entry.group.checklist.get()
        screening.mark(entry, item, verdict, "Surat tidak sah.", by=by)
    screening.accept(good, by=by)
    screening.reject(bad, "Surat pernyataan tidak sah.", by=by)
    made = disqualifying.propose(good, Charge("Data terbukti palsu.", "Surat."), by=by)
    disqualifying.decline(made, "Datanya benar.", by=second)
    made = disqualifying.propose(good, Charge("Data terbukti palsu.", "Surat."), by=by)
    disqualifying.confirm(made, by=second)
    letters("entry.disqualification_proposed")
    letters("entry.disqualification_declined")
    letters("entry.accepted")
    letters("entry.accepted_desk")
    assert "Surat tidak sah." in letters("entry.rejected")[0].body
    letters("entry.disqualified")


def test_upheld_says_what_was_objected_and_why_it_holds():
    by, other = make.person(Role.SECRETARIAT), make.person(Role.SECRETARIAT)
    entry = to_lodged(complete())
    screening.mark(entry, entry.group.checklist.get(), Verdict.UNMET, "Tidak sah.", by=by)
    screening.reject(entry, "Surat tidak sah.", by=by)
    Edition.objects.update(objections_can_be_upheld=True)
    objections.uphold(entry, "Suratnya sah.", objection="Surat asli.", by=other)
    for letter in letters("entry.upheld"):
        assert "Surat asli." in letter.body
        assert "Suratnya sah." in letter.body


def test_withdrawn_and_lapsed():
    entry, other = to_lodged(complete()), complete()
    lodging.withdraw(entry, "Digabung.", by=admin_of(entry))
    admin = admin_of(other)
    deadlines.lapse_closed(at=other.group.closes_at + DAY)
    letters("entry.withdrawn")
    assert {letter.recipient for letter in letters("entry.lapsed")} == {other.created_by, admin}


def test_deadline_and_extension():
    entry = complete()
    admin_of(entry)
    Group.objects.filter(pk=entry.group_id).update(opens_at=now() - 90 * DAY)
    Entry.objects.filter(pk=entry.pk).update(created_at=now() - 80 * DAY)
    closes_at = Entry.objects.get(pk=entry.pk).group.closes_at
    deadlines.remind(at=closes_at - 3 * DAY)
    assert "tinggal 3 hari" in letters("edition.deadline")[0].body
    letters("edition.deadline_desk")
    by = make.person(Role.SECRETARIAT)
    deadlines.extend(entry.group, closes_at + DAY, by=by, reason=ExtensionReason.OUTAGE)
    letters("edition.extended")


def test_proposal_of_a_bumd_is_told_to_the_admin_of_its_government():
    government = make.institution()
    company = make.institution(kind="BUMD", parent=government, region=government.region)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=government)
    entry = make.draft(owner=make.person(Role.INNOVATOR, unit=make.unit(company)))
    entries.send(entry, by=entry.created_by)
    assert [letter.recipient for letter in letters("entry.sent")] == [admin]


def test_people_who_have_left_are_told_nothing():
    entry = complete()
    admin = admin_of(entry)
    admin.is_active = False
    admin.save(update_fields=["is_active"])
    entries.send(entry, by=entry.created_by)
    assert not Notice.objects.filter(recipient=admin).exists()


def test_the_longest_title_fits_into_a_subject():
    entry = complete("Layanan " + "A" * 192)
    admin_of(entry)
    entries.send(entry, by=entry.created_by)
    letters("entry.sent")


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_receipt_delivered_twice_is_mailed_once(mailoutbox):
    to_lodged(complete())
    letter = letters("entry.lodged")[0]
    deliver_occasion(event=letter.event, key=letter.key)
    deliver_occasion(event=letter.event, key=letter.key)
    assert [mail.to for mail in mailoutbox] == [[letter.address]]
