"""Starting from a proposal of an earlier season, and what has changed since."""

from __future__ import annotations

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import continuations, entries, lodging, readiness
from submissions.actions.checks import Outcome
from submissions.models import Answer, Continuation, Entry, EntryState
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
def earlier(owner):
    return make.draft(owner=owner)


def into(group) -> dict:
    return {"group": group, "category": group.edition.categories.get()}


def continued(earlier: Entry, owner, **given) -> Entry:
    group = make.edition(**given).groups.get()
    return continuations.start(earlier, by=owner, **into(group))


def line(entry: Entry):
    found = readiness.checks(Entry.objects.get(pk=entry.pk))
    return next(one for one in found if one.code == "changes")


def test_the_answers_come_along_by_the_code_of_their_section(owner, earlier):
    first = earlier.answers.get(section__code="1")
    entries.answer(earlier, first.section, "Dahulu 7 hari.", by=owner)

    entry = continued(earlier, owner)

    assert entry.innovation == earlier.innovation
    texts = dict(entry.answers.values_list("section__code", "text"))
    assert texts == dict(earlier.answers.values_list("section__code", "text"))
    kept = entry.answers.get(section__code="1")
    assert (kept.version, kept.counted, kept.section.form) == (1, 3, entry.form)
    assert entry.continuation.earlier == earlier
    detail = JournalLine.objects.get(verb="entry.continue").detail
    assert detail == {"earlier": earlier.pk, "sections": ["1", "2"]}


def test_a_section_that_is_no_more_stays_in_the_earlier_one(owner, earlier):
    group = make.group(make.edition(), code="lain", sections=1)

    entry = continuations.start(earlier, by=owner, **into(group))

    assert [one.section.code for one in entry.answers.all()] == ["1"]
    assert earlier.answers.count() == 2


def test_what_is_written_now_leaves_the_earlier_as_it_was(owner, earlier):
    before = list(earlier.answers.order_by("pk").values())
    entry = continued(earlier, owner)

    entries.answer(entry, entry.form.sections.get(code="1"), "Sekarang 1 hari.", by=owner)

    assert list(earlier.answers.order_by("pk").values()) == before


def test_nobody_takes_up_the_proposal_of_others(owner, earlier):
    group = make.edition().groups.get()

    for person in (of_the_unit(earlier), make.person(Role.INNOVATOR, unit=make.unit())):
        with unchanged(), pytest.raises(Refused, match="tidak dapat Anda lanjutkan"):
            continuations.start(earlier, by=person, **into(group))


def test_a_disqualified_one_and_one_of_the_same_season_are_not_continued(owner, earlier):
    barred = make.entry(EntryState.DISQUALIFIED, owner=owner)
    group = make.edition().groups.get()

    with unchanged(), pytest.raises(Refused, match="tidak dapat Anda lanjutkan"):
        continuations.start(barred, by=owner, **into(group))
    with unchanged(), pytest.raises(Refused, match="tidak dapat Anda lanjutkan"):
        continuations.start(earlier, by=owner, **into(earlier.group))


def test_an_innovation_is_continued_once_a_season(owner, earlier):
    entry = continued(earlier, owner)

    with unchanged(), pytest.raises(Refused, match="tidak dapat Anda lanjutkan"):
        continuations.start(earlier, by=owner, **into(entry.group))


def test_pressed_twice_at_once_it_is_one_draft(transactional_db):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    earlier = make.draft(owner=owner)
    given = into(make.edition().groups.get())

    outcomes = at_once(*[lambda: continuations.start(earlier, by=owner, **given)] * 2)

    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert Continuation.objects.count() == 1
    assert Answer.objects.filter(entry__edition=given["group"].edition).count() == 2


