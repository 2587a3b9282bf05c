from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date

    from kipp.journal.models import JournalLineQuerySet

DAY = timedelta(days=1)


class LineFilter(forms.Form):
    tentang = forms.CharField(
        label="Tentang (misalnya submissions.Entry:7)", required=False, max_length=120
    )
    orang = forms.CharField(label="Nama atau surel pelaku", required=False, max_length=100)
    perbuatan = forms.CharField(label="Perbuatan", required=False, max_length=60)
    dari = forms.DateField(
        label="Sejak tanggal", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    sampai = forms.DateField(
        label="Sampai tanggal", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def narrow(self, rows: JournalLineQuerySet) -> JournalLineQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("tentang"):
            rows = rows.about(text)
        if text := asked.get("orang"):
            rows = rows.filter(Q(by__name__icontains=text) | Q(by__email__icontains=text))
        if text := asked.get("perbuatan"):
            rows = rows.filter(verb__startswith=text)
        if asked.get("dari"):
            rows = rows.filter(at__gte=_midnight(asked["dari"]))
        if asked.get("sampai"):
            rows = rows.filter(at__lt=_midnight(asked["sampai"] + DAY))
        return rows


def _midnight(day: date) -> datetime:
    """The first moment of a day in the reader's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
