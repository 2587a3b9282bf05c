from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kipp.accounts.actions import holdings
from kipp.accounts.actions import people as invitations
from kipp.accounts.forms import InviteForm, PeopleFilter
from kipp.accounts.models import Invitation, Role, RoleHolding
from kipp.accounts.models.role import grantable_by
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

STAFF = (Role.INSTITUTION_ADMIN, Role.SECRETARIAT, Role.SUPERUSER)


@require_safe
@role_required(*STAFF)
def people(request: SignedInRequest) -> HttpResponse:
    rows = RoleHolding.objects.viewable_by(request.user).for_table()
    form = PeopleFilter(request.GET)
    context = listing.context(request, form, rows, form.narrow(rows), noun="peran")
    context |= _offers(context["page"].object_list, request.user)
    waiting = Invitation.objects.viewable_by(request.user).pending().for_table()
    context["invitations"] = listing.page_of(request, waiting, param="undangan", size=10)
    return TemplateResponse(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*STAFF)
def invitation_send(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            invitation = invitations.invite(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Undangan dikirim ke {invitation.email}.")
            return redirect("accounts:people")
    return TemplateResponse(request, "accounts/invitation_send.html", {"form": form})


@require_POST
@role_required(*STAFF)
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.viewable_by(request.user), pk=pk)
    try:
        invitations.withdraw(invitation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Undangan untuk {invitation.email} dibatalkan.")
    return redirect("accounts:people")


@require_POST
@role_required(*STAFF)
def holding_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    holding = get_object_or_404(RoleHolding.objects.viewable_by(request.user).for_table(), pk=pk)
    try:
        holdings.confirm(holding, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Peran {holding} berlaku mulai sekarang.")
    return redirect("accounts:people")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*STAFF)
def holding_end(request: SignedInRequest, pk: int) -> HttpResponse:
    holding = get_object_or_404(RoleHolding.objects.endable_by(request.user).for_table(), pk=pk)
    if request.method == "POST":
        try:
            holdings.end(holding, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Peran {holding} diakhiri.")
        return redirect("accounts:people")
    return TemplateResponse(request, "accounts/holding_end.html", {"holding": holding})


def _offers(page: Any, user: User) -> dict[str, Any]:
    """Which buttons the rows of this page show."""
    shown = [holding.pk for holding in page]
    rows = RoleHolding.objects.filter(pk__in=shown)
    return {
        "endable": set(rows.endable_by(user).values_list("pk", flat=True)),
        "confirmable": set(rows.confirmable_by(user).values_list("pk", flat=True)),
        "grants": grantable_by(user.role),
    }
