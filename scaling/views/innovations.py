from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from judging import queries as judging
from kipp.journal.moves import Refused
from kipp.web import listing
from scaling import steps
from scaling.actions import reports
from scaling.forms import ReportForm
from scaling.models import Status, StatusReport
from submissions.models import Innovation

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest


@require_safe
def innovation_list(request: SignedInRequest) -> HttpResponse:
    """An owner's awarded innovations, with the last word on each."""
    last = StatusReport.objects.filter(innovation=OuterRef("pk")).order_by("-at", "-pk")
    rows = _owned(request.user).annotate(
        last_status=Subquery(last.values("status")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    page = listing.page_of(request, rows.select_related("institution").order_by("title", "pk"))
    context = {"page": page, "labels": dict(Status.choices)}
    return TemplateResponse(request, "scaling/innovation_list.html", context)


@require_http_methods(["GET", "POST"])
def innovation_report(request: SignedInRequest, pk: int) -> HttpResponse:
    innovation = get_object_or_404(_owned(request.user), pk=pk)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            report = reports.report_innovation(innovation, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Pembaruan terkirim. {steps.after_report(report)}")
            return redirect("scaling:innovation-list")
    context = {
        "innovation": innovation,
        "form": form,
        "reports": _told(innovation),
    }
    return TemplateResponse(request, "scaling/innovation_report.html", context)


def _told(innovation: Innovation) -> QuerySet[StatusReport]:
    rows = StatusReport.objects.filter(innovation=innovation)
    return rows.select_related("by").order_by("-at", "-pk")


def _owned(user: User) -> QuerySet[Innovation]:
    mine = Innovation.objects.owned_by(user).values("pk")
    return judging.awarded_innovations().filter(pk__in=mine).distinct()
