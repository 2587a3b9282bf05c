from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from kipp.accounts.actions import deputies
from kipp.accounts.deputy_forms import DeputyForm
from kipp.accounts.models import Role, RoleHolding
from kipp.journal.moves import Refused
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def deputy_list(request: SignedInRequest) -> HttpResponse:
    """Who stands in, now and to come, and the form that names somebody."""
    form = DeputyForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            made = deputies.name(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.user} ditunjuk. Anda berdua mendapat surel.")
            return redirect("accounts:deputy-list")
    rows = RoleHolding.objects.deputies_of(request.user).select_related("user", "deputises__user")
    acting = request.user.acting
    context = {
        "form": form,
        "rows": rows.order_by("starts_on", "pk"),
        "days": settings.DEPUTY_DAYS,
        "is_deputy": bool(acting and acting.deputises_id),
    }
    return TemplateResponse(request, "accounts/deputy_list.html", context)


@require_POST
@role_required(Role.INSTITUTION_ADMIN)
def deputy_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    holding = get_object_or_404(RoleHolding.objects.deputies_of(request.user), pk=pk)
    try:
        ended = deputies.revoke(holding, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Perwakilan {ended.user} dicabut.")
    return redirect("accounts:deputy-list")
