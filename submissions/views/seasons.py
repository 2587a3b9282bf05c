"""How the season fills, for those who run it and those who answer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.web import listing, tables
from kipp.web.access import role_required
from submissions import overview
from submissions.forms.seasons import AbsentFilter, SeasonFilter

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest
    from submissions.models import Edition

LOOKING_ON = (Role.SECRETARIAT, Role.LEADERSHIP)


@require_safe
@role_required(*LOOKING_ON)
def season_overview(request: SignedInRequest) -> HttpResponse:
    form = SeasonFilter(request.GET)
    edition = form.edition
    if edition is None:
        return TemplateResponse(request, "submissions/season_overview.html", {"edition": None})
    before = form.before
    rows = overview.rows_by(form.dimension, edition, before)
    days = overview.days_of(edition, before, moment())
    context = {
        "edition": edition,
        "before": before,
        "form": form,
        "heading": overview.DIMENSIONS[form.dimension][0],
        "rows": rows,
        "total": overview.sum_of(rows),
        "days": days[::-1],
        "trend": overview.trend_of(days),
        "absent": overview.absent(edition).count(),
    }
    return TemplateResponse(request, "submissions/season_overview.html", context)


@require_safe
@role_required(*LOOKING_ON)
def season_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the table of the page."""
    form = SeasonFilter(request.GET)
    edition = _known(form.edition)
    rows = overview.rows_by(form.dimension, edition, form.before)
    heading = overview.DIMENSIONS[form.dimension][0]
    first = tables.Column(heading, lambda row: row.label, width=40)
    named = f"musim-{edition.year}-{form.dimension}"
    return tables.response(named, kind, [first, *overview.TABLE], rows)


@require_safe
@role_required(*LOOKING_ON)
def season_absent(request: SignedInRequest) -> HttpResponse:
    form = AbsentFilter(request.GET)
    edition = _known(form.edition)
    rows = overview.absent(edition)
    context = listing.context(request, form, rows, form.narrow(rows), noun="instansi")
    context |= {"edition": edition}
    return TemplateResponse(request, "submissions/season_absent.html", context)


@require_safe
@role_required(*LOOKING_ON)
def absent_export(request: SignedInRequest, kind: str) -> HttpResponse:
    form = AbsentFilter(request.GET)
    edition = _known(form.edition)
    rows = form.narrow(overview.absent(edition))
    return tables.response(f"tanpa-proposal-{edition.year}", kind, overview.ABSENT, rows)


def _known(edition: Edition | None) -> Edition:
    if edition is None:
        raise Http404
    return edition
