"""What every door uses: the signed-in request, and the roles a page is for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from kipp.accounts.models import Role, User

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


def may_enter(user: User, path: str) -> bool:
    """Is the page at `path` one of the user's role? Of its rows this says nothing."""
    try:
        view = resolve(path.partition("?")[0]).func
    except Resolver404:
        return False
    return user.role in getattr(view, "roles", (user.role,))
