"""The words of an answer are counted when it is said, so that a desk reads no text."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions.actions import batches, entries, precheck, readiness, versions
from submissions.models import Answer, Entry, EntryState
from tests import make
from tests.make.entries import admin_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    return make.entry(EntryState.DRAFT)


def counted(entry: Entry, section) -> int | None:
    return Answer.objects.get(entry=entry, section=section).counted


@pytest.mark.parametrize("many", [False, True])
def test_saying_counts(entry, many):
    section = entry.form.sections.order_by("position").first()
    for text, words in (("anak-anak & kita", 2), ("", 0), ("satu — dua tiga", 3)):
        if many:
            batches.answer_many(entry, {section: text}, by=entry.created_by)
        else:
            entries.answer(entry, section, text, by=entry.created_by)
        assert counted(entry, section) == words


def test_a_text_changed_past_its_count_loses_it(entry):
    section = entry.form.sections.order_by("position").first()
    entries.answer(entry, section, "satu dua tiga", by=entry.created_by)
    row = Answer.objects.filter(entry=entry, section=section)

    row.update(text="satu dua")

    assert (counted(entry, section), row.get().words) == (None, 2)
    assert row.word_counts() == {entry.pk: {section.pk: 2}}


def test_what_was_written_before_is_counted_once(entry):
    section = entry.form.sections.order_by("position").first()
    entries.answer(entry, section, "satu dua tiga", by=entry.created_by)
    row = Answer.objects.filter(entry=entry, section=section)
    row.update(text="satu dua tiga empat")
    kept = row.get().versions.count()

    import_module("submissions.migrations.0022_words_of_an_answer").count(apps, None)

    assert not Answer.objects.filter(counted=None).exists()
    assert counted(entry, section) == 4
    assert row.get().versions.count() == kept


def test_a_desk_reads_no_text(client):
    entry = make.entry(EntryState.WITH_AGENCY)
    import_module("submissions.migrations.0022_words_of_an_answer").count(apps, None)
    client.force_login(admin_of(entry))
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/proposal/meja/").status_code == 200
    said = [one["sql"] for one in asked if '"submissions_answer"."text"' in one["sql"]]
    assert all(sql.count('"submissions_answer"."text"') == 1 and "CASE" in sql for sql in said)


@pytest.mark.parametrize("text", ["", "kata " * 5000, "cukup " * 120])
@pytest.mark.parametrize("title", ["Layanan Antar", "x", "LAYANAN ANTAR DOKUMEN WARGA"])
def test_what_bars_is_what_the_whole_check_fails(entry, text, title):
    Answer.objects.filter(entry=entry).update(text=text)
    entry.innovation.title = title
    entry.innovation.save(update_fields=["title"])
    whole, measured = (
        Entry.objects.select_related(*versions.RELATED).get(pk=entry.pk) for _ in "12"
    )
    versions.fill([whole])
    versions.measure([measured])
    around = readiness.around([entry])[entry.pk]

    assert precheck.gaps(precheck.bars(measured, around)) == precheck.gaps(
        precheck.but_the_quota(whole, around)
    )
