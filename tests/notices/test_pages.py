"""The bell is one's own; the outbox is the secretariat's and shows no text of letters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kipp.accounts.models import Role
from kipp.notices import outbox
from kipp.notices.events import EVENTS
from kipp.notices.models import Channel, Notice, NoticeState
from tests import make

pytestmark = pytest.mark.django_db

EVENT = EVENTS["account.role_ended"]
AT = datetime(2026, 1, 1, tzinfo=UTC)


def tell(person, key="k", url=""):
    outbox.send(EVENT, to=[person], key=key, at=AT, url=url, holding=person.acting)
    return Notice.objects.get(recipient=person, key=key, channel=Channel.PORTAL)


def test_the_bell_counts_and_opens_ones_own(client):
    person = make.person(Role.LEADERSHIP)
    notice = tell(person, url="/akun/profil/")
    other = tell(make.person(Role.LEADERSHIP))
    client.force_login(person)
    page = client.get("/pemberitahuan/")
    assert page.context["unread_notices"] == 1

    assert client.post(f"/pemberitahuan/{notice.pk}/buka/").url == "/akun/profil/"
    assert client.post(f"/pemberitahuan/{other.pk}/buka/").status_code == 404

    assert client.get("/pemberitahuan/").context["unread_notices"] == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_all_are_read_at_once_but_the_first_reading_counts(client):
    person = make.person(Role.LEADERSHIP)
    first, second = tell(person, "1"), tell(person, "2")
    client.force_login(person)
    client.post(f"/pemberitahuan/{first.pk}/buka/")
    first.refresh_from_db()

    client.post("/pemberitahuan/baca-semua/")

    second.refresh_from_db()
    assert second.read_at
    assert Notice.objects.get(pk=first.pk).read_at == first.read_at


def test_the_outbox_shows_how_each_letter_ended_and_sends_again(client):
    person = make.person(Role.LEADERSHIP)
    tell(person)
    letter = Notice.objects.get(channel=Channel.MAIL)
    Notice.objects.filter(pk=letter.pk).update(
        state=NoticeState.FAILED, attempts=6, error="SMTPDataError: 550", next_try_at=None
    )
    client.force_login(make.person(Role.SECRETARIAT))

    page = client.get("/pemberitahuan/surat-keluar/?status=FAILED").content.decode()
    assert person.email in page
    assert "SMTPDataError: 550" in page
    assert "Riwayat pekerjaan Anda tetap tersimpan" not in page
    client.post(f"/pemberitahuan/surat-keluar/{letter.pk}/kirim-lagi/")

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (NoticeState.QUEUED, 0)


def test_the_bell_of_others_is_not_in_the_outbox(client):
    bell = tell(make.person(Role.LEADERSHIP))
    client.force_login(make.person(Role.SECRETARIAT))

    assert client.post(f"/pemberitahuan/surat-keluar/{bell.pk}/kirim-lagi/").status_code == 404


@pytest.mark.parametrize("path", ["/pemberitahuan/", "/pemberitahuan/surat-keluar/"])
def test_lists_ask_as_much_for_three_rows_as_for_one(client, path, django_assert_max_num_queries):
    reader = make.person(Role.SECRETARIAT)
    client.force_login(reader)
    counts = []
    for keys in ("a", "bc"):
        for key in keys:
            tell(reader, key)
            tell(make.person(Role.LEADERSHIP), key)
        with django_assert_max_num_queries(12) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_outbox_calls_events_by_their_names_and_finds_them_by_it(client):
    tell(make.person(Role.LEADERSHIP))
    Notice.objects.filter(channel=Channel.MAIL).update(event="gone.by")
    tell(make.person(Role.LEADERSHIP))
    client.force_login(make.person(Role.SECRETARIAT))

    page = client.get("/pemberitahuan/surat-keluar/").content.decode()
    assert "Peran diakhiri" in page
    assert EVENT.code not in page
    assert "gone.by" in page  # no event of this version: its code is all there is

    found = client.get("/pemberitahuan/surat-keluar/?q=peran DIAKHIRI").context["page"]
    assert [row.event for row in found] == [EVENT.code]
