from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import indonesian, listing, tables
from kipp.web.access import role_required
from submissions import screens
from submissions.actions import deadlines, objections, rejecting, screening
from submissions.forms.agency import ChosenEntries, ReasonForm
from submissions.forms.screening import (
    ChecklistForm,
    ExtendForm,
    QueueFilter,
    ReturnForm,
    UpholdForm,
)
from submissions.models import Claim, Entry, EntryState, Group, Lodgement
from submissions.views.claims import onward

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_safe
@role_required(Role.SECRETARIAT)
def screening_queue(request: SignedInRequest) -> HttpResponse:
    lodged = Entry.objects.viewable_by(request.user).exclude(lodged_at=None)
    form = QueueFilter(request.GET, request.user)
    sort = request.GET.get("urut", "")
    rows = screens.queued(form.narrow(lodged), sort)
    figures = screens.figures(lodged)
    context = {
        "filter_form": form,
        "chips": listing.chips(form),
        "page": listing.page_of(request, rows),
        "figures": figures,
        "total": sum(figure["value"] for figure in figures),
        "groups": screens.open_groups(),
        "mine": Claim.objects.of(request.user).count(),
        "sort": sort,
    }
    return TemplateResponse(request, "submissions/screening_queue.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def screening_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the queue, all of its pages."""
    lodged = Entry.objects.viewable_by(request.user).exclude(lodged_at=None)
    narrowed = QueueFilter(request.GET, request.user).narrow(lodged)
    rows = screens.queued(narrowed, request.GET.get("urut", ""))
    return tables.response("seleksi-administrasi", kind, screens.COLUMNS, rows.iterator())


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frozen version beside the checklist."""
    entry = _lodged_entry(request, pk)
    screen = screens.screen_of(entry)
    form = ChecklistForm(request.POST or None, items=screen.items, marks=screen.marks)
    if form.is_valid():
        findings = form.findings
        try:
            screening.fill_in(entry, findings, by=request.user, seen=request.POST.get("seen"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if entry.state == EntryState.LODGED:
                screen = screens.screen_of(entry)
                form.compare(screen.marks)
        else:
            told = f"{len(findings)} dari {len(screen.items)} butir tersimpan."
            return _after_saving(request, entry, told)
    may_uphold = screens.may_uphold(entry, request.user)
    # The save that this page shows: after a slip still the one before, once compared the present.
    seen = request.POST.get("seen", "") if form.is_bound and not form.compared else screen.stamp
    context = {
        "entry": entry,
        "screen": screen,
        "form": form,
        "seen": seen,
        "may_uphold": may_uphold,
        "rows": list(zip(form.rows, screens.checks_beside(entry, screen.items), strict=True)),
        "files": screens.files_of(screen.version),
        "claim": entry.claim if entry.is_claimed else None,
    }
    return TemplateResponse(request, "submissions/screening_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_accept(request: SignedInRequest) -> HttpResponse:
    """Accept the ticked entries, all or none, after one look at what will happen."""
    data = request.POST if request.method == "POST" else request.GET
    form = ChosenEntries(data, among=Entry.objects.screenable_by(request.user))
    if not form.is_valid():
        messages.error(request, form.why_not)
        return redirect("submissions:screening-queue")
    chosen = screens.queued(form.cleaned_data["entry"], sort="")
    if request.method == "POST":
        try:
            accepted = screening.accept_many(list(chosen), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{len(accepted)} proposal lolos seleksi administrasi.")
        return redirect("submissions:screening-queue")
    context = {"chosen": form, "entries": chosen, "effects": screens.effects_of_accepting(chosen)}
    return TemplateResponse(request, "submissions/screening_accept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _lodged_entry(request, pk, state=EntryState.LODGED)

    def reject(form: ReasonForm) -> str:
        reason = form.cleaned_data["reason"]
        if entry.edition.rejections_need_two:
            rejecting.propose(entry, reason, by=request.user)
            return f"Usul tidak lolos {entry.code} tersimpan dan menunggu pembaca kedua."
        screening.reject(entry, reason, by=request.user)
        return f"Proposal {entry.code} tidak lolos seleksi administrasi."

    screen = screens.screen_of(entry)
    form = ReasonForm(request.POST or None, initial={"reason": screen.rejection_words})
    context = {"entry": entry, "form": form, "screen": screen}
    return _decide(request, form, reject, "submissions/screening_reject.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_return(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _lodged_entry(request, pk, state=EntryState.LODGED)
    screen = screens.screen_of(entry)
    sections = [section for section, _ in screen.sections]
    form = ReturnForm(
        request.POST or None,
        sections=sections,
        days=entry.edition.return_days,
        initial={"general": screen.return_words},
    )

    def give_back(form: ReturnForm) -> str:
        done = screening.return_once(entry, form.remarks, by=request.user, due_at=form.due_at)
        due = indonesian.moment(done.return_due_at)
        return f"Proposal {entry.code} dikembalikan untuk dilengkapi paling lambat {due}."

    fields = [
        (section, text, field)
        for (section, text), (_, field) in zip(screen.sections, form.rows, strict=True)
    ]
    context = {"entry": entry, "form": form, "fields": fields}
    return _decide(request, form, give_back, "submissions/screening_return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def screening_uphold(request: SignedInRequest, pk: int) -> HttpResponse:
    """An objection to a rejection holds: somebody else of the secretariat lets the entry pass."""
    entry = get_object_or_404(Entry.objects.upholdable_by(request.user).for_table(), pk=pk)

    def uphold(form: UpholdForm) -> str:
        words = form.cleaned_data
        objections.uphold(entry, words["reason"], objection=words["objection"], by=request.user)
        return f"Keberatan diterima: proposal {entry.code} lolos seleksi administrasi."

    form = UpholdForm(request.POST or None)
    context = {"entry": entry, "form": form, "rejection": screens.rejection_of(entry)}
    return _decide(request, form, uphold, "submissions/screening_uphold.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def group_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    published = Group.objects.filter(edition__published_at__isnull=False)
    group = get_object_or_404(published.select_related("edition"), pk=pk)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        try:
            changed = deadlines.extend(group, form.closes_at, by=request.user, reason=form.why)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            closes = indonesian.moment(changed.closes_at)
            messages.success(request, f"Pendaftaran {group} diperpanjang sampai {closes}.")
            return redirect("submissions:screening-queue")
    context = {"group": group, "form": form, "effects": screens.effects_of_extending(group)}
    return TemplateResponse(request, "submissions/screening_extend.html", context)


def _after_saving(request: SignedInRequest, entry: Entry, told: str) -> HttpResponse:
    """The button says what comes after the save: the decision itself, its form, or nothing."""
    ways = {"reject": "submissions:screening-reject", "return": "submissions:screening-return"}
    then = request.POST.get("then", "")
    if then == "accept":
        try:
            screening.accept(entry, by=request.user)
        except Refused as refusal:
            messages.error(request, f"{told} {refusal}")
        else:
            messages.success(request, f"Proposal {entry.code} lolos seleksi administrasi.")
            return onward(request)
    else:
        messages.success(request, told)
    return redirect(ways.get(then, "submissions:screening-entry"), pk=entry.pk)


def _lodged_entry(request: SignedInRequest, pk: int, *, state: str = "") -> Any:
    rows = Entry.objects.viewable_by(request.user).exclude(lodged_at=None)
    if state and request.method != "POST":  # words already written are shown beside the refusal
        rows = rows.filter(state=state)
    rows = rows.filter(Exists(Lodgement.objects.filter(entry=OuterRef("pk"))))
    return get_object_or_404(screens.at_hand(rows), pk=pk)


def _decide(
    request: SignedInRequest,
    form: Any,
    act: Callable[[Any], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            messages.success(request, act(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return onward(request)
    return TemplateResponse(request, template, context)
