from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import capfirst

from kipp.web.days import DayField
from submissions.actions.deadlines import ExtensionReason
from submissions.forms.agency import ReasonForm, RemarksForm
from submissions.models import Category, Entry, EntryState, Group, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.forms import BoundField

    from kipp.accounts.models import User
    from submissions.models import ChecklistItem, CheckMark
    from submissions.models.entry import EntryQuerySet

_S = EntryState


class QueueFilter(forms.Form):
    """What the secretariat screens; without a state asked for, what waits for it."""

    STATES = (
        ("", "Menunggu seleksi"),
        ("KEDUA", "Menunggu pembaca kedua"),
        (_S.RETURNED.value, _S.RETURNED.label),
        (_S.ACCEPTED.value, _S.ACCEPTED.label),
        (_S.REJECTED.value, _S.REJECTED.label),
        (_S.DISQUALIFIED.value, _S.DISQUALIFIED.label),
    )
    HOLDERS = (
        ("", "Semua"),
        ("bebas", "Belum diambil"),
        ("saya", "Saya ambil"),
        ("rekan", "Diambil rekan"),
    )
    q = forms.CharField(label="Cari nomor, judul, instansi", required=False, max_length=100)
    status = forms.ChoiceField(label="Status", required=False, choices=STATES)
    kelompok = forms.ModelChoiceField(
        Group.objects.filter(edition__published_at__isnull=False)
        .select_related("edition")
        .order_by("-edition__year", "position"),
        label="Kelompok",
        required=False,
        empty_label="Semua",
    )
    kategori = forms.ModelChoiceField(
        Category.objects.select_related("edition").order_by("-edition__year", "number"),
        label="Kategori",
        required=False,
        empty_label="Semua",
    )
    ambil = forms.ChoiceField(label="Pemeriksa", required=False, choices=HOLDERS)

    def __init__(self, data: Any, user: User | None = None) -> None:
        super().__init__(data)
        self.user = user
        group, category = self.fields["kelompok"], self.fields["kategori"]
        group.label_from_instance = lambda one: f"{one}, {one.edition}"  # type: ignore[attr-defined]
        category.label_from_instance = lambda one: f"{one}, {one.edition}"  # type: ignore[attr-defined]

    def narrow(self, rows: EntryQuerySet) -> EntryQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("q"):
            rows = rows.filter(
                Q(code__icontains=asked["q"])
                | Q(innovation__title__icontains=asked["q"])
                | Q(innovation__institution__name__icontains=asked["q"])
            )
        if asked.get("kelompok"):
            rows = rows.filter(group=asked["kelompok"])
        if asked.get("kategori"):
            rows = rows.filter(category=asked["kategori"])
        rows = self._held(rows, asked.get("ambil", ""))
        if asked.get("status") == "KEDUA":
            return rows.filter(pk__in=Entry.objects.before_a_second())
        return rows.filter(state=asked.get("status") or EntryState.LODGED)

    def _held(self, rows: EntryQuerySet, by: str) -> EntryQuerySet:
        if by == "bebas":
            return rows.exclude(claim__until__gt=Now())
        if by == "saya":
            return rows.filter(claim__until__gt=Now(), claim__by=self.user)
        if by == "rekan":
            return rows.filter(claim__until__gt=Now()).exclude(claim__by=self.user)
        return rows


