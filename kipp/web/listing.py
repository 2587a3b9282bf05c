"""A list page: its rows narrowed by a form of filters, cut into pages, with chips of what is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.forms import ChoiceField, ModelChoiceField

from kipp.web import indonesian

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.forms import Field, Form
    from django.http import HttpRequest

SIZE = 25


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force: its name, its value in words, and its key in the address."""

    label: str
    value: str
    key: str


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    param: str = "halaman",
    size: int = SIZE,
) -> Page[Any]:
    """The page asked for; the last one where the address asks for more."""
    return Paginator(rows, size).get_page(request.GET.get(param))


def chips(form: Form) -> list[Chip]:
    asked = form.cleaned_data if form.is_valid() else {}
    return [
        Chip(str(form.fields[key].label), _words(form.fields[key], value), key)
        for key, value in asked.items()
        if value not in (None, "")
    ]


def context(
    request: HttpRequest,
    form: Form,
    rows: QuerySet[Any],
    narrowed: QuerySet[Any],
    *,
    noun: str,
    size: int = SIZE,
) -> dict[str, Any]:
    """What templates of list pages need: form, chips, page, counts. The whole is counted only
    where a filter hides a part of it."""
    page = page_of(request, narrowed, size=size)
    set_filters = chips(form)
    count = page.paginator.count
    total = rows.count() if set_filters else count
    return {
        "form": form,
        "chips": set_filters,
        "page": page,
        "count": count,
        "total": total,
        "noun": noun,
    }


def _words(field: Field, value: Any) -> str:
    if isinstance(value, date):
        return indonesian.day(value)
    if isinstance(field, ModelChoiceField) or not isinstance(field, ChoiceField):
        return str(value)
    return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
