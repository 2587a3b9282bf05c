"""What every door uses: the signed-in request, and the roles a page is for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import Http404, HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kipp.accounts.models import Role, User

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request past LoginRequiredMiddleware: its user is never anonymous."""

    user: User


def role_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[SignedInRequest, P], HttpResponse]],
    Callable[Concatenate[SignedInRequest, P], HttpResponse],
]:
    """A page of these roles; to everybody else it does not exist. Rows are the queryset's affair."""

    def guard(
        view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
    ) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
        @wraps(view)
        def door(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return guard
