"""A BUMD without an Admin Lokal of its own is looked after by its pemda's: before the prize and after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kipp.accounts.models import Institution, InstitutionKind, Role
from scaling import mail
from scaling.models import Replication, ScalingCase
from submissions.addressees import both_of
from submissions.models import Entry, Innovation
from submissions.models.profile import Profile
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def pemda():
    return make.institution()


@pytest.fixture
def admin(pemda):
    return make.person(Role.INSTITUTION_ADMIN, institution=pemda)


def entry_of(pemda, kind=InstitutionKind.BUMD) -> Entry:
    part = make.institution(kind=kind, parent=pemda)
    owner = make.person(Role.INNOVATOR, unit=make.unit(part))
    return make.accepted_entry(owner=owner)


def test_the_desk_owns_what_its_bumd_has_won(pemda, admin):
    entry = entry_of(pemda)
    made = make.award(entry).innovation
    Profile.objects.create(innovation=made, summary="Ringkas.", filled_at=now())
    make.scaling_case(innovation=made)
    make.replication(source=made)
    for model in (Innovation, ScalingCase, Replication):
        assert model.objects.owned_by(admin).count() == 1, model
    assert Profile.objects.editable_by(admin).count() == 1
    assert Entry.objects.administered_by(admin).get() == entry
    assert admin in mail.owners(made)


def test_no_other_part_of_the_pemda_is_its_to_own(pemda, admin):
    entry = entry_of(pemda, InstitutionKind.PERGURUAN_TINGGI)
    assert not Innovation.objects.owned_by(admin).exists()
    assert not Entry.objects.administered_by(admin).exists()
    assert admin not in mail.owners(entry.innovation)
    assert list(Institution.objects.desks_of(entry.innovation.institution)) == [
        entry.innovation.institution
    ]


def test_nor_does_the_bumd_own_what_is_its_pemdas(pemda):
    owner = make.person(Role.INNOVATOR, unit=make.unit(pemda))
    entry = make.accepted_entry(owner=owner)
    bumd = make.institution(kind=InstitutionKind.BUMD, parent=pemda)
    below = make.person(Role.INSTITUTION_ADMIN, institution=bumd)
    assert not Innovation.objects.owned_by(below).exists()
    assert below not in mail.owners(entry.innovation)


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_whose_role_has_ended_gets_no_letter_about_what_he_no_longer_sees(pemda, admin, role):
    entry = entry_of(pemda)
    person = {"owner": entry.created_by, "admin": admin}[role]
    assert person in both_of(entry)
    assert person in mail.owners(entry.innovation)
    make.holding(person, Role.ADOPTER)  # another role keeps him in the portal
    person.holdings.exclude(role=Role.ADOPTER).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert person not in both_of(entry)
    assert person not in mail.owners(entry.innovation)


def test_a_writer_with_two_units_gets_one_letter(pemda):
    entry = entry_of(pemda)
    home = entry.innovation.institution
    make.holding(entry.created_by, Role.INNOVATOR, unit=make.unit(home), institution=home)
    assert both_of(entry).count(entry.created_by) == 1
