"""What every door uses: the signed-in request, and the roles a page is for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, resolve

from kipp.accounts.models import User
from kipp.web import sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kipp.accounts.models import Role

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class SignedInRequest(HttpRequest):
    """A request past LoginRequiredMiddleware: its user is never anonymous."""

    user: User


def role_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[SignedInRequest, P], Answer]],
    Callable[Concatenate[SignedInRequest, P], Answer],
]:
    """A page of these roles; to everybody else it does not exist. Rows are the queryset's affair."""

    def guard(
        view: Callable[Concatenate[SignedInRequest, P], Answer],
    ) -> Callable[Concatenate[SignedInRequest, P], Answer]:
        @wraps(view)
        def door(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            if request.user.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        door.roles = roles  # type: ignore[attr-defined]
        return door

    return guard


def fetched(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A door that a script knocks at, under `login_not_required`: a session that is over, or has
    become somebody else's (X-Bearer, see kipp.web.sessions), is told as 401, not by the log-in page."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        meant = request.headers.get("X-Bearer")
        if not isinstance(user, User) or meant not in (None, sessions.bearer(user)):
            return JsonResponse({"refusal": "Masuk lagi untuk menyimpan."}, status=401)
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return door


def may_enter(user: User, path: str) -> bool:
    """Is the page at `path` one of the user's role? Of its rows this says nothing."""
    try:
        view = resolve(path.partition("?")[0]).func
    except Resolver404:
        return False
    return user.role in getattr(view, "roles", (user.role,))
