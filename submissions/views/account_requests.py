"""The account of an Admin Lokal: asked for by whoever has none, granted by the secretariat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from kipp.web.files import PDF, private_file
from submissions.actions import account_requests
from submissions.forms.account_requests import AccountRequestForm, DeclineRequestForm
from submissions.models import AccountRequest

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

TOO_MANY = "Terlalu banyak permintaan dari jaringan Anda. Coba lagi satu jam lagi."
GRANTING = (
    "Undangan sebagai Admin Lokal dikirim ke surel peminta dan berlaku 14 hari.",
    "Setelah diterima, ia mengundang inovator dan mengajukan proposal instansinya.",
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_ask(request: HttpRequest) -> HttpResponse:
    """Public. What is kept is a request: nobody comes in by it."""
    form = AccountRequestForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="account_request"):
            form.add_error(None, TOO_MANY)
            return TemplateResponse(
                request, "submissions/account_ask.html", {"form": form}, status=429
            )
        try:
            account_requests.ask(form.asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("submissions:account-asked")
    return TemplateResponse(request, "submissions/account_ask.html", {"form": form})


@login_not_required
@require_safe
def account_asked(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "submissions/account_asked.html", {})


@require_safe
@role_required(Role.SECRETARIAT)
def account_request_list(request: SignedInRequest) -> HttpResponse:
    rows = AccountRequest.objects.viewable_by(request.user).for_table()
    context = {"page": listing.page_of(request, rows), "waiting": rows.pending().count()}
    return TemplateResponse(request, "submissions/account_request_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def account_request(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = AccountRequest.objects.viewable_by(request.user).for_table()
    found = get_object_or_404(rows, pk=pk)
    decision = request.POST.get("decision")
    form = DeclineRequestForm(request.POST if decision == "decline" else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            messages.success(request, _decide(found, decision, form, request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(found)
    context = {
        "found": found,
        "form": form,
        "effects": GRANTING,
        "has_admin": account_requests.has_admin(found.institution),
    }
    return TemplateResponse(request, "submissions/account_request.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def account_request_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(AccountRequest.objects.viewable_by(request.user), pk=pk)
    return private_file(found.file, name=f"surat-penunjukan-{found.pk}.pdf", media_type=PDF)


def _decide(found: AccountRequest, decision: str | None, form: DeclineRequestForm, by: User) -> str:
    if decision == "decline":
        account_requests.decline(found, form.cleaned_data["answer"], by=by)
        return "Permintaan ditolak. Peminta menerima alasannya lewat surel."
    if decision == "confirm":
        account_requests.grant(found, by=by)
        return f"Undangan dikirim ke {found.email}."
    raise Refused("Belum ada yang diputuskan. Kirim undangan atau tolak dengan alasan.")
