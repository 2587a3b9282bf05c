"""The pages of remarks, as members of a team meet them."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from submissions.actions import threads
from submissions.models import Right
from tests import make
from tests.costs import MOST, cost
from tests.submissions.test_threads import member, section_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def test_the_pages_write_answer_close_and_reopen(client, owner, entry):
    commenter = member(entry, Right.COMMENT)
    client.force_login(commenter)
    section = f"/proposal/{entry.pk}/bagian/1/"
    assert f"/proposal/{entry.pk}/catatan/tulis/?bagian=1" in client.get(section).content.decode()

    page = client.get(f"/proposal/{entry.pk}/catatan/tulis/?bagian=1")
    assert page.context["form"].initial["section"] == section_of(entry)
    given = {"section": section_of(entry).pk, "text": "Dari mana angka ini?"}
    page = client.post(f"/proposal/{entry.pk}/catatan/tulis/", given, follow=True)
    assert "Dari mana angka ini?" in page.content.decode()
    assert page.redirect_chain[0][0] == f"{section}#catatan"

    remark = entry.remarks.get()
    client.force_login(owner)
    page = client.post(remark.get_absolute_url(), {"text": "Dari survei."}, follow=True)
    assert "Dari survei." in page.content.decode()
    page = client.post(f"{remark.get_absolute_url()}tutup/", follow=True)
    assert "Catatan ditutup." in page.content.decode()
    page = client.post(remark.get_absolute_url(), {"text": "Terlambat."})
    assert "Buka kembali dahulu" in page.content.decode()
    page = client.post(f"{remark.get_absolute_url()}buka/", follow=True)
    assert "Catatan dibuka kembali." in page.content.decode()


def test_who_may_not_write_is_sent_to_what_he_may_read(client, owner, entry):
    reader = member(entry, Right.VIEW)
    client.force_login(reader)

    page = client.get(f"/proposal/{entry.pk}/catatan/tulis/")

    assert page.url == f"/proposal/{entry.pk}/catatan/semua/"
    assert "Tulis catatan" not in client.get(page.url).content.decode()


def test_remarks_of_a_proposal_ask_the_same_for_one_and_for_three(client, owner, entry):
    url = f"/proposal/{entry.pk}/catatan/semua/"
    threads.answer(written(entry, owner, "Satu?"), "Ya.", by=owner)
    one, _ = cost(client, owner, url)
    for text in ("Dua?", "Tiga?"):
        threads.answer(written(entry, owner, text), "Ya.", by=owner)
    three, _ = cost(client, owner, url)

    assert one == three <= MOST
