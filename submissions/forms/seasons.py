from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from kipp.accounts.models import InstitutionKind
from submissions.overview import DIMENSIONS, WITH_A_DESK, previous, seasons

if TYPE_CHECKING:
    from kipp.accounts.models.institution import InstitutionQuerySet
    from submissions.models import Edition


class SeasonFilter(forms.Form):
    """Which season, and by what it is counted."""

    musim = forms.ChoiceField(label="Musim", required=False)
    menurut = forms.ChoiceField(
        label="Menurut",
        required=False,
        choices=[(key, heading) for key, (heading, _) in DIMENSIONS.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {str(one.year): one for one in seasons()}
        self.fields["musim"].choices = [(year, one.name) for year, one in self.editions.items()]  # type: ignore[attr-defined]

    @property
    def edition(self) -> Edition | None:
        """The season asked for, the newest where none is."""
        asked = self.cleaned_data.get("musim") if self.is_valid() else ""
        return self.editions.get(asked or "") or next(iter(self.editions.values()), None)

    @property
    def before(self) -> Edition | None:
        return previous(self.edition, list(self.editions.values())) if self.edition else None

    @property
    def dimension(self) -> str:
        asked = self.cleaned_data.get("menurut") if self.is_valid() else ""
        return asked or next(iter(DIMENSIONS))


class AbsentFilter(SeasonFilter):
    menurut = None  # type: ignore[assignment]
    jenis = forms.ChoiceField(
        label="Jenis instansi",
        required=False,
        choices=[("", "Semua"), *((one.value, one.label) for one in WITH_A_DESK)],
    )
    admin = forms.ChoiceField(
        label="Admin Lokal",
        required=False,
        choices=[("", "Semua"), ("ada", "Ada"), ("belum", "Belum ada")],
    )

    def narrow(self, rows: InstitutionQuerySet) -> InstitutionQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("jenis"):
            rows = rows.filter(kind=InstitutionKind(asked["jenis"]))
        if asked.get("admin"):
            rows = rows.filter(Q(has_admin=asked["admin"] == "ada"))
        return rows
