"""Out after acceptance: the page of the proposal, and the page of whoever decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from kipp.web.files import PDF, private_file
from submissions.actions import disqualifying
from submissions.forms.disqualifications import DeclineForm, DisqualifyForm
from submissions.models import Disqualification, Entry

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

PROPOSING = (
    "Belum ada yang berubah: orang lain dari Tim Sekretariat menyetujui atau menolak usul ini.",
    "Bila disetujui, proposal keluar dari kompetisi; tim dan Admin Lokal menerima alasannya.",
    "Usul dan keputusannya tercatat dalam riwayat.",
)
CONFIRMING = (
    "Proposal keluar dari kompetisi dan dari peringkat.",
    "Tim dan Admin Lokal menerima surat dengan alasan di atas.",
    "Keputusan ini tidak dapat dibatalkan dan tercatat dengan nama Anda dan pengusulnya.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_disqualify(request: SignedInRequest, pk: int) -> HttpResponse:
    accepted = Entry.objects.viewable_by(request.user).accepted().for_table()
    entry = get_object_or_404(accepted, pk=pk)
    if pending := entry.disqualifications.pending().first():
        return redirect(pending)
    form = DisqualifyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            made = disqualifying.propose(entry, form.charge, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Usul tersimpan. Orang kedua sudah diberi tahu.")
            return redirect(made)
    context = {"entry": entry, "form": form, "effects": PROPOSING}
    return TemplateResponse(request, "submissions/screening_disqualify.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def disqualification(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposal with its evidence; two ways out of it for everybody but who proposed."""
    rows = Disqualification.objects.viewable_by(request.user).for_table()
    found = get_object_or_404(rows, pk=pk)
    decision = request.POST.get("decision")
    form = DeclineForm(request.POST if decision == "decline" else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            done = _decide(found, decision, form, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(found)
    context = {
        "disqualification": found,
        "entry": found.entry,
        "form": form,
        "effects": CONFIRMING,
        "deciding": Disqualification.objects.decidable_by(request.user).filter(pk=pk).exists(),
        "mine": found.proposed_by == request.user,
    }
    return TemplateResponse(request, "submissions/disqualification_detail.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def disqualification_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    rows = Disqualification.objects.viewable_by(request.user).exclude(file="")
    found = get_object_or_404(rows, pk=pk)
    return private_file(found.file, name=f"bukti-diskualifikasi-{found.pk}.pdf", media_type=PDF)


def _decide(found: Disqualification, decision: str | None, form: DeclineForm, by: User) -> str:
    """What was done, in words. What cannot be undone is never the answer to a silent form."""
    if decision == "decline":
        disqualifying.decline(found, form.cleaned_data["answer"], by=by)
        return "Usul ditolak."
    if decision == "confirm":
        disqualifying.confirm(found, by=by)
        return "Proposal didiskualifikasi."
    raise Refused("Belum ada yang diputuskan. Setujui usul ini atau tolak dengan alasan.")
