from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role
from kipp.journal import seals
from kipp.journal.forms import LineFilter
from kipp.journal.models import JournalLine
from kipp.web import listing
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.AUDITOR)
def line_list(request: SignedInRequest) -> HttpResponse:
    rows = JournalLine.objects.viewable_by(request.user).for_table()
    form = LineFilter(request.GET)
    context = listing.context(request, form, rows, form.narrow(rows), noun="baris")
    return TemplateResponse(request, "journal/line_list.html", context | {"head": seals.head()})