def test_the_database_ties_only_the_same_innovation_and_an_earlier_season(owner, earlier):
    entry, other = continued(earlier, owner), make.draft(owner=owner)
    row = entry.continuation
    said = {"updated_by": owner, "updated_at": row.updated_at}

    for act in (
        lambda: Continuation.objects.create(entry=other, earlier=earlier, **said),
        lambda: Continuation.objects.create(entry=earlier, earlier=entry, **said),
        lambda: Continuation.objects.filter(pk=row.pk).update(earlier=other),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()


class TestWhatHasChanged:
    def test_it_is_required_before_lodging_and_counted(self, owner, earlier):
        entry = continued(earlier, owner, changes_words=3)
        assert "belum ditulis" in line(entry).reason

        continuations.say(entry, "Satu dua tiga empat", by=owner)
        assert line(entry).reason == "4 kata, paling banyak 3 kata"
        continuations.say(entry, "Satu dua tiga", by=owner)
        assert line(entry).outcome == Outcome.PASS

    def test_without_it_nothing_is_lodged(self, owner, earlier):
        entry = continued(earlier, owner)
        entries.send(entry, by=owner)

        with pytest.raises(Refused, match="belum ditulis apa yang berubah"):
            lodging.lodge(entry, by=admin_of(entry))

    def test_a_new_innovation_is_not_asked(self, earlier):
        assert (line(earlier).outcome, line(earlier).code) == (Outcome.PASS, "changes")

    def test_every_text_of_it_is_kept_and_none_is_written_over(self, owner, earlier):
        entry = continued(earlier, owner)
        continuations.say(entry, "Pertama.", by=owner, version=0)

        with unchanged(), pytest.raises(Refused, match="gabungkan"):
            continuations.say(entry, "Kedua.", by=owner, version=0)
        continuations.say(entry, "Kedua.", by=owner, version=1)

        kept = entry.continuation.versions.order_by("version").values_list("changes", flat=True)
        assert list(kept) == ["", "Pertama.", "Kedua."]

    def test_only_who_writes_the_proposal_says_it(self, owner, earlier):
        entry = continued(earlier, owner)
        reader = of_the_unit(entry)
        entry.team.create(user=reader, can_edit=False)

        with unchanged(), pytest.raises(Refused, match="tidak dapat mengubahnya"):
            continuations.say(entry, "Lain.", by=reader)

    def test_an_entry_that_continues_nothing_says_nothing(self, owner, earlier):
        with unchanged(), pytest.raises(Refused, match="bukan lanjutan"):
            continuations.say(earlier, "Lain.", by=owner)


def test_the_pages_start_from_it_and_show_what_differs(client, owner, earlier):
    group = make.edition().groups.get()
    client.force_login(owner)
    page = client.get(f"/proposal/baru/{group.pk}/")
    assert earlier.innovation.title in page.content.decode()

    given = {"earlier": earlier.pk, "category": group.edition.categories.get().pk}
    page = client.post(page.request["PATH_INFO"], given, follow=True)
    entry = Entry.objects.get(edition=group.edition)
    assert "Apa yang berubah" in page.content.decode()
    assert [one.title for one in page.context["tasks"]][1] == "Apa yang berubah"

    entries.answer(entry, entry.form.sections.get(code="1"), "Kini di 40 desa.", by=owner)
    url = f"/proposal/{entry.pk}/perubahan/"
    page = client.post(url, {"text": "Kini di 40 desa.", "version": 0}, follow=True)
    assert "Tersimpan: apa yang berubah" in page.content.decode()
    for person in (owner, admin_of(entry), make.person(Role.SECRETARIAT)):
        client.force_login(person)
        html = client.get(url).content.decode()
        assert "<ins>" in html
        assert "40" in html
    client.force_login(owner)
    page = client.post(url, {"text": "Terlambat.", "version": 0})
    assert "Terlambat." in page.content.decode()
    assert "gabungkan" in page.content.decode()
    assert client.get(f"/proposal/{earlier.pk}/perubahan/").status_code == 404


def test_who_screens_it_is_led_to_what_has_changed(client, owner, earlier):
    entry = continued(earlier, owner)
    continuations.say(entry, "Kini di 40 desa.", by=owner)
    entries.send(entry, by=owner)
    lodging.lodge(entry, by=admin_of(entry))
    client.force_login(make.person(Role.SECRETARIAT))

    html = client.get(f"/proposal/seleksi/{entry.pk}/").content.decode()

    assert f"/proposal/{entry.pk}/perubahan/" in html
