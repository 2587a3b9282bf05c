from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import queries, steps
from submissions.actions import attachments, entries, writing
from submissions.forms.sections import SectionForm
from submissions.models import Attachment, DocumentKind, Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest
    from submissions.models import Section
    from submissions.queries import SectionRow


@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)
@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """One section: its words and its files in one form, so that no button loses the words."""
    rows = Entry.objects.viewable_by(request.user).for_table().select_related("form")
    entry = get_object_or_404(rows, pk=pk)
    section = get_object_or_404(entry.form.sections, code=code)
    kinds = DocumentKind.objects.filter(group=entry.group_id, of_section=True).order_by("position")
    stored = entry.answers.filter(section=section).first()
    first = {"text": stored.text, "version": stored.version} if stored else {"version": 0}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SectionForm(*sent, initial=first, section=section, kinds=kinds)
    if form.is_valid() and _keep(request, entry, section, form):
        return redirect(_after(request, entry, section))
    context = {"form": form, "closed": writing.why_not(entry, by=request.user, section=section)}
    context |= _page(entry, section)
    return TemplateResponse(request, "submissions/section_edit.html", context)


def _keep(request: SignedInRequest, entry: Entry, section: Section, form: SectionForm) -> bool:
    """Words, file and removal are three things: what is refused of one does not undo the others."""
    given, user = form.cleaned_data, request.user
    try:
        entries.answer(entry, section, given["text"], by=user, version=given["version"])
    except Refused as refusal:
        form.add_error("text", str(refusal))
    if given["file"]:
        try:
            kept = attachments.attach(entry, given["kind"], section, given["file"], by=user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"Berkas “{kept}” terunggah.")
    if request.POST.get("hapus", "").isdecimal():
        _remove(request, entry, int(request.POST["hapus"]))
    return not form.errors


def _remove(request: SignedInRequest, entry: Entry, pk: int) -> None:
    file = get_object_or_404(Attachment.objects.present().filter(entry=entry), pk=pk)
    try:
        attachments.remove(file, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Berkas “{file}” dihapus.")


def _after(request: SignedInRequest, entry: Entry, section: Section) -> str:
    here = queries.section_url(entry, section)
    if "unggah" in request.POST or "hapus" in request.POST:
        return f"{here}#bukti"
    messages.success(request, f"Bagian {section.code} tersimpan.")
    if "lanjut" not in request.POST:
        return here
    following = entry.form.sections.filter(position__gt=section.position).order_by("position")
    one = following.first()
    return queries.section_url(entry, one) if one else entry.get_absolute_url()


def _page(entry: Entry, section: Section) -> dict[str, object]:
    rows = queries.sections_of(entry)
    here = next(n for n, row in enumerate(rows) if row.section == section)
    row = rows[here]
    return {
        "entry": entry,
        "section": section,
        "row": row,
        "deadline": steps.deadline_of(entry),
        # What the next save is measured against, also after one that was refused.
        "version": row.answer.version if row.answer else 0,
        "tasks": queries.section_tasks(entry, rows, section),
        "before": _neighbour(entry, rows, here - 1),
        "after": _neighbour(entry, rows, here + 1),
    }


def _neighbour(entry: Entry, rows: Sequence[SectionRow], n: int) -> dict[str, str] | None:
    if not 0 <= n < len(rows):
        return None
    section = rows[n].section
    return {"title": str(section), "url": queries.section_url(entry, section)}
