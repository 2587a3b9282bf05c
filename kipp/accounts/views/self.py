from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kipp.accounts.actions import holdings, profiles
from kipp.accounts.actions.profiles import FIELDS
from kipp.accounts.forms import ProfileForm, SwitchForm
from kipp.web import sessions
from kipp.web.acting import SESSION_KEY

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(request.POST or None, initial={name: getattr(user, name) for name in FIELDS})
    if form.is_valid():
        profiles.revise(by=user, given=form.cleaned_data)
        messages.success(request, "Profil tersimpan.")
        return redirect("accounts:profile")
    context = {"form": form, "held": user.holdings.for_table()}
    return TemplateResponse(request, "accounts/profile.html", context)


@require_POST
def role_switch(request: SignedInRequest) -> HttpResponse:
    form = SwitchForm(request.POST, by=request.user)
    if not form.is_valid():
        raise Http404
    held = holdings.switch(form.cleaned_data["holding"], by=request.user)
    request.session[SESSION_KEY] = held.pk
    messages.success(request, f"Anda sekarang bertugas sebagai {held.label}.")
    return redirect("home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_keep(request: SignedInRequest) -> HttpResponse:
    """How long the session lasts. A POST lets it last its full time again, from now."""
    left = sessions.left(request)
    if request.method == "POST":
        request.session.modified = True
        left = request.session.get_expiry_age()
    answer = {"left": left, "token": get_token(request), "bearer": sessions.bearer(request.user)}
    return JsonResponse(answer)


@require_POST
def welcome_dismiss(request: SignedInRequest) -> HttpResponse:
    if request.user.acting:
        holdings.put_welcome_away(request.user.acting, by=request.user)
    return redirect("home")
