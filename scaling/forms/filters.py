from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from scaling.models import CaseState, ReplicationState


def _search(rows: QuerySet, name: str, value: str) -> QuerySet:
    return rows.filter(
        Q(innovation__title__icontains=value)
        | Q(innovation__institution__name__icontains=value)
        | Q(institution__name__icontains=value)
    )


def _search_replications(rows: QuerySet, name: str, value: str) -> QuerySet:
    return rows.filter(Q(source__title__icontains=value) | Q(adopter__name__icontains=value))


class CaseFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Tahap", choices=CaseState.choices, empty_label="Semua tahap"
    )
    q = django_filters.CharFilter(
        label="Cari", method=_search, widget=forms.TextInput(attrs={"type": "search"})
    )


class ReplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Status", choices=ReplicationState.choices, empty_label="Semua status"
    )
    province = django_filters.CharFilter(
        label="Provinsi", method="of_province", widget=forms.HiddenInput
    )
    q = django_filters.CharFilter(
        label="Cari",
        method=_search_replications,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def of_province(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(adopter__region__code__startswith=value)
