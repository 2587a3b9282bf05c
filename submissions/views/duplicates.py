"""Parts of pages: what is near to a proposal, and to a title while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role
from kipp.web import pace
from kipp.web.access import role_required
from submissions import duplicates
from submissions.models import Edition, Entry

if TYPE_CHECKING:
    from kipp.web.access import SignedInRequest

MOST, SECONDS = 60, 60  # a title typed with a pause after every letter stays below


@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)
@require_safe
def entry_near(request: SignedInRequest, pk: int) -> HttpResponse:
    """A part for the pages that speak of an entry: what is near to its title and its words."""
    rows = Entry.objects.viewable_by(request.user).select_related("edition", "innovation")
    entry = get_object_or_404(rows.prefetch_related("answers"), pk=pk)
    near = duplicates.of_entry(entry, request.user)
    return HttpResponse(render_to_string("submissions/nearest.html", {"near": near}))


@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
@require_safe
def title_near(request: SignedInRequest) -> HttpResponse:
    """The hint alone, for the page to put below the field. `?title=`; `?proposal=` its entry, if any."""
    if not pace.within("title-near", request.user.pk, most=MOST, seconds=SECONDS):
        return HttpResponse(status=429)
    title = request.GET.get("title", "").replace("\0", "")[:200]
    entry, edition = None, None
    if (pk := request.GET.get("proposal", "")).isdecimal():
        rows = Entry.objects.viewable_by(request.user).select_related("edition")
        entry = get_object_or_404(rows, pk=pk)
        edition = entry.edition
    edition = edition or Edition.objects.published().newest_first().first()
    near = []
    if edition:
        own = entry.innovation_id if entry else None
        near = duplicates.of_title(title, request.user, edition, but=own)
    # Without the frame of a page, which would ask for the bell.
    return HttpResponse(render_to_string("submissions/title_near.html", {"near": near}))
