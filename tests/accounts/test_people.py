"""Inviting and accepting: who may, once, in time, for the mailbox meant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from kipp.accounts.actions import people
from kipp.accounts.models import InstitutionKind, Invitation, Role, RoleHolding, Unit, User
from kipp.accounts.models.role import GRANTS
from kipp.journal.models import SYSTEM, JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "kuda-lumping-9-ekor"
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def admin(**given):
    return make.person(Role.INSTITUTION_ADMIN, **given)


def invite(by=None, **given):
    by = by or admin()
    defaults = {"email": "Baru@Kota.contoh.id", "name": "Orang Baru", "role": Role.INNOVATOR}
    if given.get("role", Role.INNOVATOR) == Role.INNOVATOR:
        defaults |= {"institution": by.acting.institution, "unit": "Dinas Kesehatan"}
    return people.invite(by=by, **defaults | given)


def test_an_admin_lokal_invites_an_innovator_into_a_new_unit():
    by = admin()

    made = invite(by)

    assert (made.email, made.role) == ("baru@kota.contoh.id", Role.INNOVATOR)
    assert made.unit == Unit.objects.get(institution=by.acting.institution, name="Dinas Kesehatan")
    line = JournalLine.objects.get(verb="invitation.send")
    assert (line.by, line.role, line.detail) == (by, Role.INSTITUTION_ADMIN, {"role": "innovator"})


def test_only_the_digest_of_the_link_is_stored():
    made = invite()

    assert made.token
    assert Invitation.objects.get(token_digest=people.digest_of(made.token)) == made
    assert made.token not in str(list(Invitation.objects.values()))
    assert Invitation.objects.get().token == ""


def test_the_letter_holds_the_link_and_the_outbox_forgets_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = invite()

    (letter,) = mail.outbox
    assert letter.to == ["baru@kota.contoh.id"]
    assert f"/undangan/{made.token}/" in letter.body
    assert made.token not in str(list(Notice.objects.values()))


@pytest.mark.parametrize("giver", list(Role))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_gives_only_what_the_table_says(giver, role):
    by = make.person(giver)
    place = {"institution": None, "unit": None}
    if role in (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.EVALUATOR, Role.ADOPTER):
        place["institution"] = by.acting.institution or make.institution()
        place["unit"] = "Dinas" if role == Role.INNOVATOR else None
    if role == Role.KL_CONTACT:
        place["institution"] = make.institution(kind=InstitutionKind.KEMENTERIAN)

    if role in GRANTS.get(giver, ()):
        assert invite(by, role=role, **place).role == role
    else:
        with pytest.raises(Refused, match="tidak dapat memberikan peran"):
            invite(by, role=role, **place)
        assert not Invitation.objects.exists()


def refusals():
    elsewhere = lambda by: {"institution": make.institution()}  # noqa: E731
    return {
        "his own mailbox": (lambda by: {"email": by.email.upper()}, "diri sendiri"),
        "another institution": (elsewhere, "bukan wewenang Anda"),
        "no unit": (lambda by: {"unit": None}, "unit pelayanan"),
        "no institution": (lambda by: {"institution": None}, "Pilih instansi"),
        "a unit of others": (lambda by: {"unit": make.unit()}, "milik instansi lain"),
    }


@pytest.mark.parametrize("case", sorted(refusals()))
def test_an_invitation_that_cannot_be_is_refused_and_changes_nothing(case):
    by = admin()
    given, words = refusals()[case]
    given = given(by)

    with pytest.raises(Refused, match=words):
        invite(by, **given)

    assert not Invitation.objects.exists()
    assert not Notice.objects.exists()
    assert not JournalLine.objects.exists()


def test_an_admin_lokal_invites_for_the_bumd_of_his_region():
    by = admin()
    bumd = make.institution(kind=InstitutionKind.BUMD, parent=by.acting.institution)

    assert invite(by, institution=bumd).institution == bumd


def test_the_second_invitation_to_the_same_place_waits_for_the_first_to_end():
    by = admin()
    first = invite(by, at=NOW)

    with pytest.raises(Refused, match="masih berlaku"):
        invite(by, at=NOW + timedelta(days=13))
    second = invite(by, at=NOW + timedelta(days=15))

    first.refresh_from_db()
    assert first.withdrawn_at == NOW + timedelta(days=15)
    assert second.pk != first.pk


def test_the_database_keeps_one_pending_invitation_per_place():
    made = invite()
    made.pk, made.token_digest = None, "x" * 64

    with pytest.raises(IntegrityError, match="pending_once"), transaction.atomic():
        made.save(force_insert=True)


def test_accepting_makes_the_account_and_the_role():
    by = admin()
    made = invite(by, at=NOW)

    user = people.accept(made.token, name="Siti Rahma", password=PASSWORD, at=NOW)

    held = user.holdings.get()
    assert (user.email, user.name) == ("baru@kota.contoh.id", "Siti Rahma")
    assert user.check_password(PASSWORD)
    assert (held.role, held.institution, held.granted_by) == (
        Role.INNOVATOR,
        by.acting.institution,
        by,
    )
    made.refresh_from_db()
    assert (made.accepted_by, made.accepted_at) == (user, NOW)
    line = JournalLine.objects.get(verb="invitation.accept")
    assert line.by == user
    assert "baru@" not in str(line.detail)


def test_somebody_with_an_account_logs_in_and_takes_a_second_role():
    known = make.person(Role.ADOPTER, email="baru@kota.contoh.id")
    made = invite()

    with pytest.raises(Refused, match="Masuk dahulu"):
        people.accept(made.token, name="Peniru", password=PASSWORD)
    people.accept(made.token, by=known)

    assert set(known.holdings.values_list("role", flat=True)) == {Role.ADOPTER, Role.INNOVATOR}
    assert User.objects.filter(email="baru@kota.contoh.id").count() == 1


def test_the_link_is_for_its_own_mailbox_only():
    made = invite()
    stranger = make.person(Role.ADOPTER)

    with pytest.raises(Refused, match="alamat surel lain"):
        people.accept(made.token, by=stranger)
    assert stranger.holdings.count() == 1


def used(made):
    people.accept(made.token, name="A", password=PASSWORD, at=NOW)


def withdrawn(made):
    people.withdraw(made, by=made.invited_by, at=NOW)


@pytest.mark.parametrize(
    ("before", "at", "words"),
    [
        (used, NOW, "sudah dipakai"),
        (withdrawn, NOW, "dibatalkan"),
        (lambda made: None, NOW + people.VALID_FOR, "sudah lewat"),
    ],
)
def test_a_link_works_once_in_time_until_withdrawn(before, at, words):
    made = invite(at=NOW)
    before(made)
    holdings = RoleHolding.objects.count()

    with pytest.raises(Refused, match=words):
        people.accept(made.token, name="B", password=PASSWORD, at=at)
    assert RoleHolding.objects.count() == holdings


def test_a_link_works_to_its_last_second():
    made = invite(at=NOW)

    assert people.accept(
        made.token, name="A", password=PASSWORD, at=NOW + people.VALID_FOR - timedelta(seconds=1)
    )


def test_an_unknown_link_is_refused():
    with pytest.raises(Refused, match="tidak dikenal"):
        people.accept("apa saja", name="A", password=PASSWORD)


def test_only_who_could_have_invited_withdraws():
    made = invite(admin())

    with pytest.raises(Refused):
        people.withdraw(made, by=admin())
    people.withdraw(made, by=make.person(Role.SECRETARIAT))

    made.refresh_from_db()
    assert made.withdrawn_at


def test_a_judge_is_not_invited_to_take_part_in_the_same_year():
    judge = make.person(Role.EVALUATOR, email="baru@kota.contoh.id")
    secretariat = make.person(Role.SECRETARIAT)
    place = {"institution": make.institution(), "unit": "Dinas"}

    with pytest.raises(Refused, match="penilai sekaligus inovator"):
        invite(secretariat, **place)
    # An Admin Lokal is not told who judges: the judge himself is, when he opens the link.
    made = invite()
    with pytest.raises(Refused, match="penilai sekaligus inovator"):
        people.accept(made.token, by=judge)
    assert judge.holdings.count() == 1


def test_the_console_names_only_superusers_who_then_need_no_second_person():
    with pytest.raises(Refused, match="tidak dapat memberikan"):
        people.invite(by=None, email="a@b.id", name="A", role=Role.SECRETARIAT)
    made = people.invite(by=None, email="a@b.id", name="A", role=Role.SUPERUSER)
    user = people.accept(made.token, name="A", password=PASSWORD)

    assert user.holdings.in_force().get().role == Role.SUPERUSER
    assert JournalLine.objects.get(verb="invitation.send").role == SYSTEM


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_gets_in():
    made = invite()
    together = Barrier(2)

    def open_it(name):
        together.wait()
        try:
            people.accept(made.token, name=name, password=PASSWORD)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(open_it, ["Satu", "Dua"]))

    assert ends[1] == "in"
    assert "sudah dipakai" in ends[0]
    assert User.objects.filter(email="baru@kota.contoh.id").count() == 1
