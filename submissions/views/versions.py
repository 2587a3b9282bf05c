from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import answer_history as history
from submissions import queries
from submissions.actions import entries, writing
from submissions.actions import versions as contents
from submissions.forms.versions import CompareForm, RestoreForm
from submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest
    from submissions.models import Lodgement, Section

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)


@require_safe
@role_required(*READERS)
def version_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """How often each section was kept; and what is different between two lodgements, or since."""
    entry = _readable(request, pk)
    lodgements = list(entry.lodgements.select_related("by").order_by("number"))
    counts = history.counts_of(entry)
    form = CompareForm(request.GET or None, choices=_of_lodgements(lodgements))
    context = {
        "entry": entry,
        "rows": [(one, counts.get(one.pk)) for one in queries.form_of(entry)],
        "lodgements": lodgements,
        "form": form,
        "found": history.compared(entry, *_both(form, lodgements)) if form.is_valid() else None,
    }
    return TemplateResponse(request, "submissions/version_list.html", context)


@require_safe
@role_required(*READERS)
def version_section(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Every text of a section, by who wrote it; and two of them beside each other, in words."""
    entry = _readable(request, pk)
    section = get_object_or_404(entry.form.sections.all(), code=code)
    rows = list(history.of_section(entry, section))
    lodgements = list(entry.lodgements.order_by("number"))
    form = CompareForm(request.GET or None, choices=history.choices(rows, lodgements))
    context: dict[str, Any] = {
        "entry": entry,
        "section": section,
        "sittings": history.sittings(rows),
        "count": len(rows),
        "current": rows[0].version if rows else 0,
        "form": form,
        "whole": "utuh" in request.GET,
        "query": request.GET.urlencode(),
    }
    if form.is_valid():
        context |= _beside(entry, section, form, lodgements, whole=context["whole"])
        context["closed"] = writing.why_not(entry, by=request.user, section=section)
    return TemplateResponse(request, "submissions/version_section.html", context)


@require_POST
@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
def version_restore(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """An older text comes back as a new version: nothing in between is lost, nothing that was saved
    meanwhile is written over."""
    entry = _readable(request, pk)
    section = get_object_or_404(entry.form.sections.all(), code=code)
    form = RestoreForm(request.POST)
    lodgements = list(entry.lodgements.order_by("number"))
    text = _text(entry, section, form.cleaned_data["key"], lodgements) if form.is_valid() else None
    if text is None:
        raise Http404
    given = {"by": request.user, "version": form.cleaned_data["version"]}
    try:
        kept = entries.answer(entry, section, text, **given)
    except writing.Stale:
        messages.error(
            request,
            "Bagian ini disimpan lagi sesudah Anda membuka halaman ini, jadi belum ada yang "
            "dipulihkan. Bandingkan sekali lagi dengan isinya yang sekarang.",
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"Versi lama dipulihkan sebagai versi {kept.version}; yang lain tetap tersimpan.",
        )
    return redirect("submissions:version-section", pk=pk, code=code)


def _readable(request: SignedInRequest, pk: int) -> Entry:
    rows = Entry.objects.viewable_by(request.user).select_related(*contents.RELATED)
    return get_object_or_404(rows, pk=pk)


def _of_lodgements(lodgements: Sequence[Lodgement]) -> list[tuple[str, str]]:
    lodged = [(f"l{one.number}", history.label_of(one)) for one in lodgements]
    return [*lodged, (history.NOW, "Isi sekarang")]


def _both(
    form: CompareForm, lodgements: Sequence[Lodgement]
) -> tuple[Lodgement | None, Lodgement | None]:
    named = {f"l{one.number}": one for one in lodgements}
    given = form.cleaned_data
    return named.get(given["lama"]), named.get(given["baru"])


def _beside(
    entry: Entry,
    section: Section,
    form: CompareForm,
    lodgements: Sequence[Lodgement],
    *,
    whole: bool,
) -> dict[str, Any]:
    old, new = form.cleaned_data["lama"], form.cleaned_data["baru"]
    before = _text(entry, section, old, lodgements) or ""
    after = _text(entry, section, new, lodgements) or ""
    found = history.difference(before, after, whole=whole)
    return {"found": found, "older": old, "label": form.label_of(old), "other": form.label_of(new)}


def _text(entry: Entry, section: Section, key: str, lodgements: Sequence[Lodgement]) -> str | None:
    """The text that a key of the page names, of this entry and section only."""
    if key.startswith("l"):
        named = (one for one in lodgements if f"l{one.number}" == key)
        lodgement = next(named, None)
        return history.text_in(lodgement, section) if lodgement else None
    row = history.of_section(entry, section).filter(version=int(key[1:])).defer(None).first()
    return row.text if row else None
