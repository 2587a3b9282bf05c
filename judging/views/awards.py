from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from judging.actions import awards
from judging.forms.awards import DecreeForm, GrantForm
from judging.models import Award, Decree, Round, RoundState, Stage
from judging.queries import cockpit
from kipp.accounts.models import Role, User
from kipp.journal.moves import Refused
from kipp.web import tables
from kipp.web.access import role_required
from kipp.web.files import PDF, private_file
from kipp.web.indonesian import day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from judging.models.award import AwardQuerySet
    from kipp.web.access import SignedInRequest

COLUMNS = (
    tables.Column("Inovasi", lambda award: award.innovation.title, 50),
    tables.Column("Nomor proposal", lambda award: award.entry.code, 20),
    tables.Column("Instansi", lambda award: award.innovation.institution.short_name, 28),
    tables.Column("Penghargaan", lambda award: award.level, 36),
    tables.Column("Keputusan", lambda award: award.decree.number, 28),
    tables.Column("Keadaan", lambda award: _standing(award), 36),
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def award_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The decrees of the season, the awards they granted, and a form for those still to grant."""
    round = _round(request.user, pk)
    waiting = cockpit.lacking(round) if round.state == RoundState.CLOSED else []
    decrees = round.edition.decrees.order_by("-signed_on", "-pk")
    levels = round.edition.award_levels
    form = GrantForm(request.POST or None, decrees=decrees, entries=waiting, levels=levels)
    if waiting and form.is_valid():
        try:
            given = awards.grant(round, form.cleaned_data["decree"], form.levels, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{len(given)} penghargaan ditetapkan. {_after(round)}")
            return redirect("judging:award-list", pk=pk)
    context = {
        "round": round,
        "form": form,
        "waiting": waiting,
        "decrees": decrees,
        "awards": _awards(round).with_pending(),
    }
    return TemplateResponse(request, "judging/award_list.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def award_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The awards of the page: no score, no person."""
    round = _round(request.user, pk)
    return tables.response(f"penghargaan-tahap-{round.pk}", kind, COLUMNS, _awards(round))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def decree_add(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(request.user, pk)
    form = DecreeForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            decree = awards.issue_decree(round.edition, form.paper, upload, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Keputusan {decree} tersimpan. {_after(round)}")
            return redirect("judging:award-list", pk=pk)
    return TemplateResponse(request, "judging/decree_add.html", {"round": round, "form": form})


@login_not_required
@require_safe
def decree_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed PDF: the secretariat's at once, everybody's when its awards are published."""
    decree = get_object_or_404(Decree.objects.readable_by(request.user), pk=pk)
    return private_file(decree.file, name=f"keputusan-{decree.pk}.pdf", media_type=PDF)


def _round(user: User, pk: int) -> Round:
    rounds = Round.objects.managed_by(user).filter(stage=Stage.TPI)
    ended = rounds.filter(state__in=[RoundState.CLOSED, RoundState.ANNOUNCED])
    return get_object_or_404(ended.select_related("edition"), pk=pk)


def _awards(round: Round) -> AwardQuerySet:
    return Award.objects.filter(entry__candidacies__round=round).for_table()


def _standing(award: Award) -> str:
    if award.revoked_at:
        return f"Dicabut {day(award.revoked_at)}: {award.revoked_reason}"
    if award.published_at:
        return f"Diumumkan {day(award.published_at)}"
    return "Menunggu pengumuman"


def _after(round: Round) -> str:
    if round.state != RoundState.CLOSED:
        return ""
    if left := len(cockpit.lacking(round)):
        return f"Berikutnya: tetapkan penghargaan {left} proposal."
    return "Berikutnya: Tim Sekretariat mengumumkan hasil tahap ini."
