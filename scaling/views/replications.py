from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from judging import queries as judging
from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.web import listing, tables
from kipp.web.access import role_required
from kipp.web.files import private_file
from kipp.web.history import timeline
from scaling import queries, steps, words
from scaling.actions import replications, reports
from scaling.forms import AgreementForm, ProposalForm, ReasonForm, ReplicationFilter, ReportForm
from scaling.models import Replication, ScalingCase

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpResponse, HttpResponseBase

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest
    from scaling.models import StatusReport

COLUMNS = (
    tables.Column("Inovasi asal", lambda one: one.source.title, 50),
    tables.Column("Pemilik inovasi", lambda one: one.source.institution.name, 36),
    tables.Column("Instansi replikator", lambda one: one.adopter.name, 36),
    tables.Column("Status", lambda one: one.get_state_display(), 20),
    tables.Column("Diusulkan", lambda one: timezone.localdate(one.proposed_at)),
)


@require_safe
def replication_list(request: SignedInRequest) -> HttpResponse:
    rows = Replication.objects.viewable_by(request.user).for_table()
    narrowed = ReplicationFilter(request.GET, rows)
    context = listing.context(request, narrowed.form, rows, narrowed.qs, noun="replikasi")
    return TemplateResponse(request, "scaling/replication_list.html", context)


@require_safe
def replication_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    rows = Replication.objects.viewable_by(request.user).for_table()
    return tables.response("replikasi", kind, COLUMNS, ReplicationFilter(request.GET, rows).qs)


@require_safe
def province_table(request: SignedInRequest) -> HttpResponse:
    provinces = queries.by_province(request.user)
    context = {
        "provinces": provinces,
        "total": sum(row.total for row in provinces),
        "finding": _finding(provinces),
    }
    return TemplateResponse(request, "scaling/province_table.html", context)


def _finding(provinces: list[queries.ProvinceRow]) -> str:
    most = max(row.total for row in provinces) if provinces else 0
    first = [row.name for row in provinces if row.total == most]
    if len(first) > 3:
        return f"Terbanyak {most} replikasi, di {len(first)} provinsi"
    return f"Terbanyak di {' dan '.join(first)}: {most} replikasi"


@role_required(Role.ADOPTER, Role.INSTITUTION_ADMIN)
@require_http_methods(["GET", "POST"])
def replication_propose(request: SignedInRequest, innovation: int) -> HttpResponse:
    source = get_object_or_404(judging.awarded_innovations(), pk=innovation)
    form = ProposalForm(request.POST or None)
    if form.is_valid():
        try:
            made = replications.propose(source, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"Minat tersampaikan kepada {source.institution}."
            messages.success(request, f"{said} {steps.after_replication(made)}")
            return redirect(made)
    context = {"innovation": source, "form": form}
    return TemplateResponse(request, "scaling/replication_propose.html", context)


@require_safe
def replication_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _replication(request.user, pk)
    return TemplateResponse(request, "scaling/replication_detail.html", _shown(found, request.user))


@require_http_methods(["GET", "POST"])
def replication_agree(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Replication.objects.owned_by(request.user), pk=pk)
    form = AgreementForm(request.POST or None, request.FILES or None)
    return _through(
        request, found, form, "Sepakati replikasi", "Kesepakatan tercatat.", replications.agree
    )


@require_http_methods(["GET", "POST"])
def replication_report(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Replication.objects.adopted_by(request.user), pk=pk)
    form = ReportForm(request.POST or None)
    said, title = "Pembaruan terkirim.", "Pembaruan semester"
    return _through(request, found, form, title, said, reports.report_replication)


@require_http_methods(["GET", "POST"])
def replication_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Replication.objects.declinable_by(request.user), pk=pk)
    form = ReasonForm(request.POST or None, button="Tidak dilanjutkan")
    return _through(
        request,
        found,
        form,
        "Tidak dilanjutkan",
        "Tercatat tidak dilanjutkan.",
        replications.decline,
    )


@require_http_methods(["GET", "POST"])
def replication_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Replication.objects.stoppable_by(request.user), pk=pk)
    form = ReasonForm(request.POST or None, button="Hentikan replikasi")
    return _through(
        request, found, form, "Hentikan replikasi", "Replikasi dihentikan.", replications.stop
    )


@require_POST
def replication_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _replication(request.user, pk)
    return _done(request, found, "Replikasi disetujui.", replications.approve)


@require_POST
def replication_start(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _replication(request.user, pk)
    return _done(request, found, "Replikasi berjalan sejak hari ini.", replications.start)


@require_POST
def replication_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _replication(request.user, pk)
    return _done(request, found, "Hasil replikasi dikonfirmasi.", replications.finish)


@require_safe
def agreement_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    kept = Replication.objects.viewable_by(request.user).exclude(agreement_file="")
    found = get_object_or_404(kept, pk=pk)
    return private_file(found.agreement_file, name="kesepakatan.pdf", media_type="application/pdf")


def _through(
    request: SignedInRequest,
    found: Replication,
    form: Any,
    title: str,
    said: str,
    act: Callable[..., Replication | StatusReport],
) -> HttpResponse:
    """A form of one replication: validated, handed to one action, its refusal shown on the form."""
    if form.is_valid():
        try:
            made = act(found, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{said} {_next(made)}")
            return redirect(found)
    context = {"replication": found, "form": form, "title": title}
    return TemplateResponse(request, "scaling/replication_form.html", context)


def _done(
    request: SignedInRequest, found: Replication, said: str, act: Callable[..., Replication]
) -> HttpResponse:
    try:
        moved = act(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{said} {_next(moved)}")
    return redirect(found)


def _next(made: Replication | StatusReport) -> str:
    if isinstance(made, Replication):
        return steps.after_replication(made)
    return steps.after_report(made)


def _replication(user: User, pk: int) -> Replication:
    rows = Replication.objects.viewable_by(user)
    return get_object_or_404(
        rows.select_related("source__institution", "adopter", "case__institution", "entry"), pk=pk
    )


def _shown(found: Replication, user: User) -> dict[str, Any]:
    adopting = Replication.objects.adopted_by(user).filter(pk=found.pk).exists()
    owning = Replication.objects.owned_by(user).filter(pk=found.pk).exists()
    officer = user.role == Role.SCALING_OFFICER
    return {
        "replication": found,
        "reports": found.reports.select_related("by").order_by("-at", "-pk"),
        "may_agree": owning and found.offers("agree", user),
        "may_approve": found.offers("approve", user),
        "may_start": adopting and found.offers("start", user),
        "may_report": adopting and found.state == "RUNNING",
        "may_finish": found.offers("finish", user) and found.reports.exists(),
        "may_decline": (adopting or owning or officer) and found.offers("decline", user),
        "may_stop": (adopting or officer) and found.offers("stop", user),
        "case": ScalingCase.objects.viewable_by(user).filter(replications=found).first(),
        "lines": timeline(JournalLine.objects.of(found), words.REPLICATION, user),
    }
