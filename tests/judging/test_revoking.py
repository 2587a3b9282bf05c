"""An award is taken back by two persons, each in his own session, and never by one."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, IntegrityError, connection, transaction
from django.urls import reverse

from judging import queries
from judging.actions import closing, revoking
from judging.actions.revoking import Charge
from judging.models import Award, Revocation, RoundState, Stage
from kipp.accounts.models import Role
from kipp.home.desks.secretariat import secretariat as desk_of
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make
from tests.judging import season
from tests.make.entries import now
from tests.submissions.contents import PDF
from tests.submissions.test_lodging import at_once
from tests.submissions.test_lodging_races import refused

pytestmark = pytest.mark.django_db
CHARGE = Charge("Data palsu.", "Dicabut karena datanya tidak benar.", "Hasil pemeriksaan.")


@pytest.fixture
def first():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def second():
    return make.person(Role.SECRETARIAT)


def letters(event):
    return Notice.objects.filter(event=event, channel="MAIL")


def test_nothing_changes_until_another_person_confirms(first, second):
    award = make.award()

    made = revoking.propose(award, CHARGE, by=first)

    assert queries.award_of(award.innovation) == award
    told = {one.recipient for one in letters("award.revocation_proposed")}
    assert second in told
    assert first not in told
    assert not letters("award.revoked").exists()
    line = JournalLine.objects.get(verb="award.propose_revocation")
    assert (line.by, line.detail) == (first, {"revocation": made.pk})

    revoking.confirm(made, by=second)

    award.refresh_from_db()
    assert (award.revoked_reason, bool(award.revoked_at)) == ("Data palsu.", True)
    assert queries.award_of(award.innovation) is None
    line = JournalLine.objects.get(verb="award.revoke")
    assert (line.by, line.detail["proposed_by"]) == (second, first.pk)
    assert letters("award.revoked").filter(body__contains="Data palsu.").exists()


def test_who_proposed_does_not_confirm_nor_decline_in_whatever_role(first):
    award = make.award()
    made = revoking.propose(award, CHARGE, by=first)
    again = first.act_as(make.holding(first, Role.SECRETARIAT, institution=make.institution()))
    for act in (
        lambda: revoking.confirm(made, by=again),
        lambda: revoking.decline(made, "x", by=again),
    ):
        with pytest.raises(Refused, match="orang kedua"):
            act()
    assert Award.objects.published().filter(pk=award.pk).exists()


@pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
def test_every_other_role_neither_proposes_nor_decides(role):
    made, by = make.revocation(), make.person(role)
    for act in (
        lambda: revoking.propose(make.award(), CHARGE, by=by),
        lambda: revoking.confirm(made, by=by),
        lambda: revoking.decline(made, "Tidak.", by=by),
    ):
        with pytest.raises(Refused, match="wewenang"):
            act()


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        (Charge(" ", "Catatan", "Bukti"), "alasan"),
        (Charge("Alasan", " ", "Bukti"), "halaman publik"),
        (Charge("Alasan", "Catatan", " "), "Sertakan bukti"),
        (Charge("Alasan", "Catatan", file=ContentFile(b"GIF89a", name="x.pdf")), "bukan PDF"),
    ],
)
def test_a_proposal_says_why_what_the_public_reads_and_what_shows_it(first, charge, words):
    with pytest.raises(Refused, match=words):
        revoking.propose(make.award(), charge, by=first)
    assert not Revocation.objects.exists()


def test_a_second_proposal_waits_for_the_first(first, second):
    award = make.award()
    made = revoking.propose(award, CHARGE, by=first)
    with pytest.raises(Refused, match="sudah diusulkan"):
        revoking.propose(award, CHARGE, by=second)
    revoking.decline(made, "Bukti lemah.", by=second)

    revoking.confirm(revoking.propose(award, CHARGE, by=second), by=first)

    with pytest.raises(Refused, match="sudah dicabut"):
        revoking.propose(award, CHARGE, by=second)


def test_a_declined_proposal_leaves_the_award_and_tells_who_proposed(first, second):
    award = make.award()
    made = revoking.propose(award, CHARGE, by=first)
    with pytest.raises(Refused, match="mengapa"):
        revoking.decline(made, " ", by=second)

    revoking.decline(made, "Bukti lemah.", by=second)

    assert Award.objects.published().filter(pk=award.pk).exists()
    assert JournalLine.objects.get(verb="award.decline_revocation").by == second
    [letter] = letters("award.revocation_declined")
    assert letter.recipient == first
    assert "Bukti lemah." in letter.body
    with pytest.raises(Refused, match="sudah diputuskan"):
        revoking.confirm(made, by=second)


def test_the_database_lets_no_award_be_born_revoked():
    with pytest.raises(Error, match="Cannot insert"), transaction.atomic():
        make.award(revoked_at=now(), revoked_reason="Data palsu.")
    assert not Award.objects.exists()


def test_the_database_wants_a_second_person_and_a_confirmed_proposal():
    award, by = make.award(), make.person(Role.SECRETARIAT)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        make.revocation(award, by=by, decided_by=by, decided_at=now(), confirmed=True)
    made = make.revocation(award, by=by)
    for words, sql in (
        (
            "stays as it was decided",
            "UPDATE judging_award SET revoked_at = now(), revoked_reason = 'x'",
        ),
        ("stays as it was proposed", "UPDATE judging_revocation SET reason = 'Lain'"),
        ("Cannot delete", "DELETE FROM judging_revocation"),
    ):
        with pytest.raises(Error, match=words), transaction.atomic():
            connection.cursor().execute(sql)
    with pytest.raises(IntegrityError, match="pending_once"), transaction.atomic():
        make.revocation(award)
    other = make.person(Role.SECRETARIAT)
    decided = {"decided_by": other, "decided_at": now()}
    rows = Revocation.objects.filter(pk=made.pk)
    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        rows.update(confirmed=False, **decided)
    rows.update(confirmed=False, answer="Lemah.", **decided)
    with pytest.raises(Error, match="stays as it was proposed"), transaction.atomic():
        rows.update(confirmed=True)
    with pytest.raises(Error, match="stays as it was decided"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(revoked_at=now(), revoked_reason="x")


def test_the_pages_lead_from_the_proposal_to_the_second_person(client, first, second):
    award = make.award()
    client.force_login(first)
    url = reverse("judging:award-revoke", kwargs={"pk": award.pk})
    assert (
        "Sertakan bukti"
        in client.post(url, {"reason": "Data palsu.", "public_note": "Catatan."}).content.decode()
    )
    file = SimpleUploadedFile("bukti.pdf", PDF, "application/pdf")
    sent = {"reason": "Data palsu.", "public_note": "Catatan umum.", "file": file}

    page = client.post(url, sent, follow=True)
    made = Revocation.objects.get()
    assert "Menunggu orang kedua" in page.content.decode()
    assert "Setujui dan cabut" not in page.content.decode()
    client.post(made.get_absolute_url(), {"decision": "confirm"})
    assert Award.objects.published().filter(pk=award.pk).exists()
    assert client.get(url).url == made.get_absolute_url()
    assert not [one for one in desk_of(first, now()).tasks if one.url == made.get_absolute_url()]

    client.force_login(second)
    assert [one for one in desk_of(second, now()).tasks if one.url == made.get_absolute_url()]
    assert "Setujui dan cabut" in client.get(made.get_absolute_url()).content.decode()
    answer = client.get(reverse("judging:revocation-file", kwargs={"pk": made.pk}))
    assert b"".join(answer.streaming_content) == PDF
    client.post(made.get_absolute_url(), {"decision": "decline", "answer": ""})
    assert Revocation.objects.get().decided_at is None
    client.post(made.get_absolute_url(), {"decision": "confirm"})
    assert not Award.objects.published().filter(pk=award.pk).exists()


@pytest.mark.parametrize("sent", [{}, {"decision": ""}, {"decision": "Confirm"}])
def test_only_a_decision_that_says_so_takes_an_award_back(client, first, second, sent):
    award = make.award()
    made = revoking.propose(award, CHARGE, by=first)
    client.force_login(second)
    here = made.get_absolute_url()
    assert 'name="decision" value="confirm"' in client.get(here).content.decode()

    page = client.post(here, sent, follow=True).content.decode()

    assert "Belum ada yang diputuskan" in page
    assert Revocation.objects.get().decided_at is None
    assert Award.objects.published().filter(pk=award.pk).exists()


def test_the_public_page_of_a_revoked_award_says_so_and_nothing_else(client, first, second):
    award = make.award()
    url = reverse("public:award-detail", kwargs={"pk": award.pk})
    revoking.confirm(revoking.propose(award, CHARGE, by=first), by=second)

    answer = client.get(url)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert CHARGE.public_note in text
    assert CHARGE.reason not in text
    assert CHARGE.evidence not in text
    assert award.innovation.title not in client.get(reverse("public:award-list")).content.decode()
    hidden = make.revoked(make.award(published_at=None))
    assert client.get(reverse("public:award-detail", kwargs={"pk": hidden.pk})).status_code == 404


def test_the_award_of_an_entry_disqualified_after_the_decree_is_not_published(first):
    round = season.closed(90, 88, stage=Stage.TPI)
    out, kept = season.entries_of(round)
    awards = [make.award(one, published_at=None) for one in (out, kept)]
    with transaction.atomic():
        moves.move(out, "entry.disqualify", by=first, at=now())

    closing.announce(round, by=first)

    assert round.__class__.objects.get(pk=round.pk).state == RoundState.ANNOUNCED
    assert list(Award.objects.published()) == awards[1:]


@pytest.mark.django_db(transaction=True)
def test_confirmed_or_declined_never_both():
    award = make.award()
    made = make.revocation(award)
    one, other = make.person(Role.SECRETARIAT), make.person(Role.SECRETARIAT)

    outcomes = at_once(
        lambda: revoking.confirm(made, by=one), lambda: revoking.decline(made, "Lemah.", by=other)
    )

    assert refused(outcomes) == 1
    lines = JournalLine.objects.filter(verb__in=["award.revoke", "award.decline_revocation"])
    assert lines.count() == 1
    award.refresh_from_db()
    assert bool(award.revoked_at) is Revocation.objects.get().confirmed
