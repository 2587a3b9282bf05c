"""A form in a new version: drafts go on in it with all they hold, what is lodged stays as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import entries, forms, threads
from submissions.models import Entry, EntryState, FormVersion, Group, Section
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.test_attachments import attach
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def publish(group, *codes: str, words: int = 50) -> FormVersion:
    """A version with these sections, published and carried to as `editions.load` does."""
    form = FormVersion.objects.create(group=group, number=group.forms.count() + 1)
    for position, code in enumerate(codes, 1):
        asked = {
            "title": f"Bagian {code}",
            "prompt": "Jelaskan.",
            "word_limit": words,
            "weight": 50,
        }
        Section.objects.create(form=form, code=code, position=position, **asked)
    FormVersion.objects.filter(pk=form.pk).update(published_at=now())
    forms.carry(form, at=now())
    return form


def texts(entry: Entry) -> dict[str, str]:
    return dict(entry.answers.values_list("section__code", "text"))


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.WITH_AGENCY])
def test_unsent_entries_go_on_with_all_they_hold(owner, state):
    entry = make.draft(owner=owner)
    section = entry.form.sections.get(code="1")
    old = entry.form
    remark, file = threads.write(entry, section, "Angka?", by=owner), attach(entry, owner)
    if state == EntryState.WITH_AGENCY:
        entries.send(entry, by=owner)
    before = list(entry.answers.order_by("pk").values("pk", "text", "version", "updated_at"))

    form = publish(entry.group, "1", "2", "3")

    entry.refresh_from_db()
    assert entry.form == form
    assert list(entry.answers.order_by("pk").values(*before[0])) == before
    for row in (remark, file, *entry.answers.all()):
        row.refresh_from_db()
        assert row.section.form == form
    assert JournalLine.objects.get(verb="form.carry").detail == {
        "before": old.pk,
        "entries": [entry.pk],
    }


@pytest.mark.parametrize(
    "state",
    [EntryState.LODGED, EntryState.RETURNED, EntryState.ACCEPTED, EntryState.LAPSED],
)
def test_what_was_lodged_or_is_over_stays_with_its_version(owner, state):
    entry = make.entry(state, owner=owner)

    with unchanged():
        publish(entry.group, "1", "2")


def test_a_closed_group_is_left_alone(owner, entry):
    group = entry.group
    group.closes_at = now() - timedelta(seconds=1)
    group.save(update_fields=["closes_at"])

    with unchanged():
        publish(group, "1", "2")


def test_a_new_section_is_written_at_once(owner, entry):
    form = publish(entry.group, "1", "2", "3")

    said = entries.answer(entry, form.sections.get(code="3"), "Sudah.", by=owner)

    assert said.text == "Sudah."


def test_twice_is_once(owner, entry):
    form = publish(entry.group, "1")

    with unchanged():
        assert forms.carry(form, at=now()) == 0


def test_words_of_a_section_that_is_gone_are_read_and_come_back_with_it(client, owner, entry):
    old = texts(entry)
    entries.answer(entry, entry.form.sections.get(code="2"), "Hanya di sini.", by=owner)

    publish(entry.group, "1")

    assert [one.text for one in entry.answers.left_over()] == ["Hanya di sini."]
    client.force_login(owner)
    assert "Bagian lama" in client.get(entry.get_absolute_url()).content.decode()
    html = client.get(f"/proposal/{entry.pk}/bagian-lama/").content.decode()
    assert "Hanya di sini." in html
    publish(entry.group, "1", "2")
    assert not entry.answers.left_over().exists()
    assert texts(entry) == old | {"2": "Hanya di sini."}
    assert "Bagian lama" not in client.get(entry.get_absolute_url()).content.decode()


def test_a_remark_at_a_section_that_is_gone_is_still_read(client, owner, entry):
    threads.write(entry, entry.form.sections.get(code="2"), "Masih perlu?", by=owner)
    publish(entry.group, "1")
    client.force_login(owner)

    html = client.get(entry.get_absolute_url()).content.decode()

    assert "Masih perlu?" in html
    assert f"/proposal/{entry.pk}/bagian/2/" not in html


def test_the_team_is_told_once_which_sections_changed(owner, entry):
    make.draft(owner=owner, of=entry.group)
    desk = admin_of(entry)

    publish(entry.group, "1", "9", words=80)
    assert not Notice.objects.filter(event="entry.form_changed").exists()
    assert (forms.tell(), forms.tell()) == (1, 0)

    (letter,) = Notice.objects.filter(event="entry.form_changed", channel="MAIL")
    assert letter.address == owner.email
    assert "1. Bagian 1: paling banyak 80 kata" in letter.body
    assert "Bagian baru:\n- 9. Bagian 9" in letter.body
    assert "- 2. Bagian 2" in letter.body.split("tidak lagi diminta")[1]
    assert not Notice.objects.filter(event="entry.form_changed", recipient=desk).exists()


def test_words_sent_with_the_old_page_are_refused_and_shown_again(client, owner, entry):
    section = entry.form.sections.get(code="2")
    publish(entry.group, "1")

    with unchanged(), pytest.raises(Refused, match="tidak ada di formulir"):
        entries.answer(entry, section, "Terlambat.", by=owner)


def test_a_draft_written_while_the_form_changes_loses_nothing(transactional_db):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)
    section, group = entry.form.sections.get(code="1"), entry.group
    before = entry.answers.get(section=section).text

    outcomes = at_once(
        lambda: transaction.atomic(publish)(group, "1", "2"),
        lambda: entries.answer(entry, section, "Bersamaan.", by=owner),
    )

    kept = entry.answers.get(section__code="1")
    assert kept.section.form == Entry.objects.get(pk=entry.pk).form == group.forms.latest("number")
    refused = any(isinstance(one, Refused) for one in outcomes)
    assert kept.text == (before if refused else "Bersamaan.")


def test_a_draft_started_while_the_form_changes_begins_with_the_new_one(transactional_db):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    group = make.edition().groups.get()
    given = {"group": group, "category": group.edition.categories.get(), "location": "Desa"}

    def load() -> None:
        with transaction.atomic():
            Group.objects.select_for_update().get(pk=group.pk)  # as `editions.load` holds it
            publish(group, "1", "2")

    at_once(
        load,
        lambda: entries.start(by=owner, title="Kader", started_on=date(2020, 1, 1), **given),
    )

    assert Entry.objects.get().form == group.forms.latest("number")
