"""How the screening goes: for the secretariat alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role
from kipp.web.access import role_required
from submissions import progress
from submissions.models import Edition

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.SECRETARIAT)
def screening_board(request: SignedInRequest) -> HttpResponse:
    """Of the newest season, or of the one asked for."""
    seasons = list(Edition.objects.published().newest_first())
    asked = request.GET.get("musim", "")
    chosen = [one for one in seasons if str(one.year) == asked] if asked else seasons
    if not chosen:
        raise Http404
    context = {
        "edition": chosen[0],
        "seasons": seasons,
        "board": progress.board(chosen[0]),
        "rate_days": progress.RATE_DAYS,
    }
    return TemplateResponse(request, "submissions/screening_board.html", context)
