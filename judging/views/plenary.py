from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from judging.actions import closing, readings
from judging.forms.plenary import CloseForm, MoveForm
from judging.models import Advancement, Minutes, PlenaryMove, Round, RoundState, Stage
from judging.queries import cockpit, outcome, sheets
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from kipp.web.indonesian import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

SIZE = 50
CONVENED = (RoundState.PLENARY, RoundState.CLOSED, RoundState.ANNOUNCED)
READERS = (
    *(Role.SECRETARIAT, Role.PLENARY_CHAIR, Role.LEADERSHIP, Role.AUDITOR),
    *(Role.SCALING_OFFICER, Role.KL_CONTACT),
)
SHOWN = {
    "": "Perlu dilihat: di sekitar garis, seri, atau sudah diputus",
    "lolos": "Lolos",
    "tidak": "Tidak lolos",
    "semua": "Semua",
}


@require_safe
@role_required(Role.PLENARY_CHAIR, Role.SECRETARIAT)
def plenary(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _convened(request.user, pk)
    found = outcome.outcomes(round)
    asked = request.GET.get("tampil", "")
    page = listing.page_of(request, _shown(found, asked), size=SIZE)
    context: dict[str, Any] = {
        "round": round,
        "page": page,
        "shown": SHOWN,
        "asked": asked,
        "figures": _figures(found),
        "composition": outcome.composition(found),
        "repeated": outcome.repeated(found),
        "deciding": round.offers("close", request.user),
    }
    readings.plenary_viewed(round, by=request.user)
    return TemplateResponse(request, "judging/plenary_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PLENARY_CHAIR)
def plenary_move(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    round = _deciding(request.user, pk)
    found = {one.entry.pk: one for one in outcome.outcomes(round)}.get(entry)
    if found is None:
        raise Http404
    form = MoveForm(request.POST or None)
    advances = request.POST.get("advances", request.GET.get("advances", "")) == "ya"
    if form.is_valid():
        given = form.cleaned_data
        try:
            closing.move_entry(round, found.entry, advances, **given, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.entry}: {'lolos' if advances else 'tidak lolos'}.")
            return redirect("judging:plenary", pk=pk)
    readings.plenary_viewed(round, by=request.user)
    context = {"round": round, "one": found, "advances": advances, "form": form}
    return TemplateResponse(request, "judging/plenary_move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PLENARY_CHAIR)
def round_close(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _deciding(request.user, pk)
    form = CloseForm(request.POST or None, quorum=round.quorum_words)
    if form.is_valid():
        try:
            closing.close(round, form.protocol, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"Tahap ditutup. Berita acara tersimpan. {_after_closing(round)}"
            messages.success(request, said)
            return redirect("judging:minutes", pk=pk)
    readings.plenary_viewed(round, by=request.user)
    found = outcome.outcomes(round)
    context = {
        "round": round,
        "form": form,
        "unsigned": sheets.unsigned(round),
        "undecided": outcome.undecided(found),
        "short": [one for one in found if one.standing.rank is None],
        "effects": _effects_of_closing(found),
        "back": reverse("judging:plenary", kwargs={"pk": pk}),
    }
    return TemplateResponse(request, "judging/round_close.html", context)


@require_safe
@role_required(*READERS)
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The berita acara, to print: result, decisions, quorum, head of the journal."""
    rounds = Round.objects.ranking_viewable_by(request.user)
    paper = get_object_or_404(
        Minutes.objects.select_related("round__edition", "by"), round__in=rounds, round=pk
    )
    if paper.round.state != RoundState.ANNOUNCED:
        readings.minutes_viewed(paper.round, by=request.user)
    rows = Advancement.objects.filter(round=pk).select_related(
        "entry__innovation__institution", "entry__category", "entry__group"
    )
    decided = PlenaryMove.objects.filter(round=pk).select_related("entry__innovation")
    context = {
        "minutes": paper,
        "round": paper.round,
        "chosen": rows.filter(advanced=True).order_by("entry__group__position", "rank", "entry"),
        "field": rows.count(),
        "moves": decided.order_by("pk"),
        # Who moves an entry may be one of its judges.
        "named": request.user.role in (Role.SECRETARIAT, Role.PLENARY_CHAIR),
        "void": sheets.voided_at_closing(paper.round),
    }
    return TemplateResponse(request, "judging/plenary_minutes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def round_announce(request: SignedInRequest, pk: int) -> HttpResponse:
    rounds = Round.objects.managed_by(request.user).filter(state=RoundState.CLOSED)
    round = get_object_or_404(rounds.select_related("edition"), pk=pk)
    if request.method == "POST":
        try:
            closing.announce(round, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "Hasil diumumkan. Surat kepada pemilik proposal dikirim."
            messages.success(request, f"{said} {_after_announcing(round)}")
        return redirect(round)
    rows = Advancement.objects.filter(round=round)
    chosen = rows.filter(advanced=True).count()
    effects = _effects_of_announcing(round, chosen, rows.count() - chosen)
    context = {"round": round, "effects": effects, "lacking": cockpit.lacking(round)}
    return TemplateResponse(request, "judging/round_announce.html", context)


def _convened(user: User, pk: int) -> Round:
    rounds = Round.objects.ranking_viewable_by(user).filter(state__in=CONVENED)
    return get_object_or_404(rounds.select_related("edition"), pk=pk)


def _deciding(user: User, pk: int) -> Round:
    rounds = Round.objects.chaired_by(user).filter(state=RoundState.PLENARY)
    return get_object_or_404(rounds.select_related("edition"), pk=pk)


def _shown(found: Sequence[outcome.Outcome], asked: str) -> list[outcome.Outcome]:
    if asked == "semua":
        return list(found)
    if asked in ("lolos", "tidak"):
        return [one for one in found if one.advances is (asked == "lolos")]
    return [
        one
        for one in found
        if one.band is outcome.Band.BORDERLINE or one.move or one.advances is None
    ]


def _figures(found: Sequence[outcome.Outcome]) -> list[dict[str, Any]]:
    return [
        {"value": len(found), "label": "proposal"},
        {"value": sum(one.advances is True for one in found), "label": "lolos"},
        {"value": sum(one.advances is False for one in found), "label": "tidak lolos"},
        {"value": len(outcome.undecided(found)), "label": "seri, perlu diputus"},
        {"value": sum(one.move is not None for one in found), "label": "diputus pleno"},
    ]


def _effects_of_closing(found: Sequence[outcome.Outcome]) -> list[str]:
    chosen = sum(one.advances is True for one in found)
    return [
        f"{number(chosen)} proposal lolos, {number(len(found) - chosen)} tidak.",
        "Nilai, peringkat, dan putusan dibekukan bersama berita acara.",
        "Penilai dan Tim Sekretariat menerima surat; hasilnya tetap rahasia sampai diumumkan.",
    ]


def _after_closing(round: Round) -> str:
    if cockpit.lacking(round):
        return "Berikutnya: Tim Sekretariat menetapkan penghargaan, lalu mengumumkan hasilnya."
    return "Berikutnya: Tim Sekretariat mengumumkan hasilnya."


def _after_announcing(round: Round) -> str:
    if round.stage == Stage.TPI:
        return "Berikutnya: pemilik mengisi profil terbit, lalu Tim Sekretariat menerbitkannya."
    days = round.edition.public_test_days
    return (
        f"Berikutnya: uji publik {days} hari, lalu Tim Sekretariat membuka tahap Tim Panel"
        " Independen."
    )


def _effects_of_announcing(round: Round, chosen: int, others: int) -> list[str]:
    if round.stage == Stage.TPI:
        words = f"{number(chosen)} proposal menerima penghargaan, {number(others)} tidak."
        after = "Penghargaan tampil di halaman publik."
    else:
        words = f"{number(chosen)} proposal menjadi finalis, {number(others)} tidak."
        after = (
            f"Uji publik berlangsung {round.edition.public_test_days} hari: pendapat masyarakat"
            f" diterima Tim Sekretariat secara tertulis melalui {settings.OFFICE_EMAIL}."
        )
    letters = f"{number(chosen + others)} proposal mendapat surat hasil dengan umpan balik."
    return [words, letters, after, "Pengumuman tidak dapat ditarik kembali."]