class VerdictField(forms.ChoiceField):
    """Must be answered in the end, but half a checklist may be kept."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class ChecklistForm(forms.Form):
    """One verdict and one note for each item; an unmet item says why."""

    use_required_attribute = False
    compared = False  # its reader has been told what is stored instead

    def __init__(
        self, data: Any = None, *, items: Sequence[ChecklistItem], marks: Mapping[int, CheckMark]
    ) -> None:
        super().__init__(data)
        self.items = list(items)
        for item in self.items:
            mark = marks.get(item.pk)
            self.fields[f"verdict_{item.pk}"] = VerdictField(
                label=f"{item.position}. {item.text}",
                help_text=item.rule,
                choices=Verdict.choices,
                widget=forms.RadioSelect,
                initial=mark.verdict if mark else None,
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=f"Keterangan butir {item.position}, bila tidak memenuhi",
                max_length=300,
                required=False,
                initial=mark.note if mark else "",
            )
        # The label of a note says when it is asked.
        self.unmarked = tuple(f"note_{item.pk}" for item in self.items)

    def clean(self) -> dict[str, Any]:
        for item in self.items:
            unmet = self.cleaned_data.get(f"verdict_{item.pk}") == Verdict.UNMET
            if unmet and not self.cleaned_data.get(f"note_{item.pk}"):
                self.add_error(f"note_{item.pk}", "Tulis apa yang tidak memenuhi.")
        return self.cleaned_data

    def compare(self, marks: Mapping[int, CheckMark]) -> None:
        """Beside each item on which something else is stored: what, and who found it."""
        self.compared = True
        for item, verdict, note in self.findings:
            mark = marks.get(item.pk)
            if mark and mark.verdict != verdict:
                told = f"Tersimpan: {mark.get_verdict_display()}, oleh {mark.by}."
                self.add_error(f"verdict_{item.pk}", told)
            if mark and mark.note != note:
                told = f"Tersimpan: {mark.note or 'kosong'}, oleh {mark.by}."
                self.add_error(f"note_{item.pk}", told)

    @property
    def findings(self) -> list[tuple[ChecklistItem, Verdict, str]]:
        said = [(item, self.cleaned_data.get(f"verdict_{item.pk}")) for item in self.items]
        return [
            (item, Verdict(verdict), self.cleaned_data.get(f"note_{item.pk}", ""))
            for item, verdict in said
            if verdict
        ]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"verdict_{item.pk}"], self[f"note_{item.pk}"]) for item in self.items]


class ReturnForm(RemarksForm):
    due_on = DayField(label="Batas melengkapi", required=False)

    def __init__(self, *args: Any, days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "due_on"
        ].help_text = f"Sampai akhir hari itu. Bila dikosongkan: {days} hari sejak dikembalikan."

    @property
    def due_at(self) -> datetime | None:
        day = self.cleaned_data.get("due_on")
        return _end_of(day) if day else None


class UpholdForm(ReasonForm):
    """`objection` first: what was said, then why it holds."""

    objection = forms.CharField(
        label="Pokok keberatan",
        help_text="Apa yang disampaikan, oleh siapa, dan dengan surat atau bukti apa.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tulis pokok keberatannya."},
    )
    field_order = ("objection", "reason")


class ExtendForm(forms.Form):
    closes_on = DayField(label="Tanggal penutupan yang baru")
    closes_hour = forms.TimeField(
        label="Pukul",
        help_text="Waktu zona Anda. Contoh: 23.59.",
        input_formats=["%H.%M", "%H:%M"],
        initial=time(23, 59),
        error_messages={
            "required": "Isi jam penutupan.",
            "invalid": "Tulis jam seperti 23.59.",
        },
        widget=forms.TimeInput(format="%H.%M", attrs={"inputmode": "numeric"}),
    )
    reason = forms.ChoiceField(
        label="Alasan",
        choices=[(value, capfirst(label)) for value, label in ExtensionReason.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih alasannya."},
    )

    def clean(self) -> dict[str, Any]:
        day, hour = self.cleaned_data.get("closes_on"), self.cleaned_data.get("closes_hour")
        if day and hour is not None:
            local = datetime.combine(day, hour)
            if local.year > 9000:
                raise ValidationError("Tahun penutupan tidak masuk akal.")
            self.cleaned_data["closes_at"] = timezone.make_aware(local)
        return self.cleaned_data

    @property
    def closes_at(self) -> datetime:
        moment: datetime = self.cleaned_data["closes_at"]
        return moment

    @property
    def why(self) -> ExtensionReason:
        return ExtensionReason(self.cleaned_data["reason"])


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
