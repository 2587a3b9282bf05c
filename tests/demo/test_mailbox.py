"""The mailbox of the demo, read as its visitors read it."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage


@pytest.fixture
def letters(settings, tmp_path):
    settings.DEMO = True
    settings.DEMO_MAILBOX = tmp_path
    for number, to in enumerate(("ratna@contoh.id", "bagus@contoh.id")):
        letter = EmailMessage(f"Tanda terima {number}", "Isi surat.", to=[to]).message()
        (tmp_path / f"{number}.eml").write_bytes(letter.as_bytes())


@pytest.mark.django_db
@pytest.mark.usefixtures("letters")
def test_letters_as_the_portal_writes_them_are_listed_and_read(client):
    page = client.get("/kotak-surat-demo/").content.decode()
    assert page.index("Tanda terima 1") < page.index("Tanda terima 0")
    assert " pukul " in page
    assert "Tanda terima 0" not in client.get("/kotak-surat-demo/?kepada=bagus").content.decode()
    assert "Isi surat." in client.get("/kotak-surat-demo/0.eml/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("letters")
def test_outside_the_demo_there_is_no_mailbox(client, settings):
    settings.DEMO = False
    assert client.get("/kotak-surat-demo/").status_code == 404
