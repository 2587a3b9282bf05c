"""Versions of an answer: each text is kept, two are compared in words, an old one comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipp.accounts.models import Role
from submissions import answer_history as history
from submissions import differences
from submissions.actions import entries, lodging, screening
from submissions.models import Answer, Entry
from tests import make
from tests.costs import MOST, cost
from tests.make.entries import admin_of, now

MINUTE = timedelta(minutes=1)
WORDS = st.text(alphabet="ab \n", max_size=60)


@pytest.fixture
def owner(db):
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def section(entry: Entry, code: str = "1"):
    return entry.form.sections.get(code=code)


def write(entry: Entry, text: str, *, by, at=None) -> Answer:
    return entries.answer(entry, section(entry), text, by=by, at=at)


def page(entry: Entry, query: str = "") -> str:
    return f"/proposal/{entry.pk}/versi/1/{query}"


def kinds(before: str, after: str, **more) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in differences.pieces(before, after, **more)]


def test_words_that_are_new_or_gone_are_told_apart():
    assert kinds("waktu tujuh hari kini", "waktu satu hari kini") == [
        ("same", "waktu"),
        ("gone", "tujuh"),
        ("new", "satu"),
        ("same", "hari kini"),
    ]


def test_a_long_stretch_that_stayed_is_folded_and_counted():
    same = " ".join(f"kata{n}" for n in range(100))
    found = differences.pieces(f"a {same} b", f"c {same} d")
    assert [one.words for one in found if one.kind == "folded"] == [70]
    assert "folded" not in dict(kinds(f"a {same} b", f"c {same} d", whole=True))


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_what_is_shown(before, after):
    found = differences.pieces(before, after, whole=True)
    for text, kind in ((before, "gone"), (after, "new")):
        shown = " ".join(one.text for one in found if one.kind in ("same", kind))
        assert shown.split() == text.split()


def test_enormous_texts_are_compared_soon():
    a, b = ("x " * 30_000 + "lama " + "y " * 9), ("x " * 30_000 + "baru " + "y " * 9)
    found = differences.pieces(a, b)
    assert [(one.kind, one.text) for one in found if one.kind in ("gone", "new")] == [
        ("gone", "lama"),
        ("new", "baru"),
    ]


def test_what_one_writes_without_a_pause_is_one_sitting(owner, entry):
    admin, start = make.person(Role.INNOVATOR, unit=entry.innovation.unit), now()
    entry.team.create(user=admin)
    for minutes, by in ((0, owner), (10, owner), (35, owner), (40, admin), (120, admin)):
        write(entry, f"Pada menit {minutes}.", by=by, at=start + minutes * MINUTE)

    found = history.sittings(history.of_section(entry, section(entry)))

    assert [(one.by, len(one.versions)) for one in found] == [
        (admin, 1),
        (admin, 1),
        (owner, 4),  # with the text of the draft
    ]


def test_an_old_text_comes_back_as_a_new_version(client, owner, entry):
    first = Answer.objects.get(entry=entry, section=section(entry)).text
    write(entry, "Lain sama sekali.", by=owner)
    client.force_login(owner)

    sent = {"key": "v1", "version": 2}
    answer = client.post(page(entry, "pulihkan/"), sent, follow=True)

    assert "dipulihkan sebagai versi 3" in answer.content.decode()
    texts = history.kept().filter(pgh_obj__entry=entry, pgh_obj__section=section(entry))
    assert list(texts.order_by("version").values_list("text", flat=True)) == [
        first,
        "Lain sama sekali.",
        first,
    ]


def test_nothing_is_restored_over_what_was_saved_meanwhile(client, owner, entry):
    write(entry, "Kedua.", by=owner)
    write(entry, "Ketiga.", by=owner)
    client.force_login(owner)

    answer = client.post(page(entry, "pulihkan/"), {"key": "v1", "version": 2}, follow=True)

    assert "belum ada yang dipulihkan" in answer.content.decode()
    assert Answer.objects.get(entry=entry, section=section(entry)).text == "Ketiga."


@pytest.mark.parametrize("key", ["v9", "l1", "x1", "v", ""])
def test_no_other_text_is_restored(client, owner, entry, key):
    client.force_login(owner)
    sent = {"key": key, "version": 1}
    assert client.post(page(entry, "pulihkan/"), sent).status_code == 404


def test_who_only_reads_restores_nothing(client, owner, entry):
    write(entry, "Kedua.", by=owner)
    reader = make.person(Role.INNOVATOR, unit=entry.innovation.unit)
    entry.team.create(user=reader, can_edit=False)
    client.force_login(reader)

    assert "Pulihkan" not in client.get(page(entry, "?lama=v1&baru=v2")).content.decode()
    client.post(page(entry, "pulihkan/"), {"key": "v1", "version": 2})

    assert Answer.objects.get(entry=entry, section=section(entry)).text == "Kedua."


def test_the_page_shows_words_for_who_hears_it_too(client, owner, entry):
    write(entry, "Waktu layanan turun dari tujuh hari menjadi dua jam.", by=owner)
    client.force_login(owner)

    html = client.get(page(entry, "?lama=v1&baru=v2")).content.decode()

    assert '<ins><span class="visually-hidden">[ditambahkan] </span>dua jam.' in html
    assert '<del><span class="visually-hidden">[dihapus] </span>satu hari.' in html


def test_many_versions_cost_as_much_as_few(client, owner, entry):
    write(entry, "Kedua.", by=owner)
    few, _ = cost(client, owner, page(entry, "?lama=v1&baru=v2"))
    for n in range(30):
        write(entry, f"Isi ke-{n}.", by=owner)
    many, _ = cost(client, owner, page(entry, "?lama=v1&baru=v2"))
    assert few == many <= MOST
    assert cost(client, owner, f"/proposal/{entry.pk}/versi/")[0] <= MOST


@pytest.mark.django_db(transaction=True)
def test_two_lodgements_are_compared_and_the_frozen_one_stays():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.with_agency(owner=owner)
    admin, secretariat = admin_of(entry), make.person(Role.SECRETARIAT)
    first = lodging.lodge(entry, by=admin)
    asked = [(section(entry), "Sebutkan angkanya.")]
    due = now() + timedelta(days=3)
    screening.return_once(entry, asked, by=secretariat, due_at=due)
    entry.refresh_from_db()
    write(entry, "Waktu layanan turun menjadi satu jam.", by=owner)

    frozen = entry.lodgements.get(pk=first.pk).content["answers"][0]["text"]
    assert "satu hari" in frozen
    found = dict(history.compared(entry, first, None))
    assert [name for name in found] == ["1. Bagian 1"]

    second = lodging.relodge(entry, by=admin)
    assert dict(history.compared(entry, first, second)).keys() == found.keys()
    assert entry.lodgements.get(pk=first.pk).content["answers"][0]["text"] == frozen
