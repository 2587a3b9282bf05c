"""Two doors of the Admin Lokal beside the desk itself: choose within the quota, remind teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import indonesian, listing
from kipp.web.access import role_required
from submissions import chosen, desks, messengers
from submissions.actions import preselections, reminders
from submissions.forms.agency import ChosenEntries
from submissions.forms.preselections import PoolForm, ReminderForm, WishForm
from submissions.models import Entry, EntryState, TeamMember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest
    from submissions.desks import Pool
    from submissions.models.entry import EntryQuerySet

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_choose(request: SignedInRequest) -> HttpResponse:
    """The choice within the quota of one group, row by row, saved all at once."""
    pools = [pool for pool in desks.desk_of(request.user).pools if pool.unsent]
    asked = PoolForm(request.GET if "tempat" in request.GET else None, pools=pools)
    if asked.chosen is None:
        return TemplateResponse(request, "submissions/agency_choose.html", {"pool": None})
    key, pool = asked.chosen
    rows = _unsent_of(Entry.objects.administered_by(request.user), pool)
    sent = request.POST if request.method == "POST" else None
    page = listing.page_of(request, desks.readable(_posted(rows, sent), ""), size=PAGE)
    entries = list(page)
    forms = {entry: WishForm.of(entry, sent) for entry in entries}
    error = ""
    if sent is not None and all([form.is_valid() for form in forms.values()]):
        error = _choose(request, forms)
        if not error:
            back = urlencode({"tempat": key, "halaman": request.GET.get("halaman", 1)})
            return redirect(f"{request.path}?{back}")
    context = {
        "pool": pool,
        "pool_form": asked,
        "tempat": key,
        "page": page,
        "rows": [(row, forms[row.entry]) for row in desks.rows_of(entries, [pool])],
        "error": error,
        "faults": [form for form in forms.values() if form.errors],
        "counts": chosen.chosen_in(rows),
    }
    return TemplateResponse(request, "submissions/agency_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_remind(request: SignedInRequest) -> HttpResponse:
    """Whom a letter would reach, and a text to share; then the letters."""
    data = request.POST if request.method == "POST" else request.GET
    mine = Entry.objects.administered_by(request.user).select_related("innovation")
    ticked = ChosenEntries(data, among=mine)
    if not ticked.is_valid():
        messages.error(request, ticked.why_not)
        return redirect("submissions:agency-desk")
    form = ReminderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        entries = list(ticked.cleaned_data["entry"])
        outcomes = reminders.remind(entries, form.cleaned_data["words"], by=request.user)
        _tell(request, outcomes)
        return redirect("submissions:agency-desk")
    context = {"form": form, "rows": _to_remind(ticked.cleaned_data["entry"])}
    return TemplateResponse(request, "submissions/agency_remind.html", context)


def _unsent_of(mine: EntryQuerySet, pool: Pool) -> EntryQuerySet:
    rows = mine.unsent().filter(group=pool.group)
    return rows.filter(innovation__institution=pool.institution_id)


def _posted(rows: EntryQuerySet, sent: Any) -> EntryQuerySet:
    """What was on the page that was sent; the order of the pages may have changed since."""
    if sent is None:
        return rows
    keys = [key.removesuffix("-seen") for key in sent if key.endswith("-seen")]
    return rows.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 18])


def _choose(request: SignedInRequest, forms: dict[Entry, WishForm]) -> str:
    try:
        preselections.choose({one: form.wish for one, form in forms.items()}, by=request.user)
    except Refused as refusal:
        return str(refusal)
    messages.success(request, "Seleksi awal disimpan.")
    return ""


def _to_remind(entries: EntryQuerySet) -> list[dict[str, Any]]:
    """Each with the person in charge, and a link by which to write to him from one's own telephone."""
    pic = TeamMember.objects.filter(is_pic=True).select_related("user")
    rows = desks.readable(entries, "judul").prefetch_related(Prefetch("team", pic, "in_charge"))
    return [_reminding(entry) for entry in rows]


def _reminding(entry: Entry) -> dict[str, Any]:
    person = next((one.user for one in entry.in_charge), None)  # type: ignore[attr-defined]
    due = entry.return_due_at if entry.state == EntryState.RETURNED else entry.group.closes_at
    text = (
        f"Yth. tim penyusun “{entry.innovation.title}”. Proposal ini belum dikirim kepada Admin "
        f"Lokal di Portal KIPP. Batasnya {indonesian.moment(due)}. Lanjutkan di sini: "
        f"{settings.SITE_URL}{entry.get_absolute_url()}"
    )
    phone = person.phone if person else ""
    return {
        "entry": entry,
        "pic": person,
        "dials": bool(messengers.dialled(phone)),
        "link": messengers.whatsapp(text, phone),
        "can_be_reminded": entry.state in reminders.REMINDABLE,
    }


def _tell(request: SignedInRequest, outcomes: Sequence[tuple[Entry, str]]) -> None:
    told = sum(not why for _, why in outcomes)
    if told:
        messages.success(request, f"Tim dari {told} proposal diingatkan lewat surel.")
    for entry, why in outcomes:
        if why:
            messages.warning(request, f"“{entry.innovation.title}” tidak diingatkan. {why}")
