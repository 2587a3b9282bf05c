from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from judging import queries as judging
from kipp.journal.moves import Refused
from kipp.web import listing, tables
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

COLUMNS = (
    tables.Column("Inovasi", lambda row: row.title, 50),
    tables.Column(
        "Pembaruan terakhir", lambda row: row.last_at and timezone.localdate(row.last_at)
    ),
    tables.Column("Keadaan", lambda row: row.last_word, 28),
)


@require_safe
def innovation_list(request: SignedInRequest) -> HttpResponse:
    """An owner's awarded innovations, with the last word on each."""
    page = listing.page_of(request, _listed(request.user))
    return TemplateResponse(request, "scaling/innovation_list.html", {"page": page})


@require_safe
def innovation_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    return tables.response("keberlanjutan-inovasi", kind, COLUMNS, _listed(request.user))


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


def _listed(user: User) -> QuerySet[Innovation]:
    last = StatusReport.objects.filter(innovation=OuterRef("pk")).order_by("-at", "-pk")
    status = Subquery(last.values("status")[:1])
    word = Case(*(When(last_status=key, then=Value(label)) for key, label in Status.choices))
    rows = _owned(user).annotate(last_status=status, last_at=Subquery(last.values("at")[:1]))
    return rows.annotate(last_word=word).order_by("title", "pk")


def _owned(user: User) -> QuerySet[Innovation]:
    mine = Innovation.objects.owned_by(user).values("pk")
    return judging.awarded_innovations().filter(pk__in=mine).distinct()
