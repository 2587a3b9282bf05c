"""The pages of one proposal: start, task list, identity, check, sending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from submissions.models import Entry, EntryState, Group
from tests import make
from tests.make.entries import now
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def identity(group: Group, **changed) -> dict:
    day = {"started_on_0": "3", "started_on_1": "1", "started_on_2": "2020"}
    category = group.edition.categories.get().pk
    words = {"title": "Kader Berjalan", "category": category, "location": "Tujuh distrik"}
    return words | day | changed


# --- start --------------------------------------------------------------------------------------


def test_the_first_page_makes_a_draft(signed_in, owner):
    group = make.edition().groups.get()

    answer = signed_in.post(f"/proposal/baru/{group.pk}/", identity(group))

    entry = Entry.objects.get()
    assert (answer.status_code, answer.url) == (302, entry.get_absolute_url())
    assert entry.innovation.started_on.isoformat() == "2020-01-03"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"started_on_2": "2999"}, "Tanggal mulai 3 Januari 2999 belum lewat"),
        ({"started_on_0": "31", "started_on_1": "2"}, "tidak ada di kalender"),
        ({"started_on_0": ""}, "Isi tanggal, bulan, dan tahun."),
        ({"started_on_1": "13"}, "Bulan: paling besar 12."),
        ({"title": ""}, "Judul inovasi"),
        ({"category": "999999"}, "Kategori"),
    ],
)
def test_a_bad_first_page_says_why_keeps_the_rest_and_writes_nothing(signed_in, changed, why):
    group = make.edition().groups.get()

    with unchanged():
        html = signed_in.post(
            f"/proposal/baru/{group.pk}/", identity(group, **changed)
        ).content.decode()

    assert why in html
    assert "Galat:" in html
    assert "Tujuh distrik" in html


def test_two_open_groups_are_a_choice_and_none_says_so(signed_in):
    edition = make.edition()
    make.group(edition, code="replikasi", requires_source=True)
    html = signed_in.get("/proposal/baru/").content.decode()
    assert html.count('class="todo-what"') == 2

    Group.objects.update(closes_at=now() - timedelta(days=1))
    assert "Pendaftaran tidak sedang dibuka" in signed_in.get("/proposal/baru/").content.decode()


def test_a_replication_is_asked_for_its_source_and_others_are_not(signed_in):
    edition = make.edition()
    replication = make.group(edition, code="replikasi", requires_source=True)

    assert "source_note" in signed_in.get(f"/proposal/baru/{replication.pk}/").content.decode()
    umum = edition.groups.get(code="umum")
    assert "source_note" not in signed_in.get(f"/proposal/baru/{umum.pk}/").content.decode()


def test_an_earlier_proposal_is_chosen_instead_of_typed(signed_in, owner):
    earlier = make.draft(owner=owner).innovation
    group = make.edition().groups.get()

    signed_in.post(
        f"/proposal/baru/{group.pk}/",
        {"earlier": earlier.entries.get().pk, "category": group.edition.categories.get().pk},
    )

    assert earlier.entries.filter(edition=group.edition).count() == 1


def test_a_day_half_filled_is_an_error_also_where_it_may_be_left_empty(signed_in, owner):
    """Whoever has an earlier innovation may leave the day empty, but not a part of it."""
    make.draft(owner=owner)
    group = make.edition().groups.get()

    with unchanged():
        half = identity(group, started_on_0="")
        html = signed_in.post(f"/proposal/baru/{group.pk}/", half).content.decode()

    assert "Isi tanggal, bulan, dan tahun." in html
    assert "Kader Berjalan" in html


# --- one proposal -------------------------------------------------------------------------------


def test_the_task_list_knows_what_is_ready_and_leads_on(signed_in, owner):
    entry = make.draft(owner=owner, video_url="https://contoh.id/video")
    entry.answers.filter(section__code="2").update(text="")

    html = signed_in.get(entry.get_absolute_url()).content.decode()

    assert "3 dari 4 bagian siap" in html
    assert f'href="/proposal/{entry.pk}/bagian/2/">Lanjutkan menulis' in html
    assert "Pendaftaran ditutup" in html


def test_a_finished_draft_is_led_to_sending(signed_in, owner):
    entry = make.draft(owner=owner, video_url="https://contoh.id/video")

    html = signed_in.get(entry.get_absolute_url()).content.decode()

    assert f'<a class="btn btn-primary" href="/proposal/{entry.pk}/kirim/">' in html


@pytest.mark.parametrize("state", list(EntryState))
def test_the_page_of_every_state_says_where_the_proposal_is(signed_in, owner, state):
    entry = make.entry(state, owner=owner)

    answer = signed_in.get(entry.get_absolute_url())

    assert answer.status_code == 200
    assert answer.context["step"].text
    assert entry.get_state_display() in answer.content.decode()


def test_the_timeline_speaks_of_offices_not_of_the_secretariats_people(signed_in, owner):
    entry = make.entry(EntryState.ACCEPTED, owner=owner)

    lines = signed_in.get(entry.get_absolute_url()).context["lines"]

    assert [line.sentence for line in lines] == [
        "Lolos seleksi administrasi",
        "Diajukan ke KemenPANRB",
        "Dikirim ke Admin Lokal",
    ]
    assert lines[0].by == "Tim Sekretariat"
    assert lines[2].by == f"{owner}, Inovator"


def test_the_check_names_what_is_missing_and_where_to_mend_it(signed_in, owner):
    entry = make.draft(owner=owner)
    entry.answers.filter(section__code="2").update(text="")

    html = signed_in.get(f"/proposal/{entry.pk}/periksa/").content.decode()

    assert "1 dari 17 ketentuan belum terpenuhi" in html
    assert f'href="/proposal/{entry.pk}/bagian/2/">Perbaiki' in html


def test_the_identity_page_saves_and_refuses_on_the_page(signed_in, owner):
    entry = make.draft(owner=owner)
    url = f"/proposal/{entry.pk}/identitas/"

    signed_in.post(url, identity(entry.group, title="Judul Baru"))
    assert Entry.objects.get().innovation.title == "Judul Baru"
    html = signed_in.post(url, identity(entry.group, started_on_2="2999")).content.decode()
    assert "belum lewat" in html


def test_sending_says_what_will_happen_and_needs_the_declaration(signed_in, owner):
    entry = make.draft(owner=owner)
    url = f"/proposal/{entry.pk}/kirim/"
    html = signed_in.get(url).content.decode()
    assert "mendapat surel" in html
    assert "Proposal belum diajukan ke KemenPANRB" in html

    with unchanged():
        assert "Centang pernyataan" in signed_in.post(url).content.decode()
    signed_in.post(url, {"true": "on"})
    assert Entry.objects.get().state == EntryState.WITH_AGENCY


def test_a_second_click_on_send_says_where_the_proposal_is(signed_in, owner):
    entry = make.draft(owner=owner)
    url = f"/proposal/{entry.pk}/kirim/"
    signed_in.post(url, {"true": "on"})

    with unchanged():
        answer = signed_in.post(url, {"true": "on"}, follow=True)

    assert "statusnya sekarang “Di Admin Lokal”" in answer.content.decode()
    assert signed_in.get(url).status_code == 302


@pytest.mark.parametrize(
    "page", ["", "identitas/", "bagian/1/", "dokumen/", "tim/", "periksa/", "kirim/"]
)
@pytest.mark.parametrize("who", ["other_unit", "other_institution"])
def test_a_proposal_of_others_is_not_found(client, owner, page, who):
    entry = make.draft(owner=owner)
    units = {
        "other_unit": make.unit(owner.acting.institution),
        "other_institution": make.unit(),
    }
    client.force_login(make.person(Role.INNOVATOR, unit=units[who]))

    assert client.get(f"/proposal/{entry.pk}/{page}").status_code == 404
    with unchanged():
        assert client.post(f"/proposal/{entry.pk}/{page}", {"true": "on"}).status_code in (404, 405)


def test_an_unknown_id_is_not_found(signed_in):
    assert signed_in.get("/proposal/999999/").status_code == 404
