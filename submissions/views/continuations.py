from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import answer_history as history
from submissions.actions import continuations, versions, writing
from submissions.forms.continuations import ChangesForm
from submissions.models import Entry

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)
_EARLIER = tuple(f"continuation__earlier__{name}" for name in versions.RELATED)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def continuation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the team says has changed, above what the texts say."""
    rows = Entry.objects.viewable_by(request.user).filter(continuation__isnull=False)
    entry = get_object_or_404(rows.select_related(*versions.RELATED, *_EARLIER), pk=pk)
    said = entry.continuation
    initial = {"text": said.changes, "version": said.version}
    posted = request.POST if request.method == "POST" else None
    form = ChangesForm(posted, initial=initial, most=entry.edition.changes_words)
    if form.is_valid():
        given = form.cleaned_data
        try:
            continuations.say(entry, given["text"], by=request.user, version=given["version"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Tersimpan: apa yang berubah sejak proposal terdahulu.")
            return redirect(entry)
    found = history.since(said.earlier, entry)
    context = {
        "entry": entry,
        "said": said,
        "form": form,
        "found": found,
        "closed": writing.why_not(entry, by=request.user),
    }
    return TemplateResponse(request, "submissions/continuation.html", context)
