"""What the chair reads before the plenary: the proposals of all finalists, as they were lodged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from judging.models import Candidate, Round
from kipp.accounts.models import Role
from kipp.web import files, listing
from kipp.web.access import role_required
from submissions.models import Attachment
from submissions.version import Version

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.PLENARY_CHAIR)
def finalist_list(request: SignedInRequest, pk: int) -> HttpResponse:
    rounds = Round.objects.chaired_by(request.user).select_related("edition")
    round = get_object_or_404(rounds, pk=pk)
    rows = Candidate.objects.readable_by(request.user).filter(round=round).for_table()
    context = {"round": round, "page": listing.page_of(request, rows)}
    return TemplateResponse(request, "judging/finalist_list.html", context)


@require_safe
@role_required(Role.PLENARY_CHAIR)
def finalist(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    found = _readable(request, pk, entry)

    def link(file: int) -> str:
        return reverse("judging:finalist-file", args=[pk, entry, file])

    version = Version(found.lodgement.content, link)
    context = {"round": found.round, "entry": found.entry, "version": version}
    return TemplateResponse(request, "judging/finalist_detail.html", context)


@require_safe
@role_required(Role.PLENARY_CHAIR)
def finalist_file(request: SignedInRequest, pk: int, entry: int, file: int) -> HttpResponseBase:
    """A file of the version that was judged; files added or removed since are another."""
    found = _readable(request, pk, entry)
    listed = {row["id"]: row for row in found.lodgement.content["attachments"]}
    if file not in listed:
        raise Http404
    rows = Attachment.objects.released().filter(entry=found.entry_id)
    rows = rows.filter(sha256=listed[file]["sha256"])
    shown = get_object_or_404(rows, pk=file)
    return files.private_file(shown.file, name=shown.name, media_type=shown.media_type)


def _readable(request: SignedInRequest, round: int, entry: int) -> Candidate:
    rows = Candidate.objects.readable_by(request.user).for_table().select_related("round__edition")
    return get_object_or_404(rows, round=round, entry=entry)
