"""The pages of people: from the letter to the desk, and what an Admin Lokal sees of others."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.urls import reverse

from kipp.accounts.actions import people
from kipp.accounts.models import Invitation, Role, User
from kipp.journal.models import JournalLine
from kipp.web.acting import SESSION_KEY
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "kuda-lumping-9-ekor"


def url(name, **kwargs):
    return reverse(f"accounts:{name}", kwargs=kwargs)


@pytest.fixture
def admin():
    return make.person(Role.INSTITUTION_ADMIN)


def invited(admin, email="baru@kota.contoh.id"):
    return people.invite(
        by=admin,
        email=email,
        name="Siti",
        role=Role.INNOVATOR,
        institution=admin.acting.institution,
        unit="Dinas Kesehatan",
    )


def test_an_admin_lokal_invites_by_the_form(client, admin):
    client.force_login(admin)
    form = client.get(url("invitation-send")).context["form"]
    assert [value for value, _ in form.fields["role"].choices] == [Role.INNOVATOR]

    answer = client.post(
        url("invitation-send"),
        {
            "name": "Siti",
            "email": "siti@kota.contoh.id",
            "role": Role.INNOVATOR,
            "institution": admin.acting.institution_id,
            "unit": "Puskesmas Melati",
        },
        follow=True,
    )

    assert "Undangan dikirim ke siti@kota.contoh.id." in answer.content.decode()
    assert Invitation.objects.get().unit.name == "Puskesmas Melati"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("role", Role.SECRETARIAT, "bukan pilihan"),
        ("institution", "other", "bukan pilihan|tidak valid"),
        ("unit", "", "unit pelayanan"),
        ("email", "bukan surel", "surel"),
    ],
)
def test_a_wrong_field_is_explained_and_nothing_is_sent(client, admin, field, value, words):
    client.force_login(admin)
    given = {
        "name": "Siti",
        "email": "siti@kota.contoh.id",
        "role": Role.INNOVATOR,
        "institution": admin.acting.institution_id,
        "unit": "Puskesmas Melati",
    }
    given[field] = make.institution().pk if value == "other" else value

    answer = client.post(url("invitation-send"), given)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_a_newcomer_chooses_a_password_and_is_in(client, admin):
    made = invited(admin)
    page = client.get(url("invitation-accept", token=made.token))
    assert "Siti" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")

    answer = client.post(
        url("invitation-accept", token=made.token),
        {"name": "Siti Rahma", "password": PASSWORD, "again": PASSWORD},
        follow=True,
    )

    assert answer.redirect_chain == [("/beranda/", 302)]
    user = answer.wsgi_request.user
    assert (user.name, user.role) == ("Siti Rahma", Role.INNOVATOR)
    assert client.get(url("invitation-accept", token=made.token)).status_code == 404


@pytest.mark.parametrize(
    ("password", "again"), [("12345678", "12345678"), (PASSWORD, "lain-lagi-9"), ("", "")]
)
def test_a_poor_password_makes_no_account(client, admin, password, again):
    made = invited(admin)

    answer = client.post(
        url("invitation-accept", token=made.token),
        {"name": "Siti", "password": password, "again": again},
    )

    assert answer.status_code == 200
    assert not User.objects.filter(email=made.email).exists()


def test_who_has_an_account_logs_in_first_and_comes_back(client, admin):
    known = make.person(Role.ADOPTER, email="baru@kota.contoh.id", password=PASSWORD)
    made = invited(admin)
    link = url("invitation-accept", token=made.token)
    answer = client.get(link)
    assert unquote(answer.url) == f"/akun/masuk/?next={link}"

    answer = client.post(answer.url, {"login": "BARU@kota.contoh.id", "password": PASSWORD})
    assert answer.url == link
    assert "Terima peran" in client.get(link).content.decode()
    client.post(link)

    assert known.holdings.filter(role=Role.INNOVATOR).exists()


def test_somebody_else_is_asked_to_leave_first(client, admin):
    made = invited(admin)
    client.force_login(admin)

    page = client.get(url("invitation-accept", token=made.token))

    assert "bukan untuk akun" in page.content.decode()
    client.post(url("invitation-accept", token=made.token))
    made.refresh_from_db()
    assert made.accepted_at is None


def test_a_dead_link_says_why(client):
    page = client.get(url("invitation-accept", token="karangan"))

    assert page.status_code == 404
    assert "tidak dikenal" in page.content.decode()


def test_the_list_shows_an_admin_lokal_his_own_people(client, admin):
    mine = make.person(Role.INNOVATOR, unit=make.unit(admin.acting.institution))
    other = make.person(Role.INNOVATOR)
    judge = make.person(Role.EVALUATOR, institution=admin.acting.institution)
    invited(admin)
    client.force_login(admin)

    page = client.get(url("people")).content.decode()

    assert mine.email in page
    assert "baru@kota.contoh.id" in page
    assert other.email not in page
    assert judge.email not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=Melati", {"a"}),
        ("?peran=evaluator", {"b"}),
        ("?status=PENDING", {"b"}),
        ("", {"a", "b"}),
    ],
)
def test_the_list_can_be_narrowed(client, query, shown):
    first = make.person(Role.INNOVATOR, name="Melati")
    held = make.holding(make.person(None, name="Bunga"), Role.EVALUATOR, confirmed_by=None)
    client.force_login(make.person(Role.SECRETARIAT))

    rows = {held.pk for held in client.get(url("people") + query).context["page"]}

    expected = {"a": first.acting.pk, "b": held.pk}
    assert rows & set(expected.values()) == {expected[name] for name in shown}


def test_the_list_asks_as_much_for_three_rows_as_for_one(client, django_assert_max_num_queries):
    secretariat = make.person(Role.SECRETARIAT)
    client.force_login(secretariat)
    counts = []
    for rows in (1, 2):
        for n in range(rows):
            person = make.person(Role.INNOVATOR, unit=make.unit())
            make.holding(make.person(None), Role.EVALUATOR, confirmed_by=None, granted_by=person)
            invited(make.person(Role.INSTITUTION_ADMIN), email=f"x{rows}{n}@kota.contoh.id")
        with django_assert_max_num_queries(12) as asked:
            client.get(url("people"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_role_is_confirmed_and_ended_by_the_page(client):
    held = make.holding(make.person(None), Role.EVALUATOR, confirmed_by=None)
    by = make.person(Role.SECRETARIAT)
    client.force_login(by)

    client.post(url("holding-confirm", pk=held.pk))
    held.refresh_from_db()
    assert held.confirmed_by == by
    assert "Yang akan terjadi" in client.get(url("holding-end", pk=held.pk)).content.decode()
    client.post(url("holding-end", pk=held.pk))
    held.refresh_from_db()
    assert held.ends_on


def test_the_role_acted_under_is_switched_and_stays(client):
    user = make.person(Role.LEADERSHIP)
    other = make.holding(user, Role.SCALING_OFFICER)
    client.force_login(user)

    page = client.post(url("role-switch"), {"holding": other.pk}, follow=True)

    assert page.wsgi_request.user.role == Role.SCALING_OFFICER
    assert client.session[SESSION_KEY] == other.pk
    assert "Pendamping perluasan" in page.content.decode()


@pytest.mark.parametrize("value", ["", "abc", "0", "other"])
def test_a_role_that_is_not_ones_own_cannot_be_switched_to(client, value):
    user = make.person(Role.LEADERSHIP)
    value = make.person(Role.SECRETARIAT).acting.pk if value == "other" else value
    client.force_login(user)

    assert client.post(url("role-switch"), {"holding": value}).status_code == 404
    assert not JournalLine.objects.filter(verb="holding.switch").exists()


def test_the_profile_keeps_what_was_changed_and_the_journal_only_its_name(client):
    user = make.person(Role.LEADERSHIP)
    client.force_login(user)

    given = {
        "name": user.name,
        "nip": "198701012010011001",
        "position": "Kepala",
        "phone": "021 7398381",
    }
    assert client.post(url("profile"), given).status_code == 302

    user.refresh_from_db()
    assert (user.nip, user.position) == ("198701012010011001", "Kepala")
    line = JournalLine.objects.get(verb="user.revise")
    assert line.detail == {"fields": ["nip", "position", "phone"]}
    assert client.post(url("profile"), given | {"nip": "123"}).status_code == 200


def test_the_greeting_of_a_role_is_put_away_for_good(client):
    user = make.person(Role.INNOVATOR)
    client.force_login(user)
    assert "Pertama kali" in client.get("/beranda/").content.decode()

    page = client.post(url("welcome-dismiss"), follow=True).content.decode()

    assert "Pertama kali" not in page
