"""What was judged and published keeps its name: the next season's draft does not change it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import attachments, deadlines, entries, lodging, screening
from submissions.models import Category, Entry, EntryState, Innovation
from submissions.models.entry import LODGED_STATES
from tests import make
from tests.make.entries import admin_of
from tests.submissions.contents import pdf
from tests.submissions.test_attachments import attach, upload
from tests.submissions.test_lodging import at_once
from tests.submissions.test_sections import remark
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
CHANGES = [{"title": "Nama lain"}, {"started_on": date(2021, 5, 5)}, {"location": "Lain"}]


def again(entry, owner):
    """A draft of the same innovation in another season."""
    return make.draft(owner=owner, innovation=entry.innovation)


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.mark.parametrize("changes", CHANGES, ids=lambda one: next(iter(one)))
@pytest.mark.parametrize("state", LODGED_STATES, ids=str)
def test_a_draft_of_a_lodged_innovation_keeps_its_identity(owner, state, changes):
    draft = again(make.entry(state, owner=owner), owner)
    with unchanged(), pytest.raises(Refused, match="sudah diajukan pada proposal lain"):
        entries.revise(draft, changes, by=owner)


def test_what_is_the_entrys_own_may_change(owner):
    draft = again(make.accepted_entry(owner=owner), owner)
    same = {"title": draft.innovation.title, "video_url": "https://a.id/v"}
    entries.revise(draft, same, by=owner)
    assert JournalLine.objects.get(verb="entry.revise").detail == {"fields": ["video_url"]}


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.LAPSED, EntryState.WITHDRAWN])
def test_what_was_never_judged_holds_nothing_back(owner, state):
    draft = again(make.entry(state, owner=owner), owner)
    entries.revise(draft, {"title": "Nama yang lebih baik"}, by=owner)
    assert Innovation.objects.get().title == "Nama yang lebih baik"


def test_a_returned_entry_mends_its_own(owner):
    entry = make.entry(EntryState.RETURNED, owner=owner)
    remark(entry, None)
    entries.revise(entry, {"title": "Nama yang diminta"}, by=owner)
    assert Innovation.objects.get().title == "Nama yang diminta"


def test_the_page_locks_the_fields_and_keeps_the_rest(client, owner):
    draft = again(make.accepted_entry(owner=owner), owner)
    client.force_login(owner)
    url = reverse("submissions:entry-identity", kwargs={"pk": draft.pk})
    assert client.get(url).content.decode().count("Sudah diajukan pada proposal lain") == 3
    sent = {"title": "Diam-diam", "category": draft.category_id, "video_url": "https://a.id/v"}
    assert client.post(url, sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.video_url, Innovation.objects.get().title) != ("", "Diam-diam")
    assert Innovation.objects.get().title == draft.innovation.title


@pytest.mark.parametrize("column", ["title", "location"])
def test_the_database_keeps_it_too(owner, column):
    make.accepted_entry(owner=owner)
    with pytest.raises(DatabaseError, match="stays as it was lodged"), transaction.atomic():
        connection.cursor().execute(f"UPDATE submissions_innovation SET {column} = 'Lain'")


@pytest.mark.django_db(transaction=True)
def test_lodging_the_one_and_renaming_through_the_other_cannot_both_win(owner):
    lodged = make.with_agency(owner=owner)
    draft = again(lodged, owner)
    admin, title = admin_of(lodged), lodged.innovation.title

    outcomes = at_once(
        lambda: lodging.lodge(lodged, by=admin),
        lambda: entries.revise(draft, {"title": "Nama lain"}, by=owner),
    )

    frozen = lodged.lodgements.get().content["title"]
    assert frozen == Innovation.objects.get().title
    assert sum(isinstance(one, Refused) for one in outcomes) == (frozen == title)


class TestReturnThatCameToNothing:
    """Past due it goes back to LODGED as it stood: in lists and categories, too."""

    def entry(self, **given) -> Entry:
        entry = make.with_agency(title="Kader Berjalan", **given)
        Category.objects.create(edition=entry.edition, number=2, short_name="Lain", name="lain")
        lodging.lodge(entry, by=admin_of(entry))
        return screening.return_once(entry, [(None, "x")], by=make.person(Role.SECRETARIAT))

    def late(self, entry: Entry, **changes) -> Entry:
        entries.revise(entry, changes, by=make.owner_of(entry))
        assert deadlines.relodge_overdue(at=entry.return_due_at) == 1
        return Entry.objects.select_related("innovation", "category").get(pk=entry.pk)

    def test_what_was_changed_and_not_lodged_is_as_before(self):
        entry = self.entry(video_url="https://contoh.id/a")
        before = (entry.innovation.started_on, entry.innovation.location, entry.category)

        late = self.late(
            entry,
            title="Judul Lain",
            started_on=date(2019, 2, 3),
            location="Tempat lain",
            category=entry.edition.categories.get(number=2),
            video_url="https://contoh.id/b",
        )

        assert late.innovation.title == "Kader Berjalan"
        assert (late.innovation.started_on, late.innovation.location, late.category) == before
        assert late.video_url == "https://contoh.id/a"

    @pytest.mark.parametrize("first", ["innovation", "note"])
    def test_the_source_too(self, first):
        one, other = make.draft().innovation, make.draft().innovation
        given = {"source": one} if first == "innovation" else {"source_note": "Ojek Obat, 2019"}
        entry = self.entry(**given)

        late = self.late(entry, source=other, source_note="")

        assert late.source == given.get("source")
        assert late.source_note == given.get("source_note", "")

    def test_a_file_of_the_version_that_counts_opens_though_it_was_removed(self, client):
        entry = make.with_agency()
        owner, screener = make.owner_of(entry), make.person(Role.SECRETARIAT)
        file = attach(entry, admin_of(entry))
        lodging.lodge(entry, by=admin_of(entry))
        notes = [(entry.form.sections.get(code="1"), "Ganti buktinya.")]
        screening.return_once(entry, notes, by=screener)
        unlodged = attach(entry, owner, upload("lain.pdf", pdf("Lain")))
        for one in (file, unlodged):
            attachments.remove(one, by=owner)

        for person in (owner, screener):
            client.force_login(person)
            assert client.get(f"/proposal/berkas/{file.pk}/").status_code == 200
            assert client.get(f"/proposal/berkas/{unlodged.pk}/").status_code == 404
