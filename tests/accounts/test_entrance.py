"""Getting in: by mail whatever its case, never by signing up, not by guessing; a lost password."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from kipp.accounts.models import Role, User
from kipp.notices.models import Notice
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_cache")]

PASSWORD = "kuda-lumping-9-ekor"


@pytest.fixture
def user():
    return make.person(Role.LEADERSHIP, email="ratna@kota.contoh.id", password=PASSWORD)


def log_in(client, login="ratna@kota.contoh.id", password=PASSWORD):
    return client.post("/akun/masuk/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["ratna@kota.contoh.id", "RATNA@Kota.Contoh.ID"])
def test_one_logs_in_by_mail_whatever_its_case(client, user, login):
    assert log_in(client, login).url == "/beranda/"


def test_two_accounts_of_one_mailbox_cannot_be(user):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="whatever_its_case"), transaction.atomic():
        User.objects.create(email="RATNA@kota.contoh.id", name="Lain")


def test_a_wrong_password_and_an_unknown_mailbox_are_answered_alike(client, user):
    wrong = log_in(client, password="salah")
    unknown = log_in(client, login="tiada@kota.contoh.id")

    texts = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert texts[0] == texts[1]
    assert "salah" in texts[0][0]


def test_guessing_is_stopped_even_for_who_then_knows(client, user):
    for _ in range(5):
        log_in(client, password="salah")

    answer = log_in(client)

    assert answer.status_code in (200, 429)
    assert not answer.wsgi_request.user.is_authenticated


def test_guessing_is_stopped_while_the_cache_server_is_away(client, user, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "kipp.web.cache.FallbackCache",
            "LOCATION": "redis://127.0.0.1:9/1",
        }
    }

    test_guessing_is_stopped_even_for_who_then_knows(client, user)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, method):
    given = {"email": "x@y.id", "password1": PASSWORD, "password2": PASSWORD}

    answer = getattr(client, method)("/akun/daftar/", given)

    assert "Akun dibuat dari undangan" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["account_email", "account_confirm_email"])
def test_mailboxes_are_not_changed_behind_the_invitation(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, kwargs={"key": "x"} if "confirm" in name else {})


def test_passwords_are_kept_by_argon2():
    from kipp import settings as portal

    assert portal.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.PASSWORD_HASHERS != portal.PASSWORD_HASHERS  # the tests' own is only quicker


def test_a_lost_password_is_replaced_through_the_mailbox(
    client, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/akun/kata-sandi/lupa/", {"email": "Ratna@kota.contoh.id"})
    (letter,) = mail.outbox
    assert letter.subject == "[KIPP] Kata sandi baru untuk Portal KIPP"
    path = re.search(r"/akun/kata-sandi/baru/\S+", letter.body).group()
    assert path not in str(list(Notice.objects.values()))

    form = client.get(path, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "gamelan-8-nada", "password2": "gamelan-8-nada"}
    )

    assert log_in(client, password="gamelan-8-nada").url == "/beranda/"
    assert "sudah dipakai" in client.get(path, follow=True).content.decode()


def test_strangers_get_no_letter_and_the_same_page(
    client, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post("/akun/kata-sandi/lupa/", {"email": "ratna@kota.contoh.id"})
        unknown = client.post("/akun/kata-sandi/lupa/", {"email": "tiada@kota.contoh.id"})

    assert known.url == unknown.url
    assert [letter.to for letter in mail.outbox] == [["ratna@kota.contoh.id"]]


def test_changing_the_password_ends_the_other_sessions(client, user):
    from django.test import Client

    elsewhere = Client()
    for one in (client, elsewhere):
        one.force_login(user)

    answer = client.post(
        "/akun/kata-sandi/",
        {"oldpassword": PASSWORD, "password1": "gamelan-8-nada", "password2": "gamelan-8-nada"},
        follow=True,
    )

    assert "Kata sandi Anda sudah diganti" in answer.content.decode()
    assert client.get("/akun/profil/").status_code == 200
    assert elsewhere.get("/akun/profil/").status_code == 302


def test_the_first_superuser_comes_by_the_console(capsys):
    call_command("create_superuser", "--email", "awal@kota.contoh.id")

    link = capsys.readouterr().out.splitlines()[0]
    assert re.fullmatch(r"https?://\S+/undangan/[\w-]{43}/", link)
    with pytest.raises(CommandError, match="masih berlaku"):
        call_command("create_superuser", "--email", "awal@kota.contoh.id")
