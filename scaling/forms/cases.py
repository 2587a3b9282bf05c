from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from kipp.accounts.models import Institution
from kipp.clock import moment
from kipp.web.days import DayField
from scaling.models import CaseState
from scaling.words import AREAS, SCALE
from submissions.forms.papers import PaperField

if TYPE_CHECKING:
    from datetime import date

    from scaling.models import ScalingCase


def not_ahead(day: date) -> None:
    """A paper is dated today at the latest, by the calendar of whoever types it."""
    if day > timezone.localdate(moment(None)):
        raise forms.ValidationError("Tanggal ini belum lewat. Isi tanggal pada dokumennya.")


def _line(label: str, missing: str, longest: int) -> forms.CharField:
    told = {"required": missing}
    return forms.CharField(label=label, max_length=longest, error_messages=told)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Alasan",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Tulis alasannya."},
    )

    def __init__(self, *args: Any, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", button))


class CaseOpenForm(forms.Form):
    institution = forms.ModelChoiceField(
        label="Kementerian/lembaga",
        queryset=Institution.objects.none(),
        empty_label="Pilih kementerian atau lembaga",
        help_text="Yang akan memakai inovasi ini dalam tugasnya.",
        error_messages={"required": "Pilih kementerian atau lembaga."},
    )
    reason = forms.CharField(
        label="Alasan minat",
        help_text="Tugas atau program apa yang dibantu inovasi ini?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Tulis tugas atau program yang dibantu inovasi ini."},
    )

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Buka perluasan"))


class GateForm(forms.Form):
    """Evidence of a gate. Fields named in `VALUES` go to the gate's `values`."""

    VALUES: ClassVar[tuple[str, ...]] = ()
    TEXT_LABEL = "Uraian"

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=5000)
    number = forms.CharField(
        label="Nomor dokumen",
        max_length=120,
        required=False,
        error_messages={"required": "Isi nomor dokumen."},
    )
    dated_on = DayField(
        label="Tanggal dokumen",
        required=False,
        validators=[not_ahead],
        error_messages={"required": "Isi tanggal dokumen."},
    )
    file = PaperField(
        label="Berkas PDF",
        help_text="Paling besar 5 MB.",
        required=False,
        error_messages={"required": "Unggah PDF suratnya."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.TEXT_LABEL
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = f"Tulis {label[0].lower()}{label[1:]}."
        self.order_fields(["text", *self.VALUES, "number", "dated_on", "file"])
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Simpan bukti tahap"))

    def columns(self) -> dict[str, Any]:
        """What `cases.fill` takes."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "number": given["number"],
            "dated_on": given["dated_on"],
            "values": {name: given[name] for name in self.VALUES},
        }


class LetterForm(GateForm):
    """Gates that stand on a letter: its number, date and PDF are needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "dated_on"):
            self.fields[name].required = True
        # A file that has been kept stays when the rest is written again.
        self.fields["file"].required = not self.initial.get("file")


class InterestForm(LetterForm):
    TEXT_LABEL = "Isi surat minat"


class AssessmentForm(GateForm):
    VALUES = tuple(AREAS)
    TEXT_LABEL = "Celah yang harus ditutup"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in AREAS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", "Pilih"), *SCALE.items()],
                error_messages={"required": "Pilih lemah, sedang, atau kuat."},
            )
        self.order_fields([*AREAS, "text", "number", "dated_on", "file"])


class PlanForm(GateForm):
    VALUES = ("regions", "budget", "pic", "timeline")
    TEXT_LABEL = "Ringkasan rencana"

    regions = _line("Daerah sasaran", "Tulis daerah yang akan memakai inovasi ini.", 500)
    budget = _line("Sumber anggaran", "Tulis sumber anggarannya.", 300)
    pic = _line("Unit penanggung jawab", "Tulis unit yang bertanggung jawab.", 200)
    timeline = _line("Jadwal", "Tulis jadwalnya, misalnya Januari–Juni 2027.", 300)


class CommitmentForm(LetterForm):
    TEXT_LABEL = "Pokok kesepakatan dengan pemilik inovasi"


class PilotForm(GateForm):
    VALUES = ("regions", "before", "after")
    TEXT_LABEL = "Pelaksanaan uji terap"

    regions = _line("Daerah uji terap", "Tulis daerah tempat uji terap.", 500)
    before = _line("Keadaan sebelum", "Tulis keadaan sebelum uji terap, dengan angka.", 300)
    after = _line("Keadaan sesudah", "Tulis keadaan sesudah uji terap, dengan angka.", 300)


class AdoptionForm(LetterForm):
    TEXT_LABEL = "Kebijakan nasional yang menetapkan"


class MonitoringForm(GateForm):
    TEXT_LABEL = "Keadaan setelah menjadi kebijakan"


FORMS: dict[str, type[GateForm]] = {
    CaseState.INTERESTED: InterestForm,
    CaseState.ASSESSED: AssessmentForm,
    CaseState.PLANNED: PlanForm,
    CaseState.COMMITTED: CommitmentForm,
    CaseState.PILOTED: PilotForm,
    CaseState.ADOPTED: AdoptionForm,
    CaseState.MONITORED: MonitoringForm,
}


def gate_form(case: ScalingCase, data: Any = None, files: Any = None) -> GateForm:
    """The form of the gate ahead, with what has been written so far."""
    stage = case.next_state
    gate = case.gates.filter(stage=stage).first() if stage else None
    written = {}
    if gate:
        kept = ("text", "number", "dated_on", "file")
        written = {name: getattr(gate, name) for name in kept} | gate.values
    return FORMS[stage or CaseState.MONITORED](data, files, initial=written)
