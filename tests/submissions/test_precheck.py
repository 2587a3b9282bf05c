"""What keeps an entry from being lodged, rule by rule, and what is left to people."""

from __future__ import annotations

from datetime import date

import pytest

from kipp.accounts.models import Role
from submissions.actions import catalogue, precheck, readiness, versions
from submissions.actions.precheck import Outcome
from submissions.models import DocumentKind, Edition, Entry, FormVersion, Group, Quota, Section
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def failed(entry: Entry) -> dict[str, str]:
    return {gap.code: gap.reason for gap in precheck.gaps(readiness.checks(read(entry)))}


def outcome(entry: Entry, code: str) -> Outcome:
    return next(one.outcome for one in readiness.checks(read(entry)) if one.code == code)


def read(entry: Entry) -> Entry:
    return Entry.objects.for_table().select_related("form").get(pk=entry.pk)


def section(entry: Entry, **changed) -> Section:
    """The first section, changed as only an unpublished form may be."""
    form = FormVersion.objects.create(group=entry.group, number=2)
    usual = {"code": "1", "position": 1, "title": "Ringkasan", "prompt": "?", "word_limit": 5}
    made = Section.objects.create(form=form, weight=100, **usual | changed)
    Entry.objects.filter(pk=entry.pk).update(form=form)
    return made


def test_a_complete_draft_has_no_gaps():
    assert failed(make.draft()) == {}


def test_every_line_says_on_which_rule_it_stands():
    checks = readiness.checks(read(make.draft()))

    assert len({one.code for one in checks}) == len(checks)
    assert all(one.label and one.rule for one in checks)
    assert all(one.reason for one in checks if one.outcome != Outcome.PASS)


@pytest.mark.parametrize(
    ("started_on", "old_enough"),
    [
        (date(2023, 6, 3), True),
        (date(2023, 6, 4), False),
    ],
)
def test_an_innovation_is_old_enough_on_the_very_day(started_on, old_enough):
    entry = make.draft(started_on=started_on)
    Edition.objects.update(eligibility_reference_on=date(2025, 6, 3))

    assert ("age" not in failed(entry)) == old_enough


def test_months_end_where_the_shorter_month_ends():
    entry = make.draft(started_on=date(2023, 8, 31))
    Group.objects.update(minimum_age_months=6)
    Edition.objects.update(eligibility_reference_on=date(2024, 2, 29))

    assert "age" not in failed(entry)


def test_the_age_counts_to_the_day_that_an_extension_does_not_move():
    entry = make.draft(started_on=date(2023, 6, 4))
    Edition.objects.update(eligibility_reference_on=date(2025, 6, 3))
    Group.objects.update(closes_at=now() + (now() - now().replace(year=2020)))

    assert "belum 24 bulan" in failed(entry)["age"]


def test_a_start_that_is_still_to_come_is_a_gap():
    entry = make.draft(started_on=date(2999, 1, 1))

    assert "belum lewat" in failed(entry)["age"]


def test_an_empty_section_is_named():
    entry = make.draft()
    entry.answers.filter(section__code="2").update(text=" \n ")

    assert failed(entry) == {"answers": "belum diisi: bagian 2"}


def test_a_section_over_its_limit_is_named_with_both_numbers():
    entry = make.draft()
    entry.answers.filter(section__code="1").update(text="kata " * 51)

    assert failed(entry) == {"limits": "melebihi batas: bagian 1 (51 kata, batas 50)"}


@pytest.mark.parametrize(("words", "looked_at"), [(2, True), (3, False), (4, False)])
def test_an_answer_far_shorter_than_usual_is_left_to_people(words, looked_at):
    entry = make.draft()
    asked = section(entry, minimum_words=3)
    entry.answers.create(
        section=asked, text="kata " * words, updated_by=entry.created_by, updated_at=now()
    )

    assert outcome(entry, "limits") == (Outcome.PERSON if looked_at else Outcome.PASS)
    assert "limits" not in failed(entry)


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ([], "isi dan akses tautan"),
        (["youtu.be"], "isi dan akses tautan"),
        (["youtube.com", "drive.google.com"], "bukan ke youtube.com, drive.google.com"),
    ],
)
def test_a_video_elsewhere_than_the_season_asks_is_pointed_out(hosts, words):
    entry = make.draft(video_url="https://youtu.be/dQw4w9WgXcQ")
    Edition.objects.update(video_hosts=hosts)

    (video,) = [one for one in readiness.checks(read(entry)) if one.code == "video"]

    assert video.outcome == Outcome.PERSON
    assert words in video.reason


