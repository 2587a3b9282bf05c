from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import indonesian, listing, tables
from kipp.web.access import role_required
from submissions import chosen, desks, queries
from submissions.actions import lodging, remarks
from submissions.forms.agency import ChosenEntries, DeskFilter, ReasonForm, RemarksForm
from submissions.models import Entry, EntryState, Lodgement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

PAGE = 100  # a bureau's season on one page
REPORT = "lodge_report"  # session key: how the last lodging of many ended


@require_safe
@role_required(Role.INSTITUTION_ADMIN)
def agency_desk(request: SignedInRequest) -> HttpResponse:
    desk = desks.desk_of(request.user)
    form = DeskFilter(request.GET, pools=desk.pools)
    year, sort = form.year(), request.GET.get("urut", "")
    rows = desks.readable(form.narrow(Entry.objects.administered_by(request.user)), sort)
    page = listing.page_of(request, rows, size=PAGE)
    pools = desk.pools_of(year)
    context = {
        "filter_form": form,
        "chips": listing.chips(form),
        "page": page,
        "rows": desks.rows_of(list(page), pools),
        "total": desk.total(year),
        "figures": desk.figures(year),
        "pools": pools,
        "alarms": desk.alarms_of(year),
        "closing": [pool for pool in pools if pool.is_closing],
        "sort": sort,
    }
    return TemplateResponse(request, "submissions/agency_desk.html", context)


