from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from judging.actions import readings, rounds, runs
from judging.forms.rounds import AdmitForm, OpenForm
from judging.models import Round, RoundState
from judging.queries import admission, cockpit, ranking, sheets
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

VIEWERS = (
    *(Role.SECRETARIAT, Role.PLENARY_CHAIR, Role.LEADERSHIP, Role.AUDITOR),
    *(Role.SCALING_OFFICER, Role.KL_CONTACT),
)
# Verb: the action, its button, what happens, what is said afterwards.
MOVES: dict[str, tuple[Callable[..., Round], str, tuple[str, ...], str]] = {
    "consolidate": (
        rounds.consolidate,
        "Mulai konsolidasi",
        (
            "Tanda tangan tidak dapat ditarik lagi; perubahan nilai memerlukan alasan.",
            "Penilai yang lembarnya berselisih jauh menerima surat untuk memeriksa ulang.",
            "Lembar yang belum ditandatangani masih dapat diisi.",
        ),
        "Konsolidasi dimulai. Berikutnya: penilai yang lembarnya berselisih jauh memeriksa ulang, "
        "lalu Tim Sekretariat membawa tahap ini ke sidang pleno.",
    ),
    "convene": (
        rounds.convene,
        "Bawa ke sidang pleno",
        (
            "Lembar penilaian tidak dapat diisi, diubah, atau ditandatangani lagi.",
            "Penugasan tidak dapat dikembalikan lagi, dan penilai tidak dapat ditambah.",
            "Ketua sidang pleno melihat peringkat dan memutuskan.",
        ),
        "Tahap berada di sidang pleno. Berikutnya: ketua sidang pleno memutuskan dan menutupnya.",
    ),
}
OPENING = (
    "Setiap proposal yang lolos ke tahap ini dibekukan dalam versi yang diajukan.",
    "Proposal yang dinilai tidak dapat ditarik lagi oleh instansinya.",
    "Kriteria, bobot, nilai ambang, dan aturan seri tidak dapat diubah lagi.",
    "Setelah itu tugas dapat dibagikan kepada penilai.",
)


@require_safe
@role_required(*VIEWERS)
def round_list(request: SignedInRequest) -> HttpResponse:
    page = listing.page_of(request, Round.objects.viewable_by(request.user).for_table())
    counts = cockpit.counts(page.object_list)
    rows = [(round, *counts.get(round.pk, (0, 0))) for round in page]
    return TemplateResponse(request, "judging/round_list.html", {"page": page, "rows": rows})


@require_safe
@role_required(*VIEWERS)
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    round, named, ranked = _round(request.user, pk)
    signed, total = sheets.sheet_counts(round)
    context: dict[str, Any] = {
        "round": round,
        "signed": signed,
        "total": total,
        "entries": round.candidates.count(),
        "steps": cockpit.steps(round),
        "next": cockpit.next_step(round, request.user, total),
        "names": named,
        "ranking": ranked,
        "waiting": admission.waiting(round).count() if request.user.role == Role.SECRETARIAT else 0,
    }
    if named:
        context |= _judges(request, round) | {"failure": runs.failure_of(round)}
    if ranked and (picture := ranking.picture(round)):
        context["picture"] = picture
        if round.state != RoundState.ANNOUNCED:
            readings.scores_viewed(round, by=request.user)
    return TemplateResponse(request, "judging/round_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def round_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever opens sees first what the screening has not decided, and says that he knows."""
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    left = admission.unscreened(round) if round.state == RoundState.PLANNED else []
    form = OpenForm(request.POST if request.method == "POST" else None, asks=bool(left))
    if form.is_valid():
        try:
            rounds.open(round, by=request.user, despite_unscreened=bool(left))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                "Tahap dibuka. Berikutnya: Tim Sekretariat membagikan tugas kepada penilai.",
            )
        return redirect(round)
    context = {"round": round, "form": form, "left": left, "effects": OPENING}
    return TemplateResponse(request, "judging/round_open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def round_admit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Entries accepted after the opening, ticked; whoever is ticked off waits for a later round."""
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    waiting = admission.waiting(round)
    form = AdmitForm(request.POST or None, waiting=waiting)
    if form.is_valid():
        try:
            made = rounds.admit(round, form.cleaned_data["entries"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"{len(made)} proposal masuk. Langkah berikutnya: tunjuk penilainya."
            messages.success(request, words)
            return redirect("judging:assignment-plan", pk=pk)
    context = {"round": round, "form": form, "waiting": waiting}
    return TemplateResponse(request, "judging/round_admit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def round_move(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Consolidate or convene: said first what will happen, then done."""
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    act, action, effects, done = MOVES[verb]
    if request.method == "POST":
        try:
            act(round, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(round)
    short = admission.short(round) if verb == "convene" else []
    context = {"round": round, "action": action, "effects": effects, "short": short}
    return TemplateResponse(request, "judging/round_move.html", context)


def _round(user: User, pk: int) -> tuple[Round, bool, bool]:
    """A round, and whether the names of its judges and its ranking are open to this user."""
    same, rounds = {"pk": OuterRef("pk")}, Round.objects
    found = rounds.viewable_by(user).for_table()
    found = found.annotate(
        named=Exists(sheets.named_to(user).filter(**same)),
        ranked=Exists(rounds.ranking_viewable_by(user).filter(**same)),
    )
    round = get_object_or_404(found, pk=pk)
    return round, round.named, round.ranked  # type: ignore[attr-defined]


def _judges(request: SignedInRequest, round: Round) -> dict[str, Any]:
    found = sheets.judges(round)
    silent = sum(row["silent"] for row in found)
    return {"judges": listing.page_of(request, found), "silent": silent, "size": len(found)}
