"""The second reader's page of a rejection that a colleague has proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import screens
from submissions.actions import rejecting
from submissions.forms.rejections import SecondReaderForm
from submissions.models import Rejection

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

CONFIRMING = (
    "Proposal keluar dari seleksi musim ini.",
    "Tim penyusun dan Admin Lokal menerima alasan di atas dan butir yang tidak memenuhi.",
    "Keputusan tercatat dengan nama Anda dan pengusulnya, dan tidak dapat dibatalkan di sini.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def rejection(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Rejection.objects.viewable_by(request.user).for_table()
    found = get_object_or_404(rows, pk=pk)
    decision = request.POST.get("decision")
    form = SecondReaderForm(request.POST if decision == "decline" else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            done = _decide(found, decision, form, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(found)
        messages.success(request, done)
        waiting = Rejection.objects.decidable_by(request.user).for_table().first()
        return redirect(waiting) if waiting else redirect("submissions:screening-queue")
    context = {
        "rejection": found,
        "entry": found.entry,
        "form": form,
        "effects": CONFIRMING,
        "unmet": screens.unmet_of(found.entry),
        "deciding": Rejection.objects.decidable_by(request.user).filter(pk=pk).exists(),
        "mine": found.proposed_by == request.user,
    }
    return TemplateResponse(request, "submissions/rejection_detail.html", context)


def _decide(found: Rejection, decision: str | None, form: SecondReaderForm, by: User) -> str:
    """What was done, in words. What cannot be undone is never the answer to a silent form."""
    if decision == "decline":
        rejecting.decline(found, form.cleaned_data["answer"], by=by)
        return f"Usul tidak lolos {found.entry} tidak disetujui: proposal kembali ke antrean."
    if decision == "confirm":
        rejecting.confirm(found, by=by)
        return f"Proposal {found.entry} tidak lolos seleksi administrasi."
    raise Refused("Belum ada yang diputuskan. Setujui usul ini atau tolak dengan alasan.")
