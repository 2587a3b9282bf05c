"""What the secretariat chooses when it assigns, and what a judge filters his desk by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from judging.models import Candidate, ScorecardState
from judging.models.round import AT_WORK
from kipp.accounts.models import RoleHolding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judging.models import Round
    from judging.models.assignment import AssignmentQuerySet
    from submissions.models import Entry


class SheetFilter(forms.Form):
    """The desk of a judge. Without a choice: the rounds at work, or all where none is."""

    STATES = (
        ("", "Semua"),
        ("nyatakan", "Belum dinyatakan"),
        ("buka", "Belum ditandatangani"),
        ("tandatangan", "Ditandatangani"),
        ("kembali", "Dikembalikan atau dibatalkan"),
    )

    tahap = forms.ChoiceField(label="Tahap", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=STATES)

    def __init__(self, data: Any, *, rounds: Sequence[Round]) -> None:
        super().__init__(data)
        self.at_work = [one.pk for one in rounds if one.state in AT_WORK]
        named = {str(one.pk): f"{one}, {one.edition}" for one in rounds}
        first = "Sedang berlangsung" if self.at_work else "Semua"
        self.fields["tahap"].choices = [("", first), *named.items()]  # type: ignore[attr-defined]

    def narrow(self, rows: AssignmentQuerySet) -> AssignmentQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("tahap"):
            rows = rows.filter(round=asked["tahap"])
        elif self.at_work:
            rows = rows.filter(round__in=self.at_work)
        match asked.get("status"):
            case "nyatakan":
                return rows.live().filter(declared_at=None, scorecard__state=ScorecardState.OPEN)
            case "buka":
                return rows.live().filter(scorecard__state=ScorecardState.OPEN)
            case "tandatangan":
                return rows.filter(scorecard__state=ScorecardState.SIGNED)
            case "kembali":
                return rows.filter(scorecard__state=ScorecardState.VOID)
        return rows


class HoldingChoice(forms.ModelChoiceField):
    def label_from_instance(self, holding: RoleHolding) -> str:
        place = holding.institution or "profesional"
        return f"{holding.user} ({place})"


class AddForm(forms.Form):
    """An entry by its number, and one of the judges of this round."""

    code = forms.CharField(
        label="Nomor proposal",
        help_text="Misalnya KIPP-2025-00042.",
        max_length=20,
        error_messages={"required": "Isi nomor proposal."},
    )
    holding = HoldingChoice(
        RoleHolding.objects.none(),
        label="Penilai",
        empty_label="Pilih penilai",
        error_messages={"required": "Pilih seorang penilai."},
    )

    def __init__(
        self, data: Any = None, *, round: Round, judges: Sequence[RoleHolding], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.round = round
        among = RoleHolding.objects.filter(pk__in=[one.pk for one in judges])
        rows = among.select_related("user", "institution").order_by("user__name", "pk")
        self.fields["holding"].queryset = rows  # type: ignore[attr-defined]

    def clean_code(self) -> Entry:
        code = self.cleaned_data["code"].strip().upper()
        rows = Candidate.objects.filter(round=self.round, entry__code=code)
        found = rows.select_related("entry").first()
        if found is None:
            raise ValidationError("Tidak ada proposal dengan nomor ini pada tahap ini.")
        return found.entry
