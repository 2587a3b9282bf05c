from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from submissions.models import Entry, Lodgement

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tanda terima: number, time and digest of the version that was lodged last, and of those
    before it. Whoever may read the entry may read its receipt."""
    entry = get_object_or_404(Entry.objects.viewable_by(request.user).for_table(), pk=pk)
    versions = Lodgement.objects.filter(entry=entry).select_related("by", "grace_of")
    lodgements = list(versions.order_by("-number"))
    if not lodgements:
        raise Http404
    context = {
        "entry": entry,
        "lodgement": lodgements[0],
        "earlier": lodgements[1:],
        "offers_withdrawal": entry.offers("withdraw", request.user),
    }
    return TemplateResponse(request, "submissions/receipt_detail.html", context)
