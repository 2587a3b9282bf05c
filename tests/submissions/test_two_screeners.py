"""One checklist open twice: nothing is written over before its reader knows, no words are lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kipp.accounts.models import Role
from submissions.actions import screening
from submissions.models import ChecklistItem, CheckMark, Verdict
from tests import make
from tests.submissions.test_screening import checked, lodged

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    made = lodged()
    ChecklistItem.objects.create(group=made.group, position=9, text="Bukti terbaca", rule="Pasal 9")
    return made


def at_desk(name):
    screener = make.person(Role.SECRETARIAT, name=name)
    client = Client()
    client.force_login(screener)
    return client


def url(entry):
    return f"/proposal/seleksi/{entry.pk}/"


def stamp_in(response):
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]


def sent(entry, *found, **more):
    """What the form sends of the items in their order: (verdict, note) or nothing."""
    form = {}
    for item, (verdict, note) in zip(
        entry.group.checklist.order_by("position"), found, strict=True
    ):
        form |= {f"verdict_{item.pk}": verdict, f"note_{item.pk}": note}
    return form | more


def stored(entry):
    return list(CheckMark.objects.order_by("item__position").values_list("verdict", "note"))


NOTHING, MET, UNMET = ("", ""), ("MET", ""), ("UNMET", "Surat tanpa cap")


def test_what_another_found_since_is_shown_beside_and_not_written_over(entry):
    sari, budi = at_desk("Sari"), at_desk("Budi")
    old = stamp_in(budi.get(url(entry)))
    sari.post(url(entry), sent(entry, UNMET, MET, seen=old))

    answer = budi.post(url(entry), sent(entry, MET, MET, seen=old))

    page = answer.content.decode()
    assert (answer.status_code, stored(entry)) == (200, [UNMET, MET])
    assert "sudah disimpan orang lain" in page
    assert page.count("Tersimpan: Tidak memenuhi, oleh Sari.") == 2  # in the summary, at the item
    assert page.count("Tersimpan: Surat tanpa cap, oleh Sari.") == 2
    assert 'value="MET" ' in page

    again = budi.post(url(entry), sent(entry, MET, MET, seen=stamp_in(answer)))
    assert (again.status_code, stored(entry)) == (302, [MET, MET])


def test_a_slip_does_not_make_an_old_page_current(entry):
    sari, budi = at_desk("Sari"), at_desk("Budi")
    old = stamp_in(budi.get(url(entry)))
    sari.post(url(entry), sent(entry, UNMET, MET, seen=old))
    slip = budi.post(url(entry), sent(entry, ("UNMET", ""), MET, seen=old))

    answer = budi.post(url(entry), sent(entry, MET, MET, seen=stamp_in(slip)))

    assert (answer.status_code, stored(entry)) == (200, [UNMET, MET])


def test_two_who_divide_the_items_both_save(entry):
    sari, budi = at_desk("Sari"), at_desk("Budi")
    old = stamp_in(budi.get(url(entry)))

    assert sari.post(url(entry), sent(entry, MET, NOTHING, seen=old)).status_code == 302
    assert budi.post(url(entry), sent(entry, NOTHING, UNMET, seen=old)).status_code == 302
    assert stored(entry) == [MET, UNMET]


def test_the_same_form_sent_twice_is_no_conflict(entry):
    sari = at_desk("Sari")
    form = sent(entry, UNMET, MET, seen=stamp_in(sari.get(url(entry))))
    assert [sari.post(url(entry), form).status_code for _ in "12"] == [302, 302]


@pytest.mark.parametrize("note", ["Surat tanpa cap", ""])
def test_findings_that_come_too_late_are_shown_to_be_copied(note):
    entry, screener = lodged(), make.person(Role.SECRETARIAT)
    sari = at_desk("Sari")
    old = stamp_in(sari.get(url(entry)))
    screening.accept(checked(entry, by=screener), by=screener)

    page = sari.post(url(entry), sent(entry, ("UNMET", note), seen=old)).content.decode()

    assert "Isian Anda yang tidak tersimpan" in page
    assert f"Tidak memenuhi{': ' * bool(note)}{note}</dd>" in page
    assert CheckMark.objects.get().verdict == Verdict.MET
