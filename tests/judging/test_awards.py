"""Decrees and awards: nothing without a signed PDF, nothing twice, nothing taken back alone."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse

from judging import queries
from judging.actions import awards, closing
from judging.actions.awards import Paper
from judging.models import Award, Decree, Round, RoundState, Stage
from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions import files
from tests import make
from tests.judging import season
from tests.make.entries import now
from tests.submissions.contents import PDF

pytestmark = pytest.mark.django_db
PAPER = Paper("KEP-1/2025", date(2025, 8, 10), "Penerima penghargaan")


def pdf(content=PDF, name="keputusan.pdf"):
    return ContentFile(content, name=name)


def secretariat():
    return make.person(Role.SECRETARIAT)


def tpi(*totals):
    return season.closed(*totals, stage=Stage.TPI)


def decree_of(round, **given):
    return awards.issue_decree(round.edition, PAPER, pdf(), by=given.pop("by", secretariat()))


def granted(*totals):
    round = tpi(*totals)
    winners = season.entries_of(round)
    levels = {entry.pk: "OPSI" for entry in winners}
    return round, awards.grant(round, decree_of(round), levels, by=secretariat())


def test_a_decree_is_filed_with_its_digest_and_a_line():
    round, by = tpi(90), secretariat()

    decree = awards.issue_decree(round.edition, PAPER, pdf(), by=by)

    assert decree.sha256 == hashlib.sha256(PDF).hexdigest()
    assert decree.file.read() == PDF
    line = JournalLine.objects.get(verb="decree.issue")
    assert (line.by, line.detail) == (by, {"sha256": decree.sha256})
    with pytest.raises(Error, match="Cannot"), transaction.atomic():
        Decree.objects.filter(pk=decree.pk).update(number="lain")


@pytest.mark.parametrize(
    ("upload", "paper", "words"),
    [
        (pdf(b"MZ\x90\x00 keputusan"), PAPER, "bukan PDF"),
        (pdf(PDF + b"x" * files.PAPER_BYTES), PAPER, "melebihi 5 MB"),
        (pdf(), Paper("KEP-2", date.today() + timedelta(days=2), "x"), "belum lewat"),  # noqa: DTZ011
        (pdf(), PAPER, "sudah tercatat"),
    ],
)
def test_a_decree_that_is_no_pdf_too_large_of_tomorrow_or_known_is_refused(upload, paper, words):
    round = tpi(90)
    if words == "sudah tercatat":
        decree_of(round)
    before = Decree.objects.count()

    with pytest.raises(Refused, match=words):
        awards.issue_decree(round.edition, paper, upload, by=secretariat())

    assert Decree.objects.count() == before


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
def test_decrees_and_awards_are_the_secretariats_alone(role):
    round, [award] = granted(90)
    by = make.person(role)
    with pytest.raises(Refused, match="wewenang"):
        awards.issue_decree(round.edition, PAPER, pdf(), by=by)
    with pytest.raises(Refused, match="wewenang"):
        awards.grant(round, award.decree, {award.entry_id: "OPSI"}, by=by)
    assert (Award.objects.count(), Decree.objects.count()) == (1, 1)


def test_grant_gives_awards_in_one_line_and_keeps_them_unpublished():
    round, given = granted(90, 88)

    assert {award.level for award in given} == {"OPSI"}
    line = JournalLine.objects.get(verb="award.grant")
    assert line.ids == [award.pk for award in given]
    assert not queries.awards_published().exists()
    assert round.state == RoundState.CLOSED


def test_grant_is_refused_for_losers_strangers_unknown_levels_and_twice():
    round = tpi(90, 60)
    winner, loser = season.entries_of(round)
    decree, by = decree_of(round), secretariat()
    refusals = [
        ({loser.pk: "OPSI"}, "lolos tahap TPI"),
        ({make.accepted_entry().pk: "OPSI"}, "lolos tahap TPI"),
        ({winner.pk: "Juara harapan"}, "tidak dikenal: Juara harapan"),
        ({}, "paling sedikit satu"),
    ]
    for levels, words in refusals:
        with pytest.raises(Refused, match=words):
            awards.grant(round, decree, levels, by=by)
    assert not Award.objects.exists()

    awards.grant(round, decree, {winner.pk: "OPSI"}, by=by)
    with pytest.raises(Refused, match="sudah ditetapkan"):
        awards.grant(round, decree, {winner.pk: "OPSI"}, by=by)
    assert Award.objects.count() == 1


def test_grant_is_refused_to_the_disqualified_in_other_rounds_and_by_another_years_decree():
    round, by = tpi(90), secretariat()
    [winner] = season.entries_of(round)
    foreign = awards.issue_decree(make.edition(), PAPER, pdf(), by=by)
    with pytest.raises(Refused, match="bukan untuk"):
        awards.grant(round, foreign, {winner.pk: "OPSI"}, by=by)
    with transaction.atomic():
        moves.move(winner, "entry.disqualify", by=by, at=now())
    own = awards.issue_decree(round.edition, Paper("K-2", PAPER.signed_on, "x"), pdf(), by=by)
    with pytest.raises(Refused, match="lolos"):
        awards.grant(round, own, {winner.pk: "OPSI"}, by=by)
    for other in (season.closed(90), season.in_plenary(90, stage=Stage.TPI)):
        with pytest.raises(Refused, match="setelah tahap TPI ditutup"):
            awards.grant(other, own, {winner.pk: "OPSI"}, by=by)
    assert not Award.objects.exists()


def test_a_panel_round_is_announced_only_with_an_award_for_each_winner(
    django_capture_on_commit_callbacks,
):
    round, by = tpi(90, 88), secretariat()
    first, second = season.entries_of(round)
    decree = decree_of(round, by=by)
    awards.grant(round, decree, {first.pk: "OPSI"}, by=by)
    with pytest.raises(Refused, match=second.code):
        closing.announce(round, by=by)
    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED
    assert not queries.awarded_innovations().exists()

    awards.grant(round, decree, {second.pk: "OPSI"}, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        closing.announce(round, by=by)

    assert set(queries.awarded_innovations()) == {first.innovation, second.innovation}
    assert queries.award_of(first.innovation).published_at == Award.objects.first().published_at
    assert JournalLine.objects.get(verb="award.publish").ids == sorted(
        Award.objects.values_list("pk", flat=True)
    )
    letters = Notice.objects.filter(event="award.published", channel="MAIL")
    assert letters.filter(body__contains=PAPER.number).count() == letters.count() > 0


def published():
    round, [award] = granted(90)
    closing.announce(round, by=secretariat())
    award.refresh_from_db()
    return award


def test_the_secretariat_files_a_decree_and_grants_on_the_page(client):
    round, by = tpi(90), secretariat()
    [winner] = season.entries_of(round)
    client.force_login(by)
    sent = {"number": PAPER.number, "title": PAPER.title}
    sent |= {"signed_on_0": 10, "signed_on_1": 8, "signed_on_2": 2025}
    add = reverse("judging:decree-add", kwargs={"pk": round.pk})
    lie = SimpleUploadedFile("keputusan.pdf", b"GIF89a", "application/pdf")
    assert "bukan PDF" in client.post(add, sent | {"file": lie}).content.decode()
    assert not Decree.objects.exists()

    true = SimpleUploadedFile("keputusan.pdf", PDF, "application/pdf")
    page = client.post(add, sent | {"file": true}, follow=True)
    assert winner.innovation.title in page.content.decode()
    decree = Decree.objects.get()
    page = client.post(
        reverse("judging:award-list", kwargs={"pk": round.pk}),
        {"decree": decree.pk, f"level_{winner.pk}": "OPSI"},
        follow=True,
    )
    assert "1 penghargaan ditetapkan." in page.content.decode()
    assert Award.objects.get().entry == winner


def test_a_decree_is_read_by_everybody_only_once_it_is_cited(client):
    round, [award] = granted(90)
    url = reverse("judging:decree-file", kwargs={"pk": award.decree_id})
    assert client.get(url).status_code == 404
    client.force_login(make.person(Role.LEADERSHIP))
    assert client.get(url).status_code == 404
    closing.announce(round, by=secretariat())
    client.logout()

    answer = client.get(url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content) == PDF
