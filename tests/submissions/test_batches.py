"""Many answers and files at once keep the rules of one: all of them, or nothing."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import batches, entries
from submissions.actions.batches import Upload
from submissions.models import Answer
from tests import make
from tests.submissions.contents import PDF, pdf
from tests.submissions.test_attachments import attach, upload
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def another(n: int) -> bytes:
    return pdf(f"Bukti {n}")


def uploads(entry, *contents: bytes, code="1") -> list[Upload]:
    kind, section = entry.group.document_kinds.get(), entry.form.sections.get(code=code)
    return [Upload(kind, section, upload(data=data)) for data in contents]


def test_only_what_changed_becomes_a_new_version(entry, owner):
    first, second = entry.form.sections.order_by("position")[:2]
    batches.answer_many(entry, {first: "Satu.", second: "Dua."}, by=owner)

    changed = batches.answer_many(entry, {first: "Satu.\r\n", second: "Dua lagi."}, by=owner)

    assert [one.section for one in changed] == [second]
    rows = Answer.objects.filter(entry=entry, section__in=[first, second]).order_by("section")
    assert list(rows.values_list("text", "version")) == [("Satu.", 2), ("Dua lagi.", 3)]


@pytest.mark.parametrize("act", ["answer", "attach"])
def test_whoever_may_not_write_writes_nothing(entry, owner, act):
    stranger = make.person(Role.INNOVATOR, unit=entry.innovation.unit)
    section = entry.form.sections.get(code="1")
    with unchanged(), pytest.raises(Refused):
        if act == "answer":
            batches.answer_many(entry, {section: "Orang lain."}, by=stranger)
        else:
            batches.attach_many(entry, uploads(entry, PDF), by=stranger)


def test_a_section_of_another_form_is_refused(entry, owner):
    foreign = make.draft().form.sections.first()
    with unchanged(), pytest.raises(Refused, match="tidak ada di formulir"):
        batches.answer_many(entry, {foreign: "Salah tempat."}, by=owner)


def test_files_are_kept_with_one_line(entry, owner):
    made = batches.attach_many(entry, uploads(entry, another(1), another(2)), by=owner)
    assert {one.uploaded_by for one in made} == {owner}
    line = JournalLine.objects.of(entry).get(verb="entry.attach")
    assert line.detail["attachments"] == [one.pk for one in made]


def test_one_file_too_many_keeps_none_of_them(entry, owner):
    attach(entry, owner)
    most = entry.group.document_kinds.get().max_count
    files = [another(n) for n in range(2, most + 2)]
    with unchanged(), pytest.raises(Refused, match="Paling banyak"):
        batches.attach_many(entry, uploads(entry, *files), by=owner)


@pytest.mark.parametrize("before", [True, False], ids=["there already", "twice in the batch"])
def test_the_same_file_twice_is_refused(entry, owner, before):
    if before:
        attach(entry, owner)
    files = [PDF] if before else [PDF, PDF]
    with unchanged(), pytest.raises(Refused, match="sudah diunggah"):
        batches.attach_many(entry, uploads(entry, *files), by=owner)


def test_a_sent_draft_takes_no_more_from_its_team(entry, owner):
    entries.send(entry, by=owner)
    with unchanged(), pytest.raises(Refused):
        batches.attach_many(entry, uploads(entry, PDF), by=owner)
