"""The lists of the ground floor as files: the rows a page shows to its reader, and no more."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from kipp.accounts.models import Role
from kipp.jobs import running
from kipp.notices import outbox
from kipp.notices.events import EVENTS
from tests import make

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 1, tzinfo=UTC)
JOBS, OUTBOX = "/pekerjaan/", "/pemberitahuan/surat-keluar/"


def exported(client, page: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{page}unduh/csv/{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_jobs_are_exported_to_their_owner_and_cannot_run_as_formulas(client):
    owner = make.person(Role.INNOVATOR)
    running.ask("uji", "=1+1", by=owner)
    running.ask("uji", "Milik orang lain", by=make.person(Role.INNOVATOR))
    client.force_login(owner)
    assert [row["Pekerjaan"] for row in exported(client, JOBS)] == ["'=1+1"]


def test_another_kind_of_file_does_not_exist(client):
    client.force_login(make.person(Role.SECRETARIAT))
    for page in (JOBS, OUTBOX):
        assert client.get(f"{page}unduh/pdf/").status_code == 404


def test_the_outbox_is_exported_as_filtered_without_the_text_of_letters(client):
    person = make.person(Role.LEADERSHIP)
    event = EVENTS["account.role_ended"]
    outbox.send(event, to=[person], key="k", at=AT, holding=person.acting)
    client.force_login(make.person(Role.SECRETARIAT))
    rows = exported(client, OUTBOX)
    assert [row["Surel"] for row in rows] == [person.email]
    assert "Isi" not in rows[0]
    assert exported(client, OUTBOX, "?q=tidak-ada-yang-begini") == []
