from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from kipp.web.files import private_file
from submissions import queries
from submissions.actions import attachments, writing
from submissions.forms.attachments import DocumentForm
from submissions.models import Attachment, Entry

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from kipp.web.access import SignedInRequest
    from submissions.queries import DocumentRow

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The documents of the whole proposal: a form of its own for each kind."""
    entry = get_object_or_404(Entry.objects.viewable_by(request.user).for_table(), pk=pk)
    rows = queries.documents_of(entry)
    sent = _sent(request, rows) if request.method == "POST" else None
    if sent and sent.is_valid() and _attach(request, entry, sent):
        return redirect("submissions:attachment-list", pk=entry.pk)
    forms = [sent if sent and sent.of == row.kind else DocumentForm(of=row.kind) for row in rows]
    closed = writing.why_not(entry, by=request.user)
    context = {
        "entry": entry,
        "rows": list(zip(rows, forms, strict=True)),
        "form": sent,
        "closed": closed,
        "open": not closed,
    }
    return TemplateResponse(request, "submissions/attachment_list.html", context)


@role_required(*READERS)
@require_safe
def attachment_open(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Attachment.objects.viewable_by(request.user), pk=pk)
    return private_file(found.file, name=found.name, media_type=found.media_type)


@require_POST
@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
def attachment_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Attachment.objects.listed_by(request.user).select_related("entry", "section")
    attachment = get_object_or_404(rows, pk=pk)
    try:
        attachments.remove(attachment, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Berkas “{attachment}” dihapus.")
    if attachment.section:
        return redirect(queries.section_url(attachment.entry, attachment.section))
    return redirect("submissions:attachment-list", pk=attachment.entry_id)


def _sent(request: SignedInRequest, rows: list[DocumentRow]) -> DocumentForm:
    """The form of the kind that was posted; a kind that is not asked for does not exist."""
    kind = request.POST.get("kind", "")
    row = next((row for row in rows if str(row.kind.pk) == kind), None)
    if row is None:
        raise Http404
    return DocumentForm(request.POST, request.FILES, of=row.kind)


def _attach(request: SignedInRequest, entry: Entry, form: DocumentForm) -> bool:
    try:
        kept = attachments.attach(entry, form.of, None, form.cleaned_data["file"], by=request.user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, f"Berkas “{kept}” terunggah.")
    return True
