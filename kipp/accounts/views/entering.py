from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kipp.accounts.actions import people
from kipp.accounts.forms import AcceptForm
from kipp.accounts.models import User
from kipp.journal.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kipp.accounts.models import Invitation


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Public: the link is the key. A newcomer chooses a password; who has an account logs in first."""
    try:
        invitation = people.offered(token)
    except Refused as refusal:
        return TemplateResponse(
            request, "accounts/invitation_over.html", {"reason": str(refusal)}, status=404
        )
    if isinstance(request.user, User):
        return _as_oneself(request, request.user, token, invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        query = urlencode({"next": request.path})
        messages.info(request, "Surel ini sudah punya akun. Masuk untuk menerima undangan.")
        return redirect(f"{reverse('account_login')}?{query}")
    return _as_newcomer(request, token, invitation)


def _as_oneself(
    request: HttpRequest, user: User, token: str, invitation: Invitation
) -> HttpResponse:
    if request.method == "POST":
        try:
            people.accept(token, by=user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _welcome(invitation))
            return redirect("home")
    context = {"invitation": invitation, "mine": user.email.lower() == invitation.email}
    return TemplateResponse(request, "accounts/invitation_take.html", context)


def _as_newcomer(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(
        request.POST or None, email=invitation.email, initial={"name": invitation.name}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = people.accept(token, name=given["name"], password=given["password"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user)
            messages.success(request, _welcome(invitation))
            return redirect("home")
    context = {"invitation": invitation, "form": form}
    return TemplateResponse(request, "accounts/invitation_accept.html", context)


def _welcome(invitation: Invitation) -> str:
    role = invitation.get_role_display()
    if invitation.needs_second_person:
        return f"Undangan diterima. Peran {role} berlaku setelah dikonfirmasi orang kedua."
    return f"Undangan diterima. Peran {role} sudah dapat Anda pakai."
