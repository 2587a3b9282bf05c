from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from submissions import queries
from submissions.actions import teams, writing
from submissions.forms.teams import HandOverForm, MemberForm, RightForm
from submissions.models import Entry, Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest
    from submissions.models import TeamMember

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)
WRITERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_team(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = MemberForm(posted, unit=entry.innovation.unit)
    if form.is_valid():
        given = form.cleaned_data
        try:
            teams.add_member(entry, given["email"], by=request.user, right=given["right"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{given['email']} ditambahkan ke tim.")
            return redirect("submissions:entry-team", pk=entry.pk)
    team = list(queries.team_of(entry))
    mine = next((one for one in team if one.user_id == request.user.pk), None)
    context = {
        "entry": entry,
        "form": form,
        "team": team,
        "rights": Right.choices,
        "closed": writing.why_not(entry, by=request.user),
        "is_pic": bool(mine and mine.is_pic),
        "may_leave": bool(mine and not mine.is_pic),
    }
    return TemplateResponse(request, "submissions/entry_team.html", context)


@require_POST
@role_required(*WRITERS)
def team_allow(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    entry = _readable(request, pk)
    row = _member(entry, member)
    form = RightForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Pilih hak anggota tim dari daftar.")
        return redirect("submissions:entry-team", pk=pk)
    try:
        kept = teams.allow(entry, row.user, form.cleaned_data["right"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Hak {row.user} sekarang: {kept.right.label.lower()}.")
    return redirect("submissions:entry-team", pk=pk)


@require_POST
@role_required(*WRITERS)
def team_remove(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    entry = _readable(request, pk)
    row = _member(entry, member)
    try:
        teams.remove_member(entry, row.user, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row.user} dikeluarkan dari tim.")
    if row.user == request.user:
        return redirect("submissions:entry-list")
    return redirect("submissions:entry-team", pk=entry.pk)


@require_POST
@role_required(Role.INNOVATOR)
def team_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    try:
        teams.leave(entry, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:entry-team", pk=pk)
    messages.success(request, f"Anda keluar dari tim “{entry.innovation.title}”.")
    return redirect("submissions:entry-list")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WRITERS)
def pic_hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the person in charge himself; by the Admin Lokal once that one is gone."""
    entry = _readable(request, pk)
    form = HandOverForm(request.POST or None, entry=entry, by=request.user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            teams.hand_over(entry, given["to"], by=request.user, reason=given["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = "Keduanya mendapat surel sekarang."
            messages.success(request, f"Penanggung jawab sekarang {given['to']}. {told}")
            return redirect("submissions:entry-team", pk=pk)
    pic = entry.team.select_related("user").get(is_pic=True)
    context = {"entry": entry, "form": form, "pic": pic.user}
    return TemplateResponse(request, "submissions/pic_hand_over.html", context)


@require_safe
@role_required(Role.INSTITUTION_ADMIN)
def pic_list(request: SignedInRequest) -> HttpResponse:
    """Proposals of the desk that nobody answers for any more."""
    mine = Entry.objects.administered_by(request.user).lacking_a_pic()
    page = listing.page_of(request, queries.with_pic(mine.for_table()))
    return TemplateResponse(request, "submissions/pic_list.html", {"page": page})


def _readable(request: SignedInRequest, pk: int) -> Entry:
    return get_object_or_404(Entry.objects.viewable_by(request.user).for_table(), pk=pk)


def _member(entry: Entry, pk: int) -> TeamMember:
    row: TeamMember = get_object_or_404(entry.team.select_related("user"), pk=pk)
    return row
