from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from judging import queries as judging
from kipp.accounts.models import Institution, Role
from kipp.clock import moment
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.web import listing, tables
from kipp.web.access import role_required
from kipp.web.files import private_file
from kipp.web.history import timeline
from scaling import queries, steps, words
from scaling.actions import cases
from scaling.forms import CaseFilter, CaseOpenForm, ReasonForm, gate_form
from scaling.models import CaseState, ScalingCase
from scaling.models.case import CONFIRMS, FILLS, PATH

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpResponse, HttpResponseBase

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest
    from scaling.models.case import CaseQuerySet

COLUMNS = (
    tables.Column("Inovasi", lambda case: case.innovation.title, 50),
    tables.Column("Pemilik inovasi", lambda case: case.innovation.institution.name, 36),
    tables.Column("Kementerian/lembaga", lambda case: case.institution.short_name, 28),
    tables.Column("Tahap", lambda case: case.get_state_display(), 28),
    tables.Column("Sejak", lambda case: timezone.localdate(case.entered_at)),
    tables.Column("Batas tahap", lambda case: case.due_on),
)


@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    rows = ScalingCase.objects.viewable_by(request.user).for_table()
    narrowed = CaseFilter(request.GET, rows, request=request)
    context = listing.context(request, narrowed.form, rows, narrowed.qs, noun="perluasan")
    context["today"] = timezone.localdate(moment(None))
    return TemplateResponse(request, "scaling/case_list.html", context)


@require_safe
def case_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    rows = ScalingCase.objects.viewable_by(request.user).for_table()
    narrowed = CaseFilter(request.GET, rows, request=request)
    return tables.response("perluasan", kind, COLUMNS, narrowed.qs)


@require_safe
def case_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    case = _case(request.user, pk)
    return TemplateResponse(request, "scaling/case_detail.html", _shown(case, request.user))


@role_required(Role.SCALING_OFFICER, Role.KL_CONTACT)
@require_http_methods(["GET", "POST"])
def case_open(request: SignedInRequest, innovation: int) -> HttpResponse:
    source = get_object_or_404(judging.awarded_innovations(), pk=innovation)
    form = CaseOpenForm(request.POST or None, institutions=_institutions(request.user))
    if form.is_valid():
        try:
            case = cases.open_for(source, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Perluasan dibuka. {steps.after(case)}")
            return redirect(case)
    context = {"innovation": source, "form": form}
    return TemplateResponse(request, "scaling/case_open.html", context)


@require_http_methods(["GET", "POST"])
def gate_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(_cases(ScalingCase.objects.writable_by(request.user)), pk=pk)
    form = gate_form(case, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            gate = cases.fill(case, form.columns(), file=file, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            confirming = steps.who_confirms(CaseState(gate.stage))
            said = f"Bukti tahap tersimpan dan menunggu konfirmasi {confirming}."
            messages.success(request, said)
            return redirect(case)
    return TemplateResponse(request, "scaling/gate_fill.html", {"case": case, "form": form})


@require_safe
def case_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole text of the proposal, for those who carry the case on; no evidence, no contacts."""
    case = get_object_or_404(_cases(ScalingCase.objects.worked_on_by(request.user)), pk=pk)
    version = queries.proposal_of(case)
    if version is None:
        raise Http404
    started_on = date.fromisoformat(version.content["started_on"])
    context = {"case": case, "version": version, "started_on": started_on}
    return TemplateResponse(request, "scaling/case_proposal.html", context)


@require_safe
def gate_file(request: SignedInRequest, pk: int, gate: int) -> HttpResponseBase:
    case = _case(request.user, pk)
    kept = get_object_or_404(case.gates.exclude(file=""), pk=gate)
    name = f"bukti-{kept.stage.lower()}.pdf"
    return private_file(kept.file, name=name, media_type="application/pdf")


@require_POST
def case_advance(request: SignedInRequest, pk: int) -> HttpResponse:
    case = _case(request.user, pk)
    seen = request.POST.get("seen", "")
    return _done(
        request,
        case,
        "Tahap dikonfirmasi.",
        lambda: cases.advance(case, by=request.user, seen=seen),
    )


@require_POST
def case_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    case = _case(request.user, pk)
    return _done(
        request, case, "Perluasan dilanjutkan.", lambda: cases.resume(case, by=request.user)
    )


@role_required(Role.SCALING_OFFICER)
@require_http_methods(["GET", "POST"])
def case_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "Tunda perluasan", "Perluasan ditunda.", cases.pause)


@role_required(Role.SCALING_OFFICER)
@require_http_methods(["GET", "POST"])
def case_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "Hentikan perluasan", "Perluasan dihentikan.", cases.stop)


def _with_reason(
    request: SignedInRequest, pk: int, title: str, said: str, act: Callable[..., ScalingCase]
) -> HttpResponse:
    case = _case(request.user, pk)
    form = ReasonForm(request.POST or None, button=title)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(request, case, said, lambda: act(case, reason, by=request.user))
    context = {"case": case, "form": form, "title": title}
    return TemplateResponse(request, "scaling/case_reason.html", context)


def _done(
    request: SignedInRequest, case: ScalingCase, said: str, act: Callable[[], ScalingCase]
) -> HttpResponse:
    try:
        moved = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{said} {steps.after(moved)}")
    return redirect(case)


def _case(user: User, pk: int) -> ScalingCase:
    return get_object_or_404(_cases(ScalingCase.objects.viewable_by(user)), pk=pk)


def _cases(rows: CaseQuerySet) -> CaseQuerySet:
    return rows.select_related("innovation__institution", "institution", "officer")


def _institutions(user: User) -> Any:
    central = Institution.objects.current().central().for_choice()
    if user.role == Role.KL_CONTACT and user.acting:
        return central.filter(holdings=user.acting)
    return central


def _shown(case: ScalingCase, user: User) -> dict[str, Any]:
    """The page of a case: the way with its gates, and what this person can do next."""
    gates = {gate.stage: gate for gate in case.gates.select_related("filled_by", "confirmed_by")}
    stage = case.next_state
    waiting = gates.get(stage) if stage else None
    mine = waiting is not None and waiting.filled_by_id == user.pk
    return {
        "case": case,
        "steps": [(step, gates.get(step), step == case.state) for step in PATH],
        "next": stage,
        "filling": steps.who_fills(stage) if stage else "",
        "confirming": steps.who_confirms(stage) if stage else "",
        "waiting": waiting,
        "may_read": ScalingCase.objects.worked_on_by(user).filter(pk=case.pk).exists()
        and queries.proposal_of(case) is not None,
        "may_fill": stage is not None and user.role in FILLS[stage],
        "may_confirm": waiting is not None and user.role in CONFIRMS[stage or ""] and not mine,
        "may_pause": case.offers("pause", user),
        "may_resume": case.offers("resume", user),
        "may_stop": case.offers("stop", user),
        "replications": queries.replications_in(case, user),
        "lines": timeline(JournalLine.objects.of(case), words.CASE, user),
    }
