"""One proposal after the other: taken, given back, taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions.actions import claims
from submissions.forms.claims import TakeOverForm
from submissions.models import Claim, Entry

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

# In the session of who works through the queue: each decision leads to the next proposal.
GOING_ON = "screening_goes_on"


@require_POST
@role_required(Role.SECRETARIAT)
def claim_next(request: SignedInRequest) -> HttpResponse:
    request.session[GOING_ON] = True
    return onward(request)


@require_POST
@role_required(Role.SECRETARIAT)
def claim_take(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.viewable_by(request.user), pk=pk)
    try:
        claims.claim(entry, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:screening-entry", pk=pk)


@require_POST
@role_required(Role.SECRETARIAT)
def claim_release(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.viewable_by(request.user), pk=pk)
    request.session.pop(GOING_ON, None)
    try:
        claims.release(entry, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Proposal {entry.code} dilepas ke antrean.")
    return redirect("submissions:screening-queue")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def claim_take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a colleague who is at it, with words that he receives."""
    entry = get_object_or_404(Entry.objects.viewable_by(request.user).for_table(), pk=pk)
    held = Claim.objects.in_force().filter(entry=entry).select_related("by").first()
    form = TakeOverForm(request.POST or None)
    if form.is_valid():
        try:
            claims.take_over(entry, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Anda mengambil alih {entry.code}. Rekan Anda diberi tahu.")
            return redirect("submissions:screening-entry", pk=pk)
    elif request.method != "POST" and (held is None or held.by == request.user):
        return redirect("submissions:screening-entry", pk=pk)
    context = {"entry": entry, "form": form, "held": held}
    return TemplateResponse(request, "submissions/claim_take_over.html", context)


def onward(request: SignedInRequest) -> HttpResponse:
    """After a decision: to the next proposal of who works through the queue, else to the queue."""
    if not request.session.get(GOING_ON):
        return redirect("submissions:screening-queue")
    entry = claims.claim_next(by=request.user)
    if entry is None:
        request.session.pop(GOING_ON)
        messages.info(request, "Tidak ada lagi proposal yang dapat Anda ambil.")
        return redirect("submissions:screening-queue")
    return redirect("submissions:screening-entry", pk=entry.pk)