@require_safe
@role_required(Role.INSTITUTION_ADMIN)
def agency_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the desk, all of its pages."""
    desk = desks.desk_of(request.user)
    form = DeskFilter(request.GET, pools=desk.pools)
    mine = form.narrow(Entry.objects.administered_by(request.user))
    entries = list(desks.readable(mine, request.GET.get("urut", "")))
    rows = desks.rows_of(entries, desk.pools_of(form.year()))
    return tables.response("meja-admin-lokal", kind, desks.COLUMNS, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_lodge(request: SignedInRequest) -> HttpResponse:
    """Confirm, in numbers, what will be lodged; then lodge it and say of each how it ended."""
    data = request.POST if request.method == "POST" else request.GET
    mine = Entry.objects.administered_by(request.user).select_related("innovation")
    form = ChosenEntries(data, among=mine)
    if not form.is_valid():
        messages.error(request, form.why_not)
        return redirect("submissions:agency-desk")
    ticked = form.cleaned_data["entry"]
    if request.method != "POST":
        return _confirm_lodging(request, form)
    outcomes = lodging.lodge_many(list(ticked), by=request.user)
    if len(outcomes) == 1:
        return _lodged_one(request, *outcomes[0])
    request.session[REPORT] = [
        [entry.pk, str(outcome) if isinstance(outcome, Refused) else ""]
        for entry, outcome in outcomes
    ]
    return redirect("submissions:agency-report")


@require_safe
@role_required(Role.INSTITUTION_ADMIN)
def agency_report(request: SignedInRequest) -> HttpResponse:
    ended = dict(request.session.get(REPORT, []))
    if not ended:
        return redirect("submissions:agency-desk")
    entries = Entry.objects.administered_by(request.user).filter(pk__in=ended).for_table()
    lodged = [entry for entry in entries if not ended[entry.pk]]
    kept = [(entry, ended[entry.pk]) for entry in entries if ended[entry.pk]]
    context = {"lodged": lodged, "kept": kept}
    return TemplateResponse(request, "submissions/agency_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Entry.objects.administered_by(request.user)
    if request.method != "POST":  # words already written are shown again beside the refusal
        rows = rows.filter(state=EntryState.WITH_AGENCY)
    entry = get_object_or_404(rows.for_table(), pk=pk)

    def give_back(form: RemarksForm) -> str:
        lodging.give_back(entry, form.remarks, by=request.user)
        return f"Proposal “{entry.innovation.title}” dikembalikan kepada tim."

    return _remarks_page(request, entry, give_back, "submissions/agency_give_back.html")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Entry.objects.administered_by(request.user)
    rows = mine if request.method == "POST" else mine.unsent()
    entry = get_object_or_404(rows.for_table(), pk=pk)

    def add(form: RemarksForm) -> str:
        written = remarks.add(entry, form.remarks, by=request.user)
        return f"{len(written)} catatan dikirim kepada tim. Status proposal tidak berubah."

    return _remarks_page(request, entry, add, "submissions/agency_remark.html")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_relodge(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Entry.objects.administered_by(request.user)
    if request.method != "POST":  # a second click is answered by the proposal, not by nothing
        rows = rows.filter(state=EntryState.RETURNED)
    entry = get_object_or_404(rows.for_table(), pk=pk)
    if request.method != "POST":
        content = queries.content_of(entry)
        context = {
            "entry": entry,
            "general": [
                one for one in content.remarks if not (one.section_id or one.is_of_the_team)
            ],
            "sections": content.sections,
            "effects": _effects_of_relodging(entry),
        }
        return TemplateResponse(request, "submissions/agency_relodge.html", context)
    try:
        lodgement = lodging.relodge(entry, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        if entry.state == EntryState.RETURNED:
            return redirect("submissions:agency-relodge", pk=pk)
        return redirect(entry)
    when = indonesian.moment(lodgement.at)
    messages.success(request, f"Proposal {entry.code} diajukan kembali {when}.")
    return redirect("submissions:receipt", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def agency_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.administered_by(request.user).for_table(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            lodging.withdraw(entry, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Proposal “{entry.innovation.title}” ditarik.")
            return redirect("submissions:agency-desk")
    context = {"entry": entry, "form": form, "effects": _effects_of_withdrawing(entry)}
    return TemplateResponse(request, "submissions/agency_withdraw.html", context)


def _confirm_lodging(request: SignedInRequest, form: ChosenEntries) -> HttpResponse:
    desk = desks.desk_of(request.user)
    ticked = desks.readable(form.cleaned_data["entry"], sort="")
    rows = desks.rows_of(ticked, desk.pools)
    context = {
        "chosen": form,
        "rows": rows,
        "ready": [row for row in rows if row.is_ready],
        "passed_over": chosen.passed_over(rows),
        "unready": [row for row in rows if not row.is_ready],
        "effects": _effects_of_lodging([row for row in rows if row.is_ready], desk.pools),
    }
    return TemplateResponse(request, "submissions/agency_lodge.html", context)


def _effects_of_lodging(rows: Sequence[desks.Row], pools: Sequence[desks.Pool]) -> list[str]:
    effects = [f"{len(rows)} proposal diajukan ke KemenPANRB dan mendapat nomor."]
    for pool in pools:
        taken = sum(
            row.entry.group_id == pool.group.pk
            and row.entry.innovation.institution_id == pool.institution_id
            for row in rows
        )
        if taken > pool.left:
            effects.append(
                f"{pool.group}, {pool.institution}: {taken} dipilih, tersisa {pool.left} tempat. "
                f"{taken - pool.left} proposal tidak terajukan."
            )
        elif taken:
            after = pool.left - taken
            effects.append(
                f"Sisa kuota {pool.group}, {pool.institution}: {pool.left} menjadi {after}."
            )
    effects.append("Isinya dibekukan: tim dan Anda tidak dapat mengubahnya lagi.")
    effects.append("Tanda terima dikirim lewat surel kepada tim penyusun dan Admin Lokal.")
    return effects


def _effects_of_relodging(entry: Entry) -> list[str]:
    return [
        f"Proposal {entry.code} kembali ke seleksi administrasi dengan perbaikan tim.",
        "Isinya dibekukan lagi sebagai versi baru. Pengembalian kedua tidak ada.",
        "Tanda terima dikirim lewat surel kepada tim penyusun dan Admin Lokal.",
    ]


def _effects_of_withdrawing(entry: Entry) -> list[str]:
    effects = ["Proposal keluar dari kompetisi dan tidak dapat dikembalikan."]
    if entry.code:
        effects.append("Satu tempat dalam kuota instansi kembali kosong.")
    effects.append("Tim penyusun dan Admin Lokal diberi tahu lewat surel, beserta alasannya.")
    return effects


def _lodged_one(
    request: SignedInRequest, entry: Entry, outcome: Lodgement | Refused
) -> HttpResponse:
    if isinstance(outcome, Refused):
        messages.error(request, str(outcome))
        if entry.state == EntryState.LODGED:  # a second click: what it asked for is done
            return redirect("submissions:receipt", pk=entry.pk)
        return redirect("submissions:agency-desk")
    when = indonesian.moment(outcome.at)
    told = "Tanda terima dikirim ke surel Anda."
    messages.success(request, f"Proposal {entry.code} diajukan {when}. {told}")
    return redirect("submissions:receipt", pk=entry.pk)


def _remarks_page(
    request: SignedInRequest, entry: Entry, act: Callable[[Any], str], template: str
) -> HttpResponse:
    sections = queries.form_of(entry)
    form = RemarksForm(request.POST or None, sections=sections)
    if form.is_valid():
        try:
            messages.success(request, act(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("submissions:agency-desk")
    rows = queries.sections_of(entry, sections)
    fields = [(row, field) for row, (_, field) in zip(rows, form.rows, strict=True)]
    context = {"entry": entry, "form": form, "fields": fields}
    return TemplateResponse(request, template, context)
