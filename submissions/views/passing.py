"""Accepting all that pass: the count first, then how it ended for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.web.access import role_required
from submissions import passing, screens
from submissions.actions import accepting
from submissions.forms.passing import PassingForm
from submissions.models import Entry

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

REPORT = "pass_report"  # session key: how the last push ended


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_pass(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        return _accept(request)
    waiting = passing.candidates(request.user)
    outcomes = passing.hindered(waiting[: passing.MOST], request.user)
    ready = [entry for entry, why in outcomes if not why]
    context = {
        "ready": ready,
        "kept": [(entry, why) for entry, why in outcomes if why],
        "form": PassingForm(initial={"entries": PassingForm.told(ready)}),
        "effects": screens.effects_of_accepting(ready),
        "more": len(outcomes) == passing.MOST,
    }
    return TemplateResponse(request, "submissions/screening_pass.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def screening_passed(request: SignedInRequest) -> HttpResponse:
    ended = dict(request.session.get(REPORT, []))
    if not ended:
        return redirect("submissions:screening-pass")
    rows = Entry.objects.viewable_by(request.user).filter(pk__in=ended).for_table()
    entries = rows.order_by("code", "pk")
    context = {
        "accepted": [entry for entry in entries if not ended[entry.pk]],
        "kept": [(entry, ended[entry.pk]) for entry in entries if ended[entry.pk]],
    }
    return TemplateResponse(request, "submissions/screening_passed.html", context)


def _accept(request: SignedInRequest) -> HttpResponse:
    """Of those that were counted on the page: whatever has come since waits for the next look."""
    form = PassingForm(request.POST)
    chosen = []
    if form.is_valid():
        among = Entry.objects.viewable_by(request.user).exclude(lodged_at=None)
        chosen = list(among.filter(pk__in=form.cleaned_data["entries"]))
    if not chosen:
        messages.error(request, "Tidak ada proposal yang dipilih.")
        return redirect("submissions:screening-pass")
    outcomes = accepting.accept_passing(chosen, by=request.user)
    request.session[REPORT] = [[entry.pk, why] for entry, why in outcomes]
    return redirect("submissions:screening-passed")
