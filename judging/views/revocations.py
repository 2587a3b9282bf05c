"""Taking an award back: the page of the proposal, and the page of whoever decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from judging.actions import revoking
from judging.forms.awards import DeclineForm, RevokeForm
from judging.models import Award, Revocation, Stage
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from kipp.web.files import PDF, private_file

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

EFFECTS = (
    "Belum ada yang berubah: orang lain dari Tim Sekretariat menyetujui atau menolak usul ini.",
    "Bila disetujui, inovasi hilang dari daftar inovasi terbaik dan halamannya memuat keterangan.",
    "Pemilik inovasi menerima surat dengan alasan pencabutan; perluasannya ditunda.",
)
CONFIRMING = (
    "Inovasi hilang dari daftar inovasi terbaik; halaman publiknya memuat keterangan di atas.",
    "Pemilik inovasi menerima surat dengan alasan pencabutan; perluasannya ditunda.",
    "Pencabutan tidak dapat dibatalkan dan tercatat dengan nama Anda dan pengusulnya.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def award_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    standing = Award.objects.published().select_related(
        "entry__innovation", "entry__edition", "decree"
    )
    award = get_object_or_404(standing, pk=pk)
    if pending := award.revocations.filter(decided_at=None).first():
        return redirect(pending)
    form = RevokeForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            made = revoking.propose(award, form.charge, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Usul tersimpan. Orang kedua sudah diberi tahu.")
            return redirect(made)
    context = {"award": award, "form": form, "back": page_of(award), "effects": EFFECTS}
    return TemplateResponse(request, "judging/award_revoke.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposal with its evidence; two ways out of it for everybody but who proposed."""
    found = _revocation(request, pk)
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
        "revocation": found,
        "award": found.award,
        "form": form,
        "effects": CONFIRMING,
        "back": page_of(found.award),
        "deciding": Revocation.objects.decidable_by(request.user).filter(pk=pk).exists(),
    }
    return TemplateResponse(request, "judging/revocation_detail.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def revocation_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    rows = Revocation.objects.viewable_by(request.user).exclude(file="")
    found = get_object_or_404(rows, pk=pk)
    return private_file(found.file, name=f"bukti-pencabutan-{found.pk}.pdf", media_type=PDF)


def page_of(award: Award) -> str:
    """Where the secretariat came from: the awards of the round that chose this entry."""
    chosen = award.entry.advancements.filter(round__stage=Stage.TPI).order_by("-pk").first()
    if chosen is None:  # an award of an earlier year, from the published history
        return reverse("judging:round-list")
    return reverse("judging:award-list", kwargs={"pk": chosen.round_id})


def _revocation(request: SignedInRequest, pk: int) -> Revocation:
    rows = Revocation.objects.viewable_by(request.user).for_table()
    return get_object_or_404(rows.select_related("award__entry__edition", "decided_by"), pk=pk)


def _decide(found: Revocation, decision: str | None, form: DeclineForm, by: User) -> str:
    """What was done, in words. What cannot be undone is never the answer to a silent form."""
    if decision == "decline":
        revoking.decline(found, form.cleaned_data["answer"], by=by)
        return "Usul ditolak."
    if decision == "confirm":
        revoking.confirm(found, by=by)
        return "Penghargaan dicabut."
    raise Refused("Belum ada yang diputuskan. Setujui usul ini atau tolak dengan alasan.")
