from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.web import indonesian, listing, tables
from kipp.web.access import role_required
from submissions import (
    continuing,
    duplicates,
    presence,
    queries,
    quotas,
    reading,
    stages,
    steps,
    timeline,
)
from submissions.actions import (
    continuations,
    entries,
    identity,
    precheck,
    readiness,
    versions,
    writing,
)
from submissions.forms.entries import (
    DeclarationForm,
    EntryFilter,
    IdentityForm,
    StartForm,
)
from submissions.models import Answer, Disqualification, Entry, Group

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse, QueryDict

    from kipp.web.access import SignedInRequest

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)
PAGE = 50
RELATED = (*versions.RELATED, "preselection", "continuation")
COLUMNS = (
    tables.Column("Nomor", lambda entry: entry.code or ""),
    tables.Column("Judul", lambda entry: entry.innovation.title, width=60),
    tables.Column("Instansi", lambda entry: entry.innovation.institution.name, width=40),
    tables.Column("Unit", lambda entry: entry.innovation.unit.name, width=40),
    tables.Column("Musim", lambda entry: entry.edition.name),
    tables.Column("Kelompok", lambda entry: entry.group.name),
    tables.Column("Kategori", lambda entry: entry.category.short_name, width=30),
    tables.Column("Status", lambda entry: entry.get_state_display(), width=30),
    tables.Column("Dibuat", lambda entry: entry.created_at),
    tables.Column("Diajukan", lambda entry: entry.lodged_at),
)


@role_required(*READERS)
@require_safe
def entry_list(request: SignedInRequest) -> HttpResponse:
    rows = Entry.objects.viewable_by(request.user)
    filtered = EntryFilter(request.GET, queryset=rows)
    sort = request.GET.get("urut", "")
    ordered = queries.in_order(filtered.qs.for_table(), sort)
    context = listing.context(request, filtered.form, rows, ordered, noun="proposal", size=PAGE)
    reached = stages.of(context["page"].object_list)
    context["rows"] = [(row, reached.get(row.pk)) for row in context["page"]]
    context |= {"sort": sort, "may_start": request.user.role == Role.INNOVATOR}
    return TemplateResponse(request, "submissions/entry_list.html", context)


@role_required(*READERS)
@require_safe
def entry_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    rows = Entry.objects.viewable_by(request.user)
    filtered = EntryFilter(request.GET, queryset=rows).qs.for_table()
    shown = queries.in_order(filtered, request.GET.get("urut", ""))
    return tables.response("proposal", kind, COLUMNS, shown.iterator())


@role_required(Role.INNOVATOR)
@require_safe
def entry_choose(request: SignedInRequest) -> HttpResponse:
    """In which group? Where only one is open there is nothing to choose."""
    groups = list(Group.objects.accepting(moment()).select_related("edition"))
    if len(groups) == 1:
        return redirect("submissions:entry-start", group=groups[0].pk)
    return TemplateResponse(request, "submissions/entry_choose.html", {"groups": groups})


