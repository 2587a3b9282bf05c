from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from submissions.models import Category, Edition, Profile


class AwardFilter(django_filters.FilterSet):
    """Filters of the gallery: published facts only."""

    edition = django_filters.ModelChoiceFilter(
        label="Tahun",
        field_name="entry__edition",
        queryset=Edition.objects.published().newest_first(),
        empty_label="Semua tahun",
    )
    category = django_filters.ModelChoiceFilter(
        label="Kategori",
        field_name="entry__category",
        queryset=Category.objects.order_by("-edition__year", "number"),
        empty_label="Semua kategori",
    )
    q = django_filters.CharFilter(
        label="Cari", method="search", widget=forms.TextInput(attrs={"type": "search"})
    )

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """In what the page shows: a summary that is not released is not found by its words."""
        released = Profile.objects.released().filter(summary__icontains=value)
        return rows.filter(
            Q(innovation__title__icontains=value)
            | Q(innovation__institution__name__icontains=value)
            | Q(innovation__in=released.values("innovation"))
        )
