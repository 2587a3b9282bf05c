"""Answers: never lost, never cut, never overwritten unseen; and the page where they are written."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import Error, connection, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import entries
from submissions.models import Answer, Entry, EntryState, Remark
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def section(entry: Entry, code: str = "1"):
    return entry.form.sections.get(code=code)


def page(entry: Entry, code: str = "1") -> str:
    return f"/proposal/{entry.pk}/bagian/{code}/"


def stored(entry: Entry, code: str = "1") -> tuple[str, int]:
    answer = Answer.objects.get(entry=entry, section__code=code)
    return answer.text, answer.version


def remark(entry: Entry, code: str | None) -> None:
    Remark.objects.create(
        entry=entry,
        section=section(entry, code) if code else None,
        text="Lengkapi.",
        by=make.person(Role.SECRETARIAT),
        role=Role.SECRETARIAT,
        at=now(),
    )


def test_an_answer_is_kept_with_its_version_and_its_history(owner, entry):
    first = stored(entry)[0]

    answer = entries.answer(entry, section(entry), " Baru.\r\nDua. ", by=owner, version=1)

    assert (answer.text, answer.version, answer.updated_by) == ("Baru.\nDua.", 2, owner)
    versions = answer.versions.order_by("pgh_id").values_list("text", "version")
    assert list(versions) == [(first, 1), ("Baru.\nDua.", 2)]
    assert not JournalLine.objects.exists()


def test_a_first_answer_is_version_one(owner, entry):
    entry.answers.all()._raw_delete(entry.answers.db)

    assert entries.answer(entry, section(entry), "Pertama.", by=owner, version=0).version == 1


def test_the_same_text_writes_nothing(owner, entry):
    with unchanged():
        entries.answer(entry, section(entry), stored(entry)[0], by=owner, version=0)


def test_a_text_over_the_limit_is_kept_whole(owner, entry):
    entries.answer(entry, section(entry), "kata " * 400, by=owner)

    assert len(stored(entry)[0].split()) == 400


def test_a_stale_version_is_refused_and_overwrites_nothing(owner, entry):
    entries.answer(entry, section(entry), "Dari tab satu.", by=owner, version=1)

    with unchanged(), pytest.raises(Refused, match="Bandingkan"):
        entries.answer(entry, section(entry), "Dari tab dua.", by=owner, version=1)


@pytest.mark.parametrize(("offset", "accepted"), [(-SECOND, True), (SECOND, False)])
def test_answers_close_with_registration(owner, entry, offset, accepted):
    at = entry.group.closes_at + offset

    if accepted:
        assert entries.answer(entry, section(entry), "Tepat waktu.", by=owner, at=at).version == 2
        return
    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        entries.answer(entry, section(entry), "Terlambat.", by=owner, at=at)


def test_a_section_of_another_form_is_refused(owner, entry):
    strange = section(make.draft())

    with unchanged(), pytest.raises(Refused, match="tidak ada di formulir"):
        entries.answer(entry, strange, "Salah.", by=owner)


@pytest.mark.parametrize("state", sorted(set(EntryState) - {EntryState.DRAFT, EntryState.RETURNED}))
def test_the_team_writes_only_its_own_states(owner, state):
    entry = make.entry(state, owner=owner)

    with unchanged(), pytest.raises(Refused, match="statusnya sekarang"):
        entries.answer(entry, section(entry), "Lain.", by=owner)


def test_the_admin_lokal_writes_while_the_entry_lies_with_him(owner, entry):
    admin = admin_of(entry)
    with unchanged(), pytest.raises(Refused):
        entries.answer(entry, section(entry), "Dari meja.", by=admin)

    entries.send(entry, by=owner)

    assert entries.answer(entry, section(entry), "Dari meja.", by=admin).updated_by == admin


def test_a_returned_entry_is_open_where_it_was_remarked(owner):
    entry = make.entry(EntryState.RETURNED, owner=owner)
    remark(entry, "1")

    entries.answer(entry, section(entry, "1"), "Dilengkapi.", by=owner)
    with unchanged(), pytest.raises(Refused, match="Hanya bagian"):
        entries.answer(entry, section(entry, "2"), "Diam-diam.", by=owner)
    with unchanged(), pytest.raises(Refused, match="tidak meminta"):
        entries.revise(entry, {"title": "Lain"}, by=owner)


def test_a_general_remark_opens_the_identity(owner):
    entry = make.entry(EntryState.RETURNED, owner=owner)
    remark(entry, None)

    entries.revise(entry, {"location": "Dua kecamatan"}, by=owner)

    assert JournalLine.objects.get(verb="entry.revise").detail == {"fields": ["location"]}


@pytest.mark.parametrize(("offset", "accepted"), [(-SECOND, True), (SECOND, False)])
def test_a_return_closes_at_its_due_date(owner, offset, accepted):
    entry = make.entry(EntryState.RETURNED, owner=owner)
    remark(entry, "1")
    at = entry.return_due_at + offset

    if accepted:
        assert entries.answer(entry, section(entry), "Ini.", by=owner, at=at).updated_at == at
        return
    with unchanged(), pytest.raises(Refused, match="Batas melengkapi sudah lewat"):
        entries.answer(entry, section(entry), "Ini.", by=owner, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_save_at_once_lose_nothing_unseen():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)
    outcomes, start = [], Barrier(2)

    def save(text: str) -> None:
        start.wait()
        try:
            entries.answer(entry, section(entry), text, by=owner, version=1)
            outcomes.append(text)
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    tabs = [Thread(target=save, args=(text,)) for text in ("Satu.", "Dua.")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert outcomes.count("refused") == 1
    assert stored(entry) == (next(text for text in outcomes if text != "refused"), 2)


# --- the page ---------------------------------------------------------------------------------


def test_the_page_saves_and_goes_on(client, owner, entry):
    client.force_login(owner)

    answer = client.post(page(entry), {"text": "Tulisan baru.", "version": "1", "lanjut": ""})

    assert (answer.status_code, answer.url) == (302, page(entry, "2"))
    assert stored(entry) == ("Tulisan baru.", 2)


def test_after_the_last_section_comes_the_proposal(client, owner, entry):
    client.force_login(owner)

    answer = client.post(page(entry, "2"), {"text": "Akhir.", "version": "1", "lanjut": ""})

    assert answer.url == entry.get_absolute_url()


def test_a_stale_page_shows_both_texts_and_the_next_press_decides(client, owner, entry):
    entries.answer(entry, section(entry), "Yang tersimpan.", by=owner)
    client.force_login(owner)

    answer = client.post(page(entry), {"text": "Yang diketik.", "version": "1"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Yang tersimpan." in html
    assert "Yang diketik.</textarea>" in html
    assert '<input type="hidden" name="version" value="2">' in html
    assert stored(entry) == ("Yang tersimpan.", 2)

    client.post(page(entry), {"text": "Yang diketik.", "version": "2"})
    assert stored(entry) == ("Yang diketik.", 3)


def test_words_typed_into_an_entry_sent_meanwhile_are_shown_again(client, owner, entry):
    entries.send(entry, by=owner)
    client.force_login(owner)

    answer = client.post(page(entry), {"text": "Sudah terlanjur diketik.", "version": "1"})

    html = answer.content.decode()
    assert "statusnya sekarang “Di Admin Lokal”" in html
    assert "Sudah terlanjur diketik.</textarea>" in html


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", "\x00"])
def test_a_file_that_cannot_be_is_not_removed_and_the_words_are_shown_again(
    client, owner, entry, number
):
    client.force_login(owner)

    answer = client.post(page(entry), {"text": "Sedang ditulis.", "version": "1", "hapus": number})

    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or "Sedang ditulis.</textarea>" in answer.content.decode()


def test_a_reader_sees_the_words_and_no_form(client, entry):
    client.force_login(make.person(Role.SECRETARIAT))

    html = client.get(page(entry)).content.decode()

    assert "satu hari" in html
    assert "<textarea" not in html


def test_an_unknown_section_is_not_found(client, owner, entry):
    client.force_login(owner)

    assert client.get(page(entry, "99")).status_code == 404


def test_another_institutions_entry_is_not_found_and_not_written(client, entry):
    client.force_login(make.person(Role.INNOVATOR, unit=make.unit()))

    with unchanged():
        assert client.post(page(entry), {"text": "Masuk.", "version": "1"}).status_code == 404


# --- what may never be --------------------------------------------------------------------------


def test_the_database_keeps_one_answer_per_section_and_every_version(entry):
    answer = entry.answers.first()
    with pytest.raises(Error, match="answer_once_per_section"), transaction.atomic():
        Answer.objects.create(entry=entry, section=answer.section, updated_at=now())
    with pytest.raises(Error), transaction.atomic():
        answer.versions.update(text="Diubah.")


def test_the_database_wants_to_know_who_resolved_a_remark(entry):
    remark(entry, "1")

    with pytest.raises(Error, match="remark_resolved_says_who_and_when"):
        Remark.objects.update(resolved_at=now())