@role_required(Role.INNOVATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_start(request: SignedInRequest, group: int) -> HttpResponse:
    rows = Group.objects.accepting(moment()).select_related("edition")
    chosen = get_object_or_404(rows, pk=group)
    form = StartForm(_posted(request), user=request.user, group=chosen)
    if form.is_valid():
        try:
            entry = _start(request, chosen, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Draf dibuat. Isi setiap bagian, kapan pun, dalam urutan apa pun."
            )
            return redirect(entry)
    context = {"form": form, "group": chosen}
    return TemplateResponse(request, "submissions/entry_start.html", context)


@role_required(*READERS)
@require_safe
def entry_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    content = queries.content_of(entry)
    tasks = continuing.with_task(entry, queries.tasks_of(entry, content))
    now: datetime = entry.now  # type: ignore[attr-defined]
    context = {
        "entry": entry,
        "tasks": tasks,
        "done": queries.done_of(tasks),
        "remarks": content.remarks,
        "step": steps.next_of(entry, request.user, tasks, content.remarks, now),
        "also": steps.also_for(entry, request.user),
        "deadline": steps.deadline_of(entry),
        "places": quotas.around(entry),
        "others": presence.others(entry.pk, request.user),
        "team": queries.team_of(entry),
        "lines": timeline.of(entry, request.user),
        "may_send": _may_send(entry, request),
    }
    return TemplateResponse(request, "submissions/entry_detail.html", context)


@role_required(*READERS)
@require_safe
def entry_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole proposal, to be read in one go or printed."""
    entry = _readable(request, pk)
    context = {"entry": entry, "version": reading.version_of(entry)}
    return TemplateResponse(request, "submissions/entry_read.html", context)


@require_safe
@role_required(*READERS)
def entry_left_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written for sections that the form does not have any more, and their files."""
    entry = _readable(request, pk)
    answers = entry.answers.left_over().select_related("section__form", "updated_by")
    files = entry.attachments.present().exclude(section=None)
    context = {
        "entry": entry,
        "answers": answers.order_by("section__position", "pk"),
        "files": files.exclude(section__form=entry.form_id).order_by("uploaded_at", "pk"),
    }
    return TemplateResponse(request, "submissions/entry_left_over.html", context)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_identity(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    institution_id = entry.innovation.institution_id
    form = IdentityForm(
        _posted(request),
        initial=_identity_of(entry),
        group=entry.group,
        edition=entry.edition,
        proposal=entry.pk,
        institution_id=institution_id,
        settled=identity.is_settled(entry),
        video_help=entry.edition.video_help,
    )
    if form.is_valid():
        try:
            entries.revise(entry, form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Identitas inovasi tersimpan.")
            return redirect(entry)
    context = {"entry": entry, "form": form, "closed": writing.why_not(entry, by=request.user)}
    return TemplateResponse(request, "submissions/entry_identity.html", context)


@role_required(*READERS)
@require_safe
def entry_check(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    checks = readiness.checks(entry)
    # What is missing stands first, then what people look at.
    checks.sort(key=lambda one: precheck.ORDER.index(one.outcome))
    context = {
        "entry": entry,
        "checks": [(one, _mend_url(entry, one)) for one in checks],
        "failed": len(precheck.gaps(checks)),
        "may_send": _may_send(entry, request),
        "waiting": steps.waiting_for(queries.remarks_of(entry).count()),
        "near": duplicates.of_entry(entry, request.user),
    }
    return TemplateResponse(request, "submissions/entry_check.html", context)


@role_required(Role.INNOVATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_send(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    form = DeclarationForm(_posted(request), declaration=entry.edition.declaration)
    if form.is_valid():
        try:
            entries.send(entry, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, "Proposal dikirim ke Admin Lokal. Ia mendapat surel sekarang."
            )
        return redirect(entry)
    if not _may_send(entry, request):
        return redirect(entry)
    context = {
        "entry": entry,
        "form": form,
        "gaps": precheck.gaps(readiness.checks(entry)),
        "waiting": steps.waiting_for(queries.remarks_of(entry).count()),
        "effects": [
            f"Admin Lokal {entry.innovation.institution} mendapat surel dan dapat mengubah isinya.",
            "Tim tidak dapat mengubah proposal, kecuali bila Admin Lokal mengembalikannya.",
            "Proposal belum diajukan ke KemenPANRB: itu dilakukan Admin Lokal, "
            f"paling lambat {indonesian.moment(entry.group.closes_at)}.",
        ],
    }
    return TemplateResponse(request, "submissions/entry_send.html", context)


def _start(request: SignedInRequest, group: Group, given: dict[str, Any]) -> Entry:
    earlier = given.pop("earlier", None)
    if earlier:
        return continuations.start(earlier, by=request.user, group=group, **given)
    return entries.start(by=request.user, group=group, **given)


def _posted(request: SignedInRequest) -> QueryDict | None:
    """An empty POST is one too: its form is shown again with what is missing."""
    return request.POST if request.method == "POST" else None


def _readable(request: SignedInRequest, pk: int) -> Entry:
    """The entry, in `now` the moment at which it was read, in `disqualification` the key of what the
    reader has to decide about it, in `writable` and `commentable` whether its state and his part in it let him."""
    rows = Entry.objects.viewable_by(request.user).select_related(*RELATED)
    proposed = Disqualification.objects.viewable_by(request.user).pending().order_by("pk")
    found = {
        "now": Now(),
        "disqualification": Subquery(proposed.filter(entry=OuterRef("pk")).values("pk")[:1]),
        "writable": Exists(Entry.objects.editable_by(request.user).filter(pk=OuterRef("pk"))),
        "left_over": Exists(Answer.objects.filter(entry=OuterRef("pk")).left_over()),
        "commentable": Exists(Entry.objects.commentable_by(request.user).filter(pk=OuterRef("pk"))),
    }
    return get_object_or_404(rows.annotate(**found), pk=pk)


def _may_send(entry: Entry, request: SignedInRequest) -> bool:
    return entry.offers("send", request.user) and steps.may_write(entry)


def _mend_url(entry: Entry, found: precheck.Check) -> str:
    if found.outcome == precheck.Outcome.PASS:
        return ""
    return queries.mend_url(entry, found.code, found.where)


def _identity_of(entry: Entry) -> dict[str, object]:
    innovation = {name: getattr(entry.innovation, name) for name in entries.OF_INNOVATION}
    return innovation | {name: getattr(entry, name) for name in entries.OF_ENTRY}
