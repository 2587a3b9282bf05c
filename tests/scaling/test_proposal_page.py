"""The whole proposal is read by those who carry its case on, and by nobody else of scaling."""

from __future__ import annotations

import pytest
from django.urls import reverse

from judging.models import Relevance
from kipp.accounts.models import Role
from tests import make
from tests.doors import sign_in
from tests.make.entries import now

pytestmark = pytest.mark.django_db


def page_of(client, case, person):
    sign_in(client, person)
    return client.get(reverse("scaling:case-proposal", args=[case.pk]))


def lodged_case():
    award = make.award()
    make.lodgement(award.entry)
    return make.scaling_case(innovation=award.innovation)


def readers(case):
    return (
        make.person(Role.SCALING_OFFICER),
        make.person(Role.KL_CONTACT, institution=case.institution),
    )


def test_officer_and_contact_read_the_text_and_find_it_from_the_case(client):
    case = lodged_case()
    answers = case.innovation.entries.get().lodgements.get().content["answers"]
    assert all(answer["text"] for answer in answers)

    for reader in readers(case):
        page = page_of(client, case, reader)
        assert all(answer["text"] in page.content.decode() for answer in answers)
        link = reverse("scaling:case-proposal", args=[case.pk])
        assert link in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "role", [Role.LEADERSHIP, Role.AUDITOR, Role.PANELIST, Role.ADOPTER, Role.INSTITUTION_ADMIN]
)
def test_others_who_see_the_case_do_not_read_it(client, role):
    case = lodged_case()
    places = {
        Role.PANELIST: case.institution,
        Role.INSTITUTION_ADMIN: case.innovation.institution,
    }
    person = make.person(role, **({"institution": places[role]} if role in places else {}))
    if role == Role.ADOPTER:
        make.replication(source=case.innovation, adopter=person.acting.institution, case=case)

    assert page_of(client, case, person).status_code == 404
    detail = client.get(case.get_absolute_url())
    assert detail.status_code == 200
    assert "Baca proposal lengkap" not in detail.content.decode()


def test_a_contact_of_another_ministry_does_not(client):
    assert page_of(client, lodged_case(), make.person(Role.KL_CONTACT)).status_code == 404


def test_of_several_proposals_it_is_the_one_the_panel_spoke_of(client):
    award = make.award()
    later = make.accepted_entry(innovation=award.innovation)
    for entry in (award.entry, later):
        make.lodgement(entry)
    case = make.scaling_case(innovation=award.innovation)
    panelist = make.person(Role.PANELIST, institution=case.institution)
    ticked = Relevance.objects.create(
        round=make.round(of=later.edition),
        entry=later,
        institution=case.institution,
        holding=panelist.acting,
        reason="Sejalan.",
        at=now(),
    )
    officer = readers(case)[0]
    assert page_of(client, case, officer).context["version"].entry_id == award.entry_id

    case.relevance_id = ticked.pk
    case.save(update_fields=["relevance_id"])
    assert page_of(client, case, officer).context["version"].entry_id == later.pk
