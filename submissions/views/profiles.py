from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from submissions.actions import profiles
from submissions.forms.profiles import ProfileForm, ReleaseForm
from submissions.models import Innovation, Profile

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
def profile_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    owned = Innovation.objects.owned_by(request.user).select_related("institution", "unit")
    innovation = get_object_or_404(owned, pk=pk)
    profile = Profile.objects.filter(innovation=innovation).first()
    form = ProfileForm(request.POST or None, instance=profile)
    if form.is_valid():
        try:
            profiles.fill(innovation, form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Profil tersimpan dan menunggu diterbitkan Tim Sekretariat.")
            return redirect("submissions:profile-fill", pk=pk)
    context = {"innovation": innovation, "profile": profile, "form": form}
    return TemplateResponse(request, "submissions/profile_fill.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def profile_list(request: SignedInRequest) -> HttpResponse:
    """Profiles that wait for release, oldest first; then those released."""
    rows = Profile.objects.select_related("innovation__institution", "filled_by")
    page = listing.page_of(request, rows.order_by("released_at", "filled_at", "pk"))
    return TemplateResponse(request, "submissions/profile_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def profile_release(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Profile.objects.select_related("innovation__institution", "innovation__unit")
    profile = get_object_or_404(rows, pk=pk)
    form = ReleaseForm(request.POST or None, initial={"read_at": profile.filled_at.isoformat()})
    if form.is_valid():
        profile.filled_at = form.cleaned_data["read_at"]
        try:
            profiles.release(profile, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("submissions:profile-release", pk=pk)
        messages.success(request, f"Profil “{profile.innovation.title}” terbit.")
        return redirect("submissions:profile-list")
    context = {"profile": profile, "form": form}
    return TemplateResponse(request, "submissions/profile_release.html", context)
