"""A draft from its first line: making it, and changing what it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine, label_of
from kipp.journal.moves import Refused
from submissions.actions import entries
from submissions.models import Entry, EntryState, Group
from tests import make
from tests.make.entries import now
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def innovator(**given):
    return make.person(Role.INNOVATOR, unit=given.pop("unit", None) or make.unit(), **given)


def identity(group: Group, **changed) -> dict:
    return {
        "group": group,
        "category": group.edition.categories.get(),
        "title": "Kader Berjalan",
        "started_on": date(2020, 1, 1),
        "location": "Tujuh distrik",
    } | changed


# --- start ------------------------------------------------------------------------------------


def test_start_makes_a_draft_with_its_writer_as_pic():
    owner, group = innovator(), make.edition().groups.get()

    entry = entries.start(by=owner, **identity(group, title="  Kader   Berjalan "))

    assert (entry.state, entry.code, entry.form) == (EntryState.DRAFT, None, group.forms.get())
    assert entry.innovation.title == "Kader Berjalan"
    assert (entry.innovation.unit, entry.innovation.institution) == (
        owner.acting.unit,
        owner.acting.institution,
    )
    assert [(one.user, one.is_pic) for one in entry.team.all()] == [(owner, True)]
    line = JournalLine.objects.get()
    assert (line.verb, line.subject, line.by) == ("entry.start", label_of(entry), owner)
    assert line.detail == {"innovation": entry.innovation_id}


def test_start_takes_the_newest_published_form():
    group = make.edition().groups.get()
    newer = group.forms.create(number=2)
    group.forms.filter(pk=newer.pk).update(published_at=now())
    group.forms.create(number=3)

    assert entries.start(by=innovator(), **identity(group)).form == newer


@pytest.mark.parametrize(
    ("offset", "accepted"),
    [(-SECOND, True), (timedelta(0), False), (SECOND, False)],
)
def test_start_closes_with_registration(offset, accepted):
    owner, group = innovator(), make.edition().groups.get()
    at = group.closes_at + offset

    if accepted:
        assert entries.start(by=owner, at=at, **identity(group)).created_at == at
        return
    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        entries.start(by=owner, at=at, **identity(group))


def test_start_before_the_opening_is_refused():
    owner, group = innovator(), make.edition().groups.get()

    with unchanged(), pytest.raises(Refused, match="baru dibuka"):
        entries.start(by=owner, at=group.opens_at - SECOND, **identity(group))


def test_start_with_a_day_to_come_is_refused_in_words():
    owner, group = innovator(), make.edition().groups.get()
    tomorrow = timezone.localtime(now()).date() + timedelta(days=1)

    with unchanged(), pytest.raises(Refused, match="belum lewat"):
        entries.start(by=owner, **identity(group, started_on=tomorrow))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": " "}, "Isi judul"),
        ({"location": ""}, "Isi judul"),
        ({"started_on": None}, "Isi judul"),
    ],
)
def test_start_without_an_identity_is_refused(changed, why):
    owner, group = innovator(), make.edition().groups.get()

    with unchanged(), pytest.raises(Refused, match=why):
        entries.start(by=owner, **identity(group, **changed))


@pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.SECRETARIAT, Role.EVALUATOR])
def test_start_by_anybody_but_an_innovator_is_refused(role):
    group, other = make.edition().groups.get(), make.person(role)

    with unchanged(), pytest.raises(Refused, match="Hanya inovator"):
        entries.start(by=other, **identity(group))


def test_start_with_a_category_of_another_season_is_refused():
    owner, group = innovator(), make.edition().groups.get()
    strange = make.edition().categories.get()

    with unchanged(), pytest.raises(Refused, match="Kategori"):
        entries.start(by=owner, **identity(group, category=strange))


def test_start_in_a_season_not_yet_published_is_refused():
    owner, group = innovator(), make.edition(published_at=None).groups.get()

    with unchanged(), pytest.raises(Refused, match="belum diterbitkan"):
        entries.start(by=owner, **identity(group))


def test_the_same_title_of_an_institution_is_refused_whatever_its_case():
    owner, group = innovator(), make.edition().groups.get()
    entries.start(by=owner, **identity(group))

    with unchanged(), pytest.raises(Refused, match="sudah mempunyai proposal"):
        entries.start(by=owner, **identity(group, title="kader berjalan"))


def test_an_earlier_innovation_is_entered_again_but_once_a_season():
    owner = innovator()
    earlier = make.draft(owner=owner).innovation
    group = make.edition().groups.get()
    given = {"group": group, "category": group.edition.categories.get(), "innovation": earlier}

    assert entries.start(by=owner, **given).innovation == earlier
    with unchanged(), pytest.raises(Refused, match="sudah didaftarkan"):
        entries.start(by=owner, **given)


def test_somebody_elses_innovation_cannot_be_entered():
    strange, owner = make.draft().innovation, innovator()
    group = make.edition().groups.get()

    with unchanged(), pytest.raises(Refused, match="bukan milik"):
        entries.start(by=owner, **identity(group, innovation=strange))


def test_an_innovator_without_a_unit_names_one_of_his_institution():
    institution = make.institution()
    owner = make.person(Role.INNOVATOR, institution=institution)
    group, own = make.edition().groups.get(), make.unit(institution)

    with unchanged(), pytest.raises(Refused, match="Pilih unit"):
        entries.start(by=owner, **identity(group))
    with pytest.raises(Refused, match="Pilih unit"):
        entries.start(by=owner, **identity(group, unit=make.unit()))
    assert entries.start(by=owner, **identity(group, unit=own)).innovation.unit == own


# --- revise -----------------------------------------------------------------------------------


def test_revise_changes_innovation_and_entry_and_says_which_fields():
    owner = innovator()
    entry = make.draft(owner=owner)
    changes = {
        "title": "Judul Baru",
        "location": entry.innovation.location,
        "video_url": "https://a.id/v",
    }

    entries.revise(entry, changes, by=owner)

    entry = Entry.objects.select_related("innovation").get()
    assert (entry.innovation.title, entry.video_url) == ("Judul Baru", "https://a.id/v")
    line = JournalLine.objects.get(verb="entry.revise")
    assert line.detail == {"fields": ["title", "video_url"]}


def test_revise_without_a_change_writes_nothing():
    owner = innovator()
    entry = make.draft(owner=owner)

    with unchanged():
        entries.revise(entry, {"title": entry.innovation.title}, by=owner)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"started_on": date(2999, 1, 1)}, "belum lewat"),
        ({"title": ""}, "Isi judul"),
    ],
)
def test_revise_refuses_what_start_refuses(changes, why):
    owner = innovator()
    entry = make.draft(owner=owner)

    with unchanged(), pytest.raises(Refused, match=why):
        entries.revise(entry, changes, by=owner)


def test_revise_refuses_a_source_of_ones_own_and_a_title_that_is_taken():
    owner = innovator()
    entry, other = make.draft(owner=owner), make.draft(owner=owner)
    Entry.objects.filter(pk=other.pk).update(edition=entry.edition, group=entry.group)

    with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
        entries.revise(entry, {"source": other.innovation}, by=owner)
    with unchanged(), pytest.raises(Refused, match="sudah mempunyai proposal"):
        entries.revise(entry, {"title": other.innovation.title}, by=owner)
