"""The judge's pages at the client: what they show, what they never show, and what a post does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from judging.models import Assignment, Relevance, Revision, RoundState, Scorecard, Stage
from kipp.accounts.models import InstitutionKind, Role
from tests import make
from tests.doors import sign_in
from tests.make.entries import now

pytestmark = pytest.mark.django_db
SECRET = Decimal("91.37")


def url(name, seat, **more):
    return reverse(f"judging:{name}", kwargs={"pk": seat.pk} | more)


def enter(client, seat):
    sign_in(client, make.judge_of(seat.scorecard))
    return client


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def points(seat, *values):
    rows = zip(make.rubric(seat.scorecard), values, strict=False)
    return {f"criterion_{criterion.pk}": value for criterion, value in rows}


@pytest.fixture
def seat():
    return make.assignment()


def test_the_desk_says_what_is_left_and_leads_to_the_next(client, seat):
    round = seat.round
    other = make.candidate_entry(round.edition)
    undeclared = make.assignment(
        round, other, make.judge_of(seat.scorecard), declared=False, position=9**5
    )
    page = text(enter(client, seat).get(reverse("judging:desk")))

    assert f"Lanjutkan menilai: {seat.entry}" in page
    assert "0 dari 2 lembar ditandatangani, 1 belum dinyatakan" in page
    assert seat.entry.innovation.title in page
    assert url("assignment-declare", undeclared) in page
    assert other.innovation.title not in page  # nothing of it before the declaration


def test_the_desk_costs_the_same_for_one_row_and_for_three(
    client, seat, django_assert_max_num_queries
):
    enter(client, seat).get(reverse("judging:desk"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("judging:desk"))
    for _ in range(2):
        entry = make.candidate_entry(seat.round.edition)
        make.signed_sheet(make.assignment(seat.round, entry, make.judge_of(seat.scorecard)))
    with django_assert_max_num_queries(12) as three:
        client.get(reverse("judging:desk"))
    assert len(one) == len(three)


@pytest.mark.parametrize(
    ("status", "found"), [("buka", 1), ("tandatangan", 1), ("nyatakan", 1), ("kembali", 1)]
)
def test_the_desk_is_filtered(client, seat, status, found):
    judge, round = make.judge_of(seat.scorecard), seat.round
    Assignment.objects.filter(pk=seat.pk).update(declared_at=now())
    make.signed_sheet(make.assignment(round, make.candidate_entry(round.edition), judge))
    given = make.assignment(round, make.candidate_entry(round.edition), judge)
    sign_in(client, judge)
    client.post(url("assignment-recuse", given), {"reason": "Keluarga"})
    if status == "nyatakan":
        Assignment.objects.filter(pk=seat.pk).update(declared_at=None)
    answer = client.get(reverse("judging:desk"), {"status": status})
    assert len(answer.context["rows"]) == found


def test_nothing_opens_before_the_declaration_and_everything_after(client):
    seat = make.assignment(declared=False)
    enter(client, seat)
    for page in ("scorecard", "scorecard-sign"):
        assert client.get(url(page, seat)).status_code == 404
    asked = text(client.get(url("assignment-declare", seat)))
    assert seat.entry.innovation.title in asked
    assert "Waktu layanan turun." not in asked

    answer = client.post(url("assignment-declare", seat))
    assert answer["Location"] == url("scorecard", seat)
    assert "Waktu layanan turun." in text(client.get(url("scorecard", seat)))


def test_a_recused_judge_finds_nothing(client, seat):
    enter(client, seat)
    answer = client.post(url("assignment-recuse", seat), {"reason": "Pernah membimbing tim"})
    assert answer["Location"] == reverse("judging:desk")
    for page in ("scorecard", "scorecard-sign", "assignment-declare", "assignment-recuse"):
        assert client.get(url(page, seat)).status_code == 404
    assert client.post(url("scorecard", seat), points(seat, 80, 80)).status_code == 404
    desk = text(client.get(reverse("judging:desk") + "?status=kembali"))
    assert seat.entry.innovation.title not in desk


def test_a_recusal_without_a_reason_is_asked_again(client, seat):
    page = text(enter(client, seat).post(url("assignment-recuse", seat), {"reason": ""}))
    assert "Ada 1 isian yang perlu diperbaiki" in page
    assert Assignment.objects.get().recused_at is None


def test_the_judge_reads_the_frozen_version_not_what_was_written_since(client, seat):
    seat.entry.answers.update(text="Kalimat yang ditulis sesudahnya")
    make.rename(seat.entry.innovation, "Judul baru")
    page = text(enter(client, seat).get(url("scorecard", seat)))
    assert "Kalimat yang ditulis sesudahnya" not in page
    assert "<h1>Judul baru" not in page


def test_values_are_kept_with_comma_or_point_and_the_total_is_shown(client, seat):
    enter(client, seat)
    sent = points(seat, "82,5", "90.25") | {"note": "Bukti 5", "feedback": "Lanjutkan"}
    assert client.post(url("scorecard", seat), sent)["Location"] == url("scorecard", seat)

    page = text(client.get(url("scorecard", seat)))
    card = Scorecard.objects.get()
    assert [row.value for row in card.scores.order_by("criterion__position")] == [
        Decimal("82.50"),
        Decimal("90.25"),
    ]
    assert (card.note, card.feedback) == ("Bukti 5", "Lanjutkan")
    assert 'data-part="total">85,60<' in page  # (60 x 82,5 + 40 x 90,25) / 100
    assert 'value="82,5"' in page


def test_a_half_filled_sheet_shows_a_provisional_total_and_is_not_signed(client, seat):
    enter(client, seat)
    answer = client.post(
        url("scorecard", seat), points(seat, "80") | {"lanjut": "tandatangani"}, follow=True
    )
    page = text(answer)
    assert "Masih ada 1 kriteria yang belum diisi" in page
    assert "Sementara, 1 dari 2 kriteria" in page
    assert client.get(url("scorecard-sign", seat)).status_code == 302
    client.post(url("scorecard-sign", seat))
    assert Scorecard.objects.get().state == "OPEN"


@pytest.mark.parametrize("typed", ["101", "-1", "80,125", "delapan puluh", "1.000"])
def test_a_mistyped_value_is_named_kept_on_the_page_and_changes_nothing(client, seat, typed):
    page = text(enter(client, seat).post(url("scorecard", seat), points(seat, typed, "70")))
    assert "Ada 1 isian yang perlu diperbaiki" in page
    assert f'value="{typed}"' in page
    assert not Scorecard.objects.get().scores.exists()


def test_signing_is_confirmed_with_the_total_and_leads_to_the_next(client, seat):
    following = make.assignment(
        seat.round,
        make.candidate_entry(seat.round.edition),
        make.judge_of(seat.scorecard),
        position=9**5,
    )
    enter(client, seat)
    sent = points(seat, "80", "90") | {"lanjut": "tandatangani"}
    assert client.post(url("scorecard", seat), sent)["Location"] == url("scorecard-sign", seat)
    assert "Nilai 84,00 ikut dihitung" in text(client.get(url("scorecard-sign", seat)))

    answer = client.post(url("scorecard-sign", seat), follow=True)
    assert answer.redirect_chain[0][0] == url("scorecard", following)
    assert "ditandatangani dengan nilai 84,00" in text(answer)
    assert Scorecard.objects.get(assignment=seat).state == "SIGNED"


def test_a_signed_sheet_is_read_and_may_be_taken_back_while_the_round_is_open(client):
    card = make.signed_sheet()
    seat = card.assignment
    page = text(enter(client, seat).get(url("scorecard", seat)))
    assert 'id="sheet"' not in page
    assert "Tarik tanda tangan" in page
    client.post(url("scorecard-withdraw", seat))
    assert 'id="sheet"' in text(client.get(url("scorecard", seat)))

    signed = make.signed_sheet()
    make.walk_round(signed.assignment.round, RoundState.PLENARY)
    page = text(enter(client, signed.assignment).get(url("scorecard", signed.assignment)))
    assert "Tarik tanda tangan" not in page


def test_a_partners_values_are_on_no_page_of_a_judge(client):
    round = make.round(disagreement_gap=20)
    partner = make.signed_sheet(round, value=SECRET)
    mine = make.signed_sheet(round, value=40)
    seat = mine.assignment
    make.walk_round(round, RoundState.CONSOLIDATION)
    enter(client, seat)
    pages = [
        reverse("judging:desk"),
        url("scorecard", seat),
        reverse("judging:consolidation"),
        url("consolidation-sheet", seat),
    ]
    name = partner.assignment.holding.user.name
    for page in map(text, map(client.get, pages)):
        assert "91,37" not in page
        assert "91.37" not in page
        assert name not in page
    for page in ("scorecard", "consolidation-sheet"):
        assert client.get(url(page, partner.assignment)).status_code == 404


def test_a_panelist_never_meets_the_score_of_the_evaluators(client):
    first = make.round()
    make.signed_sheet(first, value=SECRET)
    panel = make.round(of=first.edition, entries=0, stage=Stage.TPI)
    seat = make.assignment(panel)
    for page in (reverse("judging:desk"), url("scorecard", seat)):
        shown = text(enter(client, seat).get(page))
        assert "91,37" not in shown
        assert first.name not in shown


def test_a_judge_answers_the_consolidation_once(client):
    round = make.round(disagreement_gap=20)
    make.signed_sheet(round, value=90)
    cards = [make.signed_sheet(round, value=value) for value in (40, 45)]
    make.walk_round(round, RoundState.CONSOLIDATION)
    first, second = (card.assignment for card in cards)

    assert "Konfirmasi nilai dalam konsolidasi" in text(
        enter(client, first).get(reverse("judging:desk"))
    )
    client.post(url("consolidation-confirm", first))
    assert client.get(url("consolidation-sheet", first)).status_code == 404
    assert "Dikonfirmasi" in text(client.get(reverse("judging:consolidation")))

    enter(client, second)
    unexplained = client.post(url("consolidation-sheet", second), points(second, 80, 45))
    assert "Tulis alasan" in text(unexplained)
    client.post(
        url("consolidation-sheet", second), points(second, 80, 45) | {"reason": "Salah ketik"}
    )
    assert sorted(Revision.objects.values_list("changed", flat=True)) == [False, True]


def test_a_panelist_marks_an_entry_for_his_ministry(client):
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    round = make.round(stage=Stage.TPI)
    seat = make.assignment(round, judge=make.judge(Role.PANELIST, institution=ministry))
    enter(client, seat)
    assert "Relevan bagi K/L kami" in text(client.get(url("scorecard", seat)))
    assert "Ada 1 isian" in text(client.post(url("relevance-tick", seat), {"reason": ""}))
    client.post(url("relevance-tick", seat), {"reason": "Sejalan dengan program kami"})
    assert Relevance.objects.get().institution == ministry
    assert "Minat K/L sudah dicatat" in text(client.get(url("scorecard", seat)))
    assert client.get(url("relevance-tick", seat)).status_code == 404
