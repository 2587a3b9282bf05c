"""Messages to many: written, read with the number of people, then sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.jobs.models import Job
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from submissions import segments
from submissions.actions import circulars
from submissions.forms.circulars import CircularForm, ConfirmCircularForm
from submissions.models import Circular, Segment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.SECRETARIAT)
def circular_list(request: SignedInRequest) -> HttpResponse:
    rows = Circular.objects.viewable_by(request.user).for_table()
    context = {"page": listing.page_of(request, rows)}
    return TemplateResponse(request, "submissions/circular_list.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def circular_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Circular.objects.viewable_by(request.user).select_related("by", "edition")
    found = get_object_or_404(rows, pk=pk)
    job = Job.objects.viewable_by(request.user).filter(kind=f"{circulars.KIND}:{pk}").first()
    context = {"found": found, "job": job}
    return TemplateResponse(request, "submissions/circular_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def circular_write(request: SignedInRequest) -> HttpResponse:
    """Written; then shown with the number of its readers; then, on a second press, sent."""
    if "kirim" in request.POST:
        return _send(request)
    form = CircularForm(request.POST or None)
    if form.is_valid() and "ubah" not in request.POST:
        return _preview(request, form)
    return TemplateResponse(request, "submissions/circular_write.html", {"form": form})


def _preview(request: SignedInRequest, form: CircularForm, why: str = "") -> HttpResponse:
    given = form.cleaned_data
    count = segments.holdings_of(given["segment"], given["edition"]).count()
    context: dict[str, Any] = {
        "form": form,
        "given": given,
        "segment": Segment(given["segment"]).label,
        "count": count,
        "why": why,
    }
    return TemplateResponse(request, "submissions/circular_preview.html", context)


def _send(request: SignedInRequest) -> HttpResponse:
    form = ConfirmCircularForm(request.POST)
    if not form.is_valid():
        return TemplateResponse(request, "submissions/circular_write.html", {"form": form})
    try:
        made = circulars.send(**form.cleaned_data, by=request.user)
    except Refused as refusal:
        return _preview(request, form, str(refusal))
    messages.success(request, f"Edaran dikirim kepada {made.count} orang.")
    return redirect(made)
