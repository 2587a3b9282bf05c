from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from judging.queries.ranking import FLAGS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from judging.models import Standing
    from judging.queries.ranking import Facets


class RankingFilter(forms.Form):
    """One group at a time, for ranks of two groups cannot be compared."""

    kelompok = forms.ChoiceField(label="Kelompok", required=False)
    kategori = forms.ChoiceField(label="Kategori", required=False)
    tanda = forms.ChoiceField(
        label="Tanda", required=False, choices=[("", "Semua"), *FLAGS.items()]
    )
    q = forms.CharField(label="Cari nomor, judul, instansi", required=False, max_length=100)

    def __init__(self, data: Any, *, facets: Facets) -> None:
        super().__init__(data)
        self.first = next(iter(facets.groups), 0)
        groups = [(str(pk), name) for pk, name in facets.groups.items()]
        categories = [(str(pk), name) for pk, name in facets.categories.items()]
        self.fields["kelompok"].choices = groups  # type: ignore[attr-defined]
        self.fields["kategori"].choices = [("", "Semua"), *categories]  # type: ignore[attr-defined]

    @property
    def group(self) -> int:
        asked = self.cleaned_data if self.is_valid() else {}
        return int(asked.get("kelompok") or self.first)

    def narrow(self, rows: QuerySet[Standing]) -> QuerySet[Standing]:
        asked = self.cleaned_data if self.is_valid() else {}
        rows = rows.filter(entry__group_id=self.group)
        if asked.get("kategori"):
            rows = rows.filter(entry__category_id=asked["kategori"])
        if asked.get("tanda"):
            rows = rows.filter(flags__contains=[asked["tanda"]])
        if words := asked.get("q"):
            rows = rows.filter(
                Q(entry__code__icontains=words)
                | Q(entry__innovation__title__icontains=words)
                | Q(entry__innovation__institution__name__icontains=words)
            )
        return rows
