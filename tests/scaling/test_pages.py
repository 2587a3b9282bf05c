"""The doors of scaling: what they show, what they take, what they refuse."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.web.acting import SESSION_KEY
from scaling.models import CaseState, Gate, Replication, ReplicationState, ScalingCase, StatusReport
from tests import make
from tests.submissions.contents import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(client):
    """The client signed in as a person, in the role he acts in."""

    def act(person):
        client.force_login(person)
        session = client.session
        session[SESSION_KEY] = person.acting.pk
        session.save()
        return client

    return act


def pdf(content=PDF):
    return SimpleUploadedFile("surat.pdf", content, content_type="application/pdf")


LETTER = {"text": "Kami berminat.", "number": "B-1/2026"}
LETTER |= {"dated_on_0": 3, "dated_on_1": 2, "dated_on_2": 2026}


def test_a_contact_hands_in_the_letter_of_interest_and_the_officer_confirms_it(act):
    case = make.scaling_case()
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    fill = reverse("scaling:gate-fill", args=[case.pk])

    response = act(contact).post(fill, LETTER | {"file": pdf()})
    assert response.status_code == 302
    officer = act(make.person(Role.SCALING_OFFICER))
    assert "Konfirmasi tahap" in officer.get(case.get_absolute_url()).content.decode()
    seen = {"seen": case.gates.get().version}
    officer.post(reverse("scaling:case-advance", args=[case.pk]), seen)

    assert ScalingCase.objects.get().state == CaseState.INTERESTED
    file = officer.get(reverse("scaling:gate-file", args=[case.pk, case.gates.get().pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": pdf(b"MZ not a pdf")}, "bukan PDF"),
        ({"file": pdf(b"%PDF-" + b"0" * 5_300_000)}, "melebihi 5 MB"),
        ({"number": ""}, "Nomor dokumen"),
        ({"dated_on_0": 31}, "tidak ada di kalender"),
    ],
)
def test_bad_evidence_gets_a_clear_word_and_changes_nothing(act, change, words):
    case = make.scaling_case()
    contact = make.person(Role.KL_CONTACT, institution=case.institution)

    response = act(contact).post(
        reverse("scaling:gate-fill", args=[case.pk]), LETTER | {"file": pdf()} | change
    )

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Gate.objects.exists()


def test_a_case_of_another_ministry_is_not_found(act):
    case = make.scaling_case()

    response = act(make.person(Role.KL_CONTACT)).post(
        reverse("scaling:gate-fill", args=[case.pk]), LETTER
    )

    assert response.status_code == 404
    assert not Gate.objects.exists()


def test_interest_and_update_through_the_pages(act):
    award, adopter = make.award(), make.person(Role.ADOPTER)
    client = act(adopter)

    client.post(
        reverse("scaling:replication-propose", args=[award.innovation_id]), {"reason": "Antrean."}
    )
    assert Replication.objects.get().state == ReplicationState.INTEREST

    running = make.replication(ReplicationState.RUNNING, adopter=adopter.acting.institution)
    client.post(
        reverse("scaling:replication-report", args=[running.pk]),
        {"status": "SMOOTH", "reached": 90},
    )
    assert StatusReport.objects.get().reached == 90


def test_a_second_click_on_confirm_says_so_and_changes_nothing(act):
    made = make.replication(ReplicationState.AGREED)
    client = act(make.person(Role.SCALING_OFFICER))
    approve = reverse("scaling:replication-approve", args=[made.pk])

    client.post(approve)
    response = client.post(approve, follow=True)

    assert "tidak dapat dilakukan" in response.content.decode()
    assert Replication.objects.get().state == ReplicationState.APPROVED


@pytest.mark.parametrize(
    ("waiting", "written", "shown"),
    [("fill", False, True), ("fill", True, False), ("confirm", True, True)],
)
def test_the_list_narrows_to_what_waits_for_this_side(act, waiting, written, shown):
    case = make.scaling_case()
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    if written:
        act(contact).post(reverse("scaling:gate-fill", args=[case.pk]), LETTER | {"file": pdf()})
    reader = make.person(Role.SCALING_OFFICER) if waiting == "confirm" else contact

    page = act(reader).get(reverse("scaling:case-list"), {"waiting": waiting}).context["page"]

    assert (case in page.object_list) is shown


def test_the_map_of_provinces_says_where_most_are(act):
    java = make.region(code="33", name="Jawa Tengah")
    adopter = make.institution(region=java)
    make.replication(ReplicationState.RUNNING, adopter=adopter)

    page = act(make.person(Role.SCALING_OFFICER)).get(reverse("scaling:province-table"))

    shown = page.content.decode()
    assert "Terbanyak di Jawa Tengah: 1 replikasi" in shown
    assert 'class="tiles-map"' in shown
