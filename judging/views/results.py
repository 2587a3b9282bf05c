from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from judging import queries
from judging.models import Award
from kipp.web.access import role_required
from kipp.web.indonesian import day
from submissions.models import Entry

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(*queries.OWNERS)
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of an entry, for its owners; it exists from the announcement on."""
    entry = get_object_or_404(Entry.objects.viewable_by(request.user).for_table(), pk=pk)
    results = queries.results_of(entry, request.user)
    if not results:
        raise Http404
    award = Award.objects.published().select_related("decree").filter(entry=entry).first()
    context = {"entry": entry, "results": results, "award": award}
    if award:
        context["award_words"] = (
            f"{award.decree.title}, {award.decree}, {day(award.decree.signed_on)}"
        )
    return TemplateResponse(request, "judging/result_detail.html", context)
