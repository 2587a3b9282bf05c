from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from kipp.accounts.models import Region, RegionKind
from kipp.clock import moment
from scaling.models import CaseState, ReplicationState

if TYPE_CHECKING:
    from scaling.models.case import CaseQuerySet

WAITING = [
    ("fill", "Isi bukti"),
    ("confirm", "Konfirmasi bukti"),
    ("overdue", "Lewat batas tahap"),
]


def _search(rows: QuerySet, name: str, value: str) -> QuerySet:
    return rows.filter(
        Q(innovation__title__icontains=value)
        | Q(innovation__institution__name__icontains=value)
        | Q(institution__name__icontains=value)
    )


def _search_replications(rows: QuerySet, name: str, value: str) -> QuerySet:
    return rows.filter(Q(source__title__icontains=value) | Q(adopter__name__icontains=value))


class CaseFilter(django_filters.FilterSet):
    waiting = django_filters.ChoiceFilter(
        label="Perlu tindakan", choices=WAITING, empty_label="Semua", method="that_wait"
    )
    state = django_filters.ChoiceFilter(
        label="Tahap", choices=CaseState.choices, empty_label="Semua tahap"
    )
    q = django_filters.CharFilter(
        label="Cari", method=_search, widget=forms.TextInput(attrs={"type": "search"})
    )

    def that_wait(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        user = self.request.user
        if value == "overdue":
            return rows.overdue(timezone.localdate(moment(None)))
        return rows.fillable_by(user) if value == "fill" else rows.confirmable_by(user)


class ReplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Status", choices=ReplicationState.choices, empty_label="Semua status"
    )
    province = django_filters.ModelChoiceFilter(
        label="Provinsi",
        queryset=Region.objects.filter(kind=RegionKind.PROVINCE).order_by("code"),
        to_field_name="code",
        empty_label="Semua provinsi",
        method="of_province",
    )
    q = django_filters.CharFilter(
        label="Cari",
        method=_search_replications,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def of_province(self, rows: QuerySet, name: str, value: Region) -> QuerySet:
        return rows.filter(adopter__region__code__startswith=value.code)
