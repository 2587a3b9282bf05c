"""What anybody may read: published awards and released profiles, nothing else."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from judging import queries as judging
from kipp.accounts.models import Role, User
from kipp.clock import moment
from kipp.public import past
from kipp.public.filters import AwardFilter
from kipp.web import listing
from scaling import queries as scaling
from submissions.models import FaqItem, Group, Profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpRequest

    from submissions.models import Innovation


SHOWN = 6
PER_PAGE = 50
LASTS = 60  # seconds: a revoked award is off every page a minute later


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever sends no cookie gets what everybody gets, and caches may keep it for a while."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.COOKIES:
            patch_cache_control(response, public=True, max_age=LASTS)
        return response

    return answered


@login_not_required
@require_safe
@for_everybody
def front(request: HttpRequest) -> HttpResponse:
    """The front page: what is open now, what the last season became, who won."""
    latest = past.years()[0]
    context = {
        "open_groups": Group.objects.accepting(moment()).select_related("edition"),
        "latest": latest,
        "funnel": latest.funnel(),
        "awards": judging.awards_published()[:SHOWN],
    }
    return TemplateResponse(request, "public/front.html", context)


@login_not_required
@require_safe
@for_everybody
def history(request: HttpRequest) -> HttpResponse:
    page = listing.page_of(request, past.awards(), size=PER_PAGE)
    context = {"years": past.years() if page.number == 1 else [], "page": page}
    return TemplateResponse(request, "public/history.html", context)


@login_not_required
@require_safe
@for_everybody
def award_list(request: HttpRequest) -> HttpResponse:
    rows = judging.awards_published()
    narrowed = AwardFilter(request.GET, rows)
    context = listing.context(request, narrowed.form, rows, narrowed.qs, noun="inovasi")
    return TemplateResponse(request, "public/award_list.html", context)


@login_not_required
@require_safe
@for_everybody
def award_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an awarded innovation, by the number of its award. Whoever cites one that was
    revoked reads that it was, and why; nothing else of it."""
    award = get_object_or_404(judging.awards_announced(), pk=pk)
    if award.revoked_at:
        return TemplateResponse(request, "public/award_revoked.html", {"award": award})
    innovation = award.innovation
    context = {
        "award": award,
        "profile": Profile.objects.released().filter(innovation=innovation).first(),
        "reach": scaling.reach_of(innovation),
        "cases": scaling.published_cases().filter(innovation=innovation),
        **_offers(request, innovation),
    }
    return TemplateResponse(request, "public/award_detail.html", context)


@login_not_required
@require_safe
@for_everybody
def help_page(request: HttpRequest) -> HttpResponse:
    context = {"answers": FaqItem.objects.published().for_reading()}
    return TemplateResponse(request, "public/help.html", context)


@login_not_required
@require_safe
@for_everybody
def about(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "public/about.html", {})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone: pages that only the signed-in see, and the way in."""
    closed = ("/akun/", "/beranda/", "/riwayat/", "/penilaian/", "/perluasan/", "/proposal/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look without reading the page; not for ever, the name of the file changes."""
    return redirect(static("img/favicon.svg"))


def _offers(request: HttpRequest, innovation: Innovation) -> dict[str, Any]:
    """What a signed-in reader can do from here; the actions decide."""
    user = request.user
    if not isinstance(user, User) or user.acting is None:
        return {}
    adopting = user.role in (Role.ADOPTER, Role.INSTITUTION_ADMIN)
    return {
        "may_replicate": adopting and user.acting.institution_id != innovation.institution_id,
        "may_open_case": user.role in (Role.SCALING_OFFICER, Role.KL_CONTACT),
    }
