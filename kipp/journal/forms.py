from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date

    from kipp.journal.models import JournalLineQuerySet

DAY = timedelta(days=1)
FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]


class LineFilter(forms.Form):
    tentang = forms.CharField(
        label="Tentang (misalnya submissions.Entry:7)", required=False, max_length=120
    )
    orang = forms.CharField(label="Nama atau surel pelaku", required=False, max_length=100)
    perbuatan = forms.CharField(label="Perbuatan", required=False, max_length=60)
    dari = forms.DateField(
        label="Sejak (hari/bulan/tahun)",
        required=False,
        widget=forms.TextInput,
        input_formats=FORMATS,
    )
    sampai = forms.DateField(
        label="Sampai (hari/bulan/tahun)",
        required=False,
        widget=forms.TextInput,
        input_formats=FORMATS,
    )

    def narrow(self, rows: JournalLineQuerySet) -> JournalLineQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("tentang"):
            rows = rows.about(text)
        if text := asked.get("orang"):
            rows = rows.written_by(text)
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
