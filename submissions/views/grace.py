from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role
from kipp.web import listing
from kipp.web.access import role_required
from submissions.models import Edition, Lodgement

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.SECRETARIAT)
def grace_list(request: SignedInRequest) -> HttpResponse:
    """Every use of the grace in a season, the newest unless another is asked for (rules of the
    portal, section 4)."""
    editions = list(Edition.objects.published().newest_first())
    asked = request.GET.get("musim", "")
    edition = next((one for one in editions if asked in ("", str(one.year))), None)
    if edition is None:
        raise Http404
    page = listing.page_of(request, Lodgement.objects.in_the_grace_of(edition).for_table())
    context = {"edition": edition, "page": page, "editions": editions}
    return TemplateResponse(request, "submissions/grace_list.html", context)