def test_a_section_at_its_limit_passes():
    entry = make.draft()
    entry.answers.filter(section__code="1").update(text="kata " * 50)

    assert failed(entry) == {}


def test_the_same_words_twice_are_left_to_people():
    entry = make.draft()
    assert outcome(entry, "repeated") == Outcome.PERSON

    entry.answers.filter(section__code="1").update(text="Kalimat yang lain.")
    assert outcome(entry, "repeated") == Outcome.PASS


def test_required_evidence_is_missing_where_the_section_asks_for_it():
    entry = make.draft()
    section(entry, evidence_required=True)

    assert failed(entry)["evidence"] == "belum ada bukti dukung di bagian 1"


def test_a_required_document_is_missing_by_name():
    entry = make.draft()
    DocumentKind.objects.create(
        group=entry.group,
        code="surat",
        name="Surat pernyataan identitas",
        position=2,
        required=True,
        extensions=["pdf"],
        max_bytes=1000,
    )

    assert failed(entry) == {"documents": "belum diunggah: Surat pernyataan identitas"}


@pytest.mark.parametrize("title", ["SIP", "asdfgh uji layanan", "kata " * 21])
def test_a_title_that_says_nothing_or_too_much_is_a_gap(title):
    assert "title" in failed(make.draft(title=title.strip()))


def test_a_shouted_title_is_left_to_people():
    assert outcome(make.draft(title="LAYANAN CEPAT WARGA DESA"), "title") == Outcome.PERSON


def test_the_same_title_twice_in_one_institution_is_a_gap_for_both():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    of = make.edition().groups.get()
    one = make.draft(owner=owner, of=of, title="Samsat Masuk Pasar")
    two = make.draft(owner=owner, of=of, title="samsat masuk pasar")

    assert "namesake" in failed(one)
    assert "namesake" in failed(two)


def test_the_same_title_in_another_institution_or_edition_is_none():
    one = make.draft(title="Samsat Masuk Pasar")
    make.draft(of=one.group, title="Samsat Masuk Pasar")
    owner = one.created_by
    owner.act_as(owner.holdings.get())
    make.draft(owner=owner, title="Samsat Masuk Pasar")

    assert "namesake" not in failed(one)


def test_a_replication_without_a_source_is_a_gap():
    entry = make.draft()
    Group.objects.update(requires_source=True)

    assert failed(entry) == {"source": "inovasi asal belum disebutkan"}


def test_a_source_passes_once_it_is_known_to_have_won_something():
    entry = make.draft(source_note="Mal Pelayanan, Kota Lama, 2019")
    Group.objects.update(requires_source=True)
    assert outcome(entry, "source") == Outcome.PERSON

    Entry.objects.filter(pk=entry.pk).update(source=make.draft().innovation)
    assert outcome(entry, "source") == Outcome.PERSON

    award = make.award()
    Entry.objects.filter(pk=entry.pk).update(source=award.innovation)
    assert outcome(entry, "source") == Outcome.PASS
    make.revoked(award)
    assert outcome(entry, "source") == Outcome.PERSON


def test_a_source_of_the_published_lists_passes():
    entry = make.draft()
    Group.objects.update(requires_source=True)
    place = make.institution(code="PEMDA-33.05")
    owner = make.person(Role.INNOVATOR, unit=make.unit(place))
    source = make.draft(owner=owner, title="Pandora").innovation
    Entry.objects.filter(pk=entry.pk).update(source=source)

    catalogue.load()
    assert outcome(entry, "source") == Outcome.PASS


def test_ones_own_innovation_is_no_source():
    entry = make.draft()
    owner = entry.created_by.act_as(entry.created_by.holdings.get())
    Group.objects.update(requires_source=True)
    Entry.objects.filter(pk=entry.pk).update(source=make.draft(owner=owner).innovation)

    assert failed(entry) == {"source": "milik instansi sendiri"}


def test_a_used_up_quota_is_a_gap_but_not_for_whom_already_has_a_place():
    lodged = make.lodged_entry()
    Quota.objects.update(places=1)
    owner = lodged.created_by.act_as(lodged.created_by.holdings.get())
    waiting = make.draft(owner=owner, of=lodged.group)

    assert failed(waiting) == {"quota": "1 dari 1 tempat sudah terpakai"}
    assert failed(lodged) == {}


def test_the_rules_themselves_ask_nothing_of_the_database(django_assert_num_queries):
    (ready,) = versions.read(Entry.objects.filter(pk=make.draft().pk))
    around = readiness.around([ready])[ready.pk]

    with django_assert_num_queries(0):
        precheck.check(ready, around)
