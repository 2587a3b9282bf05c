from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from kipp.jobs.models import JobState

if TYPE_CHECKING:
    from kipp.jobs.models import JobQuerySet


class JobFilter(forms.Form):
    q = forms.CharField(label="Cari judul", required=False, max_length=100)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), *JobState.choices]
    )

    def narrow(self, rows: JobQuerySet) -> JobQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("q"):
            rows = rows.filter(title__icontains=asked["q"])
        if asked.get("status"):
            rows = rows.filter(state=asked["status"])
        return rows
