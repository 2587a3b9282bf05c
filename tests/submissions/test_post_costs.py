"""What the posts of proposals ask of the database, in transactions of their own as in a season.

The worker is another process: what it sends is not counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.notices import tasks
from submissions.models import Answer, Attachment, Innovation, Profile
from tests import make
from tests.doors import sign_in
from tests.make.entries import now
from tests.submissions.contents import PDF
from tests.submissions.whole import Whole, whole

if TYPE_CHECKING:
    from kipp.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Post = tuple["User", str, dict]


@pytest.fixture(autouse=True)
def _a_worker_elsewhere(monkeypatch):
    monkeypatch.setattr(tasks.deliver_occasion, "delay", lambda **occasion: None)


def url(name: str, proposal: Whole, **more) -> str:
    return reverse(f"submissions:{name}", kwargs={"pk": proposal.entry.pk, **more})


def section_form(proposal: Whole, code: str, **pressed) -> Post:
    """What the form of a section sends: the kind of its files is always with it."""
    kind = proposal.entry.group.document_kinds.get(of_section=True)
    answer = Answer.objects.get(entry=proposal.entry, section__code=code)
    given = {"text": "Kata yang baru.", "version": answer.version, "kind": kind.pk, **pressed}
    return proposal.owner, url("section-edit", proposal, code=code), given


def save_section() -> Post:
    return section_form(whole(), "2", simpan="")


def save_section_and_go_on() -> Post:
    return section_form(whole(), "2", lanjut="")


def save_returned_section() -> Post:
    return section_form(whole("RETURNED"), "2", simpan="")


def upload_with_section() -> Post:
    file = SimpleUploadedFile("data.pdf", PDF)
    return section_form(whole(), "2", unggah="", file=file)


def remove_with_section() -> Post:
    proposal = whole()
    file = Attachment.objects.get(entry=proposal.entry, section__code="2")
    return section_form(proposal, "2", hapus=str(file.pk))


def remove_document() -> Post:
    proposal = whole()
    file = Attachment.objects.get(entry=proposal.entry, section=None)
    where = reverse("submissions:attachment-remove", kwargs={"pk": file.pk})
    return proposal.owner, where, {}


def identity_form(entry) -> dict:
    day = {"started_on_0": "1", "started_on_1": "2", "started_on_2": "2021"}
    return day | {"title": "Judul yang lain", "category": entry.category_id, "location": "Kota"}


def revise_identity() -> Post:
    proposal = whole()
    return proposal.owner, url("entry-identity", proposal), identity_form(proposal.entry)


def start_draft() -> Post:
    proposal = whole()
    where = reverse("submissions:entry-start", kwargs={"group": proposal.entry.group_id})
    return proposal.owner, where, identity_form(proposal.entry)


def add_member() -> Post:
    proposal = whole()
    place = proposal.owner.acting
    new = make.person(Role.INNOVATOR, unit=place.unit, institution=place.institution)
    return proposal.owner, url("entry-team", proposal), {"email": new.email, "right": "EDIT"}


def remove_member() -> Post:
    proposal = whole()
    member = proposal.entry.team.get(user=proposal.colleague)
    return proposal.owner, url("team-remove", proposal, member=member.pk), {}


def send() -> Post:
    proposal = whole()
    return proposal.owner, url("entry-send", proposal), {"true": "on"}


def remark() -> Post:
    proposal = whole("WITH_AGENCY")
    return proposal.admin, url("agency-remark", proposal), {"general": "Perjelas."}


def give_back() -> Post:
    proposal = whole("WITH_AGENCY")
    return proposal.admin, url("agency-give-back", proposal), {"general": "Perjelas."}


def lodge_one() -> Post:
    proposal = whole("WITH_AGENCY")
    where = reverse("submissions:agency-lodge")
    return proposal.admin, where, {"entry": [proposal.entry.pk]}


def relodge() -> Post:
    proposal = whole("RETURNED")
    return proposal.admin, url("agency-relodge", proposal), {}


def withdraw() -> Post:
    proposal = whole("LODGED")
    return proposal.admin, url("agency-withdraw", proposal), {"reason": "Layanan dihentikan."}


def fill_profile() -> Post:
    innovation = whole("ACCEPTED").entry.innovation
    where = reverse("submissions:profile-fill", kwargs={"pk": innovation.pk})
    owner = innovation.created_by
    owner.act_as(owner.holdings.get())
    return owner, where, {"summary": "Layanan satu hari."}


def fill_released_profile() -> Post:
    person, where, given = fill_profile()
    release = {"released_by": make.person(Role.SECRETARIAT), "released_at": now()}
    innovation = Innovation.objects.get(created_by=person)
    Profile.objects.create(innovation=innovation, summary="Lama.", filled_at=now(), **release)
    return person, where, given


MOST = {
    save_section: 8,
    save_section_and_go_on: 8,
    save_returned_section: 8,
    upload_with_section: 14,
    remove_with_section: 14,
    remove_document: 8,
    revise_identity: 12,
    start_draft: 15,
    add_member: 10,
    remove_member: 9,
    send: 9,
    remark: 11,
    give_back: 11,
    lodge_one: 20,
    relodge: 14,
    withdraw: 10,
    fill_profile: 9,
    fill_released_profile: 9,
}


def cost(client, person: User, where: str, given: dict) -> int:
    sign_in(client, person)
    asked = []

    def count(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        response = client.post(where, given)
    assert response.status_code == 302, response.content.decode()
    return len(asked)


@pytest.mark.parametrize("made", MOST, ids=lambda made: made.__name__)
def test_a_post_asks_little_and_does_what_it_says(client, made):
    person, where, given = made()
    before = list(Answer.objects.values_list("version")), JournalLine.objects.count()

    assert cost(client, person, where, given) <= MOST[made]

    after = list(Answer.objects.values_list("version")), JournalLine.objects.count()
    assert after != before


def lodge(rows: int) -> Post:
    first = whole("WITH_AGENCY")
    more = [whole("WITH_AGENCY", of=first.entry.group, owner=first.owner) for _ in range(rows - 1)]
    chosen = [one.entry.pk for one in (first, *more)]
    return first.admin, reverse("submissions:agency-lodge"), {"entry": chosen}


def test_lodging_five_asks_as_much_as_lodging_two(client):
    """One more than for a single entry: the session keeps the report of how each ended."""
    assert cost(client, *lodge(2)) == cost(client, *lodge(5)) <= MOST[lodge_one] + 1
