from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.notices import outbox as sending
from kipp.notices import reading
from kipp.notices.forms import OutboxFilter
from kipp.notices.models import Notice
from kipp.web import listing, tables
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

KEEPERS = (Role.SECRETARIAT, Role.SUPERUSER)
# What a letter says is its reader's: the list does not carry it out of the portal.
COLUMNS = (
    tables.Column("Surat", lambda notice: notice.title, width=60),
    tables.Column("Kepada", lambda notice: str(notice.recipient or ""), width=30),
    tables.Column("Surel", lambda notice: notice.address, width=30),
    tables.Column("Dibuat", lambda notice: notice.created_at),
    tables.Column("Status", lambda notice: notice.get_state_display()),
    tables.Column("Terkirim", lambda notice: notice.sent_at),
    tables.Column("Percobaan", lambda notice: notice.attempts),
    tables.Column("Galat terakhir", lambda notice: notice.error, width=60),
)


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    page = listing.page_of(request, Notice.objects.addressed_to(request.user))
    return TemplateResponse(request, "notices/notice_list.html", {"page": page})


@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.addressed_to(request.user), pk=pk)
    reading.read(Notice.objects.filter(pk=notice.pk), by=request.user)
    return redirect(notice.url or "notices:notice-list")


@require_POST
def notice_read_all(request: SignedInRequest) -> HttpResponse:
    reading.read(Notice.objects.all(), by=request.user)
    messages.success(request, "Semua pemberitahuan ditandai sudah dibaca.")
    return redirect("notices:notice-list")


@require_safe
@role_required(*KEEPERS)
def outbox(request: SignedInRequest) -> HttpResponse:
    rows = Notice.objects.viewable_by(request.user).for_table()
    form = OutboxFilter(request.GET)
    context = listing.context(request, form, rows, form.narrow(rows), noun="surat")
    return TemplateResponse(request, "notices/outbox.html", context)


@require_safe
@role_required(*KEEPERS)
def outbox_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    rows = OutboxFilter(request.GET).narrow(Notice.objects.viewable_by(request.user).for_table())
    return tables.response("surat-keluar", kind, COLUMNS, rows.iterator())


@require_POST
@role_required(*KEEPERS)
def notice_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.viewable_by(request.user), pk=pk)
    try:
        sending.resend(notice, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Surat ke {notice.address} dikirim lagi sebentar lagi.")
    return redirect("notices:outbox")
