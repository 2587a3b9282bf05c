from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q

from kipp.notices.events import named_like
from kipp.notices.models import NoticeState

if TYPE_CHECKING:
    from kipp.notices.models import NoticeQuerySet


class OutboxFilter(forms.Form):
    q = forms.CharField(label="Cari surel, judul, atau peristiwa", required=False, max_length=100)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), *NoticeState.choices]
    )

    def narrow(self, rows: NoticeQuerySet) -> NoticeQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("q"):
            rows = rows.filter(
                Q(address__icontains=text)
                | Q(title__icontains=text)
                | Q(event__in=named_like(text))
            )
        return rows.filter(state=asked["status"]) if asked.get("status") else rows
