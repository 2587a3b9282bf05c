from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import missing, presence, queries, steps
from submissions.actions import attachments, entries, writing
from submissions.forms.sections import SectionForm
from submissions.models import DocumentKind, Entry
from submissions.models.remark import with_answers

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
    mine = Entry.objects.commentable_by(request.user).filter(pk=OuterRef("pk"))
    rows = Entry.objects.viewable_by(request.user).for_table().annotate(commentable=Exists(mine))
    entry = get_object_or_404(rows, pk=pk)
    sections = queries.form_of(entry)
    section = _named(sections, code)
    kinds = DocumentKind.objects.filter(group=entry.group_id, of_section=True).order_by("position")
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SectionForm(*sent, section=section, kinds=kinds)
    if form.is_valid() and _keep(request, entry, section, form):
        return redirect(_after(request, entry, sections, section))
    context = _page(entry, sections, section, form)
    context["closed"] = writing.why_not(entry, by=request.user, section=section)
    if not context["closed"]:
        context["others"] = presence.note(entry.pk, section.code, request.user)
    return TemplateResponse(request, "submissions/section_edit.html", context)


def _named(sections: Sequence[Section], code: str) -> Section:
    section = next((one for one in sections if one.code == code), None)
    if section is None:
        raise Http404
    return section


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
    if given["hapus"]:
        _remove(request, entry, given["hapus"])
    return not form.errors


def _remove(request: SignedInRequest, entry: Entry, pk: int) -> None:
    file = get_object_or_404(entry.attachments.present().select_related("section"), pk=pk)
    try:
        attachments.remove(file, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Berkas “{file}” dihapus.")


def _after(
    request: SignedInRequest, entry: Entry, sections: Sequence[Section], section: Section
) -> str:
    here = queries.section_url(entry, section)
    if "unggah" in request.POST or "hapus" in request.POST:
        return f"{here}#bukti"
    messages.success(request, f"Bagian {section.code} tersimpan.")
    if "lanjut" not in request.POST:
        return here
    following = next((one for one in sections if one.position > section.position), None)
    return queries.section_url(entry, following) if following else entry.get_absolute_url()


def _page(
    entry: Entry, sections: Sequence[Section], section: Section, form: SectionForm
) -> dict[str, object]:
    rows = queries.sections_of(entry, sections)
    here = sections.index(section)
    prefetch_related_objects(rows[here].remarks, with_answers())
    stored = rows[here].answer
    if not form.is_bound:
        form.initial["text"] = stored.text if stored else ""
    form.offer_files()
    form.fields["text"].widget.attrs["data-saved"] = stored.text if stored else ""
    return {
        "entry": entry,
        "form": form,
        "section": section,
        "row": rows[here],
        "lacks": missing.of_words(rows[here].words, section),
        "stages": queries.stages_of(rows[here]),
        "deadline": steps.deadline_of(entry),
        # What the next save is measured against, also after one that was refused.
        "version": stored.version if stored else 0,
        "tasks": queries.section_tasks(entry, rows, section),
        "before": _neighbour(entry, rows, here - 1),
        "after": _neighbour(entry, rows, here + 1),
    }


def _neighbour(entry: Entry, rows: Sequence[SectionRow], n: int) -> dict[str, str] | None:
    if not 0 <= n < len(rows):
        return None
    section = rows[n].section
    return {"title": str(section), "url": queries.section_url(entry, section)}
